"""Planes and lengths: cells measured by hand, the papers' own numbers, and crystals without planes."""

import sys

import numpy as np
import pytest
from cells import CACUO2, CAKFE4AS4, LA3NI2O7, LSCO, PEROVSKITE, YBCO, body_centred, cif

from tcreferee.base.errors import RefereeError
from tcreferee.physics.polyhedral_quantum_well import xi_alpha_1144_A, xi_of_heights_A
from tcreferee.structures.crystal import read_crystals
from tcreferee.structures.elements import element_lengths
from tcreferee.structures.lengths import measure
from tcreferee.structures.planes import planes_of

pytest.importorskip("pymatgen.core.structure")


def measured(text):
    crystal = read_crystals(text, "my.cif")[0]
    planes, reason = planes_of(crystal)
    assert reason == ""
    return measure(crystal, planes)


def test_one_plane_with_octahedra():
    lengths = measured(cif(3.78, 3.78, 13.23, LSCO))
    assert {each.plane.label for each in lengths.around} == {"CuO2"}
    assert lengths.n_planes == 1
    assert lengths.xi_A == pytest.approx([2 * 0.1395 * 13.23])  # 3.691
    assert lengths.apical_A == pytest.approx(0.18 * 13.23)
    assert lengths.series == "R2"
    assert lengths.around[0].plane.link_A == pytest.approx(3.78)


def test_two_planes_and_chains_that_are_none():
    lengths = measured(cif(3.82, 3.885, 11.68, YBCO))
    assert lengths.n_planes == 2
    assert len(lengths.around) == 2
    # the chain's copper is no plane's; it belongs to what lies between the stacks
    assert lengths.series == "Ba2Cu"
    assert lengths.xi_A == pytest.approx([(0.5 - 0.184) * 11.68])
    assert lengths.apical_A == pytest.approx(0.197 * 11.68)


def test_the_nickelate_of_the_quantum_well_paper():
    lengths = measured(cif(3.83, 3.83, 19.734, LA3NI2O7))
    assert lengths.around[0].plane.label == "NiO2"
    assert lengths.n_planes == 2
    assert lengths.xi_A == pytest.approx([xi_of_heights_A(0.5, 0.316, 19.734)])
    assert round(lengths.xi_A[0], 3) == 3.631  # as printed


def test_the_iron_compound_of_the_quantum_well_paper():
    lengths = measured(cif(3.87, 3.87, 12.63, CAKFE4AS4))
    assert lengths.n_planes == 1
    alpha, beta, gamma = lengths.xi_A
    assert alpha == pytest.approx(xi_alpha_1144_A(12.63, 3.13, 4.37)) == pytest.approx(2.565)
    assert (beta, gamma) == pytest.approx((2.9275, 12.63 / 2 - 2.9275), abs=1e-5)  # printed 2.928 and 3.387
    assert lengths.xi_inner_A == pytest.approx(alpha)
    assert lengths.anion_height_A == pytest.approx(2.565 / 2)
    assert lengths.apical_A is None


def test_planes_without_an_end_are_not_counted():
    lengths = measured(cif(3.855, 3.855, 3.18, CACUO2))
    assert lengths.infinite
    assert lengths.n_planes is None
    assert lengths.xi_A == pytest.approx([3.18])


@pytest.mark.parametrize("scaling", [(2, 1, 1), (1, 1, 2), ((1, 1, 0), (1, -1, 0), (0, 0, 1))])
def test_a_supercell_has_the_lengths_of_its_cell(scaling):
    crystal = read_crystals(cif(3.82, 3.885, 11.68, YBCO), "my.cif")[0]
    larger = crystal.structure.copy()
    larger.make_supercell(scaling)
    ours, theirs = measured(crystal.structure.to(fmt="cif")), measured(larger.to(fmt="cif"))
    assert (theirs.xi_A, theirs.n_planes, theirs.series) == (pytest.approx(ours.xi_A, abs=1e-5), 2, "Ba2Cu")


def test_the_direction_of_the_planes_does_not_matter():
    turned = [(element, z, x, y) for element, x, y, z in YBCO]
    lengths = measured(cif(11.68, 3.82, 3.885, turned))
    assert lengths.around[0].plane.miller == (1, 0, 0)
    assert lengths.xi_A == pytest.approx([(0.5 - 0.184) * 11.68])


def test_a_perovskite_is_a_network_and_no_layers():
    crystal = read_crystals(cif(3.83, 3.83, 3.83, PEROVSKITE), "my.cif")[0]
    assert planes_of(crystal) == (
        [],
        "its square planes run in several directions: a three-dimensional network, no layers",
    )


def test_rock_salt_has_no_planes():
    sites = [("Mg", *p) for p in ((0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5))]
    sites += [("O", *p) for p in ((0.5, 0, 0), (0, 0.5, 0), (0, 0, 0.5), (0.5, 0.5, 0.5))]
    planes, reason = planes_of(read_crystals(cif(4.2, 4.2, 4.2, sites), "my.cif")[0])
    assert planes == []
    assert reason.startswith("no metal of it forms a square plane")


def test_partial_occupancies_are_noted_and_their_shares_counted():
    sites = [*YBCO, ("O", 0.5, 0, 0, 0.1)]
    sites[0] = ("Y", 0.5, 0.5, 0.5, 0.9)
    crystal = read_crystals(cif(3.82, 3.885, 11.68, sites), "my.cif")[0]
    assert crystal.amounts["O"] == pytest.approx(7.1)
    assert crystal.notes == (
        "1 site is partly occupied, by half or more, and taken as occupied.",
        "1 site is less than half occupied and left out.",
    )
    assert measured(cif(3.82, 3.885, 11.68, sites)).xi_A == pytest.approx([(0.5 - 0.184) * 11.68])


def test_several_blocks_are_several_crystals():
    both = cif(3.82, 3.885, 11.68, YBCO) + cif(3.78, 3.78, 13.23, LSCO).replace("data_cell", "data_other")
    assert [(each.name, each.formula) for each in read_crystals(both, "my.cif")] == [
        ("my.cif, data_cell", "Ba2YCu3O7"),
        ("my.cif, data_other", "La2CuO4"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (cif(3.8, 3.8, 11.7, YBCO, ["'x, y, z'", "'-x, -y, q+'"]), "'-x, -y, q+' is not a symmetry operation"),
        (cif(3.8, 3.8, 11.7, YBCO, ["'x, y'"]), "'x, y' is not a symmetry operation"),
        (cif(3.8, 3.8, "?", YBCO), "the cell or the sites cannot be used"),
        ("", "holds no atoms with coordinates"),
        ("structure,Tc\nA,1\n", "holds no atoms with coordinates"),
        (cif(3.8, 3.8, 11.7, YBCO).split("loop_")[0], "holds no atoms with coordinates"),
        (
            cif(3.8, 3.8, 11.7, YBCO).replace("loop_", "_chemical_formula_sum 'Y1 Ba2 Cu3 O6'\nloop_", 1),
            "the sites and the symmetry give another composition than the file states",
        ),
    ],
)
def test_a_broken_cif_is_refused_with_its_reason(text, said):
    with pytest.raises(RefereeError) as caught:
        read_crystals(text, "my.cif")
    assert said in str(caught.value)


def test_without_pymatgen_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymatgen.io.cif", None)
    with pytest.raises(RefereeError, match=r"pip install 'tc-referee\[structures\]'"):
        read_crystals(cif(3.8, 3.8, 13.2, LSCO), "my.cif")


def test_translations_of_simple_lattices():
    """R_100 = a and R_111 = a sqrt(3)/2 for bcc, as the exchange paper has them; a/sqrt(2) along [110] for fcc."""
    bcc = element_lengths(read_crystals(cif(4.23, 4.23, 4.23, body_centred([("Na", 0, 0, 0)])), "na.cif")[0])
    assert bcc.space_group == "Im-3m"
    found = [bcc.r_A[hkl] for hkl in ((1, 0, 0), (1, 1, 0), (1, 1, 1))]
    assert found == pytest.approx([4.23, 4.23 * np.sqrt(2), 4.23 * np.sqrt(3) / 2])
    faces = [("Al", 0, 0, 0), ("Al", 0.5, 0.5, 0), ("Al", 0.5, 0, 0.5), ("Al", 0, 0.5, 0.5)]
    fcc = element_lengths(read_crystals(cif(4.05, 4.05, 4.05, faces), "al.cif")[0])
    assert [fcc.r_A[hkl] for hkl in ((1, 0, 0), (1, 1, 0))] == pytest.approx([4.05, 4.05 / np.sqrt(2)])
    assert fcc.density_m3 == pytest.approx(4 / 4.05e-10**3)
    with pytest.raises(ValueError, match="not one element"):
        element_lengths(read_crystals(cif(3.8, 3.8, 13.2, LSCO), "my.cif")[0])
