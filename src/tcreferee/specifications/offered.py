"""Which choices a comparison offers for one formula, beside those that it declares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tcreferee.data import GRADES
from tcreferee.data.observations import Observations
from tcreferee.data.repeats import compounds
from tcreferee.data.spoken import in_words
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.specifications.apply import ASSUMED, DOUBLED, IGNORED, positive
from tcreferee.specifications.choice import Choice
from tcreferee.specifications.subject import Formula, Subject

SCATTERS = {"normal": "normal scatter", "student_t": "Student-t scatter", "lognormal": "scatter of the logarithm"}
FACTORS = {0.5: "half", 2.0: "twice"}
FEWEST = 5
# words of quantities that say what is measured, but not of what: two columns of one are no two sources of one input
UNSPECIFIC = {"length_A", "energy_eV", "energy_meV", "temperature_K", "ratio", "count", "content", "general",
              "volume_A3", "pressure_GPa"}  # fmt: skip


def offered(subject: Subject, formula: Formula, influential: int) -> list[Choice]:
    """Return the choices for one formula.

    Parameters
    ----------
    subject : Subject
    formula : Formula
    influential : int
        The row, among those it is judged by, whose part of D departs most from the mean.
    """
    rows = subject.rows_of(formula)
    return [
        *_likelihoods(rows, formula),
        *(Choice("prior", f"{f:g}", f"{word} the prior scale", f) for f, word in FACTORS.items()),
        *_errors(subject, rows, formula),
        *_rows(subject, rows, formula, influential),
        *_definitions(subject, rows, formula),
        *_conventions(subject, rows),
    ]


def _likelihoods(rows: Observations, formula: Formula) -> Iterator[Choice]:
    own = formula.settings.likelihood
    if not LIKELIHOODS[own].scatter:
        return
    plain = "normal" if LIKELIHOODS[own].known else own
    for word, label in SCATTERS.items():
        if word == plain or (word == "lognormal" and not positive(rows)) or (word != plain and rows.limit.any()):
            continue
        beside = ", declared errors ignored" if LIKELIHOODS[own].known else ""
        yield Choice("likelihood", word, label + beside, word)


def _errors(subject: Subject, rows: Observations, formula: Formula) -> Iterator[Choice]:
    settings, abouts = formula.settings, rows.record["columns"]
    used = [rows.response, *formula.columns]
    if settings.sigma or settings.input_sigma or any(abouts[column].get("commons") for column in used):
        yield Choice("errors", IGNORED, "declared errors ignored", None)
        yield Choice("errors", DOUBLED, "declared errors doubled", None)
        return
    assumed = {column: each for column, each in subject.assumed.items() if column in used}
    if assumed and settings.likelihood == "normal":
        names = rows.spoken
        which = " and ".join(in_words(column, names) for column in assumed)
        yield Choice("errors", ASSUMED, f"an error of {which} that is only assumed", assumed)


def _rows(subject: Subject, rows: Observations, formula: Formula, influential: int) -> Iterator[Choice]:
    """Offer to leave out the most influential row, the rows of each grade below `read`, and repeats of a compound."""
    every = np.arange(rows.n)

    def without(word: str, label: str, out: NDArray[np.bool_]) -> Iterator[Choice]:
        if out.any() and (~out).sum() >= FEWEST:
            yield Choice("rows", word, label, every[~out])

    name = rows.label[influential]
    yield from without(f"without {name}", f"the most influential row left out ({name})", every == influential)
    lowest = _grades(subject, rows, formula)
    for grade in GRADES[1:]:
        yield from without(f"without {grade}", f"the rows with {grade} numbers left out", lowest == grade)
    inputs = [rows.columns[column] for column in formula.columns]
    group = compounds(rows.label, inputs)
    repeated = np.ones(rows.n, bool)
    repeated[np.unique(group, return_index=True)[1]] = False
    yield from without("without repeats", "repeats of a compound left out", repeated)


def _grades(subject: Subject, rows: Observations, formula: Formula) -> NDArray[np.str_]:
    """Return the lowest grade (rows,) of the cells that a formula uses, the response among them."""
    cells = subject.cells if rows is subject.observations else [subject.cells[i] for i in formula.inside]
    abouts = [rows.record["columns"][column] for column in (rows.response, *formula.columns)]
    found = list[str]()
    for row in cells:
        own = [
            row.get(about["grade_column"], "") if about.get("grade_column") else about.get("grade") for about in abouts
        ]
        found.append(max((grade for grade in own if grade in GRADES), key=GRADES.index, default=""))
    return np.array(found)


def _definitions(subject: Subject, rows: Observations, formula: Formula) -> Iterator[Choice]:
    """Offer every other column of the same quantity, of an accepted grade, for each input."""
    abouts, accepted = rows.record["columns"], set(rows.record.get("accept_grades", GRADES))
    cells = subject.cells if rows is subject.observations else [subject.cells[i] for i in formula.inside]
    names = rows.spoken
    for column in dict.fromkeys(formula.columns):
        quantity = abouts[column]["quantity"]
        if quantity in UNSPECIFIC or not all(isinstance(each, str) for each in formula.settings.inputs.values()):
            continue
        for other, about in abouts.items():
            if about["quantity"] != quantity or other in (*formula.columns, rows.response):
                continue
            values = rows.columns[other]
            by_cell = about.get("grade_column")
            grades = {row.get(by_cell, "") for row in cells} if by_cell else {about.get("grade")}
            if np.isfinite(values).all() and np.ptp(values) > 0 and grades <= accepted:
                yield Choice("definition", other, f"{names[other]} in place of {names[column]}", (column, other))


def _conventions(subject: Subject, rows: Observations) -> Iterator[Choice]:
    names = rows.spoken
    for column in subject.conventions:
        values = rows.columns[column]
        if column != rows.response and np.isfinite(values).all():
            yield Choice("convention", column, f"{names[column]} as the response", column)
