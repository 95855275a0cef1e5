"""Write the court's tables: `python -m tcreferee.supercon data/court data/raw results/court` (`make court-rows`)."""

from __future__ import annotations

import csv
import io
import re
import sys
from hashlib import sha256
from pathlib import Path

from tcreferee.base.errors import RefereeError
from tcreferee.supercon.rows import Table, tables


def text_of(table: Table) -> str:
    """Return a table as the text of its CSV."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, table.columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    return lines.getvalue()


def main(arguments: list[str]) -> int:
    """Write every table: scatter of reports to the first folder, datasets to the second, lists to the third."""
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    sources, datasets, lists = map(Path, arguments)
    try:
        made = tables(sources)
    except RefereeError as error:
        print(error, file=sys.stderr)
        return 1
    lists.mkdir(parents=True, exist_ok=True)
    for name, table in made.items():
        text = text_of(table)
        folder = lists if name.startswith("reports_") else sources if name == "report_scatter" else datasets
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        sidecar = datasets / f"{name}.yaml"
        if sidecar.is_file():
            sum_ = sha256(text.encode()).hexdigest()
            sidecar.write_text(re.sub(r'(?m)^sha256: ".*"$', f'sha256: "{sum_}"', sidecar.read_text(encoding="utf-8")),
                               encoding="utf-8")  # fmt: skip
        print(f"{name}: {len(table.rows)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
