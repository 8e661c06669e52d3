"""Carries one queued run in a process of its own: `python -m planner.worker RUN --store ADDRESS`.

Whoever follows the run in the store sees its progress and can stop it; nothing else ties this process to them.
"""

import argparse
import os

from planner.domain.progress import Watch
from planner.services.carrying import carry
from planner.store import Ended, Kind, Run, Store

GIVING_WAY = 5
"""How much nicer than others a worker is, on the system's scale to 19."""


def main() -> None:
    """Reads the command line and carries the run."""
    parser = argparse.ArgumentParser(prog="python -m planner.worker", description="Carries one queued run.")
    parser.add_argument("run", type=int)
    parser.add_argument("--store", help="a path or a PostgreSQL address; the user's own store by default")
    given = parser.parse_args()
    _give_way()
    with Store(given.store) as store:
        carry(given.run, store.runs, lambda run, watch: _work(store, run, watch))


def _give_way() -> None:
    """Lets others go first who wait before a screen; a search takes what they leave, which is nearly all."""
    if hasattr(os, "nice"):
        os.nice(GIVING_WAY)


def _work(store: Store, run: Run, watch: Watch) -> Ended:
    """What the run is for. A claimed run shows at once; solvers load after."""
    if run.kind is Kind.EXPLANATION:
        from planner.services.asking import answer_run  # noqa: PLC0415

        return answer_run(store.runs, run, watch)
    from planner.services.stored import plan_run  # noqa: PLC0415

    return plan_run(store.runs, run, watch)


if __name__ == "__main__":
    main()
