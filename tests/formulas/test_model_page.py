from pathlib import Path

from tcreferee.formulas.equation import find_equations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.page import lines, page

ROOT = Path(__file__).parents[2]


def test_the_page_is_in_step():
    in_step = (ROOT / "docs/models.md").read_text(encoding="utf-8").rstrip("\n") == page().rstrip("\n")
    assert in_step, "docs/models.md is out of step: .venv/bin/tcreferee models --markdown > docs/models.md"


def test_every_model_and_equation_is_on_the_page():
    text = page()
    for name, path in find_models().items():
        model = load_model(path)
        section = text.split(f"### {name}\n")[1].split("\n#")[0]
        assert model.source.equation in section
        for check in model.checks:
            assert check.location in section
        for parameter in model.parameters:
            assert parameter.meaning in section
        assert all(text in section for text in model.assumptions)
    for paper, equations in find_equations().items():
        section = text.split(f"## Equations of `{paper}`\n")[1].split("\n## ")[0]
        assert section.count("\n| `") == len(equations)


def test_the_list_names_models_of_the_users_own(tmp_path):
    (tmp_path / "mine.py").write_text((ROOT / "src/tcreferee/models/linear.py").read_text().replace("straight", "own"))
    listed = "\n".join(lines([tmp_path]))
    assert "mine" in listed
    assert "own line (null)" in listed
    assert "equations of bec_double_bridge:" in listed
