"""What may be asked of a stored plan, and question and answer as the store keeps them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING

from planner.store import Ended

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

QUESTION, PEOPLE, ANSWER = "question", "people", "answer.json"


class Question(StrEnum):
    """What may be asked of a plan: who has no place and what would help, what one more brings, what a loss breaks."""

    REMEDIES = "remedies"
    CAPACITY = "capacity"
    CONTINGENCY = "contingency"


def asks(question: Question, people: Collection[str] = ()) -> dict[str, str]:
    """What a run asks, as the store keeps it; `people`: whom remedies are asked for, empty: everyone."""
    return {QUESTION: question.value} | ({PEOPLE: ";".join(sorted(people))} if people else {})


def answered(rows: "Sequence[DataclassInstance]") -> Ended:
    """An answer's rows as the store keeps them."""
    return Ended({ANSWER: json.dumps([asdict(row) for row in rows])}, None, None, None, {})
