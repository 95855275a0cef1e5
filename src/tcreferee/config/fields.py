"""The keys of config.yaml, one class for each block; every key is explained in that file."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field, field_validator

from tcreferee.base.priors import EFFECT_FACTOR
from tcreferee.config.known import AssumedError, Candidates, MaterialClass, ResponsePrior, SigmaPrior, Split, Strict
from tcreferee.data import DEFAULT_GRADES, GRADES, Grade
from tcreferee.data.combine import HOW
from tcreferee.data.own_quantities import OwnQuantity
from tcreferee.data.schema_errors import fault
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.settings import SamplerSettings

_SAMPLER = SamplerSettings()
_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"
# What else lies in results/
TAKEN = frozenset(
    {
        "checksums", "claims", "comparisons", "court", "datasets", "figures", "joint", "logs", "papers",
        "predictions", "provenance", "report", "report_older", "sources", "standing", "statements", "study",
        "summary", "tables", "words",
    }
)  # fmt: skip
# The longest file name of most systems is 255 bytes, and endings and a temporary name's letters are added.
LONGEST = 100


class ModelEntry(Strict):
    """One model of a comparison."""

    model: str = Field(description="name of a model file")
    name: str = Field("", pattern=rf"{_NAME}|^$", description="name in the results; by default that of the model")
    label: str = Field("", description="label in tables and figures; by default the title of the model")
    inputs: dict[str, str | list[str]] = Field(
        {},
        description="for each input of the model, the column of the dataset, or columns between which each row chooses",
    )

    @field_validator("inputs", mode="before")
    @classmethod
    def _columns(cls, given: Any) -> Any:
        for word, columns in given.items() if isinstance(given, dict) else ():
            if isinstance(columns, list) and (len(columns) < 2 or len({str(each) for each in columns}) < len(columns)):
                raise fault(f"{word}: {columns} is not a choice", "one column, or a list of two or more different ones")
            if not all(isinstance(each, str) for each in (columns if isinstance(columns, list) else [columns])):
                raise fault(f"{word}: {columns!r} names no column", "one column, or a list of two or more")
        return given


class Comparison(Strict):
    """One trial: one set of rows, one response, one likelihood, several models."""

    title: str = Field(min_length=1, description="one line for the report")
    question: str = Field("", description="the question that the comparison answers")
    dataset: str | list[str] = Field(description="name of a pair in data/raw, or a list of names")
    combine: str = Field("", description="for several datasets: " + " or ".join(HOW))
    families: str = Field("", description="column of words that names the family of each material, or 'dataset'")
    family_labels: dict[str, str] = Field(
        {}, description="with 'families: dataset', for each dataset the name of its family"
    )
    response: str = Field("tc_K", description="column that the models predict")
    likelihood: str = Field("", description=f"{' or '.join(LIKELIHOODS)}; by default the errors in the tables decide")
    sigma: str = Field("", description="column with the standard deviation of the response; by default as declared")
    input_sigma: dict[str, str] = Field(
        {}, description="for each input column, the column with its standard deviation; by default the declared ones"
    )
    material_class: str = Field(description="a key of material_classes")
    prior: ResponsePrior | None = Field(None, description="mean, sd and note, if the response is not Tc")
    sigma_prior: SigmaPrior = Field(
        SigmaPrior(),
        description="prior of the scatter: family, nu, scale, note; by default a half-t(4) with the scale of the class",
    )
    x: str = Field("", description="column that the null models use")
    accept_grades: list[Grade] = Field(
        list(DEFAULT_GRADES), min_length=1, description=f"grades of the cells that may be used, of {', '.join(GRADES)}"
    )
    ranges: dict[str, tuple[float, float]] = Field(
        {}, description="for each column, the lowest and the highest value that a row may have; other rows are dropped"
    )
    definitions: list[str] = Field(
        [], description="comparisons that measure the same input of the same material in another way"
    )
    assumed_errors: dict[str, AssumedError] = Field(
        {}, description="for a column without declared errors, the error that the specification curve assumes"
    )
    conventions: list[str] = Field(
        [], description="columns that hold the response by another convention, such as an onset or a midpoint"
    )
    split: Split | None = Field(None, description="column and at: a split in time for `tcreferee split`")
    candidates: list[Candidates] = Field(
        [], description="tables of real materials, in which `tcreferee next` looks for the next measurement"
    )
    models: list[ModelEntry] = Field(description="two models or more")

    @field_validator("ranges")
    @classmethod
    def _ordered(cls, given: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        for name, (low, high) in given.items():
            if not low < high:
                raise fault(f"{name}: {low:g} to {high:g} holds no row", "the lower end first")
        return given

    @field_validator("dataset", mode="before")
    @classmethod
    def _names(cls, given: Any) -> Any:
        return _names(given)

    @property
    def datasets(self) -> list[str]:
        """The datasets as a list, even if there is only one."""
        return [self.dataset] if isinstance(self.dataset, str) else self.dataset

    @field_validator("models", mode="before")
    @classmethod
    def _words(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        return [{"model": entry} if isinstance(entry, str) else entry for entry in given]


def _names(given: Any) -> Any:
    many = given if isinstance(given, list) else [given]
    if not many or not all(isinstance(each, str) and each for each in many):
        raise fault(f"{given!r} names no dataset", "the name of a pair in data/raw, or a list of names")
    return given


class Prediction(Strict):
    """A prediction: materials that were not fitted, for the models of one comparison."""

    title: str = Field(min_length=1, description="one line for the report")
    comparison: str = Field(description="comparison whose fitted models make the prediction")
    dataset: str = Field("", description="name of a pair in data/raw; or give rows")
    rows: list[dict[str, float | str]] = Field(
        [], description="materials: label, the columns of the comparison in their units, the response if measured"
    )
    inputs: dict[str, str] = Field({}, description="for each column of the comparison, the column of the dataset")
    family: str = Field("", description="family of materials, or the column of the dataset that names it")
    accept_grades: list[Grade] = Field(
        [], description="grades that may be used, as in a comparison; by default those of the comparison"
    )
    models: list[str] = Field([], description="names in the comparison; all by default")
    pool: bool = Field(
        False, description="whether these rows were as eligible as those of the comparison, which left them out"
    )


class Joint(Strict):
    """A joint trial: formulas on the rows of several comparisons, with a parameter in common."""

    title: str = Field(min_length=1, description="one line for the report")
    comparisons: list[str] = Field(
        min_length=1, description="comparisons whose rows are the groups; of a single one, its families are the groups"
    )
    shared: dict[str, list[str]] = Field(
        min_length=1, description="for each model, by its name in the comparisons, the parameters that the groups share"
    )


class Sampler(Strict):
    """Sampler settings, see `tcreferee.inference.settings.SamplerSettings`."""

    ensembles: int = Field(_SAMPLER.ensembles, ge=2, description="independent ensembles, at least 2")
    walkers: int = Field(_SAMPLER.walkers, ge=8, description="walkers of each ensemble, at least 8")
    steps: int = Field(_SAMPLER.steps, ge=50, description="steps of the first attempt, at least 50")
    max_steps: int = Field(_SAMPLER.max_steps, ge=50, description="steps after which a model counts as not converged")
    keep: int = Field(_SAMPLER.keep, ge=50, description="draws stored per ensemble, at least 50")
    rhat_max: float = Field(_SAMPLER.rhat_max, gt=1, description="gate: R-hat below this")
    ess_min: float = Field(_SAMPLER.ess_min, gt=0, description="gate: effective draws, bulk and tail")


class Audits(Strict):
    """Sizes and levels of the audits, see `tcreferee.audits.case.Settings`."""

    level: float = Field(0.05, gt=0, lt=1, description="chance that any test objects to a true formula")
    permutations: int = Field(10000, ge=100, description="number of permutations of a test that cannot try all of them")
    replicates: int = Field(200, ge=20, description="data sets simulated from each model, at least 20")
    scored: int = Field(25, ge=10, description="how many of these are also scored exactly, at least 10")


class Study(Strict):
    """Sizes of `make study`, see `tcreferee.audits.study`."""

    replicates: int = Field(10000, ge=100, description="data sets simulated from each model, at least 100")
    scored: int = Field(1000, ge=20, description="how many of these are also scored exactly, at least 20")
    chunks: int = Field(2, ge=1, description="jobs of each comparison")

    @property
    def chunk_sizes(self) -> tuple[int, int]:
        """Replicates and scored replicates of one chunk."""
        return -(-self.replicates // self.chunks), -(-self.scored // self.chunks)


class Config(Strict):
    """The whole of config.yaml."""

    seed: int = Field(ge=0, description="a whole number; all random numbers derive from it and from names")
    effect_factor: float = Field(
        EFFECT_FACTOR, gt=0, description="effect scale of the priors, in standard deviations of the material class"
    )
    model_paths: list[str] = Field([], description="folders with model files of your own")
    data_paths: list[str] = Field([], description="folders with tables and sidecars of your own")
    quantities: dict[str, OwnQuantity] = Field(
        {}, description="quantities of your own, by word; tables and formulas use them like those of the package"
    )
    sampler: Sampler = Field(default_factory=Sampler, description="sampler settings")
    audits: Audits = Field(default_factory=Audits, description="sizes and levels of the audits")
    study: Study = Field(default_factory=Study, description="sizes of the studies, which `make study` runs")
    ledger: bool = Field(False, description="recompute the numbers that the papers print, and redraw their figures")
    jobs: int = Field(4, ge=1, description="number of jobs into which the comparisons are divided")
    material_classes: dict[str, MaterialClass] = Field(
        description="for each class of materials, mean and standard deviation of Tc"
    )
    comparisons: dict[str, Comparison] = Field(min_length=1, description="the comparisons, by name")
    predict: dict[str, Prediction] = Field({}, description="the predictions, by name")
    joint: dict[str, Joint] = Field({}, description="the joint trials, by name; `tcreferee joint NAME` computes one")

    @field_validator("comparisons", "predict", "joint", mode="before")
    @classmethod
    def _file_names(cls, given: Any) -> Any:
        """Check names, which become files and folders of the results."""
        odd = [name for name in given if not re.fullmatch(_NAME, str(name))] if isinstance(given, dict) else []
        if odd:
            said = ", ".join(map(repr, odd))
            raise fault(f"{said}: no name of a file", "a letter, then letters, digits and underscores")
        long = [str(name) for name in given if len(str(name)) > LONGEST] if isinstance(given, dict) else []
        if long:
            raise fault(f"'{long[0][:20]}...' has {len(long[0])} letters", f"at most {LONGEST}")
        seen: dict[str, str] = {}
        for name in map(str, given if isinstance(given, dict) else ()):
            if (other := seen.setdefault(name.lower(), name)) != name:
                raise fault(f"'{other}' and '{name}' differ in case only", "names that differ on every file system")
        return given

    @field_validator("comparisons")
    @classmethod
    def _free(cls, given: dict[str, Comparison]) -> dict[str, Comparison]:
        if taken := sorted(name for name in given if name.lower() in TAKEN):
            raise fault(f"'{taken[0]}' is the name of another folder of results", "another name")
        return given
