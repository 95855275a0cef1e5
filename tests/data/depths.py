"""A table of penetration depths with errors, and what is derived from it."""

import csv

# The Uemura abscissa and the London density, both of one penetration depth, as data/raw/uemura_iron.yaml has them.
DERIVED = {
    name: {
        "quantity": name, "grade": "computed", "recipe": recipe, "arguments": {"penetration_depth": "lambda_nm"},
        "formula": "f(lambda)", "source": "test",
    }
    for name, recipe in (("inv_lambda2_um2", "inverse_square"), ("n_m3", "london_density"))
}  # fmt: skip


def with_depths(pair, table):
    """Make a pair of table and sidecar one of penetration depths, each with an error of its own."""
    pair.table = table
    column = {"grade": "read", "uncertainty": "unknown"}
    pair.sidecar["columns"] = {
        "depth": column
        | {"name": "lambda_nm", "quantity": "penetration_depth_nm", "unit": "nm", "uncertainty": {"column": "err"}},
        "Tc": column | {"name": "tc_K", "quantity": "tc_K", "unit": "K"},
    }
    pair.sidecar["derived"] = DERIVED
    return pair


def rows_of(pair):
    """The rows that the pair gives."""
    with pair.tidy().outputs[0].open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
