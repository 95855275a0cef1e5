"""Several models on one table: inference, comparison table, audits, written and read as the workflow does."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from pydantic import ValidationError

from tcreferee.api.fits import Table
from tcreferee.api.trials import NAME, Asked, ModelLike, Prepared, prepare
from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS, Row, Settings
from tcreferee.audits.read import Asked as AuditAsked
from tcreferee.audits.read import read_case
from tcreferee.audits.run import audit_comparison
from tcreferee.base.child import NotComputedError, in_child, of_what
from tcreferee.base.errors import RefereeError
from tcreferee.base.progress import step, told
from tcreferee.base.records import RESULT_FILES, read_record, read_rows, write_rows
from tcreferee.comparison import table as tables
from tcreferee.comparison.read import read_results
from tcreferee.config.fields import Audits
from tcreferee.data.schema_errors import problems_of
from tcreferee.formulas.model import TcModel
from tcreferee.inference.batch import BY_ITSELF
from tcreferee.inference.infer import infer_model, write_died
from tcreferee.inference.write import write_inference
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Compared:
    """Models compared on the same rows.

    Parameters
    ----------
    rows : list of dict
        comparison.csv, best first, cells as text.
    sentence : str
        The verdict: what the rows can support, as plain text; comparison.json has it with mathtext.
    cautions : tuple of str
    models : dict of str to TcModel
        By the table's `model`.
    folder : Path
        With observations.csv, comparison.csv, comparison.json and a folder for each model, as docs/results.md has
        them.
    """

    rows: list[dict[str, str]] = field(repr=False)
    sentence: str
    cautions: tuple[str, ...]
    models: dict[str, TcModel] = field(repr=False)
    folder: Path = field(repr=False)
    _seed: int = field(default=0, repr=False)

    @property
    def table(self) -> DataFrame:
        """comparison.csv as a pandas table, best first; docs/results.md explains its columns."""
        from pandas import read_csv

        # "null" is a kind of model, and no missing value
        return read_csv(self.folder / "comparison.csv", keep_default_na=False, na_values=[""])

    def plot_ranking(self) -> Figure:
        """Draw D of each model from the best."""
        return self._figure("ranking")

    def plot_data(self) -> Figure:
        """Draw the rows and each fitted formula with its bands."""
        return self._figure("data")

    def plot_trace(self, model: str) -> Figure:
        """Draw the sampled values of a model's parameters in order; `model` as in the table."""
        return self._figure(f"{model}_trace")

    def plot_posterior(self, model: str) -> Figure:
        """Draw the posterior of a model's parameters, each and in pairs; `model` as in the table."""
        return self._figure(f"{model}_corner")

    def cite(self) -> str:
        """Return BibTeX entries of the program, the table and the formulas that somebody proposed."""
        from tcreferee.report.cite import entries, program

        tables = [read_record(path) for path in sorted((self.folder.parent / "processed").glob("*.json"))]
        sources = [m.fit["model"]["source"] for m in read_results(self.folder).models if m.credited]
        formulas = {each["reference"]: (each["identifier"], each["equation"]) for each in sources}
        return f"{program(self._seed, self.folder).entry}\n{entries(tables, formulas)}"

    def _figure(self, name: str) -> Figure:
        from tcreferee.api.figures import figure

        return figure(self, name)

    def _repr_html_(self) -> str:
        """Show the verdict and the ranked models in a notebook."""
        shown = self.table.loc[lambda t: t["rank"].notna(), ["rank", "label", "d_elpd", "se_d_elpd", "words"]]
        names = {"label": "model", "d_elpd": "D (nats)", "se_d_elpd": "SE of D", "words": "in words"}
        plain = shown.assign(rank=shown["rank"].astype(int), label=shown["label"].map(plain_text))
        said = "".join(f"<p>{escape(plain_text(each))}</p>" for each in (self.sentence, *self.cautions))
        return said + plain.rename(columns=names).to_html(
            index=False, float_format="{:.2f}".format, na_rep="–", border=0
        )


@told("comparing")
def compare(
    models: Sequence[ModelLike], dataset: Table, *, folder: Path | str | None = None, **asked: Unpack[Asked]
) -> Compared:
    """Infer two models or more on the same rows and compare them.

    Parameters
    ----------
    models : sequence of str, path or TcModel
        Include null models: "constant", "linear", "logarithm", "power_law".
    dataset : Dataset, str, path or mapping of columns
    folder : path, optional
        Folder for the results; by default a temporary one, deleted together with the returned object.
    **asked
        See `Asked`.

    Returns
    -------
    Compared

    Raises
    ------
    RefereeError
        Lists every reason why the models cannot be fitted to the table.

    Notes
    -----
    With more than 500 rows each model is inferred in a child process: if it is killed for want of memory, the model is
    listed as not fitted, and the others are compared.
    """
    with contextlib.ExitStack() as stack:
        top = Path(tempfile.mkdtemp() if folder is None else folder)
        if folder is None:
            stack.callback(shutil.rmtree, top, ignore_errors=True)
        compared = _compared(models, dataset, top, asked)
        weakref.finalize(compared, stack.pop_all().close)
    return compared


def _compared(models: Sequence[ModelLike], dataset: Table, top: Path, asked: Asked) -> Compared:
    prepared = prepare(models, dataset, asked, top)
    out = top / NAME
    for i, (name, model) in enumerate(prepared.models.items(), start=1):
        step(name, i, len(prepared.models))
        _infer(prepared, name, model, {key: out / name / file for key, file in RESULT_FILES.items()})
    labels = {name: entry.label for name, entry in prepared.plan.entries[NAME].items()}
    seed = prepared.plan.config.seed
    step("ranking the models")
    written = out / "comparison.csv", out / "comparison.json"
    tables.compare(
        NAME, prepared.csv, {name: out / name for name in labels}, labels, seed, *written, dict(prepared.models)
    )
    record = read_record(written[1])
    further = [prepared.doubtful] if prepared.doubtful else []
    said = plain_text(str(record["sentence"])), tuple(plain_text(each) for each in (*record["cautions"], *further))
    return Compared(read_rows(written[0]), *said, prepared.models, out, seed)


def _infer(prepared: Prepared, name: str, model: TcModel, files: Mapping[str, Path]) -> None:
    """Infer one model, in a child process if there are many rows: if it dies, the model is listed as not fitted."""
    rows, settings = prepared.observations, prepared.settings(name)

    def infer_it() -> None:
        write_inference(infer_model(rows, model, "", settings, _LOG), files)

    try:
        in_child(infer_it) if rows.n > BY_ITSELF else infer_it()
    except (NotComputedError, MemoryError) as died:
        write_died(of_what(died), rows, model, "", settings, files)


@told("auditing")
def audit(compared: Compared, **sizes: int) -> tuple[Row, ...]:
    """Run the audits of a comparison: is a good fit evidence?

    Parameters
    ----------
    compared : Compared
    **sizes
        `permutations`, `replicates`, `scored`: keys of `audits` in config.yaml.

    Returns
    -------
    tuple of Row
        Audit, model, statistic, verdict ("fires", "quiet", "open", "not-applicable"), note and numbers. They are also
        written to audits.csv, and the simulated recovery to recovery.csv, in the comparison's folder.

    Raises
    ------
    RefereeError
        A size is unknown or too small.
    """
    asked = AuditAsked(models=dict[str, Path | str | TcModel](compared.models))
    case = read_case(NAME, asked, Settings(compared._seed, **_sizes(sizes)), compared.folder.parent)
    found = tuple(audit_comparison(case))
    write_rows(compared.folder / "audits.csv", COLUMNS, map(asdict, found))
    write_rows(compared.folder / "recovery.csv", RECOVERY_COLUMNS, map(asdict, case.recovery))
    return found


def _sizes(given: Mapping[str, int]) -> dict[str, Any]:
    try:
        return Audits.model_validate(given).model_dump()
    except ValidationError as error:
        raise RefereeError("the arguments cannot be used", problems_of(error, Audits, "the arguments")) from None
