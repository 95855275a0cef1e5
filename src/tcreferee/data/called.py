"""What authors call the quantities of a column."""

from __future__ import annotations

import re
import unicodedata

# What authors call a quantity, in small letters without blanks, underscores and dollar signs; the unit decides
# between several.
_CALLED: dict[str, tuple[str, ...]] = {
    "tc": ("tc_K",), "tconset": ("tc_K",), "tcmid": ("tc_K",), "criticaltemperature": ("tc_K",),
    "criticaltemp": ("tc_K",), "transitiontemperature": ("tc_K",), "superconductingtransitiontemperature": ("tc_K",),
    "superconductingcriticaltemperature": ("tc_K",),
    "n": ("n_m3",), "density": ("n_m3", "density_kgm3"), "carrierdensity": ("n_m3",), "nhall": ("n_m3",),
    "npair": ("n_pair_m3",), "mpair": ("m_pair_me",), "m*": ("m_pair_me",),
    "xi": ("xi_A",), "ξ": ("xi_A",), "lambda": ("penetration_depth_nm", "coupling"),
    "λ": ("penetration_depth_nm", "coupling"),
    "λl": ("penetration_depth_nm",), "lambdal": ("penetration_depth_nm",), "coupling": ("coupling",),
    "penetrationdepth": ("penetration_depth_nm",), "lambdaep": ("coupling",),
    "mu*": ("mu_star",), "μ*": ("mu_star",), "mustar": ("mu_star",),
    "thetad": ("theta_debye_K",), "θd": ("theta_debye_K",), "debye": ("theta_debye_K",),
    "debyetemperature": ("theta_debye_K",), "omegalog": ("omega_log_K",), "ωlog": ("omega_log_K",),
    "p": ("pressure_GPa", "doping"), "pressure": ("pressure_GPa",), "doping": ("doping",), "x": ("content",),
    "y": ("oxygen_content",), "oxygen": ("oxygen_content",), "oxygencontent": ("oxygen_content",),
    "ef": ("fermi_energy_eV",), "fermienergy": ("fermi_energy_eV",), "valence": ("valence",), "z": ("valence",),
    "ionicity": ("ionicity",), "fi": ("ionicity",), "electronegativity": ("electronegativity",),
    "a": ("length_A",), "b": ("length_A",), "c": ("length_A",), "d": ("length_A",), "v": ("volume_A3",),
    "volume": ("volume_A3",), "molarmass": ("molar_mass_kgmol",),
}  # fmt: skip
ENDINGS = {"K": "K", "mK": "mK", "eV": "eV", "meV": "meV", "GPa": "GPa", "nm": "nm", "A": "angstrom", "m3": "1/m**3"}


def candidates(word: str) -> tuple[str, ...]:
    """Return the quantities that a name of a column may mean.

    Parameters
    ----------
    word : str
        Without its unit. Words and symbol may stand together, "carrier density n", if they have a meaning in common.
    """
    base = re.sub(r"_(?:" + "|".join(ENDINGS) + ")$", "", word).strip()
    words, _, symbol = base.rpartition(" ")
    both = [each for each in _meanings(words) if each in _meanings(symbol)]
    return _meanings(base) or tuple(both)


def _meanings(word: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", word)  # raised and lowered letters
    return _CALLED.get(re.sub(r"[\s_$\\{},-]", "", plain).lower().replace("µ", "μ"), ())
