"""What one inference needs besides rows and model; part of every result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tcreferee.base.provenance import seed_from_names
from tcreferee.inference.sample import SamplerSettings


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

    def seed_of(self, step: str) -> int:
        """Return the seed of a step, which follows from names alone."""
        return seed_from_names(self.seed, self.comparison, self.entry, step)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> InferSettings:
        """Return the settings of plain values, as the workflow or a result record holds them."""
        known = {key: value for key, value in given.items() if key in cls.__dataclass_fields__}
        sampler = known.get("sampler", {})
        if not isinstance(sampler, SamplerSettings):
            sampler = SamplerSettings(**{**sampler, "acceptance": tuple(sampler.get("acceptance", (0.15, 0.5)))})
        return cls(**{**known, "sampler": sampler})
