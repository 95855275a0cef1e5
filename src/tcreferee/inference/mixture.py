"""Exact leave-one-out scores of a mixture, whose members come some after the others.

The evidence without a row is the evidence divided by the row's leave-one-out density, so the leave-one-out density of
the whole mixture is exact, and memory does not grow with members times rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.curves import Rows

LN_2PI = math.log(2 * math.pi)
# members this far (nats) below the largest do not count
DROP = 30.0


@dataclass(frozen=True)
class CurveScore:
    """Scores of one curve.

    Parameters
    ----------
    elpd : (n,) array
        Exact leave-one-out log predictive densities, with respect to the response in its unit.
    ln_evidence : float
    error : float
        Monte Carlo standard error of the sum of `elpd`; 0 for a quadrature.
    """

    elpd: Array
    ln_evidence: float
    error: float = 0.0


@dataclass
class Mixture:
    """Sums the members of a mixture, some after the others.

    Parameters
    ----------
    rows : Rows
    log_total : float
        ln of the sum of weight x evidence.
    log_without : (n,) array
        The same without each row.
    """

    rows: Rows
    log_total: float = -math.inf
    log_without: Array = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        """Start with no member."""
        if not self.log_without.size:
            self.log_without = np.full(len(self.rows.y), -np.inf)

    def add(self, log_member: Array, log_left: Array) -> None:
        """Add members.

        Parameters
        ----------
        log_member : (members,) array
            ln of weight x evidence.
        log_left : (members, n) array
            Leave-one-out log densities within each member.
        """
        if not log_member.size:
            return
        self._join(_log_sum(log_member[:, np.newaxis])[0], _log_sum(log_member[:, np.newaxis] - log_left))

    def merge(self, other: Mixture) -> None:
        """Add all members of another mixture of the same rows."""
        self._join(other.log_total, other.log_without)

    def _join(self, log_total: float, log_without: Array) -> None:
        self.log_total = float(np.logaddexp(self.log_total, log_total))
        self.log_without = np.logaddexp(self.log_without, log_without)

    @property
    def scores(self) -> CurveScore:
        """The scores of what was added so far."""
        jacobian = self.rows.jacobian
        return CurveScore(self.log_total - self.log_without - jacobian, self.log_total - float(jacobian.sum()))


def _log_sum(values: Array) -> Array:
    """Return ln of the sum of exp over the first axis."""
    top = values.max(axis=0)
    return np.asarray(top + np.log(np.exp(values - top).sum(axis=0)))
