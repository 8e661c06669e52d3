"""Therapists and duty hours that are legal as written yet serve for no session."""

from collections.abc import Iterator, Sequence

from planner.domain.scenario import Duty, Program, Scenario, Therapist
from planner.domain.week import DAYS, Span, clock, rounded_up
from planner.eligibility import duty_at
from planner.errors import Finding


def therapists(s: Scenario) -> Iterator[Finding]:
    """Therapists without duty, or without a skill that a program asks for."""
    for t in s.therapists.values():
        if not t.duty:
            wrong = f"{t.id} is never on duty"
            yield Finding("therapist_hours.csv", None, "therapist_id", t.id, wrong, "add their hours, or remove them")
        if not _programs(s, t):
            wrong = f"no program asks for a skill of {t.id}: {', '.join(sorted(t.skills))}"
            yield Finding("therapists.csv", None, "skills", t.id, wrong, "correct the skills, or a program's skill")


def hours(s: Scenario) -> Iterator[Finding]:
    """Duty that covers neither a block nor an individual session at any site it is for."""
    for t in s.therapists.values():
        programs = _programs(s, t)
        for row in t.duty:
            if programs and not any(_serves(s, t, row, site, programs) for site in t.sites):
                when = f"{DAYS[row.day]} {clock(row.span.start)} to {clock(row.span.end)}"
                wrong = f"the duty of {t.id} on {when} covers no block and no individual session"
                yield Finding("therapist_hours.csv", None, "start", t.id, wrong, "lengthen it, or remove the row")


def _programs(s: Scenario, t: Therapist) -> list[Program]:
    return [program for program in s.programs.values() if program.skill in t.skills]


def _serves(s: Scenario, t: Therapist, row: Duty, site: str, programs: Sequence[Program]) -> bool:
    """Whether the hours, joined with those they touch, hold a session at this site."""
    if row.site not in (None, site):
        return False
    offered = [program for program in programs if program.id in s.sites[site].programs]
    whole = next(span for span in duty_at(t.duty, site)[row.day] if span.holds(row.span))
    return any(_holds_a_session(s, whole, program, site) for program in offered)


def _holds_a_session(s: Scenario, free: Span, program: Program, site: str) -> bool:
    grid = s.constants.grid_minutes
    start = rounded_up(free.start, grid)
    alone = Span(start, start + rounded_up(program.individual_minutes, grid))
    blocks = (s.blocks[site, block].span for block in program.blocks if (site, block) in s.blocks)
    return (program.individual_per_week > 0 and free.holds(alone)) or any(free.holds(block) for block in blocks)
