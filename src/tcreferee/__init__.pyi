from tcreferee.api import (
    Asked,
    Compared,
    Dataset,
    Fitted,
    Sampled,
    audit,
    beside,
    compare,
    figure,
    fit,
    load_dataset,
    load_model,
    sample,
)
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.places import snakefile
from tcreferee.base.priors import Array, Effect, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel

__all__ = [
    "Array",
    "Asked",
    "Check",
    "Compared",
    "Dataset",
    "Effect",
    "Fitted",
    "Level",
    "Normal",
    "Parameter",
    "Problem",
    "RefereeError",
    "Sampled",
    "Source",
    "TcModel",
    "audit",
    "beside",
    "compare",
    "figure",
    "fit",
    "load_dataset",
    "load_model",
    "sample",
    "snakefile",
]
