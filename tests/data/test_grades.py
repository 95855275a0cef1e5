"""What is estimated or recalled is used only by a comparison that says so."""

import pytest

from tcreferee.api import beside
from tcreferee.base.errors import RefereeError
from tcreferee.config.load import load_plan
from tcreferee.data import DEFAULT_GRADES, GRADES, worst_grade
from tcreferee.data.grades import doubtful, grades_in


def test_words():
    assert set(DEFAULT_GRADES) == {"read", "computed", "package"}
    assert worst_grade(GRADES) == "undeclared"
    assert worst_grade(["read", "computed", "package"]) == "computed"


@pytest.fixture
def plan(pair, monkeypatch):
    """Load a configuration with one comparison on the pair; the density is recalled."""
    pair.sidecar["columns"]["n"]["grade"] = "recalled"

    def load(**changes):
        pair.write()
        comparison = {
            "title": "Films", "dataset": "films", "material_class": "any", "x": "n_m3",
            "models": ["constant", "linear"],
        } | changes  # fmt: skip
        content = {
            "seed": 1, "data_paths": [str(pair.folder)], "comparisons": {"films": comparison},
            "material_classes": {"any": {"tc_mean_K": 80, "tc_sd_K": 30}},
        }  # fmt: skip
        return load_plan(content)

    return load


def complaint(plan, **changes):
    with pytest.raises(RefereeError) as error:
        plan(**changes)
    return str(error.value).splitlines()[1:]


def test_a_recalled_column_is_refused(plan):
    assert complaint(plan) == [
        "  - config.yaml, comparisons.films.accept_grades: column 'n_m3' is recalled; expected read or computed "
        "or package. Use another column, or add 'recalled' to accept_grades and to the title"
    ]


def test_the_title_must_say_it(plan):
    assert complaint(plan, accept_grades=["read", "recalled"]) == [
        "  - config.yaml, comparisons.films.title: does not say that the comparison uses recalled numbers; expected a "
        "title with the word 'recalled'"
    ]
    accepted = plan(accept_grades=["read", "recalled"], title="Films (recalled densities)")
    assert accepted.config.comparisons["films"].accept_grades == ["read", "recalled"]


def test_a_column_that_no_model_uses_is_nobodys_business(plan, pair):
    pair.table = b"sample,n,Tc,d\nA1,1,90,3\n"
    pair.sidecar["columns"]["d"] = pair.sidecar["columns"]["Tc"] | {"name": "d_A", "quantity": "length_A", "unit": "nm"}
    assert plan(x="d_A").inputs("films") == ["d_A"]
    pair.sidecar["columns"]["Tc"]["grade"] = "estimated"
    assert [problem.split("'")[1] for problem in complaint(plan)] == ["tc_K", "n_m3"]


def test_fewer_grades_may_be_accepted(plan, pair):
    pair.sidecar["columns"]["n"]["grade"] = "computed"
    assert complaint(plan, accept_grades=["read"]) == [
        "  - config.yaml, comparisons.films.accept_grades: column 'n_m3' is computed; expected read. "
        "Use another column, or add 'computed' to accept_grades"
    ]


def test_grades_of_cells_are_left_to_select(plan, pair):
    pair.sidecar["columns"]["n"]["grade"] = {"column": "how"}
    pair.table = b"sample,n,Tc,how\nA1,1,90,recalled\n"
    assert plan().config.comparisons["films"].accept_grades == list(DEFAULT_GRADES)


def test_a_misspelt_grade(plan):
    (problem,) = complaint(plan, accept_grades=["recaled"])
    assert problem.startswith(
        "  - config.yaml, comparisons.films.accept_grades[0]: 'recaled' is not allowed; expected 'read', "
    )


def test_any_grade_is_fitted_and_said():
    grades = {"n_m3": {"grade": None, "grade_column": "n_grade"}, "tc_K": {"grade": "estimated", "grade_column": None}}
    rows = [{"n_m3": "1", "n_grade": word, "tc_K": "2"} for word in ("read", "recalled", "read")]
    assert grades_in(grades) == ["read", "package", "computed", "estimated", "recalled", "undeclared"]
    assert grades_in({"tc_K": grades["tc_K"]}) == ["read", "package", "computed", "estimated"]
    said = (
        "This uses estimated numbers in 3 of 3 rows and recalled numbers in 1 of 3 rows, which no headline comparison"
    )
    assert doubtful(grades, rows, ["n_m3", "tc_K"]) == f"{said} does."
    assert doubtful(grades, rows[:1], ["n_m3"]) == ""


def test_the_sentence_of_a_fit_says_what_is_recalled():
    found, sentence = beside(["uemura_penetration", "constant"], "uemura_iron")
    assert "recalled numbers in" in sentence
    assert any("recalled numbers in" in caveat for caveat in found[0].caveats)
