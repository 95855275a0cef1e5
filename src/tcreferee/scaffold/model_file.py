"""A model file to start from: it loads, and `check` names what is still to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tcreferee.base.errors import Problem, raise_if
from tcreferee.base.own_quantities import known_word
from tcreferee.base.provenance import write_text
from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.check import ENDINGS
from tcreferee.formulas.loading import MODELS_FOLDER, PLACEHOLDER
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT

INPUTS, PARAMETERS = ("n_m3",), ("t_1_K",)
_NAME = re.compile(r"[a-z][a-z0-9_]*")

_FILE = '''\
r"""{placeholder}: the formula in a sentence.

.. math:: {placeholder}

{placeholder}: where it comes from, in a few sentences.
"""

from collections.abc import Mapping

from tcreferee import {names}


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K). Plain numpy: inputs have the shape (rows,), parameters (..., 1), the result (..., rows)."""
{bound}
    return {first} * {second}  # {placeholder}: the formula, in place of this product


model = TcModel(
    title="{placeholder}: a few words for tables and figures",
    kind="theory",  # or "rival", an empirical rule of its source; "null" and "generic" are curves without physics
    equation=r"{placeholder}",  # LaTeX without dollar signs
    inputs=({inputs}),  # words of `tcreferee quantities`; values come in the unit of the name
    parameters=(
        # name with unit, symbol, unit, meaning, prior, bounds if any. Level(): the formula is linear in it, and it
        # carries the mean; Effect(): linear, and it spreads the predictions; Normal(mean, sd) in its unit: any other.
        # Bounds stand last: Normal(2.0, 1.0), (0.1, 20.0)).
{parameters}
    ),
    predict=predict,
    source=Source("{placeholder}: Author (year), title", "{placeholder}: DOI", "{placeholder}: Eq. (1)"),
    # Inputs and parameters for which the source prints a value: a mixed-up unit or a lost factor shows here.
    checks=(Check({{{check_inputs}}}, {{{check_parameters}}}, "{placeholder}", "{placeholder}: Table 1, row 1"),),
{assumptions})
'''


def model_text(inputs: Sequence[str], parameters: Sequence[str]) -> str:
    """Return the text of a new model file."""
    first, others = parameters[0], parameters[1:]
    lines = [f'    {_local(word)} = inputs["{word}"]  # {_about(word)}' for word in inputs]
    lines += [f'    {_local(name)} = parameters["{name}"]' for name in parameters]
    declared = [_parameter(first, "Level()")] + [_parameter(name, "Normal(1.0, 1.0)") for name in others]
    said = "".join(f'        "ASSUME: {PLACEHOLDER}: why this prior of {name}",\n' for name in others)
    return _FILE.format(
        placeholder=PLACEHOLDER,
        names=f"Array, Check, Level, {'Normal, ' if others else ''}Parameter, Source, TcModel",
        bound="\n".join(lines),
        first=_local(first),
        second=_local(inputs[0]),
        inputs=", ".join(f'"{word}"' for word in inputs) + ("," if len(inputs) == 1 else ""),
        parameters="\n".join(declared),
        check_inputs=", ".join(f'"{word}": {_typical(word)}' for word in inputs),
        check_parameters=", ".join(f'"{name}": 1.0' for name in parameters),
        assumptions=f"    assumptions=(\n{said}    ),\n" if others else "",
    )


def make_model(name: str, folder: Path | str, inputs: Sequence[str] = (), parameters: Sequence[str] = ()) -> Path:
    """Write a new model file.

    Parameters
    ----------
    name : str
        Of the model; the file is `{name}.py`.
    folder : path
        Created if it does not exist.
    inputs, parameters : sequence of str
        Words of `quantities.py`; names with unit.

    Raises
    ------
    RefereeError
        With every name that cannot be used; or the file exists already.
    """
    path = Path(folder) / f"{name}.py"
    inputs, parameters = tuple(inputs) or INPUTS, tuple(parameters) or PARAMETERS
    raise_if("Nothing is written", list(_faults(name, path, inputs, parameters)))
    write_text(path, model_text(inputs, parameters))
    return path


def _faults(name: str, path: Path, inputs: Sequence[str], parameters: Sequence[str]) -> Iterator[Problem]:
    if not _NAME.fullmatch(name):
        yield Problem("NAME", f"'{name}' cannot name a model", "small letters, digits and underscores")
    elif path.exists():
        yield Problem(str(path), "exists already", do="choose another name")
    elif (MODELS_FOLDER / path.name).exists():
        yield Problem("NAME", f"a model '{name}' comes with the program", do="choose another name")
    known = [*QUANTITIES, ANY_INPUT, STANDARD_INPUT]
    for word in inputs:
        if word not in known:
            yield Problem("--inputs", f"'{word}' is not a quantity", do=known_word(word, known))
    for parameter in parameters:
        if not parameter.isidentifier() or parameter.startswith("_"):
            yield Problem("--parameters", f"'{parameter}' cannot name a parameter", "letters, digits and underscores")
    for option, words in (("--inputs", inputs), ("--parameters", parameters)):
        for word in sorted({word for word in words if words.count(word) > 1}):
            yield Problem(option, f"'{word}' occurs twice", do="name it once")


def _local(name: str) -> str:
    return f"{name}_" if name in ("inputs", "parameters", "lambda") else name


def _about(word: str) -> str:
    quantity = QUANTITIES.get(word)
    if quantity is None:
        return "any input, in units of its quantity's scale"
    return f"{quantity.label}, {quantity.unit}" if quantity.unit else quantity.label


def _typical(word: str) -> str:
    """Return a value the quantity can have, to start from."""
    quantity = QUANTITIES.get(word)
    if quantity is None or quantity.allows(quantity.scale):
        return f"{quantity.scale if quantity else 1.0:g}".replace("+", "") if quantity else "1.0"
    return repr(quantity.values[-1] if quantity.values else (quantity.lower + quantity.upper) / 2)


def _parameter(name: str, prior: str) -> str:
    ending = name.rpartition("_")[2] if "_" in name else ""
    unit = ENDINGS[ending][0] if ending in ENDINGS else ""
    stem = name.removesuffix(f"_{ending}") if unit else name
    symbol, _, index = re.sub(r"(?<=[A-Za-z])(?=[0-9]+$)", "_", stem).partition("_")
    shown = rf"{symbol}_{{\mathrm{{{index.replace('_', ' ')}}}}}" if index else symbol
    return f'        Parameter("{name}", r"{shown}", "{unit}", "{PLACEHOLDER}: what it is", {prior}),'
