"""Claims of the polyhedral-quantum-well paper (Tc = Lambda / xi^2; the copy used names neither title nor authors)."""

from __future__ import annotations

from tcreferee.claim import Claim
from tcreferee.claims import _polyhedral_quantum_well_nickelates as nickelates
from tcreferee.claims import _polyhedral_quantum_well_order as order
from tcreferee.claims import _polyhedral_quantum_well_resonances as resonances
from tcreferee.claims import _polyhedral_quantum_well_selenide as selenide
from tcreferee.claims import _polyhedral_quantum_well_tables as tables

CLAIMS: tuple[Claim, ...] = (
    *tables.CLAIMS,
    *order.CLAIMS,
    *nickelates.CLAIMS,
    *resonances.CLAIMS,
    *selenide.CLAIMS,
)
