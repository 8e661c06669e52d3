"""Judges explanations with the plain model: what they say is done to the tables, and these are planned from outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from random import Random

from plain_model import best
from small_clinic import WEEK

from planner.domain.plan import Plan
from planner.domain.progress import Unwatched
from planner.domain.scenario import Scenario
from planner.domain.settings import Settings
from planner.domain.tables import Row, Tables
from planner.domain.week import days_text
from planner.errors import BadInput
from planner.explain.contingency import Contingency, Loss, Span, contingencies
from planner.explain.loosening import Kind, Loosening, Written
from planner.explain.marginals import Certainty, marginals
from planner.explain.menu import menu
from planner.explain.plan_function import Planning
from planner.explain.reasons import OUTWEIGHED, TIED, UNDECIDED, Reason, reasons
from planner.explain.remedies import Remedies, remedies
from planner.files import scenario_of, write_tables
from planner.solver import plan
from planner.whatif.apply import apply

ALL_WEEK = (*WEEK, "Sat", "Sun")


@dataclass
class Judge:
    """A scenario with its best plan, and a folder to write what-ifs to."""

    tables: Tables
    folder: Path
    s: Scenario = field(init=False)
    before: Plan | None = field(init=False)

    def __post_init__(self) -> None:
        # A scenario holds the two who are tied in the order of their ids.
        pairs = tuple(_in_order(row) for row in self.tables.rows["pairs"])
        self.tables = Tables(self.tables.settings, {**self.tables.rows, "pairs": pairs})
        self.s, _ = scenario_of(self.tables)
        self.outcome = plan(self.s)
        self.before = self.outcome.plan
        self.told: Mapping[str, Reason] = {}
        self._asked = 0

    def score(self, tables: Tables, placed: Iterable[str] = ()) -> int | None:
        """The best score of changed tables, all of these people placed; therapists who only listen lead nothing."""
        folder = self.folder / str(self._asked)
        self._asked += 1
        write_tables(tables, folder)
        idle = [
            row["therapist_id"] for row in tables.rows["therapists"] if row["therapist_id"].startswith("plus-listens")
        ]
        return best(folder, placed=placed, idle=idle, workers=1)

    def after(self, changes: Sequence[Written]) -> Tables | None:
        """The tables with some changes; None where these are no valid scenario."""
        try:
            return apply(self.tables, changes).tables
        except BadInput as wrong:
            if "has no row" in str(wrong):
                raise
            return None

    def could(self, person: str, changes: Sequence[Written], given_up: Iterable[str] = ()) -> bool:
        """Whether with these changes a plan places the person and all who are placed, but those who give up theirs."""
        assert self.before is not None
        tables = self.after(changes)
        kept = self.before.placements.keys() - set(given_up)
        return tables is not None and self.score(tables, {*kept, person}) is not None

    def of_reasons(self) -> Iterator[str]:
        """Whatever is untrue in the reasons of all who have no place."""
        assert self.before is not None
        found = self.told = reasons(self.s, self.before, Unwatched())
        if found.keys() != self.before.unplaced.keys():
            yield f"reasons for {sorted(found)}, but unplaced are {sorted(self.before.unplaced)}"
        for reason in found.values():
            yield from self._of_reason(reason)

    def _of_reason(self, reason: Reason) -> Iterator[str]:
        person = reason.participant
        free = self.could(person, [])
        if reason.code == UNDECIDED:
            yield f"{reason}: undecided without a stop"
        elif free is not (reason.code == OUTWEIGHED):
            yield f"{reason}: {'could' if free else 'could not'} be placed as things are"
        elif reason.code not in {OUTWEIGHED, TIED} or reason.causes:
            yield from self._of_causes(reason)

    def _of_causes(self, reason: Reason) -> Iterator[str]:
        parts: list[Loosening | str] = [*reason.undo, *reason.rivals]
        if not parts:
            yield f"{reason}: names nothing"
        if not self._undone(reason.participant, parts):
            yield f"{reason}: undoing all is not enough"
        for left in parts:
            if self._undone(reason.participant, [x for x in parts if x is not left]):
                yield f"{reason}: {left} is not needed"

    def _undone(self, person: str, parts: Sequence[Loosening | str]) -> bool:
        changes = [change for x in parts if isinstance(x, Loosening) for change in undoing(x, self.s, person)]
        return self.could(person, changes, [x for x in parts if isinstance(x, str)])

    def of_remedies(self, pairs: int, rng: Random) -> Iterator[str]:
        """Whatever is untrue in what it would take; so many pairs of the menu are tried where fewer should not do."""
        assert self.before is not None
        people = sorted(self.before.unplaced)
        changed = lambda changes: apply(self.tables, changes).scenario  # noqa: E731
        for answer in remedies(self.s, self.before, people, Unwatched(), changed):
            yield from self._of_answer(answer, pairs, rng)

    def _of_answer(self, answer: Remedies, pairs: int, rng: Random) -> Iterator[str]:
        person = answer.participant
        if not answer.complete:
            yield f"{person}: not complete without a stop"
        for way in answer.found:
            if not self.could(person, way.written):
                yield f"{person}: {way.written} does not do"
            if way.in_best and not self._in_best(person, way.written):
                yield f"{person}: a best plan does not go the way {way.written}"
        first = answer.found[0] if answer.found else None
        for smaller in self._smaller(person, None if first is None else (len(first.changes), first.cost), pairs, rng):
            if self.could(person, [x.change for x in smaller]):
                yield f"{person}: {[x.change for x in smaller]} would do, offered {first and first.written}"

    def of_marginals(self) -> Iterator[str]:
        """Whatever is untrue in the proven values of one more of something."""
        planning = Planning(plan, Settings(workers=1), Unwatched())
        for x in marginals(self.s, self.outcome, planning):
            if x.certainty is Certainty.PROVEN:
                tables = self.after(x.changes)
                now, before = None if tables is None else self.score(tables), self.score(self.tables)
                if now is None or before is None or now - before != x.score_gained:
                    yield f"{x}: scores {before} and then {now}"

    def of_losses(self) -> Iterator[str]:
        """Whatever is untrue in what breaks where somebody or something is gone for good."""
        assert self.before is not None
        planning = Planning(plan, Settings(workers=1), Unwatched())
        today = as_it_runs(self.tables, self.before)
        for x in contingencies(self.s, self.before, list(Loss), planning):
            if x.span is Span.GONE and x.proven and x.people_hit:
                gone = apply(today, [_gone(x)]).tables
                kept = self.before.placements.keys() - set(x.lost)
                if self.score(gone) != self.score(gone, kept):
                    yield f"{x}: the best re-plan keeps others"

    def _in_best(self, person: str, changes: Sequence[Written]) -> bool:
        tables = self.after(changes)
        assert self.before is not None
        assert tables is not None
        return self.score(tables) == self.score(tables, {*self.before.placements, person})

    def _smaller(
        self, person: str, than: tuple[int, int] | None, pairs: int, rng: Random
    ) -> Iterator[tuple[Loosening, ...]]:
        everything = menu(self.s, person)
        both = [x for x in combinations(everything, 2) if x[0].key != x[1].key]
        rng.shuffle(both)
        for changes in [(), *((x,) for x in everything), *both[:pairs]]:
            if than is None or (len(changes), sum(x.cost for x in changes)) < than:
                yield changes


def as_it_runs(tables: Tables, before: Plan) -> Tables:
    """The plan as today's: its people alone, enrolled in its cohorts with its therapists, and nothing locked."""
    people = [
        {**row, "status": "enrolled", "cohort_id": x.cohort, "therapist_id": x.therapist or ""}
        for row in tables.rows["participants"]
        if (x := before.placements.get(row["participant_id"])) is not None
    ]
    tied = before.placements.keys() | {row["therapist_id"] for row in tables.rows["therapists"]}
    cohorts = [
        {
            "cohort_id": c.id, "program_id": c.program, "site_id": c.site, "block_id": c.block,
            "pattern": days_text(c.pattern), "room_id": c.room or "", "locked": "no",
            "facilitators": ";".join(c.facilitators),
        }
        for c in before.cohorts.values()
    ]  # fmt: skip
    rows = {
        **tables.rows,
        **{
            name: tuple(row for row in tables.rows[name] if row["participant_id"] in before.placements)
            for name in ("participant_hours", "travel")
        },
        "participants": tuple(people),
        "cohorts": tuple(cohorts),
        "pairs": tuple(row for row in tables.rows["pairs"] if {row["participant_id"], row["other_id"]} <= tied),
    }
    return Tables(tables.settings, rows)


def _gone(x: Contingency) -> Written:
    if x.kind is Loss.THERAPIST:
        return {"do": "therapist_away", "therapist": x.id, "days": list(ALL_WEEK)}
    return {"do": f"{x.kind}_closes", str(x.kind): x.id}


def _in_order(row: Row) -> Row:
    if row["kind"] == "not_with":
        return row
    one, other = sorted([row["participant_id"], row["other_id"]])
    return {**row, "participant_id": one, "other_id": other}


def undoing(x: Loosening, s: Scenario, person: str) -> list[Written]:
    """What undoes a cause that a reason names, as the catalogue in docs/explanations.md says it."""
    program = s.programs[s.participants[person].program]
    table, name, *column = x.key
    site = name.rsplit("~", 1)[-1]
    if x.kind in OF_DATA:
        return OF_DATA[x.kind](x, s)
    if table == "therapists":
        several = program.facilitators + (program.extra_facilitator_above is not None) if x.kind is Kind.LEADER else 1
        return [y for n in range(several) for y in _joining(x.kind, program.skill, site, n)]
    if table == "rooms" and not column:
        kind, seats = ("office", 1) if x.kind is Kind.OFFICE else ("group", program.group_max)
        return [{"do": "room_opens", "id": f"plus-{kind}-{site}", "site": site, "kind": kind, "seats": seats}]
    others: dict[Kind, list[Written]] = {
        Kind.GROUP_MIN: [{"do": "group_size", "program": name, "min": 1}],
        Kind.GROUP_MAX: [{"do": "group_size", "program": name, "max": program.group_max + 1}],
        Kind.CENSUS: [_set("sites", "site_id", name, {"max_participants": _more(s.sites, name, "max_participants")})],
        Kind.SEATS: [_set("rooms", "room_id", name, {"seats": _more(s.rooms, name, "seats")})],
    }
    return others[x.kind]


def _more(rows: Mapping[str, object], name: str, field: str) -> int:
    return int(getattr(rows.get(name), field, None) or 0) + 1


def _joining(kind: Kind, skill: str, site: str, number: int) -> Iterator[Written]:
    name = f"plus-{'leads' if kind is Kind.LEADER else 'listens'}-{site}-{number}"
    row = {"therapist_id": name, "skills": [skill], "sites": [site], "max_direct_hours": 168}
    yield {"do": "add", "table": "therapists", "row": row | ({"max_individual": 0} if kind is Kind.LEADER else {})}
    for day in ALL_WEEK:
        yield {"do": "duty", "therapist": name, "day": day, "start": "00:00", "end": "24:00"}


def _set(table: str, column: str, name: str, values: dict[str, object]) -> Written:
    return {"do": "set", "table": table, "key": {column: name}, "values": values}


def _reach(x: Loosening, s: Scenario) -> list[Written]:
    """The edit says which site; what is written is what it makes of the person."""
    person = x.key[1]
    p = x.edit(s).participants[person]
    values: dict[str, object] = {"max_travel_minutes": p.max_travel_minutes}
    if p.sites is not None:
        values = {"sites": sorted(p.sites)}
    return [_set("participants", "participant_id", person, values)]


def _accepted(x: Loosening, s: Scenario) -> list[Written]:
    blocks = sorted(x.edit(s).participants[x.key[1]].blocks)
    return [_set("participants", "participant_id", x.key[1], {"blocks": blocks})]


def _free(x: Loosening, _: Scenario) -> list[Written]:
    person, when = x.key[1], x.key[2:]
    spans = [(day, "00:00", "24:00") for day in ALL_WEEK] if when == ("week",) else [when]
    return [
        {
            "do": "add",
            "table": "participant_hours",
            "row": {"participant_id": person, "day": day, "start": start, "end": end},
        }
        for day, start, end in spans
    ]


def _offered(x: Loosening, s: Scenario) -> list[Written]:
    return [_set("sites", "site_id", x.key[1], {"programs": sorted(x.edit(s).sites[x.key[1]].programs)})]


def _run(x: Loosening, s: Scenario) -> list[Written]:
    return [_set("programs", "program_id", x.key[1], {"blocks": sorted(x.edit(s).programs[x.key[1]].blocks)})]


def _untied(x: Loosening, _: Scenario) -> list[Written]:
    kind, person, other = x.key[1:]
    key = {"kind": kind, "participant_id": person, "other_id": other}
    return [{"do": "remove", "table": "pairs", "key": key}]


OF_DATA: dict[Kind, Callable[[Loosening, Scenario], list[Written]]] = {
    Kind.SITE_OPENS: lambda x, _: [{"do": "site_opens", "site": x.key[1]}],
    Kind.OFFER: _offered,
    Kind.BLOCK_OPENS: lambda x, _: [{"do": "block_opens", "site": x.key[1], "block": x.key[2]}],
    Kind.BLOCK_RUNS: _run,
    Kind.PROFILE: lambda x, _: [_set("programs", "program_id", x.key[1], {"profile": ""})],
    Kind.TRAVEL: _reach,
    Kind.BLOCK: _accepted,
    Kind.HOURS: _free,
    Kind.TIE: _untied,
}
