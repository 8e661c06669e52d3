"""One breach of one rule."""

from dataclasses import dataclass

from planner.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Violation:
    """`subject` is the id of the cohort, person, session, therapist, room or site concerned; `message` a sentence."""

    rule: Rule
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule.number} {self.message}"
