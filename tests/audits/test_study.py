"""Chunks of a study add up, whatever the order in which they ran."""

from dataclasses import replace

import numpy as np
import pytest

from tcreferee.audits.case import Case, Settings, Tried
from tcreferee.audits.study import BINS, COUNTED, gather, study_chunk
from tcreferee.base.priors import Scales
from tcreferee.base.records import STUDY_FILES, number, read_rows
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.trial import Trial

X = np.linspace(1.0, 6.0, 9)
MODELS = find_models()


def tried(name, rank, theta, sigma=2.0):
    inputs = {} if name == "constant" else {"x": X}
    model = load_model(MODELS[name])
    trial = Trial(model, inputs, 50 + 8 * X, Scales(80.0, 52.5, 15.0))
    draws = np.tile(np.array(theta, dtype=float), (50, 1))
    score = {"rank": str(rank) if rank else ""}
    return Tried(name, name, model, trial, {}, {}, score, np.zeros(9), draws, np.full(50, sigma))


@pytest.fixture(scope="module")
def case():
    models = [tried("linear", 1, (50.0, 8.0)), tried("constant", 2, (78.0,)), tried("logarithm", 0, (50.0, 20.0))]
    return Case("films", None, {each.name: each for each in models}, {}, Settings(7))


def run(case, folder, chunk, replicates=40, scored=20):
    out = {word: folder / f"{chunk}.{word}.csv" for word in STUDY_FILES}
    study_chunk(case, chunk, replicates, scored, out)
    return out


@pytest.fixture(scope="module")
def chunks(case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chunks")
    return [run(case, folder, chunk) for chunk in (1, 2, 3)]


def gathered(chunks, folder):
    out = {word: folder / f"{word}.csv" for word in STUDY_FILES}
    gather({word: [chunk[word] for chunk in chunks] for word in STUDY_FILES}, out)
    return {word: read_rows(path) for word, path in out.items()}


def test_chunks_add_up(chunks, tmp_path):
    found = gathered(chunks, tmp_path)
    parts = [row for chunk in chunks for row in read_rows(chunk["recovery"])]
    for row in found["recovery"]:
        same = [p for p in parts if all(p[k] == row[k] for k in ("truth", "criterion", "chosen"))]
        assert int(row["replicates"]) == sum(int(p["replicates"]) for p in same)
        picked = sum(number(p["fraction"]) * int(p["replicates"]) for p in same)
        assert number(row["fraction"]) * int(row["replicates"]) == pytest.approx(picked, abs=1e-6)
    shares = {}
    for row in found["recovery"]:
        key = row["truth"], row["criterion"]
        shares[key] = shares.get(key, 0.0) + number(row["fraction"])
    assert set(shares) == {(t, c) for t in ("linear", "constant") for c in ("aicc", "bic", "elpd_loo", "ln_evidence")}
    np.testing.assert_allclose(list(shares.values()), 1.0, atol=1e-8)


def test_a_strong_line_is_found_and_never_mistaken_for_a_constant(chunks, tmp_path):
    found = gathered(chunks, tmp_path)["recovery"]
    share = {(r["truth"], r["criterion"], r["chosen"]): number(r["fraction"]) for r in found}
    assert share["linear", "aicc", "linear"] == 1.0
    assert share["linear", "elpd_loo", "linear"] == 1.0
    assert share["constant", "aicc", "constant"] > 0.7


def test_unranked_models_take_no_part(chunks, tmp_path):
    for rows in gathered(chunks, tmp_path).values():
        assert not [row for row in rows if "logarithm" in row.values()]


def test_ranks_are_counted_and_even(chunks, tmp_path):
    found = gathered(chunks, tmp_path)["ranks"]
    assert {(r["model"], r["coordinate"]) for r in found} == {
        ("linear", "u_a"), ("linear", "u_b"), ("linear", "ln_sigma"), ("constant", "u_c"), ("constant", "ln_sigma"),
    }  # fmt: skip
    for row in found:
        counts = [int(row[word]) for word in COUNTED[2:]]
        assert len(counts) == BINS
        assert sum(counts) == int(row["replicates"]) == 60
        assert number(row["p_value"]) > 1e-4


def test_coverage_is_a_share_of_all_replicates(chunks, tmp_path):
    (row,) = gathered(chunks, tmp_path)["coverage"]
    assert (row["truth"], row["against"], row["replicates"]) == ("linear", "constant", "60")
    assert 0.5 < number(row["within_2se"]) <= number(row["within_4se"]) <= 1


def test_the_order_of_the_chunks_does_not_matter(chunks, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert gathered(chunks, tmp_path / "a") == gathered(chunks[::-1], tmp_path / "b")


def test_a_chunk_is_the_same_wherever_it_runs_and_no_two_are_alike(case, chunks, tmp_path):
    again = run(case, tmp_path, 2)
    for word in STUDY_FILES:
        assert again[word].read_bytes() == chunks[1][word].read_bytes()
    assert chunks[0]["ranks"].read_bytes() != chunks[1]["ranks"].read_bytes()


def test_another_seed_gives_other_data(case, chunks, tmp_path):
    other = run(replace(case, settings=Settings(8)), tmp_path, 1)
    assert other["ranks"].read_bytes() != chunks[0]["ranks"].read_bytes()
