"""The processes that search one component."""

from dataclasses import dataclass

from planner.solver.highs import Highs


@dataclass
class Engines:
    """Two HiGHS processes: one searches while the other fills what it has found."""

    chooser: Highs
    filler: Highs

    @classmethod
    def started(cls) -> "Engines":
        """Both under way, so that they are awake when the first model is built."""
        engines = cls(Highs(), Highs())
        engines.start()
        return engines

    def start(self) -> None:
        """Begins anew whichever was stopped in its task, so that it is awake when it is needed."""
        self.chooser.start()
        self.filler.start()

    def stop(self) -> None:
        """Ends both."""
        self.chooser.stop()
        self.filler.stop()
