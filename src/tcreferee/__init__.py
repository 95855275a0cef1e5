"""Tc Referee: the same fair trial for every proposed formula of Tc.

>>> import tcreferee
>>> data = tcreferee.load_dataset("ybco_jorgensen1990")
>>> trial = tcreferee.compare(["screening", "constant", "linear"], data)
>>> print(trial.sentence)  # doctest: +SKIP
"""

# What lies where, as words: an import statement would load numpy and pydantic with the package, and would make every
# rule of the workflow depend on the library (`tcreferee.base.provenance.source_files` reads import statements). The
# types are in __init__.pyi.
_PLACES = {
    "tcreferee.api": (
        "Asked", "Compared", "Dataset", "Fitted", "Sampled", "audit", "beside", "compare", "figure", "fit",
        "joint_trial", "load_dataset", "load_model", "next_measurements", "predict_material", "rank", "register",
        "register_all", "sample", "score", "specify",
    ),
    "tcreferee.base.errors": ("Problem", "RefereeError"),
    "tcreferee.formulas.model": ("Check", "Parameter", "Source", "TcModel"),
    "tcreferee.formulas.program": ("Program",),
    "tcreferee.formulas.scope": ("Domain", "Printed"),
    "tcreferee.formulas.solve": ("root",),
    "tcreferee.formulas.tabulated": ("Tabulated",),
    "tcreferee.base.places": ("snakefile",),
    "tcreferee.base.bounded_priors": ("HalfNormal", "LogNormal", "Uniform"),
    "tcreferee.base.integer_prior": ("Integer",),
    "tcreferee.base.linear_priors": ("Coefficient", "Effect", "Flat", "Level"),
    "tcreferee.base.priors": ("Array", "Normal"),
}  # fmt: skip
_WHERE = {name: module for module, names in _PLACES.items() for name in names}
__all__ = list(_WHERE)


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    import importlib.metadata

    if name == "__version__":
        return importlib.metadata.version("tc-referee")
    if name not in _WHERE:
        raise AttributeError(f"module 'tcreferee' has no attribute '{name}'")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE, "__version__"])
