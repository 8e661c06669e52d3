"""A plan's folder: four CSV files and summary.json."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from planner.domain.plan import Cohort, Placement, Plan, Session, SessionKind, Unplaced
from planner.domain.summary import Summary
from planner.domain.week import Span
from planner.errors import BadInput, Finding
from planner.files.cells import Value, is_formula, written
from planner.files.links import disorder, duplicates
from planner.files.plan_contract import PLAN_TABLES
from planner.files.records import Found, Records, records
from planner.files.schema import Column, Kind, Table
from planner.files.summary_file import FILE, read_summary, summary_bytes
from planner.files.text import csv_bytes, read_text
from planner.files.whole import refuse_unless, whole_folder

Values: TypeAlias = Mapping[str, Value]
Thing = TypeVar("Thing", Cohort, Placement, Session, Unplaced)

FILES = frozenset({FILE, *(table.file for table in PLAN_TABLES.values())})


def refuse_target(path: Path) -> None:
    """Raises BadInput where a plan may not be written: something is there that is neither empty nor a plan."""
    refuse_unless(path, _is_plan, "a plan's folder")


def _is_plan(path: Path) -> bool:
    names = {entry.name for entry in path.iterdir()}
    return FILE in names and names <= FILES


def holds_plan(path: Path) -> bool:
    """Whether a folder has all files of a plan, so that anything else in it would be in the way of the next one."""
    return all((path / name).is_file() for name in FILES)


def write_plan(plan: Plan, summary: Summary, path: Path) -> None:
    """Writes a plan's folder, whole or not at all; replaces a plan that is there. Raises BadInput where it may not."""
    refuse_target(path)
    with whole_folder(path) as folder:
        for name, rows in _tables(plan).items():
            table = PLAN_TABLES[name]
            columns = {column.name: column for column in table.columns}
            lines = ([_cell(columns[name], value) for name, value in row.items()] for row in rows)
            (folder / table.file).write_bytes(csv_bytes(list(columns), lines))
        (folder / FILE).write_bytes(summary_bytes(summary))


def _cell(column: Column, value: Value) -> str:
    """A cell that no spreadsheet takes for a formula: a text that begins like one goes behind an apostrophe."""
    text = written(column, value)
    return f"'{text}" if column.kind is Kind.TEXT and is_formula(text) else text


def _tables(plan: Plan) -> Mapping[str, Iterable[Values]]:
    return {
        "cohorts": [_cohort_row(plan.cohorts[key]) for key in sorted(plan.cohorts)],
        "placements": [_placement_row(plan.placements[key]) for key in sorted(plan.placements)],
        "sessions": [_session_row(plan.sessions[key]) for key in sorted(plan.sessions)],
        "unplaced": [_unplaced_row(plan.unplaced[key]) for key in sorted(plan.unplaced)],
    }


def _cohort_row(cohort: Cohort) -> Values:
    return {
        "cohort_id": cohort.id,
        "program_id": cohort.program,
        "site_id": cohort.site,
        "block_id": cohort.block,
        "pattern": cohort.pattern,
        "room_id": cohort.room,
        "facilitators": cohort.facilitators,
        "members": cohort.members,
        "capacity": cohort.capacity,
    }


def _placement_row(placement: Placement) -> Values:
    return {
        "participant_id": placement.participant,
        "cohort_id": placement.cohort,
        "therapist_id": placement.therapist,
        "travel_minutes": placement.travel_minutes,
    }


def _session_row(session: Session) -> Values:
    return {
        "session_id": session.id,
        "kind": session.kind.value,
        "day": session.day,
        "start": session.span.start,
        "end": session.span.end,
        "site_id": session.site,
        "room_id": session.room,
        "therapists": session.therapists,
        "cohort_id": session.cohort,
        "participant_id": session.participant,
    }


def _unplaced_row(unplaced: Unplaced) -> Values:
    return {
        "participant_id": unplaced.participant,
        "program_id": unplaced.program,
        "status": "enrolled" if unplaced.enrolled else "waiting",
        "priority": unplaced.priority,
        "reason": unplaced.reason,
        "explanation": unplaced.explanation,
    }


def read_plan(path: Path) -> tuple[Plan, Summary]:
    """A plan and what its summary says of it, whoever wrote them.

    Ids are taken as they stand: whether the plan fits a scenario is the checker's to say. Raises BadInput with
    everything that cannot be read.
    """
    if not path.is_dir():
        raise BadInput([Finding(str(path), None, "", "", "is no folder", "name a plan's folder")])
    found = Found()
    read = {name: _records(path, table, found) for name, table in PLAN_TABLES.items()}
    summary = read_summary(path / FILE, found)
    found.stop_if_wrong()
    return _plan({name: [record.values for record in table.rows] for name, table in read.items()}), summary


def _records(path: Path, table: Table, found: Found) -> Records:
    try:
        read = records(table, read_text(table.file, (path / table.file).read_bytes()), found)
    except BadInput as error:
        found.errors.extend(error.findings)
    except OSError as error:
        wrong = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        found.errors.append(Finding(table.file, None, "", "", wrong, "name a plan's folder, with all its files"))
    else:
        found.errors.extend(duplicates(read))
        found.errors.extend(disorder(read))
        return read
    return Records(table, table.file, ())


def _plan(rows: Mapping[str, Sequence[Values]]) -> Plan:
    return Plan(
        cohorts=_by_id("cohort_id", rows["cohorts"], _cohort),
        placements=_by_id("participant_id", rows["placements"], _placement),
        sessions=_by_id("session_id", rows["sessions"], _session),
        unplaced=_by_id("participant_id", rows["unplaced"], _unplaced),
    )


def _by_id(key: str, rows: Sequence[Values], thing: Callable[[Values], Thing]) -> Mapping[str, Thing]:
    return {row[key]: thing(row) for row in sorted(rows, key=lambda row: str(row[key]))}


def _cohort(row: Values) -> Cohort:
    return Cohort(
        id=row["cohort_id"],
        program=row["program_id"],
        site=row["site_id"],
        block=row["block_id"],
        pattern=row["pattern"],
        room=row["room_id"],
        facilitators=row["facilitators"],
        members=row["members"],
        capacity=row["capacity"],
    )


def _placement(row: Values) -> Placement:
    return Placement(row["participant_id"], row["cohort_id"], row["therapist_id"], row["travel_minutes"])


def _session(row: Values) -> Session:
    return Session(
        id=row["session_id"],
        kind=SessionKind(row["kind"]),
        day=row["day"],
        span=Span(row["start"], row["end"]),
        site=row["site_id"],
        room=row["room_id"],
        therapists=row["therapists"],
        cohort=row["cohort_id"],
        participant=row["participant_id"],
    )


def _unplaced(row: Values) -> Unplaced:
    return Unplaced(
        participant=row["participant_id"],
        program=row["program_id"],
        enrolled=row["status"] == "enrolled",
        priority=row["priority"],
        reason=row["reason"] or "",
        explanation=row["explanation"] or "",
    )
