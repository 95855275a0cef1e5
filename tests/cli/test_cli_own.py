"""The commands of a folder of one's own, as a user meets them; the whole path is walked in tests/workflow."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.places import profiles, snakefile
from tcreferee.cli import ask, flow, main

TABLE = "sample,n (1e21 cm^-3),Tc (K),x\nA1,1.25,92.1,1\nA2,0.98,80,2\nA3,0.71,63.0,3\n"


@pytest.fixture
def trial(tmp_path, monkeypatch, capsys):
    """A new folder, entered."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "trial"]) == 0
    capsys.readouterr()
    monkeypatch.chdir(tmp_path / "trial")
    return tmp_path / "trial"


@pytest.fixture
def called(monkeypatch):
    """The commands that would be started; each ends with the code that is set."""
    commands, code = [], [0]

    class Process:
        def __init__(self, command):
            commands.append(command)
            self.interrupted = code[0] == "interrupted"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def wait(self):
            if self.interrupted:
                self.interrupted = False
                raise KeyboardInterrupt
            return code[0] if isinstance(code[0], int) else 1

    monkeypatch.setattr(flow.subprocess, "Popen", Process)
    return commands, code


def run(capsys, *arguments):
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_init_says_what_comes_next(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "init", "a/trial")
    assert (code, err) == (0, "")
    assert "wrote a/trial/config.yaml" in out
    assert out.endswith("Next: cd a/trial; tcreferee run\n")


def test_check_of_a_folder_takes_everything_that_is_its_own(trial, capsys):
    code, out, err = run(capsys, "check")
    assert (code, err) == (0, "")
    for part in ("example_formula: power of the hole count", "example_table: Tc of", "config.yaml can be used."):
        assert part in out
    (trial / "models/bad.py").write_text("1/0\n")
    (trial / "config.yaml").write_text((trial / "config.yaml").read_text().replace("logarithm]", "logaritm]"))
    assert run(capsys, "check")[2].splitlines() == [
        "model file (1 problem):", "  - models/bad.py, line 1: ZeroDivisionError: division by zero"
    ]  # fmt: skip
    (trial / "data/bare.csv").write_text("a,b\n1,2\n")
    assert run(capsys, "check")[2].splitlines()[0] == "2 files cannot be used (2 problems):"
    (trial / "models/bad.py").unlink()
    (trial / "data/bare.csv").unlink()
    assert "unknown model 'logaritm'. Did you mean 'logarithm'?" in run(capsys, "check")[2]


def test_new_model_goes_where_the_configuration_looks(trial, capsys):
    code, out, err = run(capsys, "new-model", "mine", "--inputs", "xi_A", "--parameters", "t_1_K", "q")
    assert (code, err) == (0, "")
    assert "wrote models/mine.py" in out
    assert '"xi_A"' in (trial / "models/mine.py").read_text()
    assert run(capsys, "new-model", "other", "--folder", "here")[0] == 0
    assert (trial / "here/other.py").is_file()
    assert "exists already" in run(capsys, "new-model", "mine")[2]


def test_new_dataset_writes_what_it_understood(trial, capsys):
    (trial / "data/films.csv").write_text(TABLE)
    code, out, err = run(
        capsys, "new-dataset", "data/films.csv", "--unit", "Tc (K)=mK", "--quantity", "x=content", "--grade", "read"
    )
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "wrote data/films.yaml",
        "  sample: names the row",
        "  n (1e21 cm^-3): n_m3 in 1e21*cm**-3",
        "  Tc (K): tc_K in mK",
        "  x: content",
        "Next: confirm and fill in what it says, then: tcreferee check data/films.csv",
    ]
    (trial / "data/bare.csv").write_text("sample,T_D,Tc onset 2\na,400,1\nb,500,2\n")
    told = run(capsys, "new-dataset", "data/bare.csv", "--quantity", "T_D=theta_debye_K")[1]
    assert '  T_D: theta_debye_K in a unit that is not said: --unit "T_D=UNIT", or in the sidecar\n' in told
    assert "  no column is recognised as Tc: --tc COLUMN\n" in told
    assert '  say what they hold, in the sidecar or by --quantity "Tc onset 2=WORD"' in told
    missing = run(capsys, "check", "data/films.csv")[2]
    for key in ("title", "location", "obtained", "licence"):
        assert f"data/films.yaml, {key}: " in missing
    assert "data/films.yaml: exists already" in run(capsys, "new-dataset", "data/films.csv")[2]
    assert "does not end in .csv or .tsv" in run(capsys, "new-dataset", "data/films.txt")[2]
    said = run(capsys, "new-dataset", "a.csv", "--unit", "Tc")[2]
    assert "--unit: 'Tc' is not understood; expected COLUMN=WORD" in said


def test_new_dataset_asks_on_a_terminal(trial, capsys, monkeypatch):
    (trial / "data/films.csv").write_text(TABLE.replace("x\n", "how many\n"))
    answers = {
        "column 'how many' holds": "content", "column 'n (1e21 cm^-3)' was measured independently of Tc": "Hall effect",
        "column 'how many' was measured independently of Tc": "",
        "the numbers are": "read", "title of the table": "Films",
        "authors": "Smith, A.; Jones, B.", "year": "2020", "title of the source": "Films", "DOI": "",
        "place": "Table 3", "how the numbers": "typed", "under what": "quoted",
        "the rows are all of": "the films of Table 3",
    }  # fmt: skip
    asked = []

    def answer(question):
        asked.append(question)
        return next(text for start, text in answers.items() if question.startswith(start))

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(capsys, "new-dataset", "data/films.csv", "--note", "A thesis.")[0] == 0
    assert len(asked) == len(answers)
    assert "This table can be used." in run(capsys, "check", "data/films.csv")[1]
    sidecar = (trial / "data/films.yaml").read_text()
    assert '["Smith, A.", "Jones, B."]' in sidecar
    assert "Hall effect" in sidecar
    assert 'rows_chosen: {complete: "the films of Table 3"}' in sidecar


def test_an_answer_is_asked_again_until_it_can_be_used(trial, capsys, monkeypatch):
    (trial / "data/films.csv").write_text(TABLE.replace("x\n", "how many\n"))
    given = iter(
        ["contnet", "content", "raed", "read", "Films", "Smith, A.", "MMXX", "2020", "Films", "doi:10", "10.1000/x"]
    )
    monkeypatch.setattr("builtins.input", lambda _: next(given, ""))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    code, out, err = run(capsys, "new-dataset", "data/films.csv")
    assert (code, err) == (0, "")
    assert [line.partition(".")[0] for line in out.splitlines() if line.startswith("  ")][:4] == [
        "  how many: 'contnet' is not a quantity",
        "  grade: 'raed' is not a grade",
        "  year: 'MMXX' is not a year; expected four digits",
        "  doi: 'doi:10' is not a DOI; expected 10",
    ]


def test_a_column_whose_unit_says_what_it_may_be_is_offered_that(trial, capsys, monkeypatch):
    (trial / "data/films.csv").write_text("sample,α (10⁻⁶/K),mark,Tc (K)\nA,1,3,9\nB,2,5,8\n")
    asked = []

    def answer(question):
        asked.append(question)
        return ""

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(capsys, "new-dataset", "data/films.csv")[0] == 0
    assert asked[:2] == [
        "column 'α (10⁻⁶/K)' holds (expansion_perK or another word of 'tcreferee quantities', text, or - if it is not "
        "read): ",
        "column 'mark' holds (a word of 'tcreferee quantities', text, or - if it is not read): ",
    ]


def test_an_existing_sidecar_is_brought_up_to_date(trial, capsys):
    table, sidecar = trial / "data/films.csv", trial / "data/films.yaml"
    table.write_text(TABLE)
    assert run(capsys, "new-dataset", "data/films.csv", "--quantity", "x=content")[0] == 0
    sidecar.write_text(sidecar.read_text().replace("columns:\n", "# my own words\ncolumns:\n"))
    table.write_text(
        "\n".join(line + end for line, end in zip(TABLE.splitlines(), (",P (GPa)", ",0", ",1", ",2"), strict=True))
        + "\n"
    )
    words = ["--title", "Films", "--authors", "Smith, A.", "--year", "2020", "--paper", "F", "--doi", "10.1000/x"]
    words += ["--location", "T", "--obtained", "typed", "--licence", "CC0", "--grade", "read"]
    code, out, err = run(capsys, "new-dataset", "data/films.csv", "--update", *words)
    assert (code, err) == (0, "")
    assert out.startswith("updated data/films.yaml: the checksum of the table; column 'P (GPa)'; authors; title; ")
    assert "# my own words\n" in sidecar.read_text()
    assert "This table can be used." in run(capsys, "check", "data/films.csv")[1]
    assert "nothing was new" in run(capsys, "new-dataset", "data/films.csv", "--update", *words)[1]


def test_a_table_without_a_sidecar_blocks_nothing_else(trial, capsys):
    (trial / "data/bare.csv").write_text("a,b\n1,2\n")
    assert "example_table" in run(capsys, "datasets")[1]
    assert run(capsys, "show", "example_table")[0] == 0
    code, out, err = run(capsys, "fit", "example_formula", "bare")
    assert out.startswith("data/bare.csv has no sidecar, so it is read by its headers:\n  a: number as printed")
    assert (code, "no column 'tc_K'" in err) == (1, True)
    assert "data/bare.yaml: the file does not exist" in run(capsys, "check")[2]


def test_what_is_no_table_as_text_is_refused(trial, capsys):
    assert (
        "films.xlsx: is a workbook; expected a table as text. Save the sheet"
        in run(capsys, "new-dataset", "films.xlsx")[2]
    )
    (trial / "data/films.csv").write_text("sample,q\nA,1\nB,2\n")
    assert "no column of it is recognised" in run(capsys, "new-dataset", "data/films.csv")[2]
    assert not (trial / "data/films.yaml").exists()


def test_an_end_of_input_is_an_empty_answer(monkeypatch):
    def closed(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    assert ask.answer("title") == ""


def test_fit_prints_the_report_the_nulls_and_a_sentence(trial, capsys):
    code, out, err = run(capsys, "fit", "example_formula", "example_table")
    assert (code, err) == (0, "")
    assert "power of the hole count on 18 rows (as in comparison 'example' of config.yaml)" in out
    assert "[[Variables]]" in out
    own = [line for line in out.splitlines() if line.startswith(("power of", "straight", "constant"))]
    caveats = [line for line in own if ": prior puts " in line]  # none for a power: it cannot fall below zero
    assert [line.partition(":")[0] for line in caveats] == ["straight line (null)", "constant (null)"]
    assert len(own) - len(caveats) == 4  # the heading and the table
    assert "On these 18 rows power of the hole count cannot be told apart from logarithm of y. " in out
    by_file = run(capsys, "fit", "models/example_formula.py", "data/example_table.csv", "--like", "example")
    assert by_file == (0, out, "")


def test_fit_without_a_comparison_says_what_it_took(trial, capsys):
    code, out, err = run(capsys, "fit", "quantum_well", "quantum_well_table1_cuprates", "--input", "xi_A=xi_beta_A")
    assert (code, err) == (0, ""), err
    assert "(prior of Tc 50 ± 75 K; no comparison of a config.yaml has this table)" in out


def test_fit_of_another_response_asks_for_its_prior(trial, capsys):
    other = ["fit", "linear", "example_table", "--x", "tc_K", "--response", "oxygen_content"]
    code, out, err = run(capsys, *other)
    assert (code, out) == (1, "")
    assert "the arguments, prior: is missing: a material class knows Tc" in err
    code, out, err = run(capsys, *other, "--prior", "6.5", "0.3")
    assert (code, err) == (0, "")
    assert "On these 18 rows no formula is ranked. A null model scores highest: straight line (null)." in out


def test_fit_takes_inputs_and_prior_of_the_comparison(trial, capsys):
    text = (trial / "config.yaml").read_text()
    entry = "{ model: example_formula, inputs: { oxygen_content: oxygen } }"
    (trial / "config.yaml").write_text(text.replace("[example_formula,", f"[{entry},"))
    err = run(capsys, "fit", "example_formula", "example_table")[2]
    assert "there is no column 'oxygen'" in err or "no column 'oxygen'" in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--like", "exampel"], "--like: there is no comparison 'exampel' in config.yaml. Did you mean 'example'?"),
        (["--input", "oxygen_content"], "--input: 'oxygen_content' is not understood; expected WORD=COLUMN"),
    ],
)
def test_fit_names_what_it_does_not_know(trial, capsys, arguments, expected):
    code, out, err = run(capsys, "fit", "example_formula", "example_table", *arguments)
    assert (code, out) == (1, "")
    assert expected in err


def test_run_passes_the_profile_and_hands_on_the_rest(trial, capsys, called):
    commands, code = called
    assert run(capsys, "run", "results/summary.csv", "--forceall", "-n")[0] == 0
    start = [sys.executable, "-m", "snakemake", "--workflow-profile", str(profiles()["default"]), "--cores", "all"]
    assert commands[-1] == [*start, "results/summary.csv", "--forceall", "-n"]
    (trial / "own").mkdir()
    run(capsys, "run", "--profile", "own")
    assert commands[-1] == [*start[:4], "own"]
    (trial / "Snakefile").unlink()
    run(capsys, "run", "--cores", "3")
    assert commands[-1] == [*start[:-1], "3", "--snakefile", snakefile()]
    code[0] = 7
    assert run(capsys, "run")[0] == 1
    assert "--profile: there is no profile 'slrm', and no such folder" in run(capsys, "run", "--profile", "slrm")[2]


def test_an_interrupted_run_waits_for_snakemake_to_end(trial, capsys, called):
    commands, code = called
    code[0] = "interrupted"
    assert run(capsys, "run")[0] == 1
    assert len(commands) == 1


def test_compare_and_report_run_what_is_not_up_to_date(trial, capsys, called, monkeypatch):
    commands, code = called
    assert "NAME: there is no comparison 'exampel' in config.yaml. Did you mean 'example'?" in run(
        capsys, "compare", "exampel"
    )[2]  # fmt: skip
    code[0] = 1
    assert run(capsys, "compare", "example")[0] == 1
    assert commands[-1][-3:] == ["results/example/comparison.csv", "--quiet", "all"]
    assert run(capsys, "report", "--open")[0] == 1
    code[0] = 0
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert run(capsys, "report", "--open") == (0, "results/report.html\n", "")
    assert opened == [Path("results/report.html").absolute().as_uri()]


@pytest.mark.parametrize("command", [["run"], ["compare", "a"], ["report"], ["check"]])
def test_where_there_is_no_configuration_that_is_said(tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *command)
    assert (code, out) == (1, "")
    assert "config.yaml: there is none here. Go to your folder, or make one with: tcreferee init DIR" in err


def test_show_of_a_model_and_of_a_name_that_both_have(trial, capsys):
    out = run(capsys, "show", "example_formula")[1]
    assert "- check: oxygen_content = 6.64, t_1_K = 100, q = 0.5 gives 80" in out
    assert "- file: models/example_formula.py" in out
    out = run(capsys, "show", "harshman_fiory_dow")[1]
    assert "rows, in the units above" in out
    assert "; predicts: tc_K; inputs: ell_A, zeta_A" in out


def test_models_and_datasets_of_the_folder_are_listed(trial, capsys):
    assert "example_formula " in run(capsys, "models")[1]
    assert "used by example" in run(capsys, "datasets")[1]


def test_verdicts_before_a_run(trial, capsys):
    assert run(capsys, "verdicts") == (
        1, "",
        "no results (1 problem):\n"
        "  - results: holds no comparison. Run 'tcreferee run' (in the repository: 'make') first\n",
    )  # fmt: skip


def test_quantities(capsys):
    out = run(capsys, "quantities")[1].splitlines()
    assert out[0].split() == ["tc_K", "kelvin", "critical", "temperature"]
    assert any(line.split()[:3] == ["doping", "pure", "number"] for line in out)


def test_many_problems_are_cut(capsys, monkeypatch):
    def fail(_):
        raise RefereeError("many", [Problem(f"line {i}", "is wrong") for i in range(300)])

    monkeypatch.setattr("tcreferee.cli.look.quantities", fail)
    code, _, err = run(capsys, "quantities")
    assert code == 1
    assert err.splitlines()[-1] == "  ... and 100 lines more"


def test_the_name_of_a_material_is_no_crystal(capsys):
    assert main(["predict", "YBa2Cu3O6.95"]) == 1
    assert capsys.readouterr().err == (
        "No prediction (1 problem):\n  - YBa2Cu3O6.95: is no file; expected a CIF. For a material of a table: --row "
        "DATASET:YBa2Cu3O6.95; for numbers of your own: --inputs QUANTITY=NUMBER,...\n"
    )


def test_a_constant_needs_no_column_for_the_straight_line_beside_it(capsys):
    assert main(["fit", "constant", "ybco_jorgensen1990"]) == 0
    assert "straight line (null)" in capsys.readouterr().out


def test_the_configuration_alone_is_checked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    capsys.readouterr()
    assert main(["check", "config.yaml"]) == 0
    assert capsys.readouterr().out == "config.yaml can be used.\n"
    (tmp_path / "config.yaml").write_text("seed: one\n")
    assert main(["check", "config.yaml"]) == 1
    assert "config.yaml, line 1, seed: 'one' is not allowed" in capsys.readouterr().err


def test_a_wrong_configuration_is_told_before_snakemake_says_anything(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    config = tmp_path / "config.yaml"
    config.write_text(config.read_text().replace("seed: 1", "seed: one"))
    capfd.readouterr()
    assert main(["run"]) == 1
    assert capfd.readouterr().err == (
        "config.yaml cannot be used (1 problem):\n  - config.yaml, line 2, seed: 'one' is not allowed; expected a "
        "whole number; all random numbers derive from it and from names\n"
    )


def test_answers_that_come_late_are_taken_and_none_is_overwritten(trial, capsys):
    """What a column holds may be said after the sidecar was written; an answer that differs from it is refused."""
    (trial / "data/iso.csv").write_text("sample,M (u),Tc (K)\nA,110,38±2\nB,114,37(2)\n")
    new = ("new-dataset", "data/iso.csv", "--no-questions")
    assert run(capsys, *new)[0] == 0
    words = [
        "--title",
        "Films",
        "--authors",
        "Smith, A.; Doe, B.",
        "--year",
        "2020",
        "--paper",
        "F",
        "--doi",
        "10.1000/x",
    ]
    words += ["--location", "T", "--obtained", "typed", "--licence", "CC0", "--grade", "read"]
    words += ["--quantity", "M (u)=general", "--unit", "M (u)=", "--origin", "M (u)=weighing"]
    code, out, err = run(capsys, *new, "--update", *words)
    assert (code, err) == (0, "")
    assert out.startswith("updated data/iso.yaml: what 'M (u)' holds; authors; title; ")
    assert "This table can be used." in run(capsys, "check", "data/iso.csv")[1]
    before = (trial / "data/iso.yaml").read_bytes()
    other = ["--title", "Foils", "--grade", "computed", "--quantity", "M (u)=ratio", "--unit", "M (u)="]
    code, _, err = run(capsys, *new, "--update", *other)
    assert (code, before) == (1, (trial / "data/iso.yaml").read_bytes())
    assert [line.strip() for line in err.splitlines()[-5:]] == [
        "Nothing is written (4 problems):",
        "- data/iso.yaml, title: says 'Films', and the answer is 'Foils'. Edit it by hand",
        "- data/iso.yaml, columns.M (u).quantity: says 'general', and the answer is 'ratio'. Edit it by hand",
        "- data/iso.yaml, columns.M (u).grade: says 'read', and the answer is 'computed'. Edit it by hand",
        "- data/iso.yaml, columns.Tc (K).grade: says 'read', and the answer is 'computed'. Edit it by hand",
    ]


def test_a_new_column_takes_a_free_name(trial, capsys):
    table = trial / "data/iso.csv"
    table.write_text("sample,n_m3,Tc (K)\nA,1e27,38\nB,2e27,37\n")
    run(capsys, "new-dataset", "data/iso.csv", "--no-questions")
    table.write_text("sample,n_m3,Tc (K),Tc onset (K)\nA,1e27,38,39\nB,2e27,37,38\n")
    run(capsys, "new-dataset", "data/iso.csv", "--no-questions", "--update", "--quantity", "Tc onset (K)=tc_K")
    text = (trial / "data/iso.yaml").read_text()
    assert text.count("name: tc_K\n") == 1
    assert '"Tc onset (K)":\n    name: Tc_onset_K\n' in text or "name: tc_2_K\n" in text


def test_a_number_in_a_unit_of_its_own_is_told_how_it_can_be_read(trial, capsys):
    (trial / "data/iso.csv").write_text("sample,M (u),Tc (K)\nA,110,38\n")
    err = run(capsys, "new-dataset", "data/iso.csv", "--no-questions", "--quantity", "M (u)=general")[2]
    assert "Define a quantity in u: 'quantities' in config.yaml; or take the numbers without their unit" in err
