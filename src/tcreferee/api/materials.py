"""What the fitted formulas say of a material, each with its record."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.api.models import load_model
from tcreferee.api.named import Named
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.progress import told
from tcreferee.base.provenance import seed_from_names
from tcreferee.base.quantities import QUANTITIES
from tcreferee.base.records import number, read_rows
from tcreferee.comparison.questions import SIGNS, WORDS, Outcome, from_record, outcome
from tcreferee.comparison.read import ModelResult, Results, read_results
from tcreferee.data.elements import amounts_of
from tcreferee.data.observations import Observations
from tcreferee.prediction.material import Asked, beyond, mixture, of_another_kind, quantiles, shown, value_of
from tcreferee.supercon.join import composition, distance

STANDING = "standing.csv"
# the oxygen content of a label that is not told: +delta, -x
OPEN = re.compile(r"[+-](?:delta|[a-zδ])$")
# compositions whose shares differ by less in sum are the same
SAME = 2e-3
# a mixture of models that have less than this of the stacking weight says nothing of the comparison's mixture
LEAST_WEIGHT = 0.05


@dataclass(frozen=True)
class Foreseen:
    """What one formula, or the mixture of a comparison, says of a material.

    Parameters
    ----------
    comparison, name, label : str
        `name` is "" for the mixture.
    response : str
        Quantity.
    quantiles : mapping of str to float
        median, lower50, upper50, lower95, upper95 of a new measurement; of the probability for yes or no.
    beyond : str
        How far beyond the fitted rows the material lies; "" inside.
    sign, verdict : str
        What its comparison found of the formula; "" for the mixture and for curves without physics.
    rows : str
        The rows that it was fitted to: how many, and their table.
    known : str
        Label of the fitted row that the material is, or whose composition it has, oxygen apart; "" if there is none.
    """

    comparison: str
    name: str
    label: str
    response: str
    quantiles: Mapping[str, float]
    beyond: str = ""
    sign: str = ""
    verdict: str = ""
    rows: str = ""
    known: str = ""


@told("predicting")
def predict_material(
    inputs: Mapping[str, float], results: Path | str = "results", family: str = "", comparisons: Sequence[str] = (),
    material: Named | None = None, holds: str = "",
) -> list[Foreseen]:  # fmt: skip
    """Return what every fitted formula whose inputs are given says of a material, each with its record.

    Parameters
    ----------
    inputs : mapping of str to float
        By quantity (see `tcreferee quantities`) in its unit; or by column, where a comparison has several of one.
    results : path
        Folder of a run.
    family : str
        Family of the material, for formulas that distinguish families.
    comparisons : sequence of str
        By default all.
    material : Named, optional
        A row of a table or a crystal: its numbers, after `inputs`, its family if none is given, and its name, by which
        it may be one of the fitted rows. Numbers that no formula uses are left aside.
    holds : str, optional
        Element of the planes of a crystal: rows none of which holds it are of another kind, which is said.

    Returns
    -------
    list of Foreseen
        By comparison: its formulas, best first, and then the stacked mixture of all of its models that have inputs.

    Raises
    ------
    RefereeError
        There are no results, a quantity is unknown, or no formula has all of its inputs.
    """
    material = material or Named("", "", {})
    folders, given = folders_of(Path(results), comparisons), {**material.values, **inputs}
    outcomes, found, lacking = outcomes_of(Path(results)), list[Foreseen](), dict[str, str]()
    known = set(QUANTITIES)
    for folder in folders:
        read = read_results(folder)
        known |= set(read.observations.columns)
        found += _foreseen(read, given, family or material.family, outcomes, lacking, (material, holds))
    unknown = [name for name in inputs if name not in known]
    raise_if("No prediction", [Problem(n, "is no quantity", do=nearest(n, sorted(known))) for n in unknown])
    if not found:
        listed = sorted({f"{name}: needs {what}" for name, what in lacking.items()})[:8]
        problem = Problem("the inputs", "are all that no formula needs", "; ".join(listed) or "a run with formulas")
        raise RefereeError("No prediction", [problem])
    return found


def folders_of(results: Path, asked: Sequence[str]) -> list[Path]:
    """Return the folders of some comparisons of a run, or of all."""
    known = {path.parent.name: path.parent for path in sorted(results.glob("*/comparison.json"))}
    if not known:
        problem = Problem(
            str(results), "holds no comparison", do="run 'tcreferee run' (in the repository: 'make') first"
        )
        raise RefereeError("no results", [problem])
    wrong = [
        Problem(name, "is no comparison of these results", do=nearest(name, known))
        for name in asked
        if name not in known
    ]
    raise_if("no results", wrong)
    return [known[name] for name in asked] or list(known.values())


def outcomes_of(results: Path) -> dict[tuple[str, str], Outcome]:
    """Return what the report says of each formula, audits included, by comparison and entry."""
    path = results / STANDING
    rows = read_rows(path) if path.is_file() else []
    return {(row["comparison"], row["model"]): Outcome(row["outcome"]) for row in rows}


def asked_of(model: ModelResult) -> Asked:
    """Return a fitted model as one that is asked about materials."""
    weight = number(model.row["w_stacking"])
    return Asked(
        model.name, model.label, load_model(str(model.fit["model"]["name"])), model.fit, model.folder,
        0.0 if math.isnan(weight) else weight,
    )  # fmt: skip


def _foreseen(
    read: Results, inputs: Mapping[str, float], family: str, outcomes: Mapping[tuple[str, str], Outcome],
    lacking: dict[str, str], who: tuple[Named, str],
) -> Iterator[Foreseen]:  # fmt: skip
    rows = read.observations
    response, mixed, said = rows.quantities[rows.response], list[tuple[float, Any]](), list[Foreseen]()
    material, holds = who
    kind = of_another_kind(holds, rows)
    known = row_of(material, rows)
    fitted = f"{rows.n} rows of {rows.record['dataset']}"
    for model in read.ranked:
        missing = lacks(model, inputs, rows.quantities, family)
        if missing:
            if model.credited:
                lacking[f"{read.comparison}/{model.name}"] = missing
            continue
        asked = asked_of(model)
        seed = seed_from_names(0, read.comparison, model.name, "material")
        drawn = shown(asked.predict([inputs], [family], rows.quantities, seed), response)[:, 0]
        if not np.isfinite(drawn).all():
            continue
        mixed.append((asked.weight, drawn))
        if model.credited:
            own = outcomes.get((read.comparison, model.name)) or declared_outcome(read, model)
            away = "; ".join(filter(None, [kind, beyond(asked, inputs, rows)]))
            said.append(
                Foreseen(read.comparison, model.name, model.label, response, quantiles(drawn), away, SIGNS[own],
                         WORDS[own], fitted, known)
            )  # fmt: skip
    if not said:
        return
    yield from said
    total = sum(weight for weight, _ in mixed)
    if total >= LEAST_WEIGHT:
        label = f"stacked mixture of {len(mixed)} models"
        label += "" if total > 0.995 else f", which have {100 * total:.0f} % of the stacking weight"
        yield Foreseen(read.comparison, "", label, response, mixture(mixed), rows=fitted, known=known)


def row_of(material: Named, rows: Observations) -> str:
    """Return the label of the row that a material is, or whose composition it has; "" if there is none.

    The oxygen content counts where both state it.
    """
    for label, point in zip(rows.label, rows.point_id, strict=True):
        if (material.point and point == material.point) or _alike(material.label, label):
            return label
    return ""


def _alike(one: str, other: str) -> bool:
    if not one or one == other:
        return bool(one)
    try:
        both = [amounts_of(OPEN.sub("", each)) for each in (one, other)]
    except ValueError:  # a label that is no formula
        return False
    told = not OPEN.search(one) and not OPEN.search(other)
    return composition(both[0]) == composition(both[1]) and not (told and distance(*both) > SAME)


def lacks(model: ModelResult, inputs: Mapping[str, float], quantities: Mapping[str, str], family: str) -> str:
    """Say what a material lacks for a model; "" if nothing. The model is loaded only if it may ask for a family."""
    needs = [column for column in model.columns if value_of(column, inputs, quantities) is None]
    families = model.fit["bound"]["families"]
    if not needs and families and family not in families:
        asks = any(p.families for p in load_model(str(model.fit["model"]["name"])).parameters)
        needs = [f"a family ({', '.join(families)})"] if asks else []
    return ", ".join(dict.fromkeys(needs))


def declared_outcome(read: Results, model: ModelResult) -> Outcome:
    """Return the outcome by what is declared, where no report says what audits found."""
    return outcome(from_record(read.verdict["questions"][model.name]), (), str(model.row["grade"]))
