"""Finding, loading and verifying model files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType

import numpy as np

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.declared import faults
from tcreferee.formulas.model import Check, FormulaError, TcModel
from tcreferee.formulas.slips import in_predict, in_words, type_faults

# what `tcreferee new-model` leaves to its user
PLACEHOLDER = "FILL IN"
# how near to a power of ten a wrong value must be to look like a mixed-up unit
SLIP = 0.05
# where model files found these names before version 0.2
BEFORE_0_2 = {"tcreferee.model", "tcreferee.priors"}
MOVED = "import from tcreferee itself: from tcreferee import Check, Level, Parameter, Source, TcModel"
MODELS_FOLDER = Path(__file__).resolve().parents[1] / "models"


class _FromSource(SourceFileLoader):
    """Loads what stands in a file, never stored byte code.

    Python takes byte code for fresh where time (in whole seconds) and size of the source have not changed. An edit of
    one digit within a second, or a file that was copied with its old time, would leave the old formula in use.
    """

    def get_code(self, fullname: str) -> CodeType:
        """Compile the source."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def find_models(folders: Iterable[Path | str] = ()) -> dict[str, Path]:
    """List the model files of the package and of `folders` (a user's own), by name.

    Raises
    ------
    RefereeError
        If a folder does not exist or two files claim the same name.
    """
    found: dict[str, Path] = {}
    problems = []
    for folder in [MODELS_FOLDER, *map(Path, folders)]:
        if not folder.is_dir():
            problems.append(Problem(str(folder), "no such folder", "a folder of model files", "mend model_paths"))
            continue
        for path in sorted(folder.glob("*.py")):
            if path.stem.startswith("_"):
                continue
            if path.stem in found:
                problems.append(Problem(str(path), f"model '{path.stem}' exists twice, also in {found[path.stem]}"))
            found[path.stem] = path
    if problems:
        raise RefereeError("model files", problems)
    return found


def load_model(path: Path | str) -> TcModel:
    """Load the model of one file.

    Raises
    ------
    RefereeError
        If the file does not run, has no `model`, or the model is not well formed; names file and line.
    """
    path = Path(path)
    if path.suffix != ".py":
        raise RefereeError("model file", [Problem(str(path), "not a Python file", "a file ending in .py")])
    name = f"tcreferee.models.{path.stem}"
    loader = _FromSource(name, str(path.absolute()))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    try:
        loader.exec_module(module)
    except Exception as error:
        line = getattr(error, "lineno", None) or _line_in(path, error)
        where = f"{path}, line {line}" if line else str(path)
        what, do = in_words(error)
        if isinstance(error, ModuleNotFoundError) and error.name in BEFORE_0_2:
            do = MOVED
        raise RefereeError("model file", [Problem(where, what, do=do)]) from error
    found = getattr(module, "model", None)
    if not isinstance(found, TcModel):
        what = "has no module-level 'model'" if found is None else f"'model' is a {type(found).__name__}"
        raise RefereeError("model file", [Problem(str(path), what, "model = TcModel(...)")])
    complete = replace(found, name=path.stem)
    problems = list(type_faults(complete, str(path))) or list(faults(complete, str(path)))
    if problems:
        raise RefereeError("model file", problems)
    return complete


def verify(model: TcModel, path: Path | str) -> None:
    """Run a model's own checks, as every job does before it fits.

    Raises
    ------
    RefereeError
        If something is still to be filled in, a check does not name what the model needs, `predict` raises (names
        file and line), returns another shape than it should, or misses a printed value by more than half a unit of
        its last digit.
    """
    problems = list(unfinished(path))
    for i, check in enumerate(model.checks):
        if PLACEHOLDER in check.printed:
            continue
        where = f"{path}, checks[{i}] ({check.location})"
        problems += list(_incomplete(model, check, where)) or _miss(model, check, where, path, i)
    if problems:
        raise RefereeError(f"model '{model.name}' fails its own checks", problems)


def unfinished(path: Path | str) -> Iterator[Problem]:
    """Name the lines of a new model file that are still to be written, see `tcreferee new-model`."""
    if not Path(path).is_file():  # a model that was defined on the spot
        return
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if PLACEHOLDER in line:
            yield Problem(f"{path}, line {number}", f"still to be written: {line.strip()}")


def _incomplete(model: TcModel, check: Check, where: str) -> Iterator[Problem]:
    """Say what a check lacks before it can be run."""
    needs = {"input": (check.inputs, model.inputs), "parameter": (check.parameters, [p.name for p in model.parameters])}
    for word, (given, needed) in needs.items():
        for name in needed:
            if name not in given:
                yield Problem(
                    where, f"gives no value for the {word} '{name}'", do=f"add it to the {word}s of the check"
                )
        for name in given:
            if name not in needed:
                yield Problem(where, f"gives a value for '{name}', which is no {word}", do=nearest(name, needed))
    try:
        float(check.printed)
    except ValueError:
        yield Problem(where, f"'{check.printed}' is not a number", "the value as it is printed, such as '93.5'")


def _miss(model: TcModel, check: Check, where: str, path: Path | str, position: int) -> list[Problem]:
    """Say why a check does not return its printed value; nothing if it does."""
    inputs = {name: np.array([value, value]) for name, value in check.inputs.items()}
    theta = np.array([[check.parameters[p.name] for p in model.parameters]] * 3)
    try:
        with np.errstate(all="ignore"):  # what is no number is said below
            values = model(inputs, theta)
    except FormulaError as error:
        line = _line_in(Path(path), error.__cause__) if error.__cause__ else None
        place = f"{path}, line {line}" if line else where
        what, do = in_predict(error.__cause__, model) if error.__cause__ else (str(error), "")
        seen = f"seen in checks[{position}]"
        return [Problem(place, f"predict {what}", do=f"{do} ({seen})" if do else seen)]
    if not np.all(np.isfinite(values)):
        what = f"gives no number ({values.flat[0]})"
        return [
            Problem(where, what, f"{check.printed} as printed", "is a logarithm or a root of a negative number in it?")
        ]
    if np.all(np.abs(values - float(check.printed)) <= check.tolerance * (1 + 1e-9)):
        return []
    got = float(values.flat[0])
    return [Problem(where, f"gives {got:.6g}", f"{check.printed} as printed", _slip(model, got, float(check.printed)))]


def _slip(model: TcModel, got: float, printed: float) -> str:
    """Return advice where the two differ by a power of ten: a unit was mixed up."""
    ratio = got / printed if printed else 0.0
    power = round(math.log10(ratio)) if ratio > 0 and math.isfinite(ratio) else 0
    if not power or abs(ratio / 10.0**power - 1) > SLIP:
        return ""
    units = [
        f"{word} in {QUANTITIES[word].unit}" for word in model.inputs if word in QUANTITIES and QUANTITIES[word].unit
    ]
    given = f": inputs come in the units of their names, {', '.join(units)}" if units else ""
    return f"it is off by a factor of 1e{power}, as if a unit were mixed up{given}"


def _line_in(path: Path, error: BaseException) -> int | None:
    line, frame = None, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == str(path.absolute()):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
