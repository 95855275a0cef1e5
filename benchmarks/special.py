"""How many expressions a second are worked out and screened, and how long a rank takes.

python benchmarks/special.py
"""

from __future__ import annotations

import resource
import time

import tcreferee

TRIALS = (("screening", "ybco_jorgensen1990", "honest"), ("screening", "ybco_jorgensen1990", "blind"),
          ("bec_ideal", "bec_table1_cuprates", "honest"), ("bec_ideal", "bec_table1_cuprates", "blind"))  # fmt: skip


def main() -> None:
    tcreferee.rank("screening", "ybco_jorgensen1990")  # imports
    for model, table, grammar in TRIALS:
        for nodes in (None, 7):
            start = time.process_time()
            found = tcreferee.rank(model, table, nodes, grammar)
            spent = time.process_time() - start
            counted = max(found.families)
            families = f"{found.families[counted]:8,d} families"
            print(f"{model:12s} {grammar:7s} up to {counted} nodes: {families}, {spent:.2f} cpu-s")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
