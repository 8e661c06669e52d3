"""What an answer is about, as people call it: the same words in the terminal and on the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from planner.domain.scenario import Scenario
from planner.services.explaining import CapacityRow, ContingencyRow, ExplainRow

SPANS = {"week": "for one week", "gone": "for good"}

AGAIN, SEVERAL = "Planning again is enough", "Several kinds of changes at once"
KINDS = {
    "participants": "The person travels farther or comes at other times",
    "participant_hours": "The person travels farther or comes at other times",
    "duty": "A therapist works at other times or more",
    "therapists": "A therapist works at other times or more",
    "skills": "A therapist has one more skill",
    "rooms": "A seat, a room or an office more",
    "room_opens": "A seat, a room or an office more",
    "group_size": "Groups have other sizes or meet at other times",
    "programs": "Groups have other sizes or meet at other times",
    "sites": "A site opens, is open longer or takes and offers more",
    "site_opens": "A site opens, is open longer or takes and offers more",
    "block_opens": "A site opens, is open longer or takes and offers more",
}
"""What a change that places somebody is about, by what it does or else by the table or column that it alters."""


def people(number: int) -> str:
    """So many people, in words."""
    return "one person" if number == 1 else f"{number} people"


def where(s: Scenario, site: str) -> str:
    """A site's name."""
    return s.sites[site].label if site in s.sites else site


def what_more(s: Scenario, row: CapacityRow) -> str:
    """What was added."""
    here = where(s, row.site_id)
    kind, _, skill = row.resource.partition(":")
    match kind:
        case "seat":
            return f"a seat more in the largest group room at {here}"
        case "room":
            return f"a group room more at {here}"
        case "office":
            return f"an office more at {here}"
        case "therapist_blocks":
            return f"a therapist for {skill}, {row.block_id}, at {here}"
        case _:
            return f"one more {kind.replace('_', ' ')} at {here}"


def what_less(s: Scenario, row: ContingencyRow) -> str:
    """What is lost."""
    match row.kind:
        case "therapist" if row.id in s.therapists:
            return f"therapist {s.therapists[row.id].label}"
        case "site" if row.id in s.sites:
            return f"site {s.sites[row.id].label}"
        case _:
            return f"{row.kind} {row.id}"


def who_make_room(row: ContingencyRow) -> int:
    """How many of those who lose their place were not hit themselves."""
    return row.people_lost - (row.people_hit - row.people_kept)


def making_room(row: ContingencyRow) -> str:
    """The same in words; nothing where all were hit."""
    others = who_make_room(row)
    return f", {others} of them to make room for others" if others else ""


def who_covers(s: Scenario, row: ContingencyRow) -> str:
    """The therapists and rooms that take over."""
    return ", ".join(s.therapists[one].label if one in s.therapists else one for one in row.cover)


def least_first(ways: Iterable[ExplainRow]) -> list[ExplainRow]:
    """Ways to place people, those first that ask least."""
    return sorted(ways, key=lambda one: (len(one.changes), one.cost or 0, one.in_words, one.participant_id))


def by_kind(ways: Iterable[ExplainRow]) -> dict[str, list[ExplainRow]]:
    """Ways to place people by what they are about, in the order in which they are given."""
    found: dict[str, list[ExplainRow]] = defaultdict(list)
    for row in ways:
        found[kind_of(row.changes)].append(row)
    return dict(found)


def kind_of(changes: Sequence[Mapping[str, object]]) -> str:
    """What changes are about, all together."""
    kinds = {KINDS[_about(change)] for change in changes}
    return AGAIN if not kinds else kinds.pop() if len(kinds) == 1 else SEVERAL


def _about(change: Mapping[str, object]) -> str:
    values = change.get("values")
    if isinstance(values, Mapping) and "skills" in values:
        return "skills"
    return str(change.get("table", change["do"]))
