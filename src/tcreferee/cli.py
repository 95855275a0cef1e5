"""The command line: what the project knows, and what a run has found."""


def main() -> None:
    """Run the command line."""
