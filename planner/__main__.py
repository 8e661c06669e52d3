"""The `planner` command, also as `python -m planner`: loaded here, so that Ctrl-C ends it quietly even then."""

import sys


def main() -> None:
    """Loads the command line and runs it."""
    try:
        from planner.cli.main import main as run  # noqa: PLC0415 - to load all this takes a moment

        run()
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    main()
