"""Path data as points."""

import re

import numpy as np

NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def tracks(path):
    """Return the points (k, 2), in points, of each piece of path data made of M, l, h and v."""
    pieces = []
    for mark, text in re.findall(r"([Mlhv])([-\d. ]+)", path):
        numbers = [float(each) for each in NUMBER.findall(text)]
        if mark == "M":
            pieces.append([tuple(numbers)])
            continue
        steps = {"l": list(zip(numbers[::2], numbers[1::2], strict=False)), "h": [(n, 0) for n in numbers]}
        for right, down in steps.get(mark, [(0, n) for n in numbers]):
            x, y = pieces[-1][-1]
            pieces[-1].append((x + right, y + down))
    return [np.array(piece) for piece in pieces]
