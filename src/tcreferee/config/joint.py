"""Check the joint trials of the configuration before any is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tcreferee.base.errors import Problem, nearest
from tcreferee.config.fields import Comparison, Config

# what the groups of one trial must have in common, besides the models
ALIKE = ("material_class", "response", "prior", "sigma_prior")


def joint_faults(where: str, config: Config, entries: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Say what is wrong with the joint trials.

    Parameters
    ----------
    where : str
        Name of the configuration in messages.
    config : Config
    entries : mapping of str to collection of str
        Names of the models of each comparison.
    """
    for name, joint in config.joint.items():
        key = f"{where}, joint.{name}"
        known = [each for each in joint.comparisons if each in config.comparisons]
        for each in joint.comparisons:
            if each not in known:
                do = nearest(each, config.comparisons)
                yield Problem(f"{key}.comparisons", f"unknown comparison '{each}'", do=do)
        if len(set(joint.comparisons)) < len(joint.comparisons):
            yield Problem(f"{key}.comparisons", "name a comparison twice", "each once")
        if len(joint.comparisons) == 1 and known and not config.comparisons[known[0]].families:
            yield Problem(f"{key}.comparisons", f"'{known[0]}' has no families", "its 'families', or two comparisons")
        yield from _unlike(key, {each: config.comparisons[each] for each in known})
        for model in joint.shared:
            for each in known:
                if model not in entries.get(each, ()):
                    do = nearest(model, entries.get(each, ()))
                    yield Problem(f"{key}.shared.{model}", f"is no model of comparison '{each}'", do=do)


def _unlike(key: str, comparisons: Mapping[str, Comparison]) -> Iterator[Problem]:
    """Say which keys differ between the groups: the parameters that they share need one prior."""
    for word in ALIKE:
        if len({repr(getattr(each, word)) for each in comparisons.values()}) > 1:
            yield Problem(f"{key}.comparisons", f"differ in '{word}'", "comparisons with the same one")
