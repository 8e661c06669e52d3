"""What the synthetic clinics treat, when, and by whose rules.

Hours and days follow common state and payer rules, group sizes and patterns what operators publish; see the
`source` of each profile. They illustrate, they are no advice.
"""

from collections.abc import Mapping

from planner.domain.scenario import Block, Profile, Program
from planner.domain.week import Pattern, Span

MON, TUE, WED, THU, FRI = range(5)

MON_WED_FRI: Pattern = (MON, WED, FRI)
MON_TUE_THU: Pattern = (MON, TUE, THU)
MON_WED_THU: Pattern = (MON, WED, THU)

MORNING, AFTERNOON, AFTER_SCHOOL, EVENING = "morning", "afternoon", "after_school", "evening"

BLOCKS: Mapping[str, Block] = {
    MORNING: Block(MORNING, Span(9 * 60, 12 * 60), open=True),
    AFTERNOON: Block(AFTERNOON, Span(13 * 60, 16 * 60), open=True),
    AFTER_SCHOOL: Block(AFTER_SCHOOL, Span(16 * 60, 19 * 60), open=True),
    EVENING: Block(EVENING, Span(18 * 60, 21 * 60), open=True),
}

EARLY_EVENING = Block(EVENING, Span(17 * 60 + 30, 20 * 60 + 30), open=True)

ADULT_HOURS = Profile(
    "adult-9h", "Adults, 9 hours on 3 days", 540, 1140, 3, 180, None, "ASAM level 2.1, adults; Indiana Medicaid", ""
)
SHORT_GAP = Profile(
    "sud-2-day-gap", "Substance use, no long gap", 540, 1140, 3, 180, 2, "North Carolina Medicaid, SAIOP", ""
)
YOUTH_HOURS = Profile(
    "youth-6h", "Under 18, 6 hours", 360, 1140, 3, 120, None, "ASAM level 2.1, adolescents; Virginia Medicaid", ""
)

PROFILES: Mapping[str, Profile] = {profile.id: profile for profile in (ADULT_HOURS, SHORT_GAP, YOUTH_HOURS)}

ALL_DAY = frozenset({MORNING, AFTERNOON, EVENING})

MENTAL_HEALTH = Program(
    id="mental-health",
    name="Adult mental health",
    skill="mental-health",
    patterns=(MON_WED_FRI, MON_TUE_THU),
    blocks=ALL_DAY,
    group_min=5,
    group_max=12,
    facilitators=1,
    extra_facilitator_above=10,
    individual_per_week=1,
    individual_minutes=50,
    profile=ADULT_HOURS.id,
    length_weeks=8,
)
SUBSTANCE_USE = Program(
    id="substance-use",
    name="Substance use",
    skill="substance-use",
    patterns=(MON_WED_FRI, (MON, TUE, THU, FRI)),
    blocks=ALL_DAY,
    group_min=5,
    group_max=12,
    facilitators=1,
    extra_facilitator_above=None,
    individual_per_week=1,
    individual_minutes=50,
    profile=SHORT_GAP.id,
    length_weeks=12,
)
DUAL_DIAGNOSIS = Program(
    id="dual-diagnosis",
    name="Dual diagnosis",
    skill="dual-diagnosis",
    patterns=(MON_WED_THU, MON_TUE_THU),
    blocks=frozenset({MORNING, EVENING}),
    group_min=4,
    group_max=10,
    facilitators=2,
    extra_facilitator_above=None,
    individual_per_week=1,
    individual_minutes=50,
    profile=ADULT_HOURS.id,
    length_weeks=10,
)
ADOLESCENT = Program(
    id="adolescent",
    name="Adolescent",
    skill="adolescent",
    patterns=(MON_WED_THU, (TUE, WED, THU)),
    blocks=frozenset({AFTER_SCHOOL}),
    group_min=4,
    group_max=8,
    facilitators=1,
    extra_facilitator_above=6,
    individual_per_week=1,
    individual_minutes=50,
    profile=YOUTH_HOURS.id,
    length_weeks=8,
)
DBT = Program(
    id="dbt",
    name="Dialectical behaviour therapy",
    skill="dbt",
    patterns=(MON_WED_THU, (TUE, WED, FRI)),
    blocks=frozenset({MORNING, EVENING}),
    group_min=5,
    group_max=10,
    facilitators=1,
    extra_facilitator_above=8,
    individual_per_week=2,
    individual_minutes=50,
    profile=ADULT_HOURS.id,
    length_weeks=8,
)
STEP_DOWN = Program(
    id="step-down",
    name="Step-down group",
    skill="substance-use",
    patterns=((TUE, THU), (MON, WED)),
    blocks=ALL_DAY,
    group_min=4,
    group_max=12,
    facilitators=1,
    extra_facilitator_above=None,
    individual_per_week=0,
    individual_minutes=50,
    profile=None,
    length_weeks=6,
)

PROGRAMS: Mapping[str, Program] = {
    program.id: program for program in (ADOLESCENT, DBT, DUAL_DIAGNOSIS, MENTAL_HEALTH, STEP_DOWN, SUBSTANCE_USE)
}

EVERYWHERE = (MENTAL_HEALTH.id, SUBSTANCE_USE.id)
"""Programs that every clinic offers; telehealth offers them and the step-down group."""

BY_TELEHEALTH = (*EVERYWHERE, STEP_DOWN.id)

SHARE: Mapping[str, int] = {
    MENTAL_HEALTH.id: 30,
    SUBSTANCE_USE.id: 34,
    DUAL_DIAGNOSIS.id: 22,
    ADOLESCENT.id: 20,
    DBT.id: 18,
    STEP_DOWN.id: 14,
}
"""How many people ask for a program where it is offered, relative to the others offered there."""
