"""No declared error is unused without a sentence that says so."""

from pathlib import Path

import pytest
import yaml
from declared_errors import observations

from tcreferee.comparison.errors_used import declared_errors
from tcreferee.config.bind import offer
from tcreferee.config.load import load_plan
from tcreferee.config.plan import input_columns
from tcreferee.data.inherited import common_columns, error_columns
from tcreferee.data.sidecar import find_datasets, read_sidecar

ROOT = Path(__file__).parents[2]
# What no comparison of config.yaml uses; docs/statistics.md says so.
NOT_COMPARED = {"bscco_mitzi1990_hall", "tc_derivatives"}


@pytest.fixture(scope="module")
def plan():
    return load_plan(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")))


def said(plan, name, folder, **changes):
    entry = next(iter(plan.entries[name]))
    settings = plan.infer_settings(name, entry) | changes
    return declared_errors(observations(plan, name, folder), input_columns(plan.entries[name]), settings)


def with_errors(plan, name):
    comparison = plan.config.comparisons[name]
    tables = offer([read_sidecar(plan.datasets[each]) for each in comparison.datasets], comparison.combine)
    return {*tables.errors, *tables.common}


def declared(sidecar):
    """Printed columns by which an error comes into each column, its own or one that all rows share."""
    return {name: {*own, *common_columns(sidecar)[name]} for name, own in error_columns(sidecar).items()}


def test_every_declared_error_of_the_shipped_tables_is_used_or_spoken_of(plan, tmp_path):
    tables = {
        name for name, path in find_datasets([ROOT / "data/raw"]).items() if any(declared(read_sidecar(path)).values())
    }
    assert tables == {"uemura_cuprates", "uemura_iron", "ybco_nist_srd62"} | NOT_COMPARED
    compared = set()
    for name, comparison in plan.config.comparisons.items():
        columns = with_errors(plan, name)
        if not columns:
            continue
        compared.update(comparison.datasets)
        found = said(plan, name, tmp_path)
        spoken = " ".join([*found.used, *found.unused])
        asked = [comparison.response, *input_columns(plan.entries[name])]
        parts = {
            key: value
            for each in comparison.datasets
            for key, value in declared(read_sidecar(plan.datasets[each])).items()
        }
        through = {source for column in asked for source in parts.get(column, {})}
        for column in columns:
            # a printed column comes in through what is derived from it, and needs no sentence of its own
            assert column in spoken or through & {*parts[column]}, (name, column)
        assert not any("not used" in each for each in found.unused)
    assert tables - compared == NOT_COMPARED
    for name in NOT_COMPARED:
        assert f"`{name}`" in (ROOT / "docs/statistics.md").read_text(encoding="utf-8")


def test_the_uemura_rows_that_state_no_error_are_counted(plan, tmp_path):
    assert said(plan, "uemura_cuprates", tmp_path).used == (
        "The declared errors of inv_lambda2_um2 enter the likelihood 'normal_eiv', in 4 of 7 "
        "rows; what the others do not state is part of the scatter.",
    )


def test_a_likelihood_without_errors_is_the_first_thing_that_is_said(plan, tmp_path):
    found = said(plan, "ybco_nist_srd62", tmp_path, likelihood="normal", sigma="")
    assert found.unused == (
        "The error of tc_K that all rows share is not used: the likelihood is 'normal'.",
        "The rows are points of one evaluated curve, not independent samples: no formula can stand on them.",
    )
    assert found.used == ()
