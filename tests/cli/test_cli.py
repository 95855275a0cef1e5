"""The command line as a user meets it: what it prints, with which exit code, and never a traceback."""

import hashlib
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tcreferee
from tcreferee.cli import main

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "init", "new-model", "new-dataset", "check", "fit", "rank", "run", "compare", "report", "models", "datasets",
    "quantities", "show", "verdicts", "verify", "claims", "papers", "specify", "joint", "split", "learned", "next",
    "predict", "register", "score", "structure",
]  # fmt: skip
# what takes long to import; a command that computes nothing must not wait for it
HEAVY = {
    "pandas",
    "scipy.optimize",
    "scipy.stats",
    "lmfit",
    "emcee",
    "matplotlib",
    "arviz_base",
    "snakemake",
    "pymatgen",
    "xarray",
}
TABLE = "sample,n,Tc\nA1,1.25,92.1(3)\nA2,0.98,~80\nA3,0.71,63.0(4)\nA4,0.52,<4\n"
SIDECAR = """\
schema_version: 1
id: films
title: Hall density and Tc of four films
source: {authors: ["Smith, A.", "Jones, B."], year: 2020, title: Carrier density of films, doi: 10.1000/films}
location: Table 3
obtained: Typed from the published table.
licence: Numbers quoted with citation.
sha256: SHA256
row_key: sample
label: sample
columns:
  n: {name: n_m3, quantity: n_m3, unit: 1e21/cm**3, grade: read, uncertainty: unknown, suspect: chosen with Tc in view}
  Tc: {name: tc_K, quantity: tc_K, unit: K, grade: read, uncertainty: {printed: true}, limits: allowed}
derived:
  e_eV: {quantity: fermi_energy_eV, grade: computed, recipe: free_electron_fermi_energy, arguments: {n: n_m3},
         formula: Fermi energy of free electrons, source: textbook}
corrections:
  - {row: A3, column: n, printed: "0.71", used: "0.72", reason: erratum}
exclusions:
  - {row: A2, reason: Tc is approximate}
problems: [Four films of one laboratory.]
"""


def write(folder, name="films", table=TABLE, sidecar=SIDECAR):
    (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    checksum = hashlib.sha256(table.encode()).hexdigest()
    text = sidecar.replace("SHA256", checksum).replace("id: films", f"id: {name}")
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with data/raw of its own, in which the user works."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/raw").mkdir(parents=True)
    write(tmp_path / "data/raw")
    return tmp_path


def run(capsys, *arguments):
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err.splitlines()


def test_check_reports_a_good_pair(desk, capsys):
    write(desk)
    code, out, err = run(capsys, "check", "films.csv", "films.yaml")
    assert (code, err) == (0, [])
    assert [line.rstrip() for line in out] == [
        "films: Hall density and Tc of four films",
        "  Smith, A.; Jones, B. (2020). Carrier density of films. doi:10.1000/films Table 3.",
        "",
        "3 rows",
        "  column  quantity         unit           printed as                            grade     uncertainty         "
        " values       smallest   largest",
        "  n_m3    n_m3             1/meter**3     n (1e21/cm**3)                        read      unknown             "
        " 3            5.2e+26    1.25e+27",
        "  tc_K    tc_K             kelvin         Tc (K)                                read      printed beside them "
        " 2 + 1 limit  63.0       92.1",
        "  e_eV    fermi_energy_eV  electron_volt  computed: free_electron_fermi_energy  computed  unknown             "
        " 3            0.2357975  0.423133",
        "",
        "derived",
        "  - e_eV: Fermi energy of free electrons. textbook",
        "",
        "corrections",
        "  - row A3, column n: '0.71' is read as '0.72'. erratum",
        "",
        "exclusions",
        "  - row A2, column Tc: Tc is approximate (the cell is an approximate value)",
        "",
        "This table can be used.",
        "",
    ]
    assert not (desk / "data/processed").exists()


def test_check_lists_all_problems_of_all_files(desk, capsys):
    write(desk, "one", TABLE.replace("0.98", '9,8"').replace("A4", "A1"), SIDECAR.replace("unit: K", "unit: GPa"))
    write(desk, "two", TABLE.replace("92.1", "NaN"), SIDECAR.replace("licence", "licens"))
    write(desk, "three", TABLE)
    (desk / "two.csv").write_bytes("A1,1,é\n".encode("latin-1"))
    code, out, err = run(capsys, "check", "one.csv", "two.yaml", "three.csv", "four.csv", "data", "notes.yml")
    assert code == 1
    assert out[0].startswith("three: ")
    assert err == [
        "5 tables cannot be used (10 problems):",
        "  - one.csv, line 3: has 4 cells; expected 3 as in the header",
        "  - one.csv, line 5, column 'sample': row key 'A1' is already on line 2; "
        "expected a name that no other row has",
        "  - one.yaml, columns.Tc.unit: unit 'GPa' cannot be converted to 'kelvin'",
        "  - two.yaml, licence: is missing; expected under what terms the numbers are passed on",
        "  - two.yaml, licens: is not a key here. Did you mean 'licence'?",
        "  - two.csv, line 1: byte 0xe9 is not UTF-8 (in Windows-1252 it would be 'é'). Save the file as UTF-8 (in a "
        "spreadsheet: CSV UTF-8)",
        "  - four.csv: the file does not exist. A table is a pair: NAME.csv and NAME.yaml",
        "  - four.yaml: the file does not exist. A table is a pair: NAME.csv and NAME.yaml",
        "  - data: is a folder; expected a .csv or .yaml file. Give the files in it, one by one or as *.csv",
        "  - notes.yml: ends in '.yml'; expected a .csv or .yaml file. Rename it to .yaml",
    ]  # fmt: skip


def test_check_names_structural_and_cell_problems_together(desk, capsys):
    write(desk, table=TABLE.replace("63.0(4)", "63,0").replace("63,0", '"63,0"') + "A4,1,1\n")
    code, out, err = run(capsys, "check", "films.csv")
    assert (code, out) == (1, [])
    assert err == [
        "films.csv and films.yaml do not fit together (2 problems):",
        "  - films.csv, line 6, column 'sample': row key 'A4' is already on line 5; "
        "expected a name that no other row has",
        "  - films.csv, line 4, column 'Tc': '63,0' has a comma, which may separate decimals or thousands; expected a "
        "plain number such as 93, 93.5 or 1.2e21. Declare a correction, or an exclusion of row 'A3', in the sidecar",
    ]


def test_check_leaves_control_characters_out_of_the_terminal(desk, capsys):
    write(desk, table=TABLE.replace("92.1(3)", "\x1b[31m9"))
    assert "'\\x1b[31m9' is not a plain number" in "\n".join(run(capsys, "check", "films.csv")[2])


def test_show(desk, capsys):
    code, out, err = run(capsys, "show", "films")
    assert (code, err) == (0, [])
    text = "\n".join(line.rstrip() for line in out)
    for part in (
        "source    Smith, A.; Jones, B. (2020). Carrier density of films. doi:10.1000/films",
        "place     Table 3",
        "obtained  Typed from the published table.",
        "licence   Numbers quoted with citation.",
        "  n_m3, suspect: chosen with Tc in view",
        "problems\n  - Four films of one laboratory.",
        "  row  label  n_m3      tc_K  tc_K_sigma  tc_K_upper  tc_K_lower  e_eV\n"
        "  A1   A1     1.25e+27  92.1  0.3                                 0.423133\n",
        "  A4   A4     5.2e+26                     4.0                     0.2357975",
    ):
        assert part in text


def test_a_sidecar_that_is_missing_is_started(desk, capsys):
    write(desk)
    (desk / "films.yaml").unlink()
    assert run(capsys, "check", "films.csv")[2][1] == (
        "  - films.yaml: the file does not exist. Start one with: tcreferee new-dataset films.csv"
    )
    code, out, err = run(capsys, "new-dataset", "films.csv")
    assert (code, err) == (0, [])
    written = (desk / "films.yaml").read_text(encoding="utf-8").splitlines()
    assert {"id: films", f"sha256: {hashlib.sha256(TABLE.encode()).hexdigest()}", '  "n":', '  "Tc":'} <= set(written)
    assert run(capsys, "new-dataset", "none.csv")[0] == 1


def test_show_offers_the_nearest_name(desk, capsys):
    assert run(capsys, "show", "flims") == (
        1, [],
        ["Nothing to show (1 problem):", "  - NAME: there is no dataset and no model 'flims'. Did you mean 'films'?"],
    )  # fmt: skip


def test_datasets(desk, capsys):
    (desk / "config.yaml").write_text(
        "data_paths: [mine]\ncomparisons:\n  a: {dataset: films}\n  b: {dataset: films}\n"
    )
    (desk / "mine").mkdir()
    write(desk / "mine", "other", sidecar=SIDECAR.replace("grade: read, uncertainty: unknown", "grade: recalled, "
          "uncertainty: unknown").replace("grade: computed", "grade: recalled"))  # fmt: skip
    assert run(capsys, "datasets")[1] == [
        "films                          Hall density and Tc of four films",
        "                               3 rows; read, computed; used by a, b",
        "                               columns: n_m3, tc_K, e_eV",
        "other                          Hall density and Tc of four films",
        "                               3 rows; read, recalled; used by no comparison",
        "                               columns: n_m3, tc_K, e_eV",
    ]


def test_markdown_keeps_markup_as_text(desk, capsys):
    write(desk / "data/raw", sidecar=SIDECAR.replace("Hall density", "<b>Hall</b> | density*"))
    out = run(capsys, "datasets", "--markdown")[1]
    assert "&lt;b&gt;Hall&lt;/b&gt; \\| density\\* and Tc of four films." in out
    assert "| [films](#films) | 3 | read, computed |  |" in out
    assert (
        "- **source**: Smith, A.; Jones, B. (2020). Carrier density of films. [doi:10.1000/films]"
        "(https://doi.org/10.1000/films)" in out
    )


@pytest.mark.parametrize("text", ["a: [", "- a\n", "", "!!python/object:os.system x", "a: *b", "\x00"])
def test_a_damaged_configuration_is_named(desk, capsys, text):
    (desk / "config.yaml").write_text(text)
    code, out, err = run(capsys, "datasets")
    assert (code, out, err[0]) == (1, [], "config.yaml cannot be read (1 problem):")


def test_a_key_that_is_there_twice_is_named(desk, capsys):
    """Else the last one would count, and a comparison be gone without a word."""
    text = "seed: 1\ncomparisons:\n  a: &a {x: n}\n  b: {<<: *a, y: 2}\n  c: *a\n  a:\n    x: p\nseed: 2\n"
    (desk / "config.yaml").write_text(text)
    code, _, err = run(capsys, "datasets")
    assert (code, err[0]) == (1, "config.yaml cannot be read (2 problems):")
    assert err[1:] == [
        "  - config.yaml, line 6: key 'a' is already on line 3. Keep one of them",
        "  - config.yaml, line 8: key 'seed' is already on line 1. Keep one of them",
    ]


@pytest.mark.parametrize(
    "arguments",
    [["datasets", "none"], ["models", "none"], ["verdicts", "none"], ["show", "films", "none"], ["check", "x"]],
)
def test_problems_are_exit_code_1(desk, capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, [])
    assert err[1].startswith("  - ")


@pytest.mark.parametrize(
    "arguments", [[], ["chekc"], ["fit", "linear"], ["show"], ["datasets", "--html"], ["fit", "a", "b", "--z"]]
)
def test_a_wrong_command_line_is_exit_code_2(capsys, arguments):
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(capsys, command):
    with pytest.raises(SystemExit) as error:
        main([command, "--help"])
    assert error.value.code == 0
    assert re.search(rf"examples?:\n  tcreferee {command}", capsys.readouterr().out)


def test_rank_tells_how_many_equally_simple_formulas_predict_as_well(capsys):
    main(["rank", "screening", "ybco_jorgensen1990"])
    said = capsys.readouterr().out
    assert "unit-honest: 4 nodes" in said
    assert re.search(r"^4 +28 +23 +13$", said, flags=re.M)
    assert re.search(r"^  2 +\+0.4  n\^\(1/3\)$", said, flags=re.M)
    assert "In 0.5 % of 200 permutations" in said


def test_every_command_is_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert re.findall(r"^    ([a-z-]+)(?:  |$)", shown, flags=re.M) == COMMANDS
    assert "exit codes: 0 done, 1 a problem that is named, 2 the command line is wrong" in shown


def installed(*arguments, **settings):
    program = Path(sys.executable).with_name("tcreferee")
    return subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **settings)


def loaded_by(arguments, folder):
    """The modules that are there when a command has ended."""
    code = (
        f"import sys; from tcreferee.cli import main\ntry: main({arguments})\nfinally: print('\\nLOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr.replace("SystemExit", ""), done.stderr
    return set(done.stdout.partition("\nLOADED ")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["fit", "--help"], ["datasets"], ["quantities"], ["verdicts", "none"], ["check", "none.csv"],
     ["run"], ["compare", "none"], ["init", "new"]],
)  # fmt: skip
def test_commands_that_do_not_compute_start_at_once(arguments, tmp_path):
    assert not (HEAVY | {"numpy", "pint"}) & loaded_by(arguments, tmp_path)


@pytest.mark.parametrize(
    "arguments", [["models"], ["show", "mcmillan_fixed"], ["new-model", "mine"], ["new-dataset", "t.csv"]]
)
def test_commands_that_read_models_or_units_load_nothing_heavier(arguments, tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    assert not HEAVY & loaded_by(arguments, tmp_path)


def test_import_tcreferee_is_light(tmp_path):
    code = "import sys, tcreferee; dir(tcreferee); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "tcreferee" in loaded
    assert not (HEAVY | {"numpy", "pint", "pydantic", "yaml"}) & loaded


def test_a_terminal_without_unicode(tmp_path):
    write(tmp_path, sidecar=SIDECAR.replace("four films", "four films (Å, ≤)"))
    done = installed("check", str(tmp_path / "films.csv"), env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "(\\xc5, \\u2264)" in done.stdout


def test_a_closed_pipe_is_no_error():
    program = Path(sys.executable).with_name("tcreferee")
    done = subprocess.run(
        f"'{program}' datasets | head -1", shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_of_datasets_has_every_table_and_no_place_of_this_machine():
    made = installed("datasets", "--markdown").stdout
    assert made.startswith("# Datasets")
    tables = {path.stem for path in (ROOT / "data/raw").glob("*.yaml")}
    assert set(re.findall(r"^## (\w+)$", made, flags=re.M)) == tables
    assert not re.search(r"\((?:/|file:)", made)


def test_claims_counts_and_lists_what_does_not_hold(desk, capsys):
    # a desk without the papers' tables has nothing to recompute from
    code, out, err = run(capsys, "claims", "bec_double_bridge")
    assert (code, out) == (1, [])
    assert err[0].startswith("the claims ledger cannot be made (")
    assert "no dataset 'bec_table1_cuprates'; known: films" in err[1]


def test_claims_of_the_repository(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run(capsys, "claims")
    assert (code, err) == (0, [])
    heads = out[: out.index("")]
    assert all(re.match(r"\w+ +\d+ printed numbers: \d+ reproduced, ", line) for line in heads)
    counted = sum(int(n) for line in heads for n in re.findall(r"(\d+) (?:differs?|not defined)", line))
    shown = [line for line in out if re.fullmatch(r"\w+/[\w.-]+: (differs|not defined)", line)]
    assert len(shown) == counted
    for i, line in enumerate(out):
        if line in shown:
            assert all(text.startswith("    ") and text.strip() for text in out[i + 1 : i + 4]), line


def test_claims_of_one_paper(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, _ = run(capsys, "claims", "bec_double_bridge")
    assert code == 0
    assert out[0].startswith("bec_double_bridge  ")
    assert not [line for line in out[1:] if re.match(r"\w+/", line) and not line.startswith("bec_double_bridge/")]


def test_claims_of_an_unknown_paper(desk, capsys):
    code, out, err = run(capsys, "claims", "bec_duble_bridge")
    assert (code, out) == (1, [])
    assert err == [
        "No claims (1 problem):",
        "  - PAPER: there is no paper 'bec_duble_bridge'. Did you mean 'bec_double_bridge'?",
    ]


def test_fit_of_yes_and_no_takes_the_prior_of_its_comparison(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, err = run(capsys, "fit", "valence_linear", "elements")
    assert (code, err) == (0, [])
    assert any(line.startswith("valence, line ") for line in out)
    # 11 of 24 or 13 of 24: the same entropy, the maximum of a constant in closed form
    constant = 11 * math.log(11 / 24) + 13 * math.log(13 / 24)
    assert f"{constant:.2f}" in next(line for line in out if line.startswith("constant (null)  "))


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"tcreferee {tcreferee.__version__}\n"
