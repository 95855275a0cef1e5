"""Tables for a manuscript: nothing LaTeX would stop at or run, and the numbers of comparison.csv and fit.json."""

import re
import shutil
import subprocess

import pytest
from latex_syntax import bare, outside_maths, pairs
from toy_results import EVIL, REFUSED, TOY, UNCONVERGED, WHY

from tcreferee.base.records import read_record, read_rows
from tcreferee.report.latex import measured, write_paper_tables
from tcreferee.text.latex import latex, maths

HOSTILE = [
    r"\input{x}", r"$\input{x}$", r"$\write18{rm}$", r"$x^^5cinput{x}$", "a}b $c}d$ {", "$x^a^b_c_d'^2''$",
    r"$\frac{1}$", r"$\mathrm$", "#1 % & ~ ^ _ $", "$#1 % & ~ \\ ^ _$", r"\\ \end{document}", r"$\\[1cm] \end{x}$",
    r"$\sqrt$", "$x^a$$^b$", "$$",
    "ξ − Λ/ξ², 東 & $ξ^−$", "$^2$", "$_{$", r"$\left(\AA\,\text{a b}\right)$", "$$x$$",
]  # fmt: skip
TITLE = r"toys, $n^{-1/6}$ & \input{x} of 100 %"
PRINTS = set(
    re.findall(
        r"\w+",
        "textbackslash textbar textasciitilde textasciicircum texttt ensuremath mbox AA mathrm mathbf mathit "
        "mathsf frac sqrt hat prime Lambda Omega sigma xi mu tau pm times ln cdot ",
    )
)
FRAME = set(
    re.findall(
        r"\w+",
        "usepackage begin end caption label centering footnotesize scriptsize setlength tabcolsep LTcapwidth "
        "toprule midrule bottomrule endfirsthead endhead endfoot raggedright arraybackslash textwidth par "
        "smallskip dagger ",
    )
)


def sound(text, allowed=PRINTS):
    """Whether LaTeX gets ASCII with known commands, paired braces and dollar signs, and scripts in math mode only."""
    commands = set(re.findall(r"\\([A-Za-z]+)", text))
    twice = re.search(r"([\^_])\{[^{}]*\}\1", text)
    return (
        text.isascii()
        and commands <= allowed
        and pairs(text)
        and not re.search(r"[$#%^_]", outside_maths(text))
        and not re.search(r"[#%&]|\^\^|__", bare(text))
        and not twice
    )


@pytest.fixture(scope="module")
def tables(toy, tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    write_paper_tables(toy / "results", {"toy": TITLE, "classes": "yes or no", "families": "two families"}, out)
    return out


def body(text):
    """The rows of a table, split into cells."""
    lines = text.split("\\midrule", 1)[1].splitlines()[1:]
    rows = [line.removesuffix(r" \\") for line in lines if line.endswith(r" \\") and not line.startswith("\\toprule")]
    return [re.split(r"(?<!\\) & |^ & ", row) for row in rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_only_prints(text):
    assert sound(latex(text)), latex(text)
    assert sound(f"${maths(text.replace('$', ''))}$"), maths(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("screening, $n^{-1/6}$", "screening, $n^{-1/6}$"),
        ("K m$^{-1/2}$", "K m$^{-1/2}$"),
        (r"$\Lambda/\xi^2$ of $T_\mathrm{max}$", r"$\Lambda /\xi ^{2}$ of $T_{\mathrm{max}}$"),
        ("Λ − ξ²", r"\ensuremath{\Lambda} \ensuremath{-} \ensuremath{\xi}\ensuremath{^{2}}"),
        ("costs $5", r"costs \$5"),
        (r"$\input{x}$", r"$\mathrm{input}{x}$"),
        ("$x^a^b$", "$x^{a}{}^{b}$"),
        (r"$\frac{a}{\sqrt{b}}$", r"$\frac{a}{\sqrt{b}}$"),
        ("$a}b$", "$ab$"),
        ("$$x$$", "x"),
    ],
)
def test_labels(text, expected):
    assert latex(text) == expected


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [
        (1296.577721, 37.05, r"$1297 \pm 37$"),
        (-0.0102, 0.9127, r"$-0.01 \pm 0.91$"),
        (4713000.0, 894000.0, r"$(4.71 \pm 0.89) \times 10^{6}$"),
        (2e-12, 8e-11, r"$(0.2 \pm 8.0) \times 10^{-11}$"),
        (0.43, None, "$0.4300$"),
        (6.02214e23, 0.0, r"$6.022 \times 10^{23}$"),
        (None, None, "--"),
        ("", "", "--"),
    ],
)
def test_rounding_by_the_error(value, error, expected):
    assert measured(value, error) == expected


@pytest.mark.parametrize("name", ["toy", "classes", "families"])
def test_tables_are_sound(tables, name):
    for path, cells in ((f"{name}.tex", 9), (f"{name}_parameters.tex", 7)):
        text = (tables / path).read_text()
        code = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("%"))
        rows = body(text)
        columns = re.sub(r">\{[^}]*\}|p\{[^}]*\}|@\{\}", lambda m: "p" if m[0][0] == "p" else "", _columns(code))
        assert len(columns) == cells
        assert {len(row) for row in rows} == {cells}
        assert all(sound(cell, PRINTS | {"dagger"}) for row in rows for cell in row)
        assert set(re.findall(r"\\([A-Za-z]+)", code)) <= PRINTS | FRAME
        assert code.count("{") - code.count(r"\{") == code.count("}") - code.count(r"\}")
        assert re.findall(r"\\begin\{(\w+\*?)\}", code) == re.findall(r"\\end\{(\w+\*?)\}", code)[::-1]


def _columns(code):
    return re.search(r"\\begin\{(?:tabular|longtable)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", code)[1]


def test_one_row_a_model_with_its_numbers(toy, tables):
    text = (tables / "toy.tex").read_text()
    rows = body(text)
    table = [row for row in read_rows(toy / "results/toy/comparison.csv") if row["generated"] == "false"]
    assert len(rows) == len(table) == len(TOY.models)
    for cells, row in zip(rows, table, strict=True):
        fit = read_record(toy / "results/toy" / row["model"] / "fit.json")
        assert ("dagger" in cells[0]) == ("null" in fit["model"]["source"]["reference"])
        assert cells[1:3] == [row["n"], row["k"]]
        assert cells[8] == row["words"]
        if row["se_d_elpd"]:
            value, error = map(float, cells[5].strip("$").split(r"\pm"))
            digit = 10.0 ** -len(cells[5].partition(".")[2].partition(" ")[0])
            assert abs(value - float(row["d_elpd"])) <= 0.5001 * digit
            assert abs(error - float(row["se_d_elpd"])) <= 0.5001 * digit
            assert digit <= error < 100 * digit
        elif row["rank"]:
            assert cells[5] == "$0$"
        else:
            assert cells[5] == cells[7] == "--"
        for p in fit["parameters"]:
            assert (f"${maths(p['symbol'])} = " in cells[3]) == (p["name"] != "sigma_K")
        assert cells[6] == (f"${float(row['ln_evidence']):.2f}$" if row["ln_evidence"] else "--")


def test_unranked_models_stand_below_a_rule_with_the_reason(tables):
    text = (tables / "toy.tex").read_text()
    above, _, below = text.split("\\midrule", 1)[1].partition("\\midrule")
    for model in (UNCONVERGED, REFUSED):
        label = TOY.models[model][1]
        assert label not in above
        assert label in below
    notes = re.findall(r"\$\^\{([a-z])\}\$ (not .*)\.", below)
    assert [mark for mark, _ in notes] == ["a", "b"]
    assert all(below.count(f"$^{{{mark}}}$") == 2 for mark, _ in notes)
    assert any(why == f"not fitted: {WHY}" for _, why in notes)
    assert any(why.startswith("not converged: ") for _, why in notes)


def test_a_reason_is_kept_whole():
    from tcreferee.report.latex import Member

    why = "not fitted: 3 rows cannot carry 3 free parameters; 4 rows could"
    assert Member({"caveats": why}, {}).reason == why
    assert Member({"caveats": "rough; not converged: tau = 7, threshold 4; more"}, {}).reason == (
        "not converged: tau = 7, threshold 4"
    )


def test_the_caption_says_the_verdict(toy, tables):
    text = (tables / "toy.tex").read_text()
    sentence = read_record(toy / "results/toy/comparison.json")["sentence"]
    assert latex(sentence) in text
    assert latex(TITLE) in text
    assert "\\label{tab:toy}" in text
    assert EVIL not in text
    assert "RMSE (K)" in text
    assert "& RMSE &" in (tables / "classes.tex").read_text()


def test_parameters(toy, tables):
    rows = body((tables / "toy_parameters.tex").read_text())
    fits = [
        read_record(toy / "results/toy" / m["model"] / "fit.json")
        for m in read_rows(toy / "results/toy/comparison.csv")
        if m["generated"] == "false"
    ]
    expected = [(i, p) for fit in fits for i, p in enumerate(fit["parameters"])]
    assert len(rows) == len(expected)
    for cells, (i, p) in zip(rows, expected, strict=True):
        assert bool(cells[0]) == (i == 0)
        assert cells[1].startswith(f"${maths(p['symbol'])}$")
        low, high = (_value(end) for end in cells[5].split(" to "))
        assert low == pytest.approx(p["posterior"]["q2.5"], rel=6e-3)
        assert high == pytest.approx(p["posterior"]["q97.5"], rel=6e-3)


def _value(cell):
    return float(cell.strip("$").replace(r" \times 10^{", "e").rstrip("}"))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no pdflatex")
def test_pdflatex_takes_them(tables, tmp_path):
    packages = r"\usepackage[a4paper,margin=15mm]{geometry}\usepackage{booktabs,array,longtable}"
    inputs = "".join(f"\\input{{{path}}}\n" for path in sorted(tables.glob("*.tex")))
    hostile = "\n\n".join(map(latex, HOSTILE))
    text = f"\\documentclass{{article}}{packages}\\begin{{document}}\n{hostile}\n{inputs}\\end{{document}}"
    (tmp_path / "all.tex").write_text(text)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False, errors="replace"
    )
    assert done.returncode == 0, done.stdout[-1500:]
