"""Claims of "A general model for superconductivity" (Liu, Gao, Shi; ChinaXiv, 31 March 2026).

The copy is a machine-made text: of Table I no number is left, of Table II the six valences with their integers, six
temperatures of the expansion coefficient, one distance (3.01) and one density (82.0). A claim whose number is lost has
"nan" for it. Read elsewhere by the authors and used here as inputs only: the distance, the density, the temperatures.
"""

from __future__ import annotations

from tcreferee.papers.claim import Claim
from tcreferee.papers.general_model_screening.materials import LOST, METAL_CLAIMS, YBCO
from tcreferee.papers.general_model_screening.theory import THEORY

CLAIMS: tuple[Claim, ...] = (*THEORY, *YBCO, *METAL_CLAIMS, *LOST)
