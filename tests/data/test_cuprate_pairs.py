"""The pairs on cuprates, nickelates and iron-based superconductors: their numbers against facts kept here."""

import csv
import json
import math
import re
from pathlib import Path

import pytest

from tcreferee.data.sidecar import produced_columns, read_sidecar
from tcreferee.data.tidy import tidy

RAW = Path(__file__).parents[2] / "data/raw"
# Rows kept and rows excluded.
ROWS = {
    "bscco_groen1990": (6, 0),
    "bscco_manthiram1988": (2, 1),
    "bscco_mitzi1990_hall": (2, 0),
    "bscco_munakata1992": (6, 0),
    "bscco_physc174_359": (3, 0),
    "bscco_physc200_215": (3, 0),
    "bscco_prb57_7491": (11, 0),
    "bscco_ssc67_815": (7, 1),
    "bscco_ssc74_1321": (7, 0),
    "bscco_tamegai1989": (7, 0),
    "cakfe4as4_resonances": (3, 0),
    "electronegativities": (13, 0),
    "harshman_fiory_dow": (33, 0),
    "ionicity_table1": (12, 0),
    "kfe2se2_phases": (2, 0),
    "lsco_stanev2018": (35, 14),
    "nickelate_lengths": (4, 0),
    "quantum_well_cuprates_left_out": (12, 0),
    "quantum_well_doping_series": (5, 0),
    "quantum_well_iron_left_out": (5, 0),
    "screened_coulomb_distances": (6, 0),
    "stm_intensity_ratios": (2, 0),
    "uemura_cuprates": (9, 0),
    "uemura_iron": (11, 0),
    "ybco_ando2002": (9, 0),
    "ybco_kraut1993": (13, 0),
    "ybco_liang2006": (15, 0),
    "ybco_nist_srd62": (28, 0),
    "ybco_panagopoulos1998": (3, 0),
    "ybco_wang1987": (6, 0),
}
NO_TC = {
    "cakfe4as4_resonances",
    "electronegativities",
    "quantum_well_doping_series",
    "screened_coulomb_distances",
    "stm_intensity_ratios",
}
BORROWED_OXYGEN = ("bscco_prb57_7491", "bscco_tamegai1989", "bscco_ssc74_1321", "bscco_ssc67_815")
# Tc in kelvin, in the order of the tables.
TC = {
    "bscco_groen1990": [70, 90, 86, 74, 64, 40],
    "bscco_manthiram1988": [86, 86],
    "bscco_mitzi1990_hall": [90, 77],
    "bscco_munakata1992": [76, 87, 86, 76, 66, 18],
    "bscco_physc174_359": [92.6, 90.4, 89.1],
    "bscco_physc200_215": [85.2, 89, 87.8],
    "bscco_prb57_7491": [84, 86.6, 87.9, 87.5, 81.9, 80, 72.4, 65.5, 50.4, 34.9, 9.91],
    "bscco_ssc67_815": [75.6, 81.7, 85.8, 79.7, 89.8, 66.2, 25.6],
    "bscco_ssc74_1321": [71.8, 76, 89.6, 89.4, 81.4, 62.7, 41],
    "bscco_tamegai1989": [70.7, 81.5, 84.5, 80, 71.5, 42, 12],
    "harshman_fiory_dow": [
        93.78, 63, 97, 104, 80, 110, 130, 103, 133.5, 135, 145, 95, 127, 38, 58, 43, 67, 89, 112, 75, 34, 50,
        26, 35, 45, 55, 51.5, 37, 22, 35, 10.5, 38.3, 35.2,
    ],
    "ionicity_table1": [93, 92.2, 110, 128, 98, 135, None, 17, 15, 80, None, 82.5],
    "kfe2se2_phases": [32, 48.7],
    "lsco_stanev2018": [
        4.51, 11.7, 12, 17.2, 18.26666667, 22.25, 25, 26.3, 29.2, 27, 29.7, 28.414, 33, 30.04, 35.5, 33, 33,
        33.55, 39.25, 36.9, 35, 39.35, 36, 33.7, 30.5, 25, 21.5, 19.8, 21.15, 13, 19.5, 17.7, 9.5875, 8, 4.98,
    ],
    "nickelate_lengths": [80, 82.5, None, None],
    "quantum_well_cuprates_left_out": [38, 87.8, 33, 27, 92.2, 112, 127, 80, 81.8, 58, 41.45, 25],
    "uemura_cuprates": [92, 92, 90, 37, 75, 27, 13, 41.45, 20],
    "uemura_iron": [26, 22, 52, 51, 35, 35, 28.3, 2.52, 18, 25, 20],
    "ybco_ando2002": [20, 35.5, 56.3, 59.1, 62.1, 69.2, 83.2, 93.4, 92],
    "ybco_kraut1993": [89.5, 89.7, 90.1, 87.3, 71.2, 58.7, 90.8, 87.7, 61.1, 89.7, 76.3, 59.9, 55.5],
    "ybco_nist_srd62": [
        28.8, 32.6, 37.3, 42.3, 47, 50.8, 53.6, 55.5, 56.7, 57.6, 58.3, 59, 60, 61.5, 63.9, 67.3, 71.8, 76.6,
        81.1, 84.5, 86.8, 88.2, 89.1, 89.6, 89.9, 90.1, 90.3, 90.4,
    ],
    "ybco_panagopoulos1998": [92, 66, 56],
    "ybco_wang1987": [22.5, 37.5, 50.4, 52.5, 64.7, 92.5],
}  # fmt: skip
# Other columns, in the order of the tables.
VALUES = {
    ("quantum_well_cuprates_left_out", "xi_alpha_A"): [
        3.691, 3.886, 3.4, 3.172, 3.348, 3.564, 3.527, 3.733, 3.49, 3.534, 3.485, 3.702,
    ],
    ("quantum_well_cuprates_left_out", "n_planes"): [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1],
    ("harshman_fiory_dow", "ell_A"): [
        5.7085, 8.6271, 5.7983, 5.5815, 8.0965, 5.7088, 4.6555, 5.7111, 4.6467, 4.6525, 4.4664, 7.0445,
        4.8616, 18.6734, 11.99, 17.6668, 9.2329, 8.0147, 6.5414, 8.0147, 24.08, 11.37, 28.427, None, None,
        13.2895, 14.372, 17.482, 28, 18.612, 43.7194, None, None,
    ],
    ("harshman_fiory_dow", "zeta_A"): [
        2.2677, 2.2324, 2.1952, 2.1658, 1.9291, 2.0139, 2.0559, 2.0815, 2.0315, 1.9959, 1.9326, 1.9214, 2.039,
        1.7828, 1.7829, 1.7051, 1.9967, 1.75, 1.6872, 2.028, 1.488, 2.182, 1.7677, 1.6819, 1.5822, 1.667,
        1.671, 1.932, 1.892, 2.0809, 2.4579, None, None,
    ],
    ("harshman_fiory_dow", "tc_calc_K"): [
        96.36, 64.77, 98, 103.19, 79.86, 108.5, 130.33, 104.93, 132.14, 134.33, 144.51, 92.16, 125.84, 37.47,
        58.35, 41.41, 67.66, 88.94, 113.02, 76.74, 34.81, 50.28, 24.82, 37.23, 45.67, 56.31, 51.94, 36.93,
        23.54, 32.21, 11.61, 38.19, 36.88,
    ],
    ("lsco_stanev2018", "doping"): [
        0.057, 0.063, 0.069, 0.07, 0.075, 0.086, 0.087, 0.105, 0.111, 0.112, 0.113, 0.115, 0.117, 0.125,
        0.132, 0.135, 0.138, 0.145, 0.153, 0.164, 0.166, 0.172, 0.178, 0.188, 0.202, 0.218, 0.225, 0.226,
        0.23, 0.237, 0.238, 0.24, 0.26, 0.263, 0.28,
    ],
    ("uemura_cuprates", "lambda_nm_sigma"): [10, None, None, None, None, 19, 26, 2, None],
    ("uemura_iron", "lambda_nm_sigma"): [2, 8, 5, 5, 22, 12, 5, 5, None, 35, 30],
    ("ybco_panagopoulos1998", "oxygen_content"): [7, 6.7, 6.57],
    ("kfe2se2_phases", "pressure_GPa"): [None, 12.5],
    ("stm_intensity_ratios", "h_alpha_A"): [2.742, 4.662],
    ("stm_intensity_ratios", "h_beta_A"): [10.263, 17.175],
    ("cakfe4as4_resonances", "xi_table2_A"): [2.5617, 2.9276, 3.3874],
    ("electronegativities", "electronegativity_1960"): [1.2, 0.9, 1.9, 3.5, 1.9, 1, 1, 1.8, 1.9, 1.1, 1.8, 1.1, 1.2],
}  # fmt: skip


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("processed")
    for name in ROWS:
        sidecar = RAW / f"{name}.yaml"
        outputs = (folder / f"{name}{end}" for end in (".csv", ".rejected.csv", ".json"))
        tidy(sidecar.with_suffix(".csv"), sidecar, *outputs)
    return folder


@pytest.fixture
def table(processed):
    def read(name):
        with (processed / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def column(table):
    def read(name, wanted):
        return [float(row[wanted]) if row[wanted] else None for row in table(name)]

    return read


@pytest.fixture
def grades(processed):
    def read(name):
        columns = json.loads((processed / f"{name}.json").read_text(encoding="utf-8"))["columns"]
        return {key: about["grade"] for key, about in columns.items()}

    return read


def printed_digits(value, printed, slack=0.5):
    """Whether `value` rounds to the printed text (slack 1: or was cut off to it)."""
    return abs(value - float(printed)) <= slack * 10.0 ** -len(printed.partition(".")[2]) + 1e-12


@pytest.mark.parametrize(("name", "counts"), ROWS.items())
def test_rows_and_columns(name, counts, processed, table):
    with (processed / f"{name}.rejected.csv").open(newline="", encoding="utf-8") as file:
        rejected = {row["row"] for row in csv.DictReader(file)}
    rows = table(name)
    assert (len(rows), len(rejected)) == counts
    assert list(rows[0]) == list(produced_columns(read_sidecar(RAW / f"{name}.yaml")))
    assert ("tc_K" in rows[0]) == (name not in NO_TC)


@pytest.mark.parametrize(("name", "expected"), TC.items())
def test_critical_temperatures(name, expected, column):
    assert column(name, "tc_K") == expected


@pytest.mark.parametrize(("place", "expected"), VALUES.items(), ids=["-".join(place) for place in VALUES])
def test_values(place, expected, column):
    assert column(*place) == expected


@pytest.mark.parametrize("name", sorted(set(ROWS) - NO_TC))
def test_no_critical_temperature_is_zero(name, column):
    assert all(value is None or value > 0 for value in column(name, "tc_K"))


@pytest.mark.parametrize("name", ["ybco_ando2002", "ybco_kraut1993", "ybco_nist_srd62", "ybco_wang1987"])
def test_ybco_density_is_the_stoichiometric_count(name, table):
    # Densities (1e27 per cubic metre) as compiled elsewhere from the same entries.
    compiled = {6.45: 2.57224, 6.5: 2.86017, 6.7: 4.01621, 6.89: 5.12087, 6.94: 5.41262, 7.0: 5.76329}
    for row in table(name):
        y, n = float(row["oxygen_content"]), float(row["n_m3"])
        assert n == pytest.approx((y - 6) / (176.1173e-30 - 2.6053e-30 * (y - 6)), rel=1e-9)
        if y in compiled:
            assert n == pytest.approx(compiled[y] * 1e27, rel=1e-5)
        if "composition" in row:
            assert row["composition"] == f"YBa2Cu3O{y:g}"


def test_nist_lines(column):
    y, sigma = column("ybco_nist_srd62", "oxygen_content"), column("ybco_nist_srd62", "tc_K_common")
    assert y == [round(6.40 + 0.02 * i, 2) for i in range(28)]
    assert sigma == [5.0] * 6 + [3.0] * 22
    tc = column("ybco_nist_srd62", "tc_K")
    assert tc == sorted(tc)
    assert (tc[0], tc[13], tc[-1]) == (28.8, 61.5, 90.4)


def test_panagopoulos_superfluid_density(column):
    expected = [1.4408e27, 6.40353e26, 3.60199e26]
    assert column("ybco_panagopoulos1998", "n_m3") == pytest.approx(expected, rel=1e-5)
    assert column("ybco_panagopoulos1998", "lambda_ab_nm") == [140, 210, 280]


def test_liang_curve(table):
    for row in table("ybco_liang2006"):
        p = 100 * float(row["doping"])
        dip = 0.204 * math.exp(-4 * math.log(2) * ((p - 11.874) / 3.746) ** 2)
        assert printed_digits(94.3 * (1 - ((p - 16) / 11) ** 2) * (1 - dip), f"{float(row['tc_K']):.2f}")
        assert float(row["n_m3"]) == pytest.approx(2 * p / 100 / 174.5e-30, rel=1e-9)


def holes_per_copper(composition, oxygen=None):
    """Count charges: Bi3+, Sr2+, Ca2+, Y3+, O2-; the coppers carry the rest, 2 + p each."""
    ions = {symbol: float(n) for symbol, n in re.findall(r"([A-Z][a-z]?)([0-9.]+)", composition)}
    oxygen = ions["O"] if oxygen is None else oxygen
    cations = 3 * ions["Bi"] + 2 * ions["Sr"] + 2 * ions["Ca"] + 3 * ions.get("Y", 0.0)
    return (2 * oxygen - cations) / ions["Cu"] - 2


@pytest.mark.parametrize("name", ["bscco_groen1990", "bscco_munakata1992", "bscco_physc200_215", "bscco_physc174_359"])
def test_bscco_holes_from_measured_oxygen(name, table, grades):
    assert grades(name)["n_m3"] == "computed"
    for row in table(name):
        p = holes_per_copper(row["composition"])
        assert float(row["doping"]) == pytest.approx(p, abs=1e-9)
        assert float(row["n_m3"]) == pytest.approx(2 * p / 226.47e-30, rel=1e-9)


@pytest.mark.parametrize("name", BORROWED_OXYGEN)
def test_bscco_holes_from_borrowed_oxygen_are_estimates(name, table, grades):
    assert {grades(name)[key] for key in ("oxygen_content", "doping", "n_m3")} == {"estimated"}
    for row in table(name):
        composition = re.sub(r"O[0-9]+(\+[dZ])?$", "", row["composition"])
        if name == "bscco_ssc67_815":
            oxygen = 16.34 + 0.3 * float(row["yttrium_per_4Cu"])
        else:
            oxygen = 8.2231 + 0.2070 * float(row["yttrium_content"])
        assert float(row["doping"]) == pytest.approx(holes_per_copper(composition, oxygen), abs=1e-9)


def test_groen_line_is_the_borrowed_one(column):
    x, y = column("bscco_groen1990", "yttrium_content"), column("bscco_groen1990", "oxygen_content")
    mx, my = sum(x) / 6, sum(y) / 6
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)
    assert (slope, my - slope * mx) == pytest.approx((0.2070, 8.2231), abs=5e-5)


def test_hall_densities_keep_their_uncertainty(column):
    assert column("bscco_mitzi1990_hall", "n_m3") == [3.1e27, 4.6e27]
    assert column("bscco_mitzi1990_hall", "n_m3_sigma") == [3e26, 3e26]


def test_lsco_doping_is_the_index_of_strontium(table, column):
    for row in table("lsco_stanev2018"):
        match = re.fullmatch(r"La([0-9.]+)Sr([0-9.]+)Cu1O4", row["formula"])
        assert (2 - float(match[1]), float(match[2])) == pytest.approx((float(row["doping"]),) * 2, abs=1e-9)
    x, tc = column("lsco_stanev2018", "doping"), column("lsco_stanev2018", "tc_K")
    assert (x[0], x[-1], tc[0], tc[-1], max(tc)) == (0.057, 0.28, 4.51, 4.98, 39.35)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("uemura_cuprates", [59.17, 51.02, 80.58, 25.0, 15.08, 10.01, 5.41, 74.32, 12.85]),
        ("uemura_iron", [15.5, 7.55, 27.99, 26.3, 11.97, 26.03, 5.59, 14.03, 19.75, 8.16, 11.11]),
    ],
)
def test_inverse_squared_depths(name, expected, table):
    rows = table(name)
    assert [round(float(row["inv_lambda2_um2"]), 2) for row in rows] == pytest.approx(expected, abs=0.011)
    for row in rows:
        density = 2.8239e31 / (float(row["lambda_nm"]) ** 2)  # m_e/(mu0 e^2) = 2.8239e13 per metre
        assert float(row["n_m3"]) == pytest.approx(density, rel=1e-4)
        assert (row["tc_K_grade"] == "recalled") == ("memory" in row["tc_source"])
        assert (row["tc_K_grade"] == "estimated") == ("nominal" in row["tc_source"])


def test_harshman_fiory_dow_cells(table):
    rows = table("harshman_fiory_dow")
    trusted = {"read", "computed"}
    names = [f"{key}_grade" for key in ("ell_A", "zeta_A", "tc_K", "tc_calc_K")]
    # An empty cell has no grade to be trusted or not.
    whole = [row["point_id"] for row in rows if all(row[key] in trusted or not row[key[:-6]] for key in names)]
    assert whole == [f"harshman_fiory_dow:{i}" for i in (1, 2, 32, 33)]
    assert sum(row["tc_K_grade"] == "read" for row in rows) == 6
    with_lengths = [row for row in rows if row["ell_A"] and row["zeta_A"]]
    assert len(with_lengths) == 29
    for row in with_lengths:
        product = float(row["ell_A"]) * float(row["zeta_A"])
        assert float(row["tc_calc_K"]) == pytest.approx(1247.4 / product, abs=0.011)


def test_harshman_fiory_dow_charge_spacing(column):
    first, second = column("harshman_fiory_dow", "ell_A")[:2]
    assert first == pytest.approx(math.sqrt(14.8596 / (2 * 0.228)), abs=5e-5)
    assert second == pytest.approx(math.sqrt(14.8990 / (2 * 0.439 * 0.228)), abs=1e-4)


def test_printed_ionicities_need_two_scales(table):
    rows = table("ionicity_table1")
    missed = [row["compound"] for row in rows if not digits(row, "ionicity_pymatgen")]
    assert missed == [row["compound"] for row in rows if re.match("Bi|Tl|Hg", row["compound"])]
    assert len(missed) == 5
    assert all(digits(row, "ionicity_handbook") for row in rows)
    assert [row["compound"] for row in rows if not row["tc_K"]] == ["LaNiO2", "La2PrNiO7"]


def digits(row, key):
    return printed_digits(float(row[key]), f"{float(row['ionicity_printed']):.3f}")


def test_electronegativities_are_those_of_the_package(table, grades):
    from pymatgen.core import Element

    for row in table("electronegativities"):
        assert float(row["electronegativity_modern"]) == Element(row["label"]).X
    assert grades("electronegativities") == {
        "electronegativity_modern": "package",
        "electronegativity_1960": "recalled",
    }


def test_left_out_cuprates(table):
    rows = {row["compound"]: row for row in table("quantum_well_cuprates_left_out")}
    first = rows["La2-xSrxCuO4"]
    assert printed_digits(2 * (0.5 - 0.3605) * 13.23, first["xi_alpha_A"])
    assert {name for name, row in rows.items() if row["xi_smallest_A_grade"] != "computed"} == {"La2-xSrxCuO4"}
    doubtful = {name for name, row in rows.items() if row["tc_K_grade"] != "read"}
    assert doubtful == {"La2-xSrxCuO4", "Ca2-xNaxCuO2Cl2", "La2-xSrxCaCu2O6"}
    assert all(row["xi_smallest_A"] == row["xi_alpha_A"] == row["xi_largest_A"] for row in rows.values())


def test_left_out_iron(column):
    assert column("quantum_well_iron_left_out", "xi_smallest_A") == [3.533, 3.622, 3.86, 2.022, 2.754]
    assert column("quantum_well_iron_left_out", "xi_largest_A") == [3.533, 3.622, 3.86, 2.757, 2.754]
    assert column("quantum_well_iron_left_out", "tc_K") == [2.9965, 2.52, 2.08, 18, 9]


def test_doping_series(column):
    assert column("quantum_well_doping_series", "n_spacing") == [2, 3, 4, 6, 8]
    assert column("quantum_well_doping_series", "x_printed") == [0.25, 0.166, None, 0.083, 0.0625]
    assert printed_digits(2 / 12, "0.166", slack=1.0)
    assert printed_digits(2 / 24, "0.083")


def test_resonances(column):
    xi, table2 = column("cakfe4as4_resonances", "xi_text_A"), column("cakfe4as4_resonances", "xi_table2_A")
    printed = column("cakfe4as4_resonances", "resonance_printed_meV")
    energies = [13 * (xi[1] / length) ** 2 for length in xi]
    assert [round(energy, 1) for energy in energies] == [17.8, 13.0, 9.7]
    assert printed == [17.9, 13.0, 9.7]
    assert column("cakfe4as4_resonances", "resonance_measured_meV") == [18.3, None, 9.5]
    # Only the first length differs between text and table.
    assert [abs(a - b) > 1e-3 for a, b in zip(xi, table2, strict=True)] == [True, False, False]
    assert column("cakfe4as4_resonances", "eta_A") == [7.22, 3.13, 4.37]


def test_intensity_ratios(table):
    for row in table("stm_intensity_ratios"):
        assert printed_digits(float(row["h_alpha_A"]) / float(row["h_beta_A"]), row["k_printed"])


def test_phases_and_nickelates(column):
    assert [400 / xi**2 for xi in column("kfe2se2_phases", "xi_A")] == pytest.approx([32.03, 49.73], abs=0.005)
    assert column("kfe2se2_phases", "tc_printed_K") == [32.1, 49]
    assert column("nickelate_lengths", "xi_A") == [3.631, None, 3.698, 3.767]
    assert printed_digits((0.5 - 0.316) * 19.734, "3.631")
    assert column("nickelate_lengths", "tc_printed_K") == [100, None, None, None]


def test_screened_energies(table):
    coulomb = 14.39964  # e^2/(4 pi eps0), eV angstrom
    for row in table("screened_coulomb_distances"):
        distance, charges = float(row["distance_A"]), float(row["charge_product"])
        bare = coulomb * charges / distance
        if row["bare_eV"]:
            assert float(row["bare_eV"]) == pytest.approx(bare, rel=2e-3)
        screened = bare * math.exp(-distance / float(row["screening_length_A"]))
        assert screened == pytest.approx(float(row["screened_eV"]), abs=0.0051)
        assert float(row["n_m3"]) == 1e27
