"""The scatter of repeated reports, by its declared rule, and the audit that holds residuals beside it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import planted
import pytest
import yaml

from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET
from tcreferee.audits.questions import too_close
from tcreferee.base.records import read_rows
from tcreferee.config.load import typed
from tcreferee.supercon.archive import read_reports
from tcreferee.supercon.reports import Report, clean
from tcreferee.supercon.scatter import class_of, report_scatter

ROOT = Path(__file__).parents[2]


def reports(formula, *temperatures, opened=""):
    return [Report(str(i), "", tc, 1990, formula, opened) for i, tc in enumerate(temperatures)]


def test_only_equal_stated_compositions_with_three_reports_count():
    one, two = {"Y": 1.0, "Ba": 2.0, "Cu": 3.0, "O": 6.9}, {"Y": 1.0, "Ba": 2.0, "Cu": 3.0, "O": 6.8}
    given = [*reports(one, 90.0, 92.0, 94.0), *reports(two, 80.0, 70.0), *reports(one, 10.0, opened="7-X")]
    assert report_scatter(given) == [
        {"material_class": "cuprates", "compounds": "1", "reports": "3", "sd_lower_K": "2.00", "sd_median_K": "2.00",
         "sd_upper_K": "2.00"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("elements", "name"),
    [("La Sr Cu O", "lanthanum_cuprates"), ("La Y Cu O", "cuprates"), ("Fe Se", "iron_based"), ("Nb", "elements"),
     ("Mg B", "")],
)  # fmt: skip
def test_classes_are_told_by_elements(elements, name):
    assert class_of(dict.fromkeys(elements.split(), 1.0)) == name


def test_the_committed_table_is_the_rule_and_the_configuration_says_the_same():
    stored = read_rows(ROOT / "data/court/report_scatter.csv")
    assert report_scatter(clean(read_reports(ROOT / "data/court")).used) == stored
    classes = typed(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")), "config.yaml").material_classes
    for row in stored:
        own = [float(row[f"sd_{which}_K"]) for which in ("lower", "median", "upper")]
        assert list(classes[row["material_class"]].report_sd_K) == own


def test_small_residuals_are_said_and_large_ones_are_quiet():
    found = planted.clean(np.random.default_rng(3))
    words = {
        level: too_close.audit(replace(found, report_sd_K=(level, 2 * level, 3 * level)))[0] for level in (0.1, 50.0)
    }
    assert (words[0.1].verdict, words[50.0].verdict) == (QUIET, OPEN)
    assert words[50.0].value == pytest.approx(planted.NOISE_K / 100, rel=0.5)
    assert not words[50.0].tests


def test_without_a_declared_scatter_the_question_does_not_arise():
    assert too_close.audit(planted.clean(np.random.default_rng(3)))[0].verdict == NOT_APPLICABLE
