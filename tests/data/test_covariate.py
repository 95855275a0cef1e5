"""A column that may drive Tc by itself: declared, recorded, carried to the audit."""

import json


def test_a_covariate_is_recorded_with_its_reason(pair):
    pair.sidecar["columns"]["n"]["covariate"] = "the density alone may set Tc"
    pair.tidy()
    columns = json.loads(pair.outputs[2].read_text())["columns"]
    assert columns["n_m3"]["covariate"] == "the density alone may set Tc"
    assert columns["tc_K"]["covariate"] is None
