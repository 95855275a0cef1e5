"""Claims of the polyhedral-quantum-well paper (Tc = Lambda / xi^2; the copy used names neither title nor authors)."""

from __future__ import annotations

from tcreferee.papers.claim import Claim
from tcreferee.papers.polyhedral_quantum_well import nickelates as nickelates
from tcreferee.papers.polyhedral_quantum_well import order as order
from tcreferee.papers.polyhedral_quantum_well import resonances as resonances
from tcreferee.papers.polyhedral_quantum_well import selenide as selenide
from tcreferee.papers.polyhedral_quantum_well import tables as tables

CLAIMS: tuple[Claim, ...] = (
    *tables.CLAIMS,
    *order.CLAIMS,
    *nickelates.CLAIMS,
    *resonances.CLAIMS,
    *selenide.CLAIMS,
)
