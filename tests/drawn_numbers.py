"""Stored texts whose numbers come from draws: words are compared word for word, numbers within their Monte Carlo error.

Seeds are stored, but on another processor a chain goes another way from the first last digit that differs.
"""

import re

import pytest

NUMBER = re.compile(r"(?<![\w.])[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")
# of exact integrals only a last printed digit may differ
EXACT, DRAWN = {"rel": 0.02, "abs": 0.011}, {"rel": 0.1, "abs": 0.05}


def parts(text):
    """The words with # for each number, and the numbers."""
    words = " ".join(re.sub(r"[-\s─]+", " ", NUMBER.sub("#", text)).split())
    return words, [float(each.replace("−", "-")) for each in NUMBER.findall(text)]


def near(numbers, drawn=True):
    return pytest.approx(numbers, **(DRAWN if drawn else EXACT))


def says(text, sentence):
    """Whether a sentence stands in a text."""
    (words, numbers), (sought, wanted) = parts(text), parts(sentence)
    at = words.find(sought)
    first = words[: max(at, 0)].count("#")
    return at >= 0 and numbers[first : first + len(wanted)] == near(wanted)
