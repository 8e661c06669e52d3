"""More or fewer waiting people, and people who come to prefer a block: drawn with a seed.

Draws are made from the ids in their order by `random.Random(seed)`, so the same change to the same tables draws the
same people on every machine.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from random import Random

from planner.domain.tables import Row, Tables
from planner.eligibility import Reach, nearest
from planner.files import scenario_of
from planner.whatif.cascade import removed
from planner.whatif.changes import Demand, Preference
from planner.whatif.edits import added, entries, known, rows

ID_LENGTH = 64


def demand(tables: Tables, change: Demand) -> Tables:
    """With copies of some of the waiting people who match, or without some."""
    known(tables, ("programs", change.program), ("sites", change.site), ("blocks", change.block))
    ids = sorted(_waiting(tables, change.program, _near(tables, change), change.block))
    target = share_of(len(ids), change.factor)
    draw = Random(change.seed)
    if target <= len(ids):
        gone = set(draw.sample(ids, len(ids) - target))
        return removed(tables, "participants", lambda row: row["participant_id"] in gone)
    rounds, rest = divmod(target - len(ids), len(ids))
    return _with_copies(tables, [*ids * rounds, *sorted(draw.sample(ids, rest))])


def preference(tables: Tables, change: Preference) -> Tables:
    """With that share of the waiting people accepting and preferring the block; those who do already count."""
    known(tables, ("programs", change.program), ("blocks", change.block))
    ids = sorted(_waiting(tables, change.program))
    content = {row["participant_id"] for row in rows(tables, "participants") if _prefers(row, change.block)}
    others = [one for one in ids if one not in content]
    wanted = share_of(len(ids), change.share) - (len(ids) - len(others))
    drawn = set(Random(change.seed).sample(others, max(0, wanted)))
    changed = (
        {**row, **_preferring(row, change.block)} if row["participant_id"] in drawn else row for row in _people(tables)
    )
    return Tables(tables.settings, {**tables.rows, "participants": tuple(changed)})


def share_of(count: int, factor: float) -> int:
    """The count times the factor, rounded; a half goes up, and is a half in the factor as it is written."""
    return int((count * Decimal(repr(factor)) + Decimal("0.5")).to_integral_value(ROUND_FLOOR))


def _people(tables: Tables) -> tuple[Row, ...]:
    return rows(tables, "participants")


def _waiting(
    tables: Tables, program: str, fits: Callable[[str], bool] = lambda _: True, block: str = ""
) -> Iterator[str]:
    for row in _people(tables):
        matches = program in {"", row["program_id"]} and (not block or _accepts(row, block))
        if matches and row["status"] != "enrolled" and fits(row["participant_id"]):
            yield row["participant_id"]


def _near(tables: Tables, change: Demand) -> Callable[[str], bool]:
    """Whether a person lives nearest to the site that the change names. Raises BadInput where nobody can tell."""
    if not change.site:
        return lambda _: True
    scenario, _ = scenario_of(tables)
    reach = Reach(scenario)

    def lives_nearest(one: str) -> bool:
        person = scenario.participants[one]
        return nearest(scenario, person, reach.sites(person)) == change.site

    return lives_nearest


def _accepts(row: Row, block: str) -> bool:
    return not row["blocks"] or block in entries(row["blocks"])


def _prefers(row: Row, block: str) -> bool:
    return row["preferred_block"] == block and _accepts(row, block)


def _preferring(row: Row, block: str) -> Row:
    accepted = row["blocks"] if _accepts(row, block) else f"{row['blocks']};{block}"
    return {"blocks": accepted, "preferred_block": block}


def _with_copies(tables: Tables, originals: Sequence[str]) -> Tables:
    """Each original's row once more under a fresh id, with the hours and the travel but not the pairs."""
    fresh = _fresh_ids({row["participant_id"] for row in _people(tables)}, originals)
    copies = list(zip(originals, fresh, strict=True))
    for name in ("participants", "participant_hours", "travel"):
        tables = added(tables, name, _copied(rows(tables, name), copies))
    return tables


def _copied(there: Sequence[Row], copies: Sequence[tuple[str, str]]) -> list[Row]:
    of: dict[str, list[Row]] = {original: [] for original, _ in copies}
    for row in there:
        if row["participant_id"] in of:
            of[row["participant_id"]].append(row)
    return [{**row, "participant_id": new} for original, new in copies for row in of[original]]


def _fresh_ids(taken: set[str], originals: Sequence[str]) -> Iterator[str]:
    """`p7-2` for a second `p7`, and so on past ids that are taken."""
    used = set(taken)
    for original in originals:
        number = 2
        while (new := _numbered(original, number)) in used:
            number += 1
        used.add(new)
        yield new


def _numbered(original: str, number: int) -> str:
    ending = f"-{number}"
    return original[: ID_LENGTH - len(ending)] + ending
