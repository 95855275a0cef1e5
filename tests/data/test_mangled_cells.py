"""Whatever somebody types into a cell: the right number, or a refusal that names the cell; nothing else."""

import hashlib
import math
import re
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tcreferee.data.observations import _read
from tcreferee.data.tidy import tidy
from tcreferee.errors import RefereeError

PLAIN = re.compile(r"[ \t]*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*")

numbers = st.one_of(
    st.floats(0.001, 999).map(repr),
    st.integers(1, 999).map(str),
    st.decimals(0, 999, places=3, allow_nan=False).map(str),
)
marks = st.sampled_from(
    [*"~<>−,.;eE+-()_ \t±%×'\"\n\r\x00\ufeff\u00a0\u202f٣０", "nan", "inf", "e5", "(2)", "(0)", "#"]
)


@st.composite
def mangled(draw):
    text = draw(numbers)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(marks) + text[place:]
    return text


cells = st.one_of(mangled(), st.text(max_size=8), numbers)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tc=cells, n=cells)
@example(tc="93(2)", n="1")
@example(tc="1e-400", n="1e999")
@example(tc="=1+1", n='"')
def test_a_right_number_or_a_refusal(pair, tc, n):
    for path in pair.outputs:
        path.unlink(missing_ok=True)
    quoted = ['"{}"'.format(text.replace('"', '""')) for text in (n, tc)]
    pair.table = f"sample,n,Tc\nA1,{','.join(quoted)}\n".encode("utf-8", "replace")
    pair.write()
    assert hashlib.sha256(pair.table).hexdigest() in pair.yaml.read_text()
    refusal = ""
    try:
        tidy(pair.csv, pair.yaml, *pair.outputs)
    except RefereeError as error:
        refusal = str(error)
    left = set(pair.out.iterdir()) if pair.out.exists() else set()
    if refusal:
        assert "films.csv" in refusal
        assert not left
        return
    assert left == set(pair.outputs)
    (row,) = _read(pair.outputs[0])[1]
    for text, factor, name in ((tc, 1, "tc_K"), (n, 10**27, "n_m3")):
        assert PLAIN.fullmatch(text)
        assert float(row[name]) == float(Decimal(text.strip(" \t")) * factor)
        assert math.isfinite(float(row[name]))
