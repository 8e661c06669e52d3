"""What was planned, when, by whom and with what result?

Every run is kept in one small database: SQLite in the user's data folder unless told otherwise, or PostgreSQL by its
address. Many processes use it at once; none of them loses or locks out another.
"""

from planner.store.memory import Store, default_address
from planner.store.run import NOTHING_YET, Ended, Kind, Queued, Run, State
from planner.store.runs import Runs

__all__ = ["NOTHING_YET", "Ended", "Kind", "Queued", "Run", "Runs", "State", "Store", "default_address"]
