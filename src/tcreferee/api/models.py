"""Models by name, by file, or as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.config.folder import model_folders, own_quantities
from tcreferee.formulas import loading
from tcreferee.formulas.loading import find_models
from tcreferee.formulas.model import TcModel


def load_model(source: str | Path | TcModel) -> TcModel:
    """Load a model and verify it against its own checks.

    Parameters
    ----------
    source : str, path or TcModel
        Name of a model of the package or of the `model_paths` of config.yaml; or a .py file, which is code and runs
        with your rights; or a `TcModel`.

    Returns
    -------
    TcModel

    Raises
    ------
    RefereeError
        There is no such model, its file does not run, or a check is missed.

    Examples
    --------
    >>> load_model("screening").title
    'screening, power −1/6'
    """
    if isinstance(source, TcModel):
        word = re.sub(r"\W+", "_", source.name or source.title).strip("_").lower()
        model = replace(source, name=word or "model")
        loading.verify(model, f"model '{model.name}'")
        return model
    own_quantities()
    path = Path(source)
    if path.suffix != ".py":
        known = find_models(model_folders())
        if str(source) not in known:
            what = f"there is no model '{source}'"
            raise RefereeError("No model", [Problem("model", what, do=nearest(str(source), known))])
        path = known[str(source)]
    elif not path.is_file():
        raise RefereeError("No model", [Problem(str(path), "the file does not exist")])
    model = loading.load_model(path)
    loading.verify(model, path)
    return model
