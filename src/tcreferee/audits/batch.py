"""The audits of some comparisons in one job, so that the libraries are imported once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tcreferee.audits.case import COLUMNS, FIRES, RECOVERY_COLUMNS, Settings
from tcreferee.audits.read import Asked, read_case
from tcreferee.audits.run import audit_comparison
from tcreferee.base.kept import Kept, mark
from tcreferee.base.provenance import sha256
from tcreferee.base.records import write_rows


def audit_batch(
    comparisons: Mapping[str, Mapping[str, Any]], settings: Settings, code: str, results: Path | str,
    log: logging.Logger,
) -> None:  # fmt: skip
    """Audit the comparisons whose results have changed.

    Parameters
    ----------
    comparisons : mapping of comparison to mapping
        `sources`, all results the audits read; `models_checksum`; `asked`, see `Asked`.
    settings : Settings
    code : str
        Checksum of the audits themselves.
    results : path
    log : logging.Logger
    """
    for name, about in comparisons.items():
        folder = Path(results) / name
        kept, files = Kept(folder / "audits.json"), [folder / "audits.csv", folder / "recovery.csv"]
        words = [code, about["models_checksum"], str(settings), str(about["asked"])]
        its_mark = mark([*words, *map(sha256, about["sources"])])
        if not kept.whole("audits", its_mark, files):
            case = read_case(name, Asked(**about["asked"]), settings, results)
            found = audit_comparison(case)
            write_rows(folder / "audits.csv", COLUMNS, map(asdict, found))
            write_rows(folder / "recovery.csv", RECOVERY_COLUMNS, map(asdict, case.recovery))
            fired = sorted({row.audit for row in found if row.verdict == FIRES})
            log.info("%s: %s", name, f"audits that fire: {', '.join(fired)}" if fired else "no audit fires")
        kept.add("audits", its_mark, files)
        kept.write()
