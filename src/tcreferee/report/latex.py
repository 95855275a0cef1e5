"""Tables of a comparison for a manuscript, models and parameters, as plain ASCII for LaTeX."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.base.provenance import write_text
from tcreferee.base.quantities import display_unit
from tcreferee.base.records import read_record, read_rows
from tcreferee.formulas.model import CREDITED
from tcreferee.text.latex import escape, latex, maths
from tcreferee.text.numbers import Value, decimals, interval, seen, share, significant, with_error

PROFILE = "95.4%"
SCATTER = "sigma_K"  # not a parameter of the formula
NULL_MARK = r"$^{\dagger}$"
NOT_RANKED = ("not converged: ", "not ranked: ")  # heads of caveats
NEEDS = r"% Needs \usepackage{booktabs,array,longtable}. Made by the rule `paper_tables`."
MODELS = r"@{}>{\raggedright\arraybackslash}p{0.2\textwidth}rr>{\raggedright\arraybackslash}p{0.25\textwidth}rrrr" + (
    r">{\raggedright\arraybackslash}p{0.12\textwidth}@{}"
)
PARAMETERS = r"@{}>{\raggedright}p{0.15\textwidth}l>{\raggedright}p{0.18\textwidth}llll@{}"
LEGEND = (
    r"$D$: difference of the expected log predictive density to the best model by exact leave-one-out, $\pm$ its "
    r"standard error; $Z$: evidence, which depends on the priors; weight: stacking; $k$: free parameters of the "
    r"formula; estimates: at maximum likelihood, $\pm$ standard error where it is defined; RMSE: root mean square "
    rf"residual there; {NULL_MARK}: null model, without physics; a dash: not defined."
)
PARAMETER_LEGEND = (
    r"Estimate: at maximum likelihood, $\pm$ standard error; profile: 95.4\,\% interval of the likelihood; posterior, "
    r"prior: from the 2.5 to the 97.5\,\% quantile; a dash: not defined."
)
_POWER = re.compile(r"×10<sup>(.*?)</sup>")


@dataclass(frozen=True)
class Member:
    """A model of a comparison: its row of comparison.csv and its fit.json."""

    row: Mapping[str, str]
    fit: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Label as LaTeX; a null model is marked."""
        null = self.fit["model"]["kind"] not in CREDITED
        return latex(self.row["label"]) + (NULL_MARK if null else "")

    @property
    def reason(self) -> str:
        """Why it is not ranked, as LaTeX."""
        caveats = self.row["caveats"]
        if caveats.startswith("not fitted"):  # then there are no other caveats
            return latex(caveats)
        return latex("; ".join(said for said in caveats.split("; ") if said.startswith(NOT_RANKED)))

    @property
    def estimates(self) -> str:
        """Symbol, estimate, error and unit of every parameter of the formula that has a maximum of the likelihood."""
        found = [p for p in self.fit["parameters"] if p["name"] != SCATTER and p["estimate"] is not None]
        return ", ".join(map(_estimate, found)) or "--"


def figures(shown: Markup) -> str:
    """Return a number as in the report, in math mode; a dash if it is undefined."""
    text = html.unescape(_POWER.sub(r" \\times 10^{\1}", seen(shown)))
    return "--" if text == "–" else f"${text.replace('−', '-').replace('±', r'\pm')}$"


def measured(value: Value, error: Value) -> str:
    """Return "value +- error" in math mode, rounded to two digits of the error; one power of ten for both."""
    shown = with_error(value, error)
    if "±" not in shown or "×" not in shown or value is None or error is None:
        return figures(shown)
    power = math.floor(math.log10(max(abs(float(value)), float(error))))
    inner = figures(with_error(float(value) / 10**power, float(error) / 10**power))[1:-1]
    return rf"$({inner}) \times 10^{{{power}}}$"


def _range(ends: Sequence[Value] | None) -> str:
    shown = interval(ends)
    return " to ".join(figures(Markup(end)) for end in shown.split(" to "))


def _estimate(p: Mapping[str, Any]) -> str:
    value, unit = measured(p["estimate"], p["standard_error"])[1:-1], _unit(p["unit"])
    bracketed = f"({value})" if unit and r"\pm" in value and value[0] != "(" else value
    return f"${maths(p['symbol'])} = {bracketed}$" + (rf"\,{unit}" if unit else "")


def _unit(unit: str) -> str:
    return latex(display_unit(unit)).replace(" ", r"\,")


def table(comparison: str, title: str, sentence: str, members: Sequence[Member]) -> str:
    """Return the table of the models of a comparison, unranked ones below a rule with the reason as a note.

    Parameters
    ----------
    comparison, title : str
        Its name, which becomes the label of the table, and its title.
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
        "$0$" if best else measured(row["d_elpd"], row["se_d_elpd"]),
        figures(decimals(row["ln_evidence"], 2)), figures(share(row["w_stacking"])), escape(row["words"]),
    ]  # fmt: skip
    return rf"{' & '.join(cells)} \\"


def parameter_table(comparison: str, title: str, members: Sequence[Member]) -> str:
    """Return the table of the parameters of every model of a comparison, sigma included."""
    heads = r"\toprule model & & meaning & estimate & profile & posterior & prior \\ \midrule"
    lines = [
        NEEDS,
        r"{\scriptsize\setlength{\tabcolsep}{3pt}\setlength{\LTcapwidth}{\textwidth}",
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
    ranges = [[p[of]["q2.5"], p[of]["q97.5"]] for of in ("posterior", "prior_quantiles")]
    cells = [
        label, symbol, latex(p["meaning"]), measured(p["estimate"], p["standard_error"]),
        *map(_range, [p["intervals"].get(PROFILE), *ranges]),
    ]  # fmt: skip
    return rf"{' & '.join(cells)} \\"


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
            Member(r, read_record(folder / r["model"] / "fit.json"))
            for r in read_rows(folder / "comparison.csv")
            if r.get("generated") != "true"
        ]
        sentence = str(read_record(folder / "comparison.json")["sentence"])
        write_text(Path(out) / f"{name}.tex", table(name, title, sentence, members))
        write_text(Path(out) / f"{name}_parameters.tex", parameter_table(name, title, members))
