"""A checked configuration, and the plain values that each job receives from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tcreferee.base.scatter_priors import log_sd
from tcreferee.config.bind import Column
from tcreferee.config.check import BERNOULLI
from tcreferee.config.fields import Config
from tcreferee.data.sidecar import read_sidecar
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.settings import flat

MOST_TOGETHER = 25


@dataclass(frozen=True)
class Entry:
    """A model of a comparison with everything resolved.

    Parameters
    ----------
    name, label, title : str
    path : Path
        The model file.
    inputs : dict of str to str or tuple of str
        The model's input -> column; several columns are a choice that each row makes.
    constant : bool
        Whether the model is the constant.
    source : (str, str)
        Reference and identifier of a formula that somebody proposed; empty for null models.
    """

    name: str
    label: str
    path: Path
    inputs: dict[str, Column]
    constant: bool = False
    source: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Plan:
    """A checked configuration: which models run on which tables.

    Parameters
    ----------
    config : Config
    datasets : dict of str to Path
        Sidecars of the datasets that are used.
    available : dict of str to Path
        Sidecars of all datasets.
    entries : dict of str to dict of str to Entry
        By comparison and name.
    own_quantities : dict of str to dict
        By dataset, the definitions of the configuration that it uses.
    """

    config: Config
    datasets: dict[str, Path]
    available: dict[str, Path]
    entries: dict[str, dict[str, Entry]]
    own_quantities: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def named_quantities(self) -> dict[str, Any]:
        """The definitions of the configuration whose words stand in the sidecar of any table, used or not."""
        known = self.config.quantities
        texts = [path.read_bytes() for path in self.available.values()] if known else []
        return {word: known[word].model_dump() for word in known if any(word.encode() in text for text in texts)}

    @property
    def proposed(self) -> set[tuple[str, str]]:
        """Reference and identifier of every source whose formula some comparison tries."""
        return {e.source for entries in self.entries.values() for e in entries.values() if e.source[0]}

    def seconds(self, dataset: str) -> list[Path]:
        """Return the sidecars of the tables that hold second measurements of a dataset."""
        named = read_sidecar(self.datasets[dataset]).second_datasets
        return [self.available[name] for name in named if name in self.available]

    def batches(self) -> dict[str, list[str]]:
        """Return the comparisons that share a job, by the job's name.

        Importing the libraries takes longer than inferring a model (docs/decisions/0012). Each job gets neighbours in
        the configuration, because they share models and an edit of one model then touches few jobs; all jobs get about
        the same number of models. Very many comparisons get more jobs than `jobs` says: Snakemake compares every file
        with every output of a job, so that the time for planning would grow as the square of their number.
        """
        jobs = max(self.config.jobs, math.ceil(len(self.entries) / MOST_TOGETHER))
        share = sum(map(len, self.entries.values())) / min(jobs, len(self.entries))
        shared: dict[int, list[str]] = {}
        before = 0
        for name, entries in self.entries.items():
            shared.setdefault(int((before + 0.5 * len(entries)) / share), []).append(name)
            before += len(entries)
        return {names[0] if len(names) == 1 else f"job_{i}": names for i, names in enumerate(shared.values(), 1)}

    def inputs(self, comparison: str) -> list[str]:
        """Return every column the comparison's models need, sorted: the same list when a model is added
        that needs nothing new, so that its rows stay as they are.
        """
        return input_columns(self.entries[comparison])

    def selection(self, comparison: str) -> dict[str, Any]:
        """Return the settings of `select` as plain values; see `tcreferee.data.select.Selection`."""
        c = self.config.comparisons[comparison]
        return {
            "response": c.response,
            "inputs": self.inputs(comparison),
            "sigmas": [*([c.sigma] if c.sigma else []), *c.input_sigma.values()],
            "accept_grades": c.accept_grades,
            "combine": c.combine,
            "families": c.families,
            "family_labels": c.family_labels,
            "ranges": {name: list(ends) for name, ends in c.ranges.items()},
        }

    def infer_settings(self, comparison: str, name: str) -> dict[str, Any]:
        """Return the settings of one job as plain values."""
        c, entry = self.config.comparisons[comparison], self.entries[comparison][name]
        material = self.config.material_classes[c.material_class]
        mean, sd = (c.prior.mean, c.prior.sd) if c.prior else (material.tc_mean_K, material.tc_sd_K)
        if c.likelihood == BERNOULLI:
            mean, sd = material.log_odds_mean or 0.0, material.log_odds_sd or 0.0  # checked: neither is missing
        return {
            "comparison": comparison,
            "entry": name,
            "inputs": {word: each if isinstance(each, str) else list(each) for word, each in entry.inputs.items()},
            "likelihood": c.likelihood,
            "centre_K": mean,
            "effect_K": self.config.effect_factor * sd,
            "sigma_scale_K": c.sigma_prior.scale
            or (log_sd(mean, sd) if LIKELIHOODS[c.likelihood].log_response else sd),
            "sigma_family": c.sigma_prior.family,
            "sigma_nu": c.sigma_prior.nu,
            "sigma": c.sigma,
            "input_sigma": c.input_sigma,
            "seed": self.config.seed,
            "sampler": self.config.sampler.model_dump(),
        }

    def asked(self, prediction: str) -> dict[str, Entry]:
        """Return the models of a prediction: those it names, and always the constant, with which all are compared."""
        chosen, entries = self.config.predict[prediction], self.entries[self.config.predict[prediction].comparison]
        return {
            name: entry for name, entry in entries.items()
            if not chosen.models or name in chosen.models or entry.constant
        }  # fmt: skip

    def audit_settings(self, comparison: str) -> dict[str, Any]:
        """Return the settings of a comparison's audits as plain values; see `tcreferee.audits.read.Asked`."""
        predictions = [name for name, p in self.config.predict.items() if p.comparison == comparison]
        material = self.config.material_classes[self.config.comparisons[comparison].material_class]
        return {
            "models": {name: str(entry.path) for name, entry in self.entries[comparison].items()},
            "predictions": predictions,
            "related": [name for name in self.config.comparisons[comparison].definitions if name != comparison],
            "specifications": self.specification_settings(comparison),
            "report_sd_K": list(material.report_sd_K or ()),
        }

    def specification_settings(self, comparison: str) -> dict[str, Any]:
        """Return what a comparison says of its specifications; see `tcreferee.specifications.read.Asked`."""
        c = self.config.comparisons[comparison]
        assumed = {column: each.model_dump(exclude_none=True) for column, each in c.assumed_errors.items()}
        return {"assumed_errors": assumed, "conventions": list(c.conventions)}

    def joint_settings(self, joint: str) -> list[dict[str, Any]]:
        """Return the models of a joint trial; see `tcreferee.joint.read.Entry`."""
        asked = self.config.joint[joint]
        first = self.entries[asked.comparisons[0]]
        return [
            {
                "name": name,
                "label": first[name].label,
                "model": first[name].path,
                "shared": shared,
                "settings": {each: self.infer_settings(each, name) for each in asked.comparisons},
            }
            for name, shared in asked.shared.items()
        ]

    def predict_settings(self, prediction: str) -> dict[str, Any]:
        """Return the settings of one prediction as plain values; see `tcreferee.prediction.predict.Question`."""
        chosen = self.config.predict[prediction]
        c = self.config.comparisons[chosen.comparison]
        return {
            "name": prediction,
            "title": chosen.title,
            "comparison": chosen.comparison,
            "dataset": chosen.dataset,
            "rows": chosen.rows,
            "inputs": chosen.inputs,
            "family": chosen.family,
            "accept_grades": chosen.accept_grades or c.accept_grades,
            "pool": chosen.pool,
            "labels": {name: entry.label for name, entry in self.asked(prediction).items()},
            "constants": [name for name, e in self.asked(prediction).items() if e.constant],
            "seed": self.config.seed,
        }


def input_columns(entries: Mapping[str, Entry]) -> list[str]:
    """Return every column that a model of a comparison needs, sorted."""
    return sorted({column for entry in entries.values() for column in flat(entry.inputs.values())})
