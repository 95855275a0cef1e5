"""What the command line and config.yaml say of one model on one table."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.config.folder import CONFIG, configuration
from tcreferee.data import DEFAULT_GRADES

if TYPE_CHECKING:
    from tcreferee.api import Asked


def name_of(model: str) -> str:
    """Return the name that a model has among the fitted ones."""
    from tcreferee.api.typed_formulas import NAME
    from tcreferee.formulas.typed import is_formula

    return NAME if is_formula(model) else Path(model).stem


def asked_of(given: argparse.Namespace) -> tuple[Asked, str]:
    """Return the settings of a fit: those of a comparison with this table, overridden by the command line."""
    like, about = _like(given)
    asked: Asked = {}
    said = "prior of Tc 50 ± 75 K; no comparison of a config.yaml has this table"
    if about:
        said, asked = f"as in comparison '{like}' of {CONFIG}", _of_comparison(about, name_of(given.model))
        if given.like:  # the very rows of a comparison; else any grade, and the sentence says so
            asked.setdefault("accept_grades", DEFAULT_GRADES)
    if given.response:
        if given.response != asked.get("response", "tc_K"):
            asked.pop("prior", None)  # what is known of Tc is not known of anything else
        asked["response"] = given.response
    if given.prior:
        from tcreferee.base.priors import EFFECT_FACTOR

        asked["prior"] = (given.prior[0], given.prior[1])
        said = f"prior {given.prior[0]:g} ± {EFFECT_FACTOR * given.prior[1]:g}"
    if given.x:
        asked["x"] = given.x
    for each in given.input:
        word, sign, column = each.partition("=")
        if not sign:
            raise RefereeError("No fit", [Problem("--input", f"'{each}' is not understood", "WORD=COLUMN")])
        asked["inputs"] = {**asked.get("inputs", {}), word: column}
    return asked, said


def _like(given: argparse.Namespace) -> tuple[str, Mapping[str, Any]]:
    blocks = configuration().get("comparisons")
    known = {str(key): about for key, about in blocks.items() if isinstance(about, dict)} if blocks else {}
    if given.like:
        if given.like not in known:
            what = f"there is no comparison '{given.like}' in {CONFIG}"
            raise RefereeError("No fit", [Problem("--like", what, do=nearest(given.like, known))])
        return given.like, known[given.like]
    dataset = Path(given.dataset).stem if given.dataset.endswith((".csv", ".tsv", ".yaml")) else given.dataset
    return next(((name, about) for name, about in known.items() if about.get("dataset") == dataset), ("", {}))


def _of_comparison(about: Mapping[str, Any], model: str) -> Asked:
    """Return the settings of a comparison of config.yaml, with the inputs of one model if it is listed there."""
    words = ("response", "x", "likelihood", "sigma", "input_sigma", "families", "accept_grades")
    found: dict[str, Any] = {word: about[word] for word in words if word in about}
    for entry in about.get("models", ()):
        if isinstance(entry, dict) and entry.get("model") == model and isinstance(entry.get("inputs"), dict):
            found["inputs"] = entry["inputs"]
            break
    classes, known = configuration().get("material_classes", {}), about.get("prior")
    if isinstance(known, dict):
        found["prior"] = known.get("mean"), known.get("sd")
    elif isinstance(classes, dict) and isinstance(classes.get(about.get("material_class")), dict):
        material = classes[about["material_class"]]
        odds = about.get("likelihood") == "bernoulli"
        names = ("log_odds_mean", "log_odds_sd") if odds else ("tc_mean_K", "tc_sd_K")
        found["prior"] = material.get(names[0]), material.get(names[1])
    return found  # type: ignore[return-value]
