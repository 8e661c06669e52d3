"""The `planner` command, also as `python -m planner`: loaded here, so that Ctrl-C ends it quietly even then."""

import gc
import os
import sys

UNUSED = 500_000, 50, 100
"""So much may be left unused before it is looked for: all that is read and built stays, so looking finds nothing."""


def main() -> None:
    """Loads the command line and runs it."""
    gc.set_threshold(*UNUSED)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would begin threads that nothing here has work for
    try:
        from planner.cli.main import main as run  # noqa: PLC0415 - to load all this takes a moment

        run()
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    main()
