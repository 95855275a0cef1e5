"""`tcreferee structure`: what a user reads of a crystal, of one without planes, and of a file that is no CIF."""

import pytest

from tcreferee.cli import main

pytest.importorskip("pymatgen.core.structure")
CELL = """data_my
_cell_length_a 3.855
_cell_length_b 3.855
_cell_length_c {c}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_symmetry_equiv_pos_as_xyz
{operation}
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
{sites}
"""
INFINITE = ["Cu1 Cu 0 0 0 1", "Ca1 Ca 0.5 0.5 0.5 1", "O1 O 0.5 0 0 1", "O2 O 0 0.5 0 1"]


def write(path, sites=INFINITE, c=3.18, operation="'x, y, z'"):
    path.write_text(CELL.format(c=c, operation=operation, sites="\n".join(sites)), encoding="utf-8")
    return str(path)


def test_a_crystal_with_planes(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["structure", write(tmp_path / "my.cif", [*INFINITE, "O3 O 0 0 0.5 0.1"])]) == 0
    printed = capsys.readouterr().out
    assert "my.cif: Ca1Cu1O2.1" in printed
    assert "Note: 1 site is less than half occupied and left out." in printed
    assert "1 CuO2 plane in a repeat of 3.1800 Å along (0 0 1)" in printed
    assert "The planes form one stack without an end, so that they cannot be counted." in printed
    assert "ξ = 3.1800 Å across it (Ca)" in printed


def test_a_crystal_without_planes_says_so(tmp_path, capsys):
    assert main(["structure", write(tmp_path / "salt.cif", ["Na1 Na 0 0 0 1", "Cl1 Cl 0.5 0.5 0.5 1"])]) == 0
    assert "No planes: no metal of it forms a square plane with oxygen" in capsys.readouterr().out


def test_an_element(tmp_path, capsys):
    assert main(["structure", write(tmp_path / "po.cif", ["Po1 Po 0 0 0 1"], c=3.855)]) == 0
    # h^2/(8 m R^2) = 37.603 eV A^2 / (3.855 A)^2
    assert "[100]  R = 3.8550 Å  E = 2.530 eV" in capsys.readouterr().out


def test_what_cannot_be_read_is_told_after_what_can(tmp_path, capsys):
    good, broken = write(tmp_path / "good.cif"), write(tmp_path / "broken.cif", operation="'x, y, z+'")
    (tmp_path / "table.csv").write_text("compound,Tc\nA,1\n", encoding="utf-8")
    (tmp_path / "bytes.cif").write_bytes(b"\xff\xfe\x00")
    files = [broken, str(tmp_path / "table.csv"), str(tmp_path / "bytes.cif"), str(tmp_path / "none.cif"), good]
    assert main(["structure", *files]) == 1
    out, err = capsys.readouterr()
    assert "ξ = 3.1800 Å" in out
    assert err.splitlines()[0] == "Not measured (4 problems):"
    for said in ("'x, y, z+' is not a symmetry operation", "holds no atoms with coordinates",
                 "is not a text file in UTF-8", "No such file or directory"):  # fmt: skip
        assert said in err


def test_formulas_are_asked_about_a_crystal(tmp_path, monkeypatch, capsys):
    """The infinite layer has one candidate for ξ, the height of its cell; its planes cannot be counted."""
    import numpy as np

    import tcreferee

    xi = np.linspace(3.0, 4.0, 12)
    tc = 1300 / xi**2 + np.random.default_rng(5).normal(0, 2, 12)
    rows = {"tc_K": tc, "xi_A": xi, "label": [f"row {i}" for i in range(12)]}
    compared = tcreferee.compare(["quantum_well", "constant"], rows, likelihood="normal", inputs={"xi_A": "xi_A"})
    results = ["--results", str(compared.folder.parent)]
    assert main(["predict", write(tmp_path / "my.cif"), "--inputs", "xi_A=3.18", *results]) == 0
    printed = capsys.readouterr().out
    assert "Its planes are CuO2" in printed
    assert "Its only candidate for ξ is 3.1800 Å" in printed
    (line,) = [each for each in printed.splitlines() if each.strip().startswith("quantum well")]
    assert "EXTRAPOLATION: none of the rows holds Cu" in line
    # without a column of a known name, or its quantity, nothing is asked
    assert main(["predict", str(tmp_path / "my.cif"), *results]) == 1
    assert "needs xi_A" in capsys.readouterr().err


def test_a_crystal_gives_what_the_tables_of_crystals_hold(tmp_path):
    """The packed structure of Tl-2212, beside its row of crystal_layers and of court_oxides."""
    import csv
    from pathlib import Path

    from tcreferee.api.structures import materials_of_cif
    from tcreferee.supercon.archive import read_structures

    root = Path(__file__).parents[2]
    files, _ = read_structures(root / "data/court")
    with (root / "data/raw/court_oxides.csv").open(encoding="utf-8", newline="") as lines:
        row = next(each for each in csv.DictReader(lines) if each["structure"] == "mp-6885")
    path = tmp_path / "tl.cif"
    path.write_text(next(text for name, text in files.items() if name.endswith("/mp-6885.cif")), encoding="utf-8")
    (one,) = materials_of_cif(path)
    values = one.material.values
    assert one.material.family == "cuprate"
    assert one.metal == "Cu"
    for name in ("xi_smallest", "xi_largest", "xi_inner", "apical"):
        assert values[f"{name}_A"] == pytest.approx(float(row[name]), abs=1e-4)
    assert values["n_planes"] == 2
    assert values["ionicity"] == pytest.approx(float(row["ionicity"]), abs=1e-5)


def test_an_element_gives_the_energies_of_its_standing_waves(tmp_path):
    from tcreferee.api.structures import materials_of_cif

    (one,) = materials_of_cif(write(tmp_path / "po.cif", ["Po1 Po 0 0 0 1"], c=3.855))
    assert one.material.values["e_2r_100_eV"] == pytest.approx(37.603 / 3.855**2, abs=1e-3)
    assert one.material.values["e_2r_shortest_eV"] == one.material.values["e_2r_100_eV"]
