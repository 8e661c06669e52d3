"""What an answer is about, as people call it: the same words in the terminal and on the page."""

from planner.domain.scenario import Scenario
from planner.services.explaining import CapacityRow, ContingencyRow

SPANS = {"week": "for one week", "gone": "for good"}


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
