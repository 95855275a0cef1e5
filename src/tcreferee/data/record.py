"""The record beside a processed table: everything a reader needs to judge it, without machine paths."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.own_quantities import definition
from tcreferee.base.provenance import SCHEMA_VERSION, sha256
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADE_ENDING, LIMIT_ENDINGS, SIDE_ENDINGS, SIGMA, TEXT
from tcreferee.data.inherited import column_grades, column_origins, common_columns, error_columns
from tcreferee.data.origin import Origin
from tcreferee.data.recipes import RECIPES
from tcreferee.data.schema import Column, Derived, Sidecar
from tcreferee.data.second import Second, describe_second, quantities


def describe(sidecar: Sidecar, csv_path: Path, sidecar_path: Path) -> dict[str, Any]:
    """Return the record of a data set.

    Parameters
    ----------
    sidecar : Sidecar
        Its sidecar.
    csv_path, sidecar_path : Path
        The two files; their names and checksums are recorded, their folders are not.

    Returns
    -------
    dict
        Ready for JSON.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "dataset": sidecar.id,
        "title": sidecar.title,
        "citation": sidecar.source.citation,
        "source": sidecar.source.model_dump(),
        "location": sidecar.location,
        "obtained": sidecar.obtained,
        "licence": sidecar.licence,
        "raw": {"csv": csv_path.name, "sha256": sha256(csv_path)},
        "sidecar": {"yaml": sidecar_path.name, "sha256": sha256(sidecar_path)},
        "row_key": sidecar.row_key,
        "label": sidecar.label,
        "columns": describe_columns(sidecar),
        "compounds": sidecar.compounds,
        "compounds_note": sidecar.compounds_note,
        "corrections": [correction.model_dump() for correction in sidecar.corrections],
        "exclusions": [exclusion.model_dump() for exclusion in sidecar.exclusions],
        "evaluated_curve": sidecar.evaluated_curve,
        "rows_chosen": sidecar.rows_chosen.model_dump() if sidecar.rows_chosen else None,
        "problems": sidecar.problems,
        "notes": sidecar.notes,
    }


def describe_columns(sidecar: Sidecar) -> dict[str, dict[str, Any]]:
    """Return a description of each column of the processed table except keys, uncertainties, limits and grades."""
    grades, origins, parts = column_grades(sidecar), column_origins(sidecar), error_columns(sidecar)
    commons = common_columns(sidecar)
    columns = {about.name: _printed(column, about) for column, about in sidecar.columns.items()}
    columns |= {name: _derived(name, about, parts[name]) for name, about in sidecar.derived.items()}
    described = {
        name: about | _origin(origins[name]) | _grades(name, grades[name])
        | {"parts": parts[name], "commons": commons[name]}
        for name, about in columns.items()
    }  # fmt: skip
    own = quantities(sidecar)
    described |= {name: _second(name, about, own[about.of]) for name, about in sidecar.second.items() if about.made}
    for name, said in describe_second(sidecar).items():
        described[name] |= said
    return described


def _printed(column: str, about: Column) -> dict[str, Any]:
    return {
        **_common(about),
        "printed_column": column,
        "printed_unit": about.unit,
        "uncertainty": str(about.uncertainty) if about.uncertainty else None,
        "common": str(about.common) if about.common else None,
        "sigma": f"{about.name}_sigma" if about.uncertainty and about.uncertainty.known else None,
        "sides": [f"{about.name}_{ending}" for ending in SIDE_ENDINGS]
        if about.uncertainty and about.uncertainty.sided
        else [],
        "limits": [f"{about.name}_{ending}" for ending in LIMIT_ENDINGS] if about.limits else [],
        "words": about.words,
        "required": about.required,
        "derived": None,
    }


def _derived(name: str, about: Derived, parts: Mapping[str, str]) -> dict[str, Any]:
    return {
        **_common(about),
        "printed_column": None,
        "printed_unit": None,
        "uncertainty": f"first order in that of {', '.join(parts)}" if parts else "unknown",
        "common": None,
        "sigma": f"{name}_{SIGMA}" if parts else None,
        "sides": [],
        "limits": [],
        "words": {},
        "required": False,
        "derived": {
            "recipe": about.recipe,
            "recipe_formula": RECIPES[about.recipe].formula,
            "arguments": about.arguments,
            "formula": about.formula,
            "source": about.source,
        },
    }


def _second(name: str, about: Second, quantity: str) -> dict[str, Any]:
    """Describe a column that the table does not have by itself."""
    nothing = {"printed_column": None, "printed_unit": None, "common": None, "required": False, "derived": None}
    return (
        nothing
        | {
            "quantity": quantity,
            "unit": QUANTITIES[quantity].unit,
            "uncertainty": "as the second measurement states it",
            "sigma": f"{name}_{SIGMA}",
            "chosen_from": [],
            "covariate": None,
            "note": about.note,
            "sides": [],
            "limits": [],
            "words": {},
            "parts": {},
            "commons": {},
        }
        | _origin(Origin(independent=about.method))
        | _grades(name, None)
    )


def _origin(origin: Origin) -> dict[str, Any]:
    return {"origin": origin.independent, "suspect": origin.suspect}


def _grades(name: str, grade: str | None) -> dict[str, Any]:
    return {"grade": grade, "grade_column": f"{name}_{GRADE_ENDING}" if grade is None else None}


def _common(about: Column | Derived) -> dict[str, Any]:
    return {
        "quantity": about.quantity,
        **{word: said for word in ("label", "symbol") if (said := getattr(about, word))},
        **definition(about.quantity),
        "unit": None if about.quantity == TEXT else QUANTITIES[about.quantity].unit,
        "chosen_from": about.chosen_from,
        "covariate": about.covariate,
        "note": about.note,
    }
