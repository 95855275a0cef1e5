"""Tables of a comparison for a manuscript: the models, and their parameters; plain ASCII that LaTeX takes as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.ledger_latex import SPECIAL, escape
from tcreferee.provenance import write_text
from tcreferee.quantities import display_unit
from tcreferee.report.digits import Value, decimals, interval, seen, share, significant, with_error
from tcreferee.report.markup import SYMBOLS, TOKEN, UPRIGHT
from tcreferee.report.overview import NULL_SOURCE
from tcreferee.results import read_record, read_rows

PROFILE = "95.4%"
SCATTER = "sigma_K"  # no parameter of the formula
NULL_MARK = r"$^{\dagger}$"
NOT_RANKED = re.compile(r"not (?:converged|fitted|ranked): .*")
NEEDS = r"% Needs \usepackage{booktabs,array,longtable}. Made by the rule `paper_tables`."
MODELS = r"@{}>{\raggedright\arraybackslash}p{0.2\textwidth}rr>{\raggedright\arraybackslash}p{0.25\textwidth}rrrr" + (
    r">{\raggedright\arraybackslash}p{0.12\textwidth}@{}"
)
PARAMETERS = r"@{}>{\raggedright}p{0.2\textwidth}l>{\raggedright}p{0.24\textwidth}llll@{}"
LEGEND = (
    r"$D$: difference of the expected log predictive density to the best model by exact leave-one-out, $\pm$ its "
    r"standard error; $Z$: evidence, which depends on the priors; weight: stacking; $k$: free parameters of the "
    r"formula, their estimates at maximum likelihood with standard errors; RMSE: root mean square residual there; "
    rf"{NULL_MARK}: null model, without physics; a dash: not defined."
)
PARAMETER_LEGEND = (
    r"Estimate: at maximum likelihood, $\pm$ standard error; profile: 95.4\,\% interval of the likelihood; posterior, "
    r"prior: from the 2.5 to the 97.5\,\% quantile; a dash: not defined."
)
_SPACES = {",": r"\,", ";": r"\;", " ": r"\ ", "!": r"\!"}
_NAMES = {"left": "", "right": "", "AA": r"\mbox{\AA}"}
_SAME = frozenset(r"{}$%&_#|")  # a backslash and one of these is the letter itself
_POWER = re.compile(r"×10<sup>(.*?)</sup>")
_THIN = r"\,"


@dataclass(frozen=True)
class Member:
    """A model of a comparison: its row of comparison.csv and its fit.json."""

    row: Mapping[str, str]
    fit: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Label as LaTeX; a null model is marked."""
        null = self.fit["model"]["source"]["reference"] == NULL_SOURCE
        return latex(self.row["label"]) + (NULL_MARK if null else "")

    @property
    def reason(self) -> str:
        """Why it is not ranked, as LaTeX."""
        return latex("; ".join(said for said in self.row["caveats"].split("; ") if NOT_RANKED.fullmatch(said)))

    @property
    def estimates(self) -> str:
        """Symbol, estimate, error and unit of every parameter of the formula that has a maximum of the likelihood."""
        found = [p for p in self.fit["parameters"] if p["name"] != SCATTER and p["estimate"] is not None]
        return ", ".join(map(_estimate, found)) or "--"


def latex(text: str) -> str:
    r"""Return text as LaTeX that does nothing but print: "$...$" is mathtext, all else stands as it is.

    Mathtext is taken apart and put together again from known commands, so that "$\input{x}$" prints "input x".
    An odd number of dollar signs is taken literally.
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return escape(text)
    return "".join(f"${maths(piece)}$" if i % 2 else _words(piece) for i, piece in enumerate(pieces))


def _words(text: str) -> str:
    # `escape` takes off the blanks at the ends, which here part words from mathtext
    blanks = (" " if text[:1].isspace() else "", " " if text.strip() and text[-1:].isspace() else "")
    return escape(text).join(blanks)


def maths(mathtext: str) -> str:
    """Return mathtext (without dollar signs) as LaTeX in math mode; unknown commands print their name."""
    tokens, done = iter(TOKEN.findall(mathtext)), []
    while (piece := _sequence(tokens)) is not None:
        done.append(piece)  # a brace that closes nothing ends a sequence, not the text
    return "".join(done)


def _sequence(tokens: Iterator[str]) -> str | None:
    """Translate tokens up to the closing brace of this group, or to the end; None if there are none left."""
    done: list[str] = []
    scripts = ""  # of the last letter; LaTeX stops at a second of one kind
    token = None
    for token in tokens:
        if token == "}":
            break
        if token in "^_":
            done.append(f"{'{}' if token in scripts else ''}{token}{{{_argument(tokens)}}}")
            scripts = token if token in scripts else scripts + token
        else:
            done.append(_atom(token, tokens))
            scripts = ""
    return None if token is None else "".join(done)


def _atom(token: str, tokens: Iterator[str]) -> str:
    name = token[1:]
    if token == "{":
        return f"{{{_sequence(tokens) or ''}}}"
    if token.startswith("\\") and name:
        return _command(name, tokens)
    if token == "'":
        return r"{}^{\prime}{}"
    if token.isspace():
        return " "
    if token.isascii() and token not in SPECIAL or token == "~":
        return token
    return token if token in "<>|[]*" else rf"\mbox{{{escape(token)}}}"


def _command(name: str, tokens: Iterator[str]) -> str:
    if name in UPRIGHT:
        font = name if name in ("mathbf", "mathit", "mathsf") else "mathrm"
        return rf"\{font}{{{_argument(tokens)}}}"
    if name in ("frac", "dfrac", "tfrac"):
        return rf"\frac{{{_argument(tokens)}}}{{{_argument(tokens)}}}"
    if name in ("sqrt", "hat"):
        return rf"\{name}{{{_argument(tokens)}}}"
    if name in _SAME:
        return rf"\{name}"
    if name in _SPACES:
        return _SPACES[name]
    if name in _NAMES:
        return _NAMES[name]
    return rf"\{name} " if name in SYMBOLS else rf"\mathrm{{{name}}}" if name.isalpha() else _atom(name, tokens)


def _argument(tokens: Iterator[str]) -> str:
    """Return the next atom or group: what an exponent, a font or a fraction applies to."""
    for token in tokens:
        if token == "{":
            return _sequence(tokens) or ""
        if token == "}":
            return ""
        if not token.isspace():
            return "" if token in "^_" else _atom(token, tokens)
    return ""


def figures(shown: Markup) -> str:
    """Return a number as the report shows it, in math mode; a dash where it is undefined."""
    text = html.unescape(_POWER.sub(r" \\times 10^{\1}", seen(shown)))
    return "--" if text == "–" else f"${text.replace('−', '-').replace('±', r'\pm')}$"


def _range(ends: Sequence[Value] | None) -> str:
    shown = interval(ends)
    return " to ".join(figures(Markup(end)) for end in shown.split(" to "))


def _estimate(p: Mapping[str, Any]) -> str:
    value, unit = figures(with_error(p["estimate"], p["standard_error"])), _unit(p["unit"])
    inner = value[1:-1]
    bracketed = rf"({inner})" if unit and r"\pm" in inner else inner
    return f"${maths(p['symbol'])} = {bracketed}$" + (_THIN + unit if unit else "")


def _unit(unit: str) -> str:
    return latex(display_unit(unit)).replace(" ", _THIN)


def table(comparison: str, title: str, sentence: str, members: Sequence[Member]) -> str:
    """Return the table of the models of a comparison, unranked ones below a rule with the reason as a note.

    Parameters
    ----------
    comparison, title : str
        Its name, which the label of the table holds, and its title.
    sentence : str
        The verdict.
    members : sequence of Member
        In the order of comparison.csv.
    """
    unit = _unit(members[0].fit["unit"])
    heads = ["model", "$n$", "$k$", "estimates", f"RMSE ({unit})" if unit else "RMSE", "$D$ (nat)", r"$\ln Z$"]
    unranked = [m for m in members if not m.row["rank"]]
    marks = {id(m): rf"$^{{{chr(ord('a') + i % 26)}}}$" for i, m in enumerate(unranked)}
    lines = [
        NEEDS,
        r"\begin{table*}",
        rf"\caption{{{latex(title)}. {latex(sentence)} {LEGEND}}}",
        rf"\label{{tab:{comparison}}}",
        r"\centering\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{tabular}}{{{MODELS}}}",
        rf"\toprule {' & '.join([*heads, 'weight', 'verdict'])} \\ \midrule",
        *(_model(m, "") for m in members if m.row["rank"]),
        *([r"\midrule"] if 0 < len(unranked) < len(members) else []),
        *(_model(m, marks[id(m)]) for m in unranked),
        r"\bottomrule",
        r"\end{tabular}",
        *(rf"\par\smallskip\raggedright {marks[id(m)]} {m.reason}." for m in unranked),
        r"\end{table*}",
    ]
    return "\n".join(lines) + "\n"


def _model(m: Member, note: str) -> str:
    row = m.row
    best = row["d_elpd"] and not row["se_d_elpd"]
    cells = [
        m.label + note, row["n"], row["k"], m.estimates, figures(significant(row["rmse_K"], 3)),
        "$0$" if best else figures(with_error(row["d_elpd"], row["se_d_elpd"])),
        figures(decimals(row["ln_evidence"], 2)), figures(share(row["w_stacking"])), escape(row["words"]),
    ]  # fmt: skip
    return rf"{' & '.join(cells)} \\"


def parameter_table(comparison: str, title: str, members: Sequence[Member]) -> str:
    """Return the table of the parameters of every model of a comparison, sigma included."""
    heads = r"\toprule model & & meaning & estimate & profile & posterior & prior \\ \midrule"
    lines = [
        NEEDS,
        r"{\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{{PARAMETERS}}}",
        rf"\caption{{{latex(title)}: parameters. {PARAMETER_LEGEND}}}\label{{tab:{comparison}_parameters}}\\",
        rf"{heads} \endfirsthead",
        rf"{heads} \endhead",
        r"\bottomrule \endfoot",
        *(_parameter(m.label if i == 0 else "", p) for m in members for i, p in enumerate(m.fit["parameters"])),
        r"\end{longtable}}",
    ]
    return "\n".join(lines) + "\n"


def _parameter(label: str, p: Mapping[str, Any]) -> str:
    unit = _unit(p["unit"])
    symbol = f"${maths(p['symbol'])}$" + (f" ({unit})" if unit else "")
    quantiles = partial(map, lambda q: _range([q["q2.5"], q["q97.5"]]))
    estimate = figures(with_error(p["estimate"], p["standard_error"]))
    cells = [label, symbol, latex(p["meaning"]), estimate, _range(p["intervals"].get(PROFILE))]
    return rf"{' & '.join([*cells, *quantiles([p['posterior'], p['prior_quantiles']])])} \\"


def write_paper_tables(results: Path | str, titles: Mapping[str, str], out: Path | str) -> None:
    """Write `{comparison}.tex` and `{comparison}_parameters.tex` for every comparison.

    Parameters
    ----------
    results : path
        Folder of the comparisons' results.
    titles : mapping of comparison to its title
    out : path
        Folder the tables are written into.
    """
    for name, title in titles.items():
        folder = Path(results) / name
        members = [
            Member(r, read_record(folder / r["model"] / "fit.json")) for r in read_rows(folder / "comparison.csv")
        ]
        sentence = str(read_record(folder / "comparison.json")["sentence"])
        write_text(Path(out) / f"{name}.tex", table(name, title, sentence, members))
        write_text(Path(out) / f"{name}_parameters.tex", parameter_table(name, title, members))
