"""The stored rates: the level is kept in every cell, the page shows the file, and other tables fire as often."""

import audit_rates as rates
import pytest
from audit_rates import CELLS, CLEAN, FILE, PAGE, PLANTED, counted, key, keys, markdown, stored, within
from scipy.stats import fisher_exact

KNOWN = stored(FILE)
CLEAN_CELLS = [each for each in KNOWN if each[2] == CLEAN]


def named(cells):
    return [pytest.param(each, id=" ".join(each)) for each in cells]


def test_every_cell_is_there_and_no_other():
    assert set(KNOWN) == set(keys())
    assert min(counts[0] for counts in KNOWN.values()) >= 25


@pytest.mark.parametrize("cell", named(CLEAN_CELLS))
def test_a_true_formula_is_objected_to_at_the_level_at_most(cell):
    assert within(KNOWN[cell])


@pytest.mark.parametrize("inputs", ["1", "2"])
def test_a_true_formula_that_predicts_stands_at_twenty_rows(inputs):
    _, _, _, predicts, stands = KNOWN["all", "a true formula, 3 K scatter", CLEAN, inputs, "20"]
    assert stands >= 0.8 * predicts > 0


def test_the_page_shows_the_file():
    assert markdown(KNOWN) in PAGE.read_text(encoding="utf-8")


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    half = {key(0, 1, 6): [25, 1, 1, 20, 19], key(5, 1, 6): [25, 1, 1, None, None]}
    todo = list(rates.jobs(half, 50))
    assert (0, 1, 6, range(25, 50)) in todo
    assert not any(job[:3] == (0, 1, 6) and job[3].start < 25 for job in todo)
    rates.write(tmp_path / "some.csv", half)
    assert stored(tmp_path / "some.csv") == half


def compared(cell, rows, numbers):
    """Hold other tables of a cell against the stored ones."""
    here = counted(cell, CELLS[cell][4][-1], rows, numbers)
    tables, *before = KNOWN[key(cell, CELLS[cell][4][-1], rows)]
    for new, old in zip(here, before, strict=True):
        if old is not None:
            assert fisher_exact([[new, len(numbers) - new], [old, tables - old]]).pvalue > 1e-4


@pytest.mark.parametrize("name", ["choice", "circularity", "covariate", "constants", "between_families"])
def test_a_few_other_tables_fire_as_often_as_the_stored_ones(name):
    """Of audits that find nearly all at twenty rows: so few tables would notice the loss of half of it."""
    cell = next(k for k, each in enumerate(CELLS) if each[:2] == (name, PLANTED))
    compared(cell, 20, range(200_000, 200_010))


@pytest.mark.slow
@pytest.mark.parametrize("cell", range(len(CELLS)), ids=lambda cell: f"{CELLS[cell][0]} {CELLS[cell][2]}")
@pytest.mark.parametrize("rows", [10, 20])
def test_other_tables_fire_as_often_as_the_stored_ones(cell, rows):
    compared(cell, rows, range(100_000, 100_020))
