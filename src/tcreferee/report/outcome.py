"""What one comparison says of a theory, in words and signs."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What one comparison says of a theory, best first."""

    STANDS = "stands"
    OBJECTED = "objected"
    LEVEL = "level"
    BEHIND = "behind"


SIGNS = {Outcome.STANDS: "✓", Outcome.OBJECTED: "!", Outcome.LEVEL: "=", Outcome.BEHIND: "×"}
WORDS = {
    Outcome.STANDS: "stands",
    Outcome.OBJECTED: "ahead, but audits object",
    Outcome.LEVEL: "not told apart from a null model",
    Outcome.BEHIND: "worse than a null model",
}
MEANINGS = {
    Outcome.STANDS: "stands: predicts better than every null model, and no audit speaks against it",
    Outcome.OBJECTED: "predicts better than every null model, but an audit gives reason to doubt its inputs or the fit",
    Outcome.LEVEL: "not told apart from a null model: less than 4 nats, or within the error; few rows look the same",
    Outcome.BEHIND: "worse than a null model",
}
