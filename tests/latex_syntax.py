"""What is left of LaTeX without its commands, and whether it is sound."""

import re


def bare(text):
    """Return the text without commands and escaped characters."""
    return re.sub(r"\\(?:[A-Za-z]+|.)", "", text, flags=re.S)


def pairs(text):
    """Whether braces and dollar signs pair."""
    depth, left = 0, bare(text)
    for letter in left:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0 and left.count("$") % 2 == 0


def outside_maths(text):
    """Return what stands outside of math mode, without commands."""
    return re.sub(r"\$[^$]*\$|\{[\^_][^$]*?\}", "", bare(text))
