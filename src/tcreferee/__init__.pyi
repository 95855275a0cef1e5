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
    joint_trial,
    load_dataset,
    load_model,
    next_measurements,
    predict_material,
    rank,
    register,
    register_all,
    sample,
    score,
    specify,
)
from tcreferee.base.bounded_priors import HalfNormal, LogNormal, Uniform
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.integer_prior import Integer
from tcreferee.base.linear_priors import Coefficient, Effect, Flat, Level
from tcreferee.base.places import snakefile
from tcreferee.base.priors import Array, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.program import Program
from tcreferee.formulas.scope import Domain, Printed
from tcreferee.formulas.solve import root
from tcreferee.formulas.tabulated import Tabulated

__version__: str
__all__ = [
    "Array",
    "Asked",
    "Check",
    "Coefficient",
    "Compared",
    "Dataset",
    "Domain",
    "Effect",
    "Fitted",
    "Flat",
    "HalfNormal",
    "Integer",
    "Level",
    "LogNormal",
    "Normal",
    "Parameter",
    "Printed",
    "Problem",
    "Program",
    "RefereeError",
    "Sampled",
    "Source",
    "Tabulated",
    "TcModel",
    "Uniform",
    "audit",
    "beside",
    "compare",
    "figure",
    "fit",
    "joint_trial",
    "load_dataset",
    "load_model",
    "next_measurements",
    "predict_material",
    "rank",
    "register",
    "register_all",
    "root",
    "sample",
    "score",
    "snakefile",
    "specify",
]
