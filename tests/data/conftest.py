import hashlib
from pathlib import Path

import pytest
import yaml

from tcreferee.data.tidy import tidy

CSV = "sample,n,Tc\nA1,1.25,92.1\nA2,0.98,80\nA3,0.71,63.0\n"


class Pair:
    """A small table with its sidecar in a folder of its own; tests change one thing and look what happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.csv, self.yaml = folder / "films.csv", folder / "films.yaml"
        self.out = folder / "out"
        self.sidecar = {
            "schema_version": 1,
            "id": "films",
            "title": "Density and Tc of films",
            "source": {"authors": ["Smith, A."], "year": 2020, "title": "Films", "doi": "10.1000/films"},
            "location": "Table 3",
            "obtained": "typed",
            "licence": "quoted",
            "row_key": "sample",
            "label": "sample",
            "columns": {
                "n": {
                    "name": "n_m3",
                    "quantity": "n_m3",
                    "unit": "1e21/cm**3",
                    "grade": "read",
                    "uncertainty": "unknown",
                },
                "Tc": {
                    "name": "tc_K",
                    "quantity": "tc_K",
                    "unit": "K",
                    "grade": "read",
                    "uncertainty": "unknown",
                },
            },
        }
        self.table = CSV.encode()

    def write(self) -> "Pair":
        self.csv.write_bytes(self.table)
        sidecar = {"sha256": hashlib.sha256(self.table).hexdigest()} | self.sidecar
        self.yaml.write_text(yaml.safe_dump(sidecar, allow_unicode=True), encoding="utf-8")
        return self

    def tidy(self) -> "Pair":
        self.write()
        tidy(self.csv, self.yaml, *self.outputs)
        return self

    @property
    def outputs(self) -> tuple[Path, Path, Path]:
        return self.out / "films.csv", self.out / "films.rejected.csv", self.out / "films.json"

    def message(self, error: BaseException) -> str:
        return str(error).replace(f"{self.folder}/", "")


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)
