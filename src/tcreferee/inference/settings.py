"""What one inference needs besides rows and model; part of every result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tcreferee.base.provenance import seed_from_names
from tcreferee.base.scatter_priors import NU


def flat(inputs: Iterable[str | Sequence[str]]) -> list[str]:
    """Return every column that inputs are bound to, those of a latent choice too."""
    return [column for each in inputs for column in ((each,) if isinstance(each, str) else each)]


@dataclass(frozen=True)
class SamplerSettings:
    """Settings of the sampler and thresholds of its gates.

    Parameters
    ----------
    ensembles : int
        Independent ensembles, each from its own over-dispersed start. Walkers of one ensemble are not chains.
    walkers : int
        Walkers of each ensemble.
    steps : int
        Steps of the first attempt. The chain goes on until it is long enough for its autocorrelation time, then
        doubles until all gates pass or `max_steps` is reached.
    max_steps : int
    keep : int
        Draws stored per ensemble, evenly spaced.
    rhat_max, ess_min, tau_multiple : float
        Gates: rank-normalised split R-hat, bulk and tail effective sample size, chain length over
        integrated autocorrelation time.
    acceptance : (float, float)
        Range of the acceptance fraction.
    """

    ensembles: int = 4
    walkers: int = 32
    steps: int = 300
    max_steps: int = 16000
    keep: int = 1000
    rhat_max: float = 1.01
    ess_min: float = 1000.0
    tau_multiple: float = 50.0
    acceptance: tuple[float, float] = (0.15, 0.5)


@dataclass(frozen=True)
class InferSettings:
    """Settings of one (comparison, model).

    Parameters
    ----------
    comparison, entry : str
        Names in the configuration; seeds derive from them.
    inputs : mapping of str to str or sequence of str
        The model's input -> column of the rows; several columns are a latent choice, made row by row.
    likelihood : str
    centre_K, effect_K, sigma_scale_K : float
        Prior scales of the comparison, see `tcreferee.base.priors.Scales`; the last without unit for `lognormal`.
    seed : int
    sampler : SamplerSettings
    sigma : str
        Column of the response's known standard deviations; "" if there is none.
    input_sigma : mapping of str to str
        Column of the rows -> column of its known standard deviations.
    sigma_family, sigma_nu : str, float
        Family of the scatter's prior, see `tcreferee.base.scatter_priors`, and degrees of freedom of a half-t.
    """

    comparison: str
    entry: str
    inputs: Mapping[str, str | Sequence[str]]
    likelihood: str
    centre_K: float
    effect_K: float
    sigma_scale_K: float
    seed: int
    sampler: SamplerSettings = field(default_factory=SamplerSettings)
    sigma: str = ""
    input_sigma: Mapping[str, str] = field(default_factory=dict)
    sigma_family: str = "half_t"
    sigma_nu: float = NU

    def seed_of(self, step: str) -> int:
        """Return the seed of a step, which follows from names alone."""
        return seed_from_names(self.seed, self.comparison, self.entry, step)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> InferSettings:
        """Return the settings of plain values, as the workflow or a result record holds them."""
        known = {key: value for key, value in given.items() if key in cls.__dataclass_fields__}
        sampler = known.get("sampler", {})
        if not isinstance(sampler, SamplerSettings):
            # a record holds the pair of thresholds as a list
            given_sampler: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in sampler.items()}
            sampler = SamplerSettings(**given_sampler)
        return cls(**{**known, "sampler": sampler})
