"""Tables: from a printed one and its sidecar to the rows a comparison uses."""

from __future__ import annotations

# Words of the processed table. They are kept here because every fit reads observations, and must neither
# wait for pydantic nor be run again when the sidecar's fields change.
TEXT = "text"
SIGMA = "sigma"
KEY_COLUMNS = ("point_id", "label")
