"""Check a comparison before any table is read: words, tables, response, uncertainties, families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.quantities import CLASS, TC
from tcreferee.config.bind import Offer, column_fault
from tcreferee.config.fields import Comparison, Config
from tcreferee.data import SIGMA
from tcreferee.data.combine import HOW, MATCH, repeated
from tcreferee.data.select import DATASET
from tcreferee.data.sidecar import Sidecar
from tcreferee.formulas.model import ANY_RESPONSE, LOG_ODDS, TcModel
from tcreferee.inference.likelihoods import LIKELIHOODS

BERNOULLI = "bernoulli"


def comparison_faults(key: str, comparison: Comparison, config: Config) -> list[Problem]:
    """Say which words of a comparison are not known."""
    problems = []
    if len(comparison.models) < 2:
        count = "no model" if not comparison.models else "one model"
        problems.append(Problem(f"{key}.models", f"{count}: nothing to compare", "two models or more"))
    if comparison.likelihood and comparison.likelihood not in LIKELIHOODS:
        do = nearest(comparison.likelihood, LIKELIHOODS)
        problems.append(Problem(f"{key}.likelihood", f"unknown likelihood '{comparison.likelihood}'", do=do))
    if comparison.material_class not in config.material_classes:
        do = nearest(comparison.material_class, config.material_classes)
        what = f"unknown material class '{comparison.material_class}'"
        problems.append(Problem(f"{key}.material_class", what, do=do))
    for other in comparison.definitions:
        if other not in config.comparisons:
            do = nearest(other, config.comparisons)
            problems.append(Problem(f"{key}.definitions", f"unknown comparison '{other}'", do=do))
    return [*problems, *_combine_faults(key, comparison), *_family_faults(key, comparison)]


def _combine_faults(key: str, comparison: Comparison) -> Iterator[Problem]:
    datasets, how = comparison.datasets, comparison.combine
    for name in sorted({name for name in datasets if datasets.count(name) > 1}):
        yield Problem(f"{key}.dataset", f"'{name}' occurs twice", do="name each dataset once")
    if how and how not in HOW:
        yield Problem(f"{key}.combine", f"unknown word '{how}'", do=nearest(how, HOW))
    elif len(datasets) > 1 and not how:
        what = f"does not say how {len(datasets)} datasets become one"
        expected = "'stack' (rows below one another) or 'match' (rows of one compound beside one another)"
        yield Problem(f"{key}.combine", what, expected)
    elif len(datasets) == 1 and how:
        yield Problem(f"{key}.combine", "there is one dataset: nothing to combine", do="leave it out")


def _family_faults(key: str, comparison: Comparison) -> Iterator[Problem]:
    named, labels = comparison.families, comparison.family_labels
    if labels and named != DATASET:
        yield Problem(f"{key}.family_labels", "name datasets, but the families are not datasets", "families: dataset")
    for dataset in labels:
        if dataset not in comparison.datasets:
            do = nearest(dataset, comparison.datasets)
            yield Problem(f"{key}.family_labels.{dataset}", f"'{dataset}' is not a dataset of this comparison", do=do)
    if named == DATASET and (len(comparison.datasets) == 1 or comparison.combine == MATCH):
        what = "all rows come from one dataset" if len(comparison.datasets) == 1 else "each row comes from all datasets"
        yield Problem(f"{key}.families", f"{what}: one family only", "a column of words, or 'combine: stack'")


def match_faults(key: str, comparison: Comparison, sidecars: Mapping[str, Sidecar]) -> Iterator[Problem]:
    """Say why tables cannot be matched row by row: no compounds are named, or one occurs twice."""
    if comparison.combine != MATCH:
        return
    for name, sidecar in sidecars.items():
        if not sidecar.compounds:
            do = "add a block 'compounds' to its sidecar, row by row"
            yield Problem(f"{key}.dataset", f"'{name}' names no compounds and cannot be matched", do=do)
        gone = {exclusion.row for exclusion in sidecar.exclusions}
        for compound, rows in repeated((row, word) for row, word in sidecar.compounds.items() if row not in gone):
            what = f"{compound} occurs twice in '{name}', in rows {' and '.join(rows)}"
            do = "leave all but one of them out of 'compounds' in its sidecar"
            yield Problem(f"{key}.dataset", what, "one row of each compound", do)


def table_faults(key: str, comparison: Comparison, tables: Offer, used: set[str]) -> list[Problem]:
    """Say what is wrong with the columns a comparison names; `used` are those of the models' inputs."""
    problems = column_fault(f"{key}.response", comparison.response, tables)
    if not problems:
        problems += _response_faults(key, comparison, tables.columns[comparison.response])
    if comparison.families not in ("", DATASET, *tables.words):
        known = [DATASET, *tables.words]
        what = f"{tables.lack} column of words '{comparison.families}'"
        problems.append(Problem(f"{key}.families", what, do=nearest(comparison.families, known)))
    problems += [each for name in comparison.ranges for each in column_fault(f"{key}.ranges", name, tables)]
    return [*problems, *_sigma_faults(key, comparison, tables, used), *_specification_faults(key, comparison, tables)]


def _specification_faults(key: str, comparison: Comparison, tables: Offer) -> Iterator[Problem]:
    """Say what is wrong with what the specification curve assumes."""
    for column in comparison.assumed_errors:
        where = f"{key}.assumed_errors.{column}"
        yield from column_fault(where, column, tables)
        if column in tables.errors or column in tables.common:
            yield Problem(where, f"the tables declare an error of '{column}'", "a column without one", "leave it out")
    for column in comparison.conventions:
        faults = column_fault(f"{key}.conventions", column, tables)
        quantity = tables.columns.get(comparison.response)
        if not faults and tables.columns[column] != quantity:
            what = f"column '{column}' holds {tables.columns[column]}, the response {quantity}"
            faults = [Problem(f"{key}.conventions", what)]
        yield from faults


def _response_faults(key: str, comparison: Comparison, quantity: str) -> Iterator[Problem]:
    is_class, odds = quantity == CLASS, comparison.likelihood == BERNOULLI
    if odds and not is_class:
        what = f"'bernoulli' explains a class, and column '{comparison.response}' holds {quantity}"
        yield Problem(f"{key}.likelihood", what, f"a response that holds {CLASS}")
    if is_class and not odds and comparison.likelihood in LIKELIHOODS:
        what = f"'{comparison.likelihood}' explains a number, and column '{comparison.response}' holds a class"
        yield Problem(f"{key}.likelihood", what, "bernoulli")
    if odds and "sigma_prior" in comparison.model_fields_set:
        yield Problem(f"{key}.sigma_prior", "a yes-or-no response has no scatter", do="leave it out")
    if quantity in (TC, CLASS) and comparison.prior is not None:
        what = f"the prior of {'a class' if is_class else 'Tc'} is that of its material class"
        yield Problem(f"{key}.prior", what, do="leave it out")
    if comparison.likelihood == "lognormal" and comparison.prior is not None and comparison.prior.mean <= 0:
        what = f"mean is {comparison.prior.mean:g}, and 'lognormal' explains the logarithm of a positive response"
        yield Problem(f"{key}.prior.mean", what, "a number above 0")
    if quantity not in (TC, CLASS) and comparison.prior is None:
        what = f"is missing: a material class knows Tc, and column '{comparison.response}' holds {quantity}"
        yield Problem(f"{key}.prior", what, "{mean: ..., sd: ..., note: ...} in the unit of the response")


def class_faults(key: str, comparison: Comparison, config: Config) -> Iterator[Problem]:
    """Say which keys of the material class the likelihood needs and does not find."""
    material = config.material_classes.get(comparison.material_class)
    if comparison.likelihood == BERNOULLI and material:
        for word in ("log_odds_mean", "log_odds_sd"):
            if getattr(material, word) is None:
                where = f"{key.partition(', ')[0]}, material_classes.{comparison.material_class}.{word}"
                yield Problem(where, "is missing; a comparison with likelihood 'bernoulli' needs it", "a number")


def _sigma_faults(key: str, comparison: Comparison, tables: Offer, used: set[str]) -> list[Problem]:
    likelihood = LIKELIHOODS.get(comparison.likelihood)
    if likelihood is None:
        return []
    problems: list[Problem] = []
    if comparison.likelihood == "normal_known" and not comparison.sigma and comparison.response not in tables.common:
        what = "is missing; 'normal_known' needs the standard deviations of the response"
        problems.append(Problem(f"{key}.sigma", what, "a column of them", _sigmas(tables)))
    if likelihood.inputs_known and not comparison.input_sigma and not tables.common & used:
        what = f"is missing; '{comparison.likelihood}' needs the standard deviations of inputs"
        problems.append(Problem(f"{key}.input_sigma", what, "{column: column of them}", _sigmas(tables)))
    if comparison.sigma and not likelihood.known:
        what = f"likelihood '{comparison.likelihood}' does not use it"
        problems.append(Problem(f"{key}.sigma", what, "normal_known or normal_eiv"))
    if comparison.input_sigma and not likelihood.inputs_known:
        what = f"likelihood '{comparison.likelihood}' does not use it"
        problems.append(Problem(f"{key}.input_sigma", what, "normal_eiv"))
    if comparison.sigma:
        problems += _sigma_column(f"{key}.sigma", comparison.response, comparison.sigma, tables)
    for column, sigma in comparison.input_sigma.items():
        where = f"{key}.input_sigma.{column}"
        if column not in used:
            problems.append(Problem(where, f"no model of this comparison uses '{column}'", do=nearest(column, used)))
        problems += _sigma_column(where, column, sigma, tables)
    return problems


def _sigma_column(where: str, column: str, sigma: str, tables: Offer) -> Iterator[Problem]:
    if tables.columns.get(sigma) != SIGMA:
        what = f"'{sigma}' is not a column of standard deviations"
        yield Problem(where, what, do=_sigmas(tables))
    elif column in tables.columns:
        own = tables.columns.get(sigma.removesuffix(f"_{SIGMA}"))
        if own != tables.columns[column]:
            yield Problem(where, f"'{sigma}' belongs to a {own}, and '{column}' holds {tables.columns[column]}")


def _sigmas(tables: Offer) -> str:
    found = [name for name, quantity in tables.columns.items() if quantity == SIGMA]
    return f"known: {', '.join(found)}" if found else "the tables state none"


def model_faults(place: str, model: TcModel, comparison: Comparison, tables: Offer) -> Iterator[Problem]:
    """Say why a model does not predict the response of the comparison, or lacks its families."""
    quantity = tables.columns.get(comparison.response)
    wanted = LOG_ODDS if quantity == CLASS else quantity
    if quantity is not None and model.response not in (ANY_RESPONSE, wanted):
        what = f"model '{model.name}' predicts {model.response}, and this comparison explains {wanted}"
        yield Problem(place, what, f"a model of {wanted}, or a null model")
    for parameter in model.parameters:
        if parameter.families and not comparison.families:
            what = f"model '{model.name}' has a value of {parameter.name} for each family, and no families are named"
            yield Problem(place, what, "'families' in the comparison: a column of words, or 'dataset'")
