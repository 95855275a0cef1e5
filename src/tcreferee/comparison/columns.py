"""The columns of comparison.csv, explained in docs/results.md."""

COLUMNS = (
    "model", "label", "kind", "generated",
    "rank", "n", "k", "converged", "rmse_K", "r2", "lnL_max", "aic", "aicc", "bic",
    "elpd_waic", "se_waic", "p_waic", "elpd_loo", "se_loo", "p_loo", "elpd_psis", "khat_max", "d_elpd",
    "se_d_elpd", "d_elpd_lo", "d_elpd_hi", "mcse_elpd_loo", "mcse_d_elpd", "p_worse",
    "influential_point", "d_elpd_without_it",
    "elpd_lofo", "d_elpd_lofo", "prior_negative", "ln_evidence", "mcse_ln_evidence",
    "evidence_prior_robust", "w_aicc", "w_stacking", "w_stacking_lo", "w_stacking_hi", "w_pbma", "words",
    "predicts", "null", "d_null", "se_d_null", "complete", "completeness", "completeness_lo", "completeness_hi",
    "generic", "d_generic", "se_d_generic", "special", "special_own_nodes", "special_nodes", "special_families",
    "special_as_good", "special_better", "special_luck", "restrictiveness", "grade",
    "unknown_origin", "unknown_rows", "against", "in_sample", "printed_constants", "domain", "n_inside",
    "n_outside", "luck", "sharpness", "caveats",
)  # fmt: skip
