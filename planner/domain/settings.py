"""How long and how hard to search."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`time_limit` in seconds; `gap` relative, 0 asks for a proven optimum; `workers` processes, 0: one a core."""

    time_limit: float = 60.0
    gap: float = 0.0
    seed: int = 0
    workers: int = 0
