"""How much memory an inference, or the audits of a comparison, will take, said before the work starts."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from tcreferee.inference.predictive import MOST_DRAWN

# ASSUME: measured as the peak of a process, of a straight line (200, 2,000, 8,000 rows) and of Allen and Dynes' formula
# (200, 2,000 rows): the libraries; what a fit and the integrals hold of each row; what scores, predictions and the
# stored draws hold of each draw of each row, of which `MOST_DRAWN` are the most at a time. The fit of the formula to
# 2,000 rows took 1.7 times the estimate, the others 0.9 to 1.1 times; many families may take more.
LIBRARIES_MB, ROW_MB, DRAW_MB = 160.0, 0.016, 92e-6
# ASSUME: the same of audits, of Allen and Dynes' formula beside two null models on 2,000 rows.
AUDIT_ROW_MB, AUDIT_ASKED_MB = 0.02, 0.3
# memory above which the size is a warning
LARGE_MB = 500.0


@dataclass(frozen=True)
class Size:
    """Size of the inference of one model.

    Parameters
    ----------
    rows : int
    draws : int
        Of the posterior, that are scored and stored; 0 for a fit without sampling.
    """

    rows: int
    draws: int = 0

    @property
    def memory_MB(self) -> float:
        """Expected peak memory of the process (MB), right within a factor of three."""
        return LIBRARIES_MB + ROW_MB * self.rows + DRAW_MB * min(self.rows * self.draws, MOST_DRAWN)

    def __str__(self) -> str:
        drawn = f" x {self.draws} draws" if self.draws else ""
        return f"{self.rows} rows{drawn}, about {round(self.memory_MB, -1):.0f} MB of memory"

    def say(self, log: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        """Tell a log; a large size is a warning."""
        _say(self, log)


@dataclass(frozen=True)
class AuditSize:
    """Size of the audits of a comparison.

    Parameters
    ----------
    rows, models : int
    asked : int
        Rows that the audits ask which simulate data sets or exchange rows.
    """

    rows: int
    models: int
    asked: int

    @property
    def memory_MB(self) -> float:
        """Expected peak memory of the process and of the child of one audit (MB), right within a factor of three."""
        return LIBRARIES_MB + AUDIT_ROW_MB * self.rows * self.models + AUDIT_ASKED_MB * self.asked

    def __str__(self) -> str:
        fewer = f"; those that simulate ask {self.asked} of the rows" if self.asked < self.rows else ""
        memory = f"about {round(self.memory_MB, -1):.0f} MB of memory"
        return f"audits of {self.rows} rows x {self.models} models, {memory}{fewer}"

    def say(self, log: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
        """Tell a log; a large size is a warning."""
        _say(self, log)


def _say(size: Size | AuditSize, log: logging.Logger | logging.LoggerAdapter[logging.Logger]) -> None:
    if size.memory_MB > LARGE_MB:
        log.warning("large: %s; fewer rows take less", size)
    else:
        log.debug("size: %s", size)
