"""Test everything that a model file declares. Jobs run only the quick part, `tcreferee.formulas.loading.verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.priors import Array, Own
from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.loading import load_model, verify
from tcreferee.formulas.model import LOG_ODDS, Check, FormulaError, Parameter, TcModel
from tcreferee.formulas.slips import in_predict
from tcreferee.formulas.solve import counting

# three rows and three draws about the values of a check
ROWS, DRAWS = np.array([1.0, 1.07, 1.19]), np.array([1.0, 1.03, 0.96])
# draws from the priors that an implicit equation is tried on, and the share without a root that is worth a word
PRIOR_DRAWS, ROOTLESS = 200, 0.02
# endings of names that say a unit, and how the unit is written
ENDINGS = {
    "K": ("K", "kelvin"), "eV": ("eV", "electron_volt"), "meV": ("meV", "millielectron_volt"),
    "GPa": ("GPa", "gigapascal"), "A": ("Å", "A", "angstrom"), "nm": ("nm", "nanometer"),
    "m3": ("m^-3", "1/m^3", "m$^{-3}$", "1/meter**3"), "me": ("m_e", "$m_e$", "electron_mass"),
}  # fmt: skip


def check_model(path: Path | str) -> TcModel:
    """Load a model file and try everything it promises.

    Parameters
    ----------
    path : path
        A file ending in .py. It is code and runs as you.

    Returns
    -------
    TcModel

    Raises
    ------
    RefereeError
        With every problem: what is still to be filled in, printed values that are missed, units that do not fit
        names, predictions of another shape, rows or draws that are predicted differently together than one by one,
        changed arguments, parameters that are not linear as declared, equations that cannot be drawn.
    """
    path = Path(path)
    if not path.is_file():
        raise RefereeError(f"{path} is not checked", [Problem(str(path), "the file does not exist")])
    model = load_model(path)
    problems = [*_unit_faults(model, path), *_drawing_faults(model, path)]
    try:
        verify(model, path)
    except RefereeError as error:
        problems += error.problems
    else:
        problems += _behaviour_faults(model, path)
    raise_if(f"{path} cannot be used", problems)
    return model


def rootless(model: TcModel) -> str:
    """Say how often an implicit equation has no root between its ends, over the priors; "" if it hardly ever lacks one.

    Level() and Effect() are scaled by the rows, so parameters with these priors stay about their value in a check.
    """
    check = next((each for each in model.checks if _possible(each)), None)
    if check is None:
        return ""
    inputs = {word: _allowed(word, value * ROWS) for word, value in check.inputs.items()}
    random = np.random.default_rng(0)
    columns = []
    for p in model.parameters:
        drawn = np.resize(_about(p, check.parameters[p.name]), PRIOR_DRAWS)
        if isinstance(p.prior, Own):
            tried = np.asarray(p.prior.physical(p.prior.draw(PRIOR_DRAWS, random)))
            drawn = np.where((tried > p.bounds[0]) & (tried < p.bounds[1]), tried, drawn)
        columns.append(drawn)
    with np.errstate(all="ignore"), counting() as share:
        _predicted(model, inputs, np.array(columns).reshape(-1, PRIOR_DRAWS).T)
        lacking = share()
    if lacking < ROOTLESS:
        return ""
    return (
        f"root() finds no change of sign between its ends for {100 * lacking:.0f} % of draws from the priors, at the "
        "inputs of a check: there the formula counts as impossible. If it has a root there, widen the ends."
    )


def _unit_faults(model: TcModel, path: Path) -> Iterator[Problem]:
    for p in model.parameters:
        ending = p.name.rpartition("_")[2] if "_" in p.name else ""
        where = f"{path}, parameter '{p.name}'"
        if p.unit != "response" and ending in ENDINGS and p.unit not in ENDINGS[ending]:
            yield Problem(where, f"is named in {ending} and has the unit '{p.unit}'", f"'{ENDINGS[ending][0]}'")
    if model.checks and not any(_possible(check) for check in model.checks):
        for word, value in model.checks[0].inputs.items():
            if not _allows(word, value):
                known = QUANTITIES[word]
                expected = f"between {known.lower:g} and {known.upper:g} {known.unit}".rstrip()
                yield Problem(f"{path}, checks[0]", f"{word} = {value:g} is not possible", expected)


def _allows(word: str, value: float) -> bool:
    return word not in QUANTITIES or QUANTITIES[word].allows(value)


def _possible(check: Check) -> bool:
    """Whether matter can have the inputs of a check; one of several may be a limit that it cannot reach."""
    return all(_allows(word, value) for word, value in check.inputs.items())


def _drawing_faults(model: TcModel, path: Path) -> Iterator[Problem]:
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    texts = {"equation": model.equation} | {f"parameter '{p.name}', symbol": p.symbol for p in model.parameters}
    for where, text in texts.items():
        try:
            parser.parse(f"${text}$")
        except ValueError as error:
            what = f"'{text}' cannot be drawn ({str(error).splitlines()[-1].strip()})"
            yield Problem(f"{path}, {where}", what, "mathtext without dollar signs")


def _behaviour_faults(model: TcModel, path: Path) -> list[Problem]:
    """Try rows and draws about a check, together and one by one."""
    check = next((each for each in model.checks if _possible(each)), None)
    if check is None:
        return []
    inputs = {word: _allowed(word, value * ROWS) for word, value in check.inputs.items()}
    for values in inputs.values():
        values.flags.writeable = False
    theta = np.array([_about(p, check.parameters[p.name]) for p in model.parameters]).reshape(-1, len(DRAWS)).T
    where = f"{path}, predict"
    try:
        with np.errstate(all="ignore"):
            together = _predicted(model, inputs, theta)
            problems = list(_shape_faults(model, inputs, theta, where))
            if not problems:
                problems = list(_one_by_one(model, inputs, theta, together, where))
            if not problems:
                problems = list(_zero_faults(model, inputs, theta, path))
            if not problems:
                problems = list(_linear_faults(model, inputs, theta, path))
    except FormulaError as error:
        what, do = in_predict(error.__cause__, model) if error.__cause__ else (str(error), "")
        if "read-only" in what:
            return [Problem(where, "changes its inputs in place", "a new array, such as n = inputs['n_m3'] / 1e27")]
        return [Problem(where, what, "" if do else _expected(model), do)]
    return problems


def _allowed(word: str, values: Array) -> Array:
    """Return possible values of a quantity: only one if the others are impossible (a class, a share)."""
    return np.array([value if _allows(word, float(value)) else values[0] for value in values])


def _about(p: Parameter, value: float) -> Array:
    """Return draws of a parameter about its value in a check, within its bounds."""
    draws = value * DRAWS if value else DRAWS - 1
    inside = (draws > p.bounds[0]) & (draws < p.bounds[1])
    return np.where(inside, draws, value)


def _predicted(model: TcModel, inputs: Mapping[str, Array], theta: Array) -> Array:
    return np.array(model(inputs, theta, len(ROWS)), dtype=np.float64)


def _expected(model: TcModel) -> str:
    given = f"inputs of shape ({len(ROWS)},)" if model.inputs else "no inputs"
    return f"for {given} and parameters of shape (draws, 1) a result of shape (draws, {len(ROWS)}) or one like it"


def _shape_faults(model: TcModel, inputs: Mapping[str, Array], theta: Array, where: str) -> Iterator[Problem]:
    values = {p.name: theta[:, j, np.newaxis] for j, p in enumerate(model.parameters)}
    got = np.shape(model.predict(inputs, values))
    if model.parameters and model.inputs and got not in ((len(DRAWS), len(ROWS)), (len(DRAWS), 1), (len(ROWS),)):
        yield Problem(where, f"returns the shape {got}", _expected(model))


def _one_by_one(
    model: TcModel, inputs: Mapping[str, Array], theta: Array, together: Array, where: str
) -> Iterator[Problem]:
    """Each row and each draw must be predicted as it is among the others."""
    for i, draw in enumerate(theta):
        for row in range(len(ROWS)):
            one = {word: values[row : row + 1] for word, values in inputs.items()}
            alone = float(model(one, draw)[0])
            if not np.isclose(alone, together[i, row], rtol=1e-9, atol=0, equal_nan=True):
                what = f"gives {together[i, row]:.6g} for a row among others and {alone:.6g} for the same row alone"
                yield Problem(where, what, "each row from its own inputs and parameters", "work without sums over rows")
                return


def _zero_faults(model: TcModel, inputs: Mapping[str, Array], theta: Array, path: Path) -> Iterator[Problem]:
    """The effect of linear parameters is read off where all of them are zero, so there must be a prediction there."""
    linear = [j for j, p in enumerate(model.parameters) if p.linear]
    zero = theta[:1].copy()
    zero[:, linear] = 0
    try:
        predicted = bool(np.isfinite(_predicted(model, inputs, zero)).all())
    except FormulaError:
        predicted = False
    for j in linear if not predicted else ():
        p = model.parameters[j]
        what = f"has the prior {type(p.prior).__name__}(), and the formula gives no number where it is zero"
        do = "give it LogNormal(median, width) or Normal(mean, sd) in its own unit, or return the value there"
        yield Problem(f"{path}, parameter '{p.name}'", what, do=do)


def _linear_faults(model: TcModel, inputs: Mapping[str, Array], theta: Array, path: Path) -> Iterator[Problem]:
    """A parameter with the prior Level() or Effect() promises that the prediction is linear in it."""
    steps = {j: _step(p, theta[0, j]) for j, p in enumerate(model.parameters) if p.linear}

    def at(*moves: tuple[int, int]) -> Array:
        end = theta[:1].copy()
        for i, many in moves:
            end[0, i] += many * steps[i]
        return _predicted(model, inputs, end)

    bent, tied, idle = [], [], []
    for j in steps:
        others = [(i, 1) for i in steps if i != j]
        low, middle, high, turned, both = at((j, -1)), at(), at((j, 1)), at(*others), at((j, 1), *others)
        size = 1e-8 * np.sum(np.abs([low, middle, high, turned, both]), axis=0)
        bent += [j] * bool(np.any(np.abs(low + high - 2 * middle) > size))
        tied += [j] * bool(np.any(np.abs(high - middle - both + turned) > size))
        idle += [j] * bool(model.response != LOG_ODDS and np.all(low == high))
    # a product of two is linear in each alone
    for j in bent or tied:
        what = f"has the prior {type(model.parameters[j].prior).__name__}(), and the prediction is not linear in it"
        what += f" together with {' and '.join(model.parameters[i].name for i in tied if i != j)}" * (not bent)
        do = "give it Normal(mean, sd) in its own unit, with the reason in 'assumptions'"
        yield Problem(f"{path}, parameter '{model.parameters[j].name}'", what, do=do)
    for j in idle:
        yield Problem(
            f"{path}, parameter '{model.parameters[j].name}'", "changes nothing in the prediction", do="leave it out"
        )


def _step(p: Parameter, value: float) -> float:
    """Return twice the size of a value, to reach where a formula may be cut off at zero; a tenth beside a bound."""
    size = abs(value) or 1.0
    return 2 * size if p.bounds[0] < value - 2 * size and value + 2 * size < p.bounds[1] else 0.1 * size
