"""Claims of the polyhedral-quantum-well paper (Tc = Lambda / xi^2; the copy used names neither title nor authors)."""

from __future__ import annotations

from tcreferee.claim import Claim
from tcreferee.claims import _polyhedral_quantum_well_iron as iron
from tcreferee.claims import _polyhedral_quantum_well_oxides as oxides
from tcreferee.claims import _polyhedral_quantum_well_tables as tables

CLAIMS: tuple[Claim, ...] = (*tables.CLAIMS, *oxides.CLAIMS, *iron.CLAIMS)
