"""Claims of "Formation of Cooper Pairs as a Consequence of Exchange Interaction" (no author or identifier in the copy).

The paper computes no pressure: the 12 and 55 GPa of Table 1, like the lithium experiments, are quoted, and what it says
of pressure is a direction. Numbers it takes from others are claims only where it calculates with them.
"""

from __future__ import annotations

from tcreferee.papers.claim import Claim
from tcreferee.papers.exchange_standing_wave.condensate import CONDENSATE_CLAIMS
from tcreferee.papers.exchange_standing_wave.pairing import PAIRING_CLAIMS
from tcreferee.papers.exchange_standing_wave.table1 import TABLE_CLAIMS

CLAIMS: tuple[Claim, ...] = (*PAIRING_CLAIMS, *TABLE_CLAIMS, *CONDENSATE_CLAIMS)
