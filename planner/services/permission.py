"""Who is at work and what they may change; asked where something is written, whatever a screen offers."""

from dataclasses import dataclass

from planner.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Person:
    """`may_write`: may plan, edit, publish and clear away; else only look."""

    name: str
    may_write: bool = True

    def must_write(self) -> None:
        """Raises NotAllowed for who may only look."""
        if not self.may_write:
            raise NotAllowed
