"""Cells typed by hand, whose lengths follow from their numbers by school arithmetic."""

HEAD = """data_cell
_symmetry_space_group_name_H-M 'P 1'
_cell_length_a {a}
_cell_length_b {b}
_cell_length_c {c}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_symmetry_equiv_pos_as_xyz
{symmetry}
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
"""


def cif(a, b, c, sites, symmetry=("'x, y, z'",)):
    """The text of a CIF; a site is an element, three coordinates and, if not 1, an occupancy."""
    lines = [
        f"{element}{i} {element} {x:.6f} {y:.6f} {z:.6f} {rest[0] if rest else 1}"
        for i, (element, x, y, z, *rest) in enumerate(sites)
    ]
    return HEAD.format(a=a, b=b, c=c, symmetry="\n".join(symmetry)) + "\n".join(lines) + "\n"


def body_centred(sites):
    return [*sites, *((e, (x + 0.5) % 1, (y + 0.5) % 1, (z + 0.5) % 1, *rest) for e, x, y, z, *rest in sites)]


# c = 13.23 and z(La) = 0.3605: xi = 2 (0.5 - 0.3605) 13.23 = 3.691 (the left-out table of the quantum-well paper);
# apical oxygen at z = 0.18: 0.18 x 13.23 = 2.381
LSCO = body_centred(
    [("Cu", 0, 0, 0), ("La", 0, 0, 0.3605), ("La", 0, 0, 0.6395), ("O", 0.5, 0, 0), ("O", 0, 0.5, 0),
     ("O", 0, 0, 0.18), ("O", 0, 0, 0.82)]
)  # fmt: skip
# three copper for one yttrium: planes at 0.355 c, barium at 0.184 c, chains along b at z = 0;
# xi = (0.5 - 0.184) 11.68 = 3.6909; apical 0.355 - 0.158 = 0.197 c = 2.301
YBCO = [("Y", 0.5, 0.5, 0.5), ("Ba", 0.5, 0.5, 0.184), ("Ba", 0.5, 0.5, 0.816), ("Cu", 0, 0, 0), ("Cu", 0, 0, 0.355),
        ("Cu", 0, 0, 0.645), ("O", 0, 0.5, 0), ("O", 0, 0, 0.158), ("O", 0, 0, 0.842), ("O", 0.5, 0, 0.378),
        ("O", 0, 0.5, 0.378), ("O", 0.5, 0, 0.622), ("O", 0, 0.5, 0.622)]  # fmt: skip
# the paper's own numbers: c = 19.734, vertices at 0.5 and 0.316, (0.5 - 0.316) 19.734 = 3.631
LA3NI2O7 = body_centred(
    [("La", 0, 0, 0.5), ("La", 0, 0, 0.316), ("La", 0, 0, 0.684), ("Ni", 0, 0, 0.0968), ("Ni", 0, 0, 0.9032),
     ("O", 0, 0, 0), ("O", 0, 0, 0.205), ("O", 0, 0, 0.795), ("O", 0.5, 0, 0.0952), ("O", 0, 0.5, 0.0952),
     ("O", 0.5, 0, 0.9048), ("O", 0, 0.5, 0.9048)]
)  # fmt: skip
# the paper's own numbers of CaKFe4As4: c = 12.63, iron 2.9275 from Ca; arsenic planes 3.13 apart across Ca and 4.37
# across K
_FE, _AS1, _AS2 = 2.9275 / 12.63, 1.565 / 12.63, (12.63 - 4.37) / 2 / 12.63
CAKFE4AS4 = [("Ca", 0, 0, 0), ("K", 0.5, 0.5, 0.5),
             *(("Fe", x, 0.5 - x, z) for x in (0.0, 0.5) for z in (_FE, 1 - _FE)),
             ("As", 0.5, 0.5, _AS1), ("As", 0.5, 0.5, 1 - _AS1),
             ("As", 0, 0, _AS2), ("As", 0, 0, 1 - _AS2)]  # fmt: skip
# the infinite layer: planes c apart with calcium midway, so that xi = c
CACUO2 = [("Cu", 0, 0, 0), ("Ca", 0.5, 0.5, 0.5), ("O", 0.5, 0, 0), ("O", 0, 0.5, 0)]
PEROVSKITE = [("Ni", 0, 0, 0), ("La", 0.5, 0.5, 0.5), ("O", 0.5, 0, 0), ("O", 0, 0.5, 0), ("O", 0, 0, 0.5)]
