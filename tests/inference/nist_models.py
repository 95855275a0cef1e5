"""The formulas of the NIST nonlinear regression problems, and which of their parameters are linear."""

import json
import math
from pathlib import Path

import numpy as np

PROBLEMS = json.loads((Path(__file__).parent / "nist" / "strd.json").read_text())


def _gauss(x, b):
    peaks = b[2] * np.exp(-(((x - b[3]) / b[4]) ** 2)) + b[5] * np.exp(-(((x - b[6]) / b[7]) ** 2))
    return b[0] * np.exp(-b[1] * x) + peaks


def _lanczos(x, b):
    return b[0] * np.exp(-b[1] * x) + b[2] * np.exp(-b[3] * x) + b[4] * np.exp(-b[5] * x)


def _cubics(x, b):
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])))


def _waves(x, b):
    year, own, other = (2 * math.pi * x / period for period in (12.0, b[3], b[6]))
    return (
        b[0] + b[1] * np.cos(year) + b[2] * np.sin(year) + b[4] * np.cos(own) + b[5] * np.sin(own)
        + b[7] * np.cos(other) + b[8] * np.sin(other)
    )  # fmt: skip


def _saturating(x, b):
    return b[0] * (1 - np.exp(-b[1] * x))


def _chwirut(x, b):
    return np.exp(-b[0] * x) / (b[1] + b[2] * x)


# formula f(x, b) of b1, b2, ..., and the positions of its linear parameters
FORMULAS = {
    "Bennett5": (lambda x, b: b[0] * (b[1] + x) ** (-1 / b[2]), (0,)),
    "BoxBOD": (_saturating, (0,)),
    "Chwirut1": (_chwirut, ()),
    "Chwirut2": (_chwirut, ()),
    "DanWood": (lambda x, b: b[0] * x ** b[1], (0,)),
    "ENSO": (_waves, (0, 1, 2, 4, 5, 7, 8)),
    "Eckerle4": (lambda x, b: b[0] / b[1] * np.exp(-0.5 * ((x - b[2]) / b[1]) ** 2), (0,)),
    "Gauss1": (_gauss, (0, 2, 5)),
    "Gauss2": (_gauss, (0, 2, 5)),
    "Gauss3": (_gauss, (0, 2, 5)),
    "Hahn1": (_cubics, (0, 1, 2, 3)),
    "Kirby2": (lambda x, b: (b[0] + x * (b[1] + x * b[2])) / (1 + x * (b[3] + x * b[4])), (0, 1, 2)),
    "Lanczos1": (_lanczos, (0, 2, 4)),
    "Lanczos2": (_lanczos, (0, 2, 4)),
    "Lanczos3": (_lanczos, (0, 2, 4)),
    "MGH09": (lambda x, b: b[0] * x * (x + b[1]) / (x * (x + b[2]) + b[3]), (0,)),
    "MGH10": (lambda x, b: b[0] * np.exp(b[1] / (x + b[2])), (0,)),
    "MGH17": (lambda x, b: b[0] + b[1] * np.exp(-x * b[3]) + b[2] * np.exp(-x * b[4]), (0, 1, 2)),
    "Misra1a": (_saturating, (0,)),
    "Misra1b": (lambda x, b: b[0] * (1 - (1 + b[1] * x / 2) ** -2), (0,)),
    "Misra1c": (lambda x, b: b[0] * (1 - (1 + 2 * b[1] * x) ** -0.5), (0,)),
    "Misra1d": (lambda x, b: b[0] * b[1] * x / (1 + b[1] * x), (0,)),
    # of two inputs; NIST's response is ln y
    "Nelson": (lambda x, b: b[0] - b[1] * x[0] * np.exp(-b[2] * x[1]), (0, 1)),
    "Rat42": (lambda x, b: b[0] / (1 + np.exp(b[1] - b[2] * x)), (0,)),
    "Rat43": (lambda x, b: b[0] / (1 + np.exp(b[1] - b[2] * x)) ** (1 / b[3]), (0,)),
    "Roszman1": (lambda x, b: b[0] - b[1] * x - np.arctan(b[2] / (x - b[3])) / math.pi, (0, 1)),
    "Thurber": (_cubics, (0, 1, 2, 3)),
}
