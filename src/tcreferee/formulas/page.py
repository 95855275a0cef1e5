"""Every formula at a glance: the list on the terminal and the page docs/models.md, made from the files alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from tcreferee.base.priors import Effect, Flat, Level
from tcreferee.formulas.equation import Equation, find_equations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import Parameter, TcModel

HEAD = """\
# Models and equations

Made by `tcreferee models --markdown` from `src/tcreferee/models` and `src/tcreferee/physics`; do not edit.

A *model* is a formula that can be fitted and compared; every one is tried before each fit against the printed values
listed here. An *equation* is a formula of a paper that is computed but not fitted (an energy, a length, a ratio).
"""
_PRIORS = {Level: "on the mean prediction", Effect: "on the spread it causes", Flat: "flat (improper)"}


def lines(folders: Iterable[Path | str] = ()) -> Iterator[str]:
    """List models, then the equations of each paper, for the terminal."""
    for name, path in sorted(find_models(folders).items()):
        model = load_model(path)
        yield f"{name:28s} {model.title}\n{'':28s} {model.source.equation}: {model.source.reference}"
    for paper, equations in find_equations().items():
        yield f"\nequations of {paper}:"
        for each in equations:
            yield f"{each.name:28s} {each.number}: {each.meaning}"


def page() -> str:
    """Return the page docs/models.md."""
    models = [load_model(path) for path in find_models().values()]
    parts = [HEAD]
    by_source = sorted(models, key=lambda model: (not model.credited, model.source.reference, model.name))
    for reference, group in groupby(by_source, key=lambda model: model.source.reference):
        parts.append(f"## {reference}\n")
        parts += [_model(model) for model in group]
    for paper, equations in find_equations().items():
        parts.append(f"## Equations of `{paper}`\n\n{_equations(equations)}")
    return "\n".join(parts)


def _model(model: TcModel) -> str:
    inputs = ", ".join(f"`{word}`" for word in model.inputs) or "none"
    said = [
        f"### {model.name}\n",
        f"{model.title}: $`{model.equation}`$\n",
        f"- source: {model.source.equation}, {model.source.identifier}",
        f"- kind: {model.kind}; predicts: `{model.response}`; inputs: {inputs}",
    ]
    said += [f"- {_parameter(p)}" for p in model.parameters] or ["- no free parameter"]
    said += [f"- constraint: `{text}`" for text in model.constraints]
    for check in model.checks:
        given = ", ".join(f"{name} = {value:g}" for name, value in {**check.inputs, **check.parameters}.items())
        said.append(f"- check: {given or 'nothing'} gives {check.printed} ({check.location})")
    said += [f"- {text}" for text in (*_declared(model), *model.assumptions)]
    return "\n".join(said) + "\n"


def _declared(model: TcModel) -> Iterator[str]:
    """Say what the source says beside the equation."""
    source = model.source
    if source.valid_for:
        yield f"proposed for {source.valid_for.words}"
    if source.fitted_on:
        tables = ", ".join(f"`{name}`" for name in source.fitted_on)
        yield f"its printed constants ({source.fitted_constants}) came from {tables}"
    if source.freed:
        yield f"takes no sign: its source prints {' and '.join(f'`{name}`' for name in source.freed)} as numbers"
    for each in model.printed:
        on = f", for {', '.join(f'`{name}`' for name in each.datasets)}" if each.datasets else ""
        yield f"prints `{each.name}` = {each.value:.6g} ({each.location}{on})"


def plain(model: TcModel, path: Path | str) -> str:
    """Return all that is known about a model, for the terminal."""
    return f"{_model(model).replace('`', '').replace('### ', '')}- file: {path}"


def _parameter(p: Parameter) -> str:
    prior = _PRIORS.get(type(p.prior)) or repr(p.prior)
    families = f", {p.families} by family" if p.families else ""
    low, high = (f"{end:g}" for end in p.bounds)
    unit = f" ({p.unit})" if p.unit else ""
    if isinstance(p.expects, str):
        expected = f"; the source expects it {p.expects}" if p.expects else ""
    else:
        expected = f"; the source expects it between {p.expects[0]:g} and {p.expects[1]:g}"
    return f"parameter `{p.name}`{unit}: {p.meaning}; prior {prior}{families}; between {low} and {high}{expected}"


def _equations(equations: Iterable[Equation]) -> str:
    rows = ["| function | where | what | unit | checked against |", "|---|---|---|---|---|"]
    for each in equations:
        checks = "; ".join(f"{check.value:.6g} ({check.location})" for check in each.checks)
        cells = (f"`{each.name}`", each.number, f"{each.meaning} $`{each.equation}`$", each.unit or "1", checks)
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"
