"""The referee as a library: load a table and a formula, fit, sample, compare, audit.

Each name is also available as `tcreferee.NAME`. The functions are those of the workflow and give the same records.
"""

from tcreferee.api.comparisons import Compared, audit, compare
from tcreferee.api.datasets import Dataset, load_dataset
from tcreferee.api.figures import figure
from tcreferee.api.fits import beside, fit
from tcreferee.api.joint import joint_trial
from tcreferee.api.materials import predict_material
from tcreferee.api.models import load_model
from tcreferee.api.ranks import rank
from tcreferee.api.records import Fitted, Sampled
from tcreferee.api.registrations import register, register_all, score
from tcreferee.api.samples import sample
from tcreferee.api.specifications import specify
from tcreferee.api.trials import Asked
from tcreferee.api.undecided import next_measurements

__all__ = [
    "Asked",
    "Compared",
    "Dataset",
    "Fitted",
    "Sampled",
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
    "sample",
    "score",
    "specify",
]
