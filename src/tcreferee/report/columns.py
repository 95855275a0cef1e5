"""The columns of the comparison table in the report: heading, explanation, and number of digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape

from tcreferee.text.html import text_html
from tcreferee.text.numbers import MISSING, decimals, share, significant

Show = Callable[[str], Markup]


@dataclass(frozen=True)
class Column:
    """One column: name in comparison.csv, heading (mathtext allowed), words, and how a cell is shown."""

    name: str
    heading: str
    words: str
    show: Show

    @property
    def head(self) -> Markup:
        """Heading as HTML."""
        return text_html(self.heading)

    def cell(self, row: Mapping[str, str]) -> Markup:
        """Return the cell of a row of comparison.csv as HTML."""
        return self.show(row[self.name])


def _text(cell: str) -> Markup:
    return text_html(cell) if cell else MISSING


def _count(cell: str) -> Markup:
    return decimals(cell, 0)


def _yes_no(cell: str) -> Markup:
    return {"true": Markup("yes"), "false": Markup("no")}.get(cell, MISSING if not cell else escape(cell))


_TWO, _THREE = partial(decimals, places=2), partial(decimals, places=3)
_SIZE = partial(significant, digits=3)

GROUPS: tuple[tuple[str, tuple[Column, ...]], ...] = (
    (
        "prediction of rows left out (exact leave-one-out), nats",
        (
            Column("words", "verdict", "not distinguishable: |D| < 4; worse: D + c(n) SE is below 0; probably worse: "
                   "the rest; not ranked: a check failed", _text),
            Column("d_elpd", "D", "difference in expected log predictive density (elpd) from the best model, by exact "
                   "leave-one-out; 0 is the best", _TWO),
            Column("se_d_elpd", "SE of D", "standard error of D over the rows (ddof 1); with few rows it is too small, "
                   "so the verdict uses c(n) SE: D ± c(n) SE contains the truth in 95 % of cases", _TWO),
            Column("d_elpd_lo", "lower end of D", "D - c(n) SE: with the upper end, an interval that contains the true "
                   "difference in 95 % of data sets", _TWO),
            Column("d_elpd_hi", "upper end of D", "D + c(n) SE", _TWO),
            Column("p_worse", "p(worse)", "probability that the model predicts worse than the best: normal "
                   "approximation with an error of c(n)/1.96 SE", share),
            Column("influential_point", "influential row", "row whose difference is farthest from the mean difference",
                   _text),
            Column("d_elpd_without_it", "D without it", "D with that row left out of the sum", _TWO),
            Column("elpd_loo", "elpd", "expected log predictive density: sum over the rows of the log density of each "
                   "row predicted from all others, per unit of the response", _TWO),
            Column("se_loo", "SE of elpd", "standard error of elpd over the rows", _TWO),
            Column("mcse_elpd_loo", "error of elpd", "integration error of elpd", _SIZE),
            Column("mcse_d_elpd", "error of D", "integration error of D; |D| is reduced by two of these errors before "
                   "the words are chosen", _SIZE),
            Column("p_loo", "$p_\\mathrm{LOO}$", "effective number of parameters: log density of the rows "
                   "under the posterior that includes them, minus elpd", _TWO),
        ),
    ),
    (
        "fit",
        (
            Column("n", "n", "number of rows", _count),
            Column("k", "k", "free parameters of the formula; the scatter σ is one more parameter", _count),
            Column("rmse_K", "RMSE", "root mean square residual at maximum likelihood, in the unit of the response",
                   _SIZE),
            Column("r2", "$R^2$", "share of the variance of the response that the fitted formula explains; negative: "
                   "worse than the mean", _THREE),
            Column("lnL_max", "$\\ln L_\\mathrm{max}$", "maximum log likelihood with all constants", _TWO),
        ),
    ),
    (
        "information criteria, σ counted",
        (
            Column("aic", "AIC", "−2 ln L + 2p with p = k + 1", _TWO),
            Column("aicc", "AICc", "AIC corrected for small n; undefined if n − p − 1 < 1", _TWO),
            Column("bic", "BIC", "−2 ln L + p ln n", _TWO),
        ),
    ),
    (
        "other estimates of elpd",
        (
            Column("elpd_psis", "elpd PSIS", "leave-one-out by Pareto-smoothed importance sampling; approximate", _TWO),
            Column("khat_max", "largest k-hat", "Pareto shape of the worst row; above 0.7 PSIS cannot be trusted "
                   "there", _TWO),
            Column("elpd_waic", "elpd WAIC", "widely applicable information criterion as an elpd; approximate", _TWO),
            Column("se_waic", "SE of WAIC", "standard error of elpd WAIC over the rows", _TWO),
            Column("p_waic", "$p_\\mathrm{WAIC}$", "effective number of parameters by WAIC: summed posterior "
                   "variances of the log densities", _TWO),
        ),
    ),
    (
        "whole families left out, nats",
        (
            Column("d_elpd_lofo", "D family", "difference in elpd from the best model if each family of materials is "
                   "predicted from the other families; undefined without families", _TWO),
            Column("elpd_lofo", "elpd family", "sum over the families of the log density of a family's rows, predicted "
                   "from the other families", _TWO),
        ),
    ),
    (
        "prior and evidence",
        (
            Column("prior_negative", "prior below 0", "share of predictions below zero under the prior", share),
            Column("ln_evidence", "$\\ln Z$", "log evidence: log density of all rows under the prior", _TWO),
            Column("mcse_ln_evidence", "error of $\\ln Z$", "numerical error of ln Z", partial(significant, digits=1)),
            Column("evidence_prior_robust", "robust to priors", "whether the same model has the highest "
                   "evidence for prior scales from 1/4 to 4 times the stated ones", _yes_no),
        ),
    ),
    (
        "weights of the models, which add up to 1",
        (
            Column("w_stacking", "stacking", "weights of the mixture of the models that predicts left-out rows best",
                   share),
            Column("w_stacking_lo", "2.5 %", "lower end of the 95 % bootstrap interval of the stacking weight", share),
            Column("w_stacking_hi", "97.5 %", "upper end of the 95 % bootstrap interval of the stacking weight", share),
            Column("w_pbma", "pseudo-BMA+", "weights from elpd with a Bayesian bootstrap over the rows", share),
            Column("w_aicc", "Akaike", "weights from AICc", share),
        ),
    ),
)  # fmt: skip
PARTS = (
    ("prediction", GROUPS[:1]), ("fit and criteria", GROUPS[1:4]), ("families, evidence and weights", GROUPS[4:]),
)  # fmt: skip
# Shown elsewhere: rank, name and label begin the row; caveats are listed below the table.
SHOWN_ELSEWHERE = (
    "model", "label", "kind", "generated", "rank", "converged", "caveats", "predicts", "null", "d_null", "se_d_null",
    "complete", "completeness", "completeness_lo", "completeness_hi", "generic", "d_generic", "se_d_generic", "special",
    "special_own_nodes", "special_nodes", "special_families", "special_as_good", "special_better", "special_luck",
    "restrictiveness", "grade",
    "unknown_origin", "unknown_rows", "against", "in_sample", "printed_constants", "domain", "n_inside", "n_outside",
    "luck", "sharpness",
)  # fmt: skip
