"""How to cite a page and how to make it again: the program, the tables and the formulas, and commands that work."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tcreferee.base.provenance import PACKAGE, versions
from tcreferee.text.latex import escape

REPOSITORY = "envs/make_venv.sh"  # what only a working copy of the repository has
AUTHORS = "{Tc Referee developers}"
_DOI, _ARXIV = re.compile(r"10\.\d{4,9}/\S+"), re.compile(r"arXiv:\s*(\d{4}\.\d{4,5})")
_YEAR, _KEY = re.compile(r"\b(1[89]\d\d|20\d\d)\b"), re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True)
class Program:
    """The program that wrote the pages.

    Parameters
    ----------
    version : str
    commit : str
        Of its sources; "" if they are not a working copy of a repository.
    seed : int
    repository : bool
        Whether the run's folder is a working copy of the repository, where `make` makes the environment.
    """

    version: str
    commit: str
    seed: int
    repository: bool

    def command(self, *targets: str) -> str:
        """Return the command that makes files of this folder again, as it works in this very folder."""
        first = "make environment\n.venv/bin/" if self.repository else ""
        return f"{first}tcreferee run {' '.join(targets)}".strip()

    @property
    def made(self) -> str:
        """How a referee's report came about, in a sentence."""
        commit = f", commit {self.commit[:10]}" if self.commit else ""
        return (
            f"Computed by Tc Referee {self.version}{commit}, seed {self.seed}. Every sentence follows from the tables "
            "and records of the run; nobody edited it."
        )

    @property
    def entry(self) -> str:
        """BibTeX for the program."""
        commit = f", commit {self.commit.split()[0]}" if self.commit else ""
        return bibtex("tcreferee", {"author": AUTHORS, "title": "{Tc Referee}", "version": f"{self.version}{commit}"})


def program(seed: int, folder: Path) -> Program:
    """Return what is to be said of the program.

    Parameters
    ----------
    seed : int
        Of the configuration.
    folder : Path
        Of the run.
    """
    return Program(versions("tc-referee")["tc-referee"], commit(), seed, (folder / REPOSITORY).is_file())


def commit(package: Path = PACKAGE) -> str:
    """Return the commit of the program's sources, and whether they were changed since; "" if git does not hold them."""

    def git(*words: str) -> str:
        asked = ["git", "-C", str(package), *words]
        return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=20).stdout.strip()

    try:
        git("ls-files", "--error-unmatch", "__init__.py")  # not a repository that merely holds the environment
        changed = git("status", "--porcelain", "--untracked-files=no", ".")
        return git("rev-parse", "HEAD") + (" with changes" if changed else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def bibtex(key: str, fields: Mapping[str, str]) -> str:
    """Return a BibTeX entry; the values are LaTeX."""
    kind = "software" if "version" in fields else "misc"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{_KEY.sub('_', key)},\n{lines}}}"


def cited(key: str, reference: str, identifier: str = "", note: str = "") -> str:
    """Return the BibTeX entry of a table or a formula: the reference as a whole, and what is known by its form.

    Parameters
    ----------
    key : str
    reference : str
        As the sidecar or the model file gives it.
    identifier : str
        DOI, arXiv number or another name.
    note : str
        What of it was used.
    """
    said = f"{identifier} {reference}"
    doi, arxiv, year = _DOI.search(said), _ARXIV.search(said), _YEAR.search(reference)
    fields = {"howpublished": escape(reference), "year": year[0] if year else ""}
    if doi:
        fields["doi"] = escape(doi[0].rstrip(".,;)"))
    if arxiv:
        fields |= {"eprint": arxiv[1], "archiveprefix": "arXiv"}
    return bibtex(key, fields | {"note": escape(note)})


def entries(datasets: list[dict[str, Any]], sources: Mapping[str, tuple[str, str]]) -> str:
    """Return the BibTeX entries of tables and formulas.

    Parameters
    ----------
    datasets : list of dict
        Records of processed tables.
    sources : mapping of str to (str, str)
        Reference -> identifier and number of the equation.
    """
    tables = [
        cited(d["dataset"], d["citation"], _known(d["source"]), note=f"{d['title']}; {d['location']}") for d in datasets
    ]
    known = [s for s in sources.items() if s[1][0] not in ("", "none")]
    formulas = [cited(f"formula_{i}", reference, *about) for i, (reference, about) in enumerate(known, 1)]
    return "\n".join(dict.fromkeys([*tables, *formulas]))


def _known(source: Mapping[str, Any]) -> str:
    """Return the identifiers of a table's source, as `cited` finds them."""
    arxiv = str(source.get("arxiv") or "").removeprefix("arXiv:")
    return " ".join([str(source.get("doi") or ""), *([f"arXiv:{arxiv}"] if arxiv else [])])
