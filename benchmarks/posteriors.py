"""The two posteriors of the benchmarks, written down plainly: what a user of another sampler would write.

Competitors are given these scalar functions, not this package's vectorised ones, whose overhead at one point at a time
would be held against them. `problems.py` asserts that both give the same numbers. Imports nothing of the package, so
that it also runs in an environment of other samplers; `xp` is numpy or jax.numpy.
"""

from __future__ import annotations

import math
from typing import Any

NU, LN_2PI = 4.0, math.log(2 * math.pi)
T_NORM = math.log(2) + math.lgamma(2.5) - math.lgamma(2.0) - 0.5 * math.log(NU * math.pi)


class QuantumWell:
    """T_c = Lambda / xi^2 with Lambda > 0; coordinates u (mean prediction) and ln sigma."""

    names = ("u", "ln_sigma")

    def __init__(self, xp: Any, data: dict[str, Any]) -> None:
        self.xp, self.y = xp, xp.asarray(data["y"])
        shape = xp.asarray(data["x"]) ** -2.0
        self.shape = shape / shape.mean()
        self.centre, self.effect, self.scale = data["centre"], data["effect"], data["scale"]
        self.low = -self.centre / self.effect
        self.ln_inside = math.log(0.5 * math.erfc(self.low / math.sqrt(2)))

    def mean(self, z: Any) -> Any:
        return (self.centre + self.effect * z[0]) * self.shape

    def log_prior(self, z: Any) -> Any:
        value = -0.5 * (z[0] ** 2 + LN_2PI) - self.ln_inside + _half_t(self.xp, z[1], self.scale)
        return self.xp.where(z[0] > self.low, value, -math.inf)

    def log_likelihood(self, z: Any) -> Any:
        return _normal(self.xp, self.y, self.mean(z), z[-1])

    def log_posterior(self, z: Any) -> Any:
        return self.log_prior(z) + self.log_likelihood(z)


class ScreeningExponent(QuantumWell):
    """T_c = T_U - B_0 (n / 1e27)^(-p); coordinates of mean prediction, of spread, p and ln sigma."""

    names = ("u_level", "u_effect", "p", "ln_sigma")

    def __init__(self, xp: Any, data: dict[str, Any]) -> None:
        self.xp, self.y = xp, xp.asarray(data["y"])
        self.ln_n = xp.log(xp.asarray(data["x"]) / 1e27)
        self.centre, self.effect, self.scale = data["centre"], data["effect"], data["scale"]
        self.reference = self._column(1 / 6)[0]

    def _column(self, p: Any) -> tuple[Any, Any]:
        column = -self.xp.exp(-p * self.ln_n)
        column = column - column.mean()
        return column, (column @ column / len(self.y)) ** 0.5

    def unit_column(self, p: Any) -> Any:
        """What the coefficient of unit effect adds to the prediction; its sign is that beside p = 1/6."""
        column, spread = self._column(p)
        return self.xp.where(column @ self.reference < 0, -1.0, 1.0) * column / spread

    def mean(self, z: Any) -> Any:
        return self.centre + self.effect * (z[0] + z[1] * self.unit_column(z[2]))

    def log_prior(self, z: Any) -> Any:
        unit = z[0] ** 2 + z[1] ** 2 + (z[2] - 1 / 6) ** 2
        return -0.5 * (unit + 3 * LN_2PI) + _half_t(self.xp, z[3], self.scale)


POSTERIORS = {"quantum_well": QuantumWell, "screening_exponent": ScreeningExponent}


def _half_t(xp: Any, ln_sigma: Any, scale: float) -> Any:
    t = xp.exp(ln_sigma) / scale
    return T_NORM - math.log(scale) - (NU + 1) / 2 * xp.log1p(t * t / NU) + ln_sigma


def _normal(xp: Any, y: Any, mean: Any, ln_sigma: Any) -> Any:
    residual = (y - mean) * xp.exp(-ln_sigma)
    return -0.5 * (residual @ residual) - len(y) * (ln_sigma + 0.5 * LN_2PI)
