"""How good the plan is, term by term, and whether each cohort's week holds what its rule profile asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.plan import Cohort, Plan
from planner.domain.scenario import Profile, Scenario
from planner.domain.score import Tally, Term
from planner.domain.week import gap_days
from planner.views.cohorts import weekly_minutes

HOUR = 60
NOTHING_ASKED = Profile("", "", None, None, None, None, None, "", "")


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of the score."""

    term: str
    meaning: str
    weight: int
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class ComplianceRow:
    """A cohort's week against its profile; the profile's figures are None where it asks for nothing."""

    profile_id: str
    cohort_id: str
    program_id: str
    site_id: str
    members: int
    weekly_minutes: int
    weekly_minutes_min: int | None
    weekly_minutes_max: int | None
    days: int
    days_min: int | None
    day_minutes: int
    day_minutes_min: int | None
    gap_days: int
    gap_days_max: int | None
    meets_profile: bool
    source: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A rule profile with the cohorts that answer to it, in hours a week; those asked are None where it asks nothing.

    `meeting` counts the cohorts whose week holds all that the profile asks for.
    """

    profile_id: str
    name: str
    cohorts: int
    members: int
    meeting: int
    weekly_hours_least: float
    weekly_hours_most: float
    weekly_hours_min: float | None
    weekly_hours_max: float | None
    source: str


def terms(s: Scenario, tallies: Mapping[Term, Tally]) -> list[TermRow]:
    """The terms in the contract's order; those not counted are zero."""
    none = Tally(0, 0)
    return [
        TermRow(
            term.label,
            term.counts,
            s.constants.weights.of(term),
            tallies.get(term, none).count,
            tallies.get(term, none).points,
        )
        for term in Term
    ]


def compliance(s: Scenario, plan: Plan) -> list[ComplianceRow]:
    """Every cohort against its program's profile, by profile and cohort."""
    rows = [_row(s, cohort) for cohort in plan.cohorts.values()]
    return sorted(rows, key=lambda row: (row.profile_id, row.cohort_id))


def by_profile(s: Scenario, plan: Plan) -> list[ProfileRow]:
    """Every rule profile that cohorts of the plan answer to, by id."""
    rows = compliance(s, plan)
    return [
        _profile_row(profile, [row for row in rows if row.profile_id == profile.id])
        for profile in s.profiles.values()
        if any(row.profile_id == profile.id for row in rows)
    ]


def _profile_row(profile: Profile, rows: list[ComplianceRow]) -> ProfileRow:
    return ProfileRow(
        profile_id=profile.id,
        name=profile.name,
        cohorts=len(rows),
        members=sum(row.members for row in rows),
        meeting=sum(row.meets_profile for row in rows),
        weekly_hours_least=min(row.weekly_minutes for row in rows) / HOUR,
        weekly_hours_most=max(row.weekly_minutes for row in rows) / HOUR,
        weekly_hours_min=_hours(profile.weekly_minutes_min),
        weekly_hours_max=_hours(profile.weekly_minutes_max),
        source=profile.source,
    )


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / HOUR


def _row(s: Scenario, cohort: Cohort) -> ComplianceRow:
    name = s.programs[cohort.program].profile
    profile = NOTHING_ASKED if name is None else s.profiles[name]
    minutes, day_minutes = weekly_minutes(s, cohort), s.blocks[cohort.site, cohort.block].span.minutes
    days, gap = len(cohort.pattern), gap_days(cohort.pattern)
    return ComplianceRow(
        profile_id=profile.id,
        cohort_id=cohort.id,
        program_id=cohort.program,
        site_id=cohort.site,
        members=cohort.members,
        weekly_minutes=minutes,
        weekly_minutes_min=profile.weekly_minutes_min,
        weekly_minutes_max=profile.weekly_minutes_max,
        days=days,
        days_min=profile.days_min,
        day_minutes=day_minutes,
        day_minutes_min=profile.day_minutes_min,
        gap_days=gap,
        gap_days_max=profile.gap_days_max,
        meets_profile=_within(minutes, profile.weekly_minutes_min, profile.weekly_minutes_max)
        and _within(days, profile.days_min, None)
        and _within(day_minutes, profile.day_minutes_min, None)
        and _within(gap, None, profile.gap_days_max),
        source=profile.source,
    )


def _within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)
