"""Test formulas for Tc: start a folder, write models and tables, check, fit, run and read the results."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from tcreferee.base.errors import RefereeError
from tcreferee.base.logs import damaged
from tcreferee.base.progress import telling
from tcreferee.cli import ahead, decide, flow, joint, learned, look, pair, specify, split, structure, write
from tcreferee.cli.say import complain

EPILOG = """a folder of your own, from nothing to a verdict:
  tcreferee init my_trial; cd my_trial
  tcreferee new-model my_formula --inputs n_m3 --parameters t_1_K
  tcreferee new-dataset data/my_table.csv
  tcreferee check                      models, tables and config.yaml of this folder, and every reason why not
  tcreferee fit my_formula my_table    one pair at once, beside a constant and a straight line
  tcreferee run                        everything in config.yaml, into results/report.html

what there is:
  tcreferee models                     the formulas that can be tried, with their sources
  tcreferee datasets                   the tables they can be tried on
  tcreferee show ybco_jorgensen1990    all that is known about a table or a formula
  tcreferee verdicts                   what the last run found, one sentence a comparison
  tcreferee specify COMPARISON         whether a verdict hangs on a choice, such as the likelihood or one row
  tcreferee joint ybco_joint           whether groups of rows agree on a parameter of a formula
  tcreferee next quantum_well_iron     which measurement would decide what the rows do not
  tcreferee predict --inputs n_m3=4e27 what the fitted formulas say of a material
  tcreferee verify                     checks that results are unmodified and match their input files
  tcreferee claims                     which numbers the papers print do not follow from their inputs

exit codes: 0 done, 1 a problem that is named, 2 the command line is wrong"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without ≤ or Å gets \\u2264
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    given, further = parser.parse_known_args(arguments)
    if further and given.run is not flow.run:  # only `run` hands options on
        parser.error(f"unrecognized arguments: {' '.join(further)}")
    given.further = further
    try:
        if given.run in (flow.run, flow.compare, flow.report):  # Snakemake itself says what it does
            return given.run(given) or 0
        with telling(f"tcreferee {given.command}"):
            return given.run(given) or 0
    except RefereeError as error:
        complain(error)
        return 1
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError):
        if error_of_results := damaged():  # a command that reads them may fail in any way
            complain(error_of_results)
            return 1
        raise
    except BrokenPipeError:  # the reader of a pipe, e.g. `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class _Version(argparse.Action):
    """Print the version; it is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"tcreferee {version('tc-referee')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="tcreferee", description=__doc__, epilog=EPILOG, formatter_class=layout)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int | None], explanation: str, *examples: str
    ) -> argparse.ArgumentParser:
        shown = "\n".join(f"  tcreferee {example}" for example in examples)
        epilog = f"{'examples' if len(examples) > 1 else 'example'}:\n{shown}"
        sub = commands.add_parser(
            name, help=explanation, description=explanation, epilog=epilog, formatter_class=layout
        )
        sub.set_defaults(run=run)
        return sub

    write.add(command)
    pair.add(command)
    flow.add(command)
    look.add(command)
    specify.add(command)
    joint.add(command)
    split.add(command)
    learned.add(command)
    decide.add(command)
    ahead.add(command)
    structure.add(command)
    return parser
