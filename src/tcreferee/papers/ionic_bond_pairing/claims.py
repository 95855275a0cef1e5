"""Claims of "Ionic-Bond-Driven Atom-Bridged Room-Temperature Cooper Pairing in Cuprates and Nickelates: a
Theoretical Framework Supported by 32 Experimental Evidences" (arXiv:2503.13104, copy of 6 August 2025).

The copy has no supplement. Numbers that the paper quotes from measurements and does not compute with are no claims
of it: Tc of 93, 23, 60 and 21 K, pseudogap 80 meV (0.08 eV in Fig. 4) and gap 40 meV of Bi2212, gaps of 1 to 6 meV of
conventional superconductors, the ionicity of NaCl above 90 %, J of 12 and 120 meV, pair sizes of 1 to 15, 70 to 80 and
400 to 10^4 angstrom, the lattice constant of 4 to 5 angstrom, the period of four lattice constants. It computes no
ratio of T* and Tc. Eqs. (4), (7) and (8) are definitions without a number.
"""

from __future__ import annotations

from tcreferee.papers.claim import Claim
from tcreferee.papers.ionic_bond_pairing.atoms import CLAIMS as _ATOMS
from tcreferee.papers.ionic_bond_pairing.energies import CLAIMS as _ENERGIES
from tcreferee.papers.ionic_bond_pairing.statements import STATEMENTS
from tcreferee.papers.ionic_bond_pairing.table import CLAIMS as _TABLE

__all__ = ["CLAIMS", "STATEMENTS"]

CLAIMS: tuple[Claim, ...] = (*_TABLE, *_ATOMS, *_ENERGIES)
