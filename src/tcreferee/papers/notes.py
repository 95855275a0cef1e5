"""The note of a claim: its reason, with the computed numbers inserted.

A placeholder in braces is

- an input of the claim, as printed: `{n}`; or `printed`, `recomputed`, `times` (recomputed/printed), `off` and
  `percent` (the difference), `rounding` (how far the rounding of the inputs moves the result);
- the claim recomputed with other inputs: `{n=1e20, m=400}`;
- another claim of the paper, as recomputed or with other inputs: `{eq-2.zeta}`, `{table-1.i.tc0 with n=0.1}`;
- a number of the paper's `NOTES`: a function of inputs, and of `printed` and `recomputed`, by their names.

A format may follow a colon (`{recomputed:.1f}`); without one a computed number has three significant digits.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Mapping

from tcreferee.papers.claim import passed
from tcreferee.papers.verdict import Judged, allowance

Numbers = Mapping[str, Callable[..., float]]
_PLACE = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")


def fill(judged: Judged, others: Mapping[str, Judged], own: Numbers) -> str:
    """Return the reason of a claim with its placeholders filled.

    Parameters
    ----------
    judged : Judged
    others : mapping of str to Judged
        The paper's claims by id.
    own : mapping of str to callable
        Numbers of the paper's `NOTES` for this claim.

    Raises
    ------
    KeyError
        A placeholder is none of those above; the message is a sentence.
    """
    values, printed = _values(judged), {name: each.text for name, each in judged.inputs.items()}
    known = {**{name: each.outcome.recomputed for name, each in others.items()}, **values, **_of_outcome(judged)}

    def number(match: re.Match[str]) -> str:
        name, form = match[1].strip(), match[2]
        if form is None and name in printed:
            return printed[name]
        if form is None and name == "printed":
            return judged.printed.text
        return shown(_number(name, judged, others, own, known), form or ".3g")

    return _PLACE.sub(number, judged.claim.reason)


def _number(name: str, judged: Judged, others: Mapping[str, Judged], own: Numbers, known: Mapping[str, float]) -> float:
    if "=" in name:
        which, _, changes = name.rpartition(" with ")
        if which and which not in others:
            raise KeyError(f"no claim '{which}'")
        base = others[which] if which else judged
        return base.claim.value({**_values(base), **_changes(changes, known)})
    if name in own:
        return float(own[name](**_asked(own[name], known, _values(judged))))
    if name not in known:
        raise KeyError(f"there is no number '{name}'")
    return known[name]


def _values(judged: Judged) -> dict[str, float]:
    return {name: each.value for name, each in judged.inputs.items()}


def _of_outcome(judged: Judged) -> dict[str, float]:
    outcome = judged.outcome
    return {
        "printed": outcome.printed, "recomputed": outcome.recomputed, "half_unit": judged.printed.half_unit,
        "times": outcome.recomputed / outcome.printed if outcome.printed else math.nan,
        "off": abs(outcome.recomputed - outcome.printed), "percent": 100 * abs(outcome.rel_diff),
        "rounding": outcome.tolerance - allowance(judged.printed, judged.claim.precision),
    }  # fmt: skip


def _asked(function: Callable[..., float], known: Mapping[str, float], inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the arguments that a function names, and all inputs if it takes `**kwargs`."""
    parameters = inspect.signature(function).parameters
    any_name = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    return {name: v for name, v in passed(known).items() if name in parameters or (any_name and name in inputs)}


def _changes(text: str, known: Mapping[str, float]) -> dict[str, float]:
    pairs = (item.partition("=") for item in text.split(","))
    return {name.strip(): known[word.strip()] if word.strip() in known else float(word) for name, _, word in pairs}


def shown(value: float, form: str) -> str:
    """Return a number in a format; "6.6e-15" and "1e20" without zeros or a plus in the exponent."""
    return re.sub(r"e([+-])0*(\d)", lambda found: f"e{found[1].strip('+')}{found[2]}", format(value, form))
