"""What trees of a few nodes reach, found without the package."""

import itertools
from fractions import Fraction


def exponents(nodes):
    """Powers of one quantity that trees of up to so many nodes reach: pure numbers have the power 0."""
    levels = [{Fraction(1), Fraction(0)}]
    for count in range(2, nodes + 1):
        new = {p * f for p in levels[-1] for f in (-1, 2, Fraction(1, 2), Fraction(1, 3))}
        for i in range(1, count - 1):
            for p, q in itertools.product(levels[i - 1], levels[count - 2 - i]):
                new |= {p + q, p - q}
        levels.append(new)
    return set.union(*levels) - {0}
