"""The tables of a plan, as data. Any id and number reads: what they mean is the checker's to judge."""

from planner.files.schema import Column, Kind, Table, by_name, choice, required, text

TRAVEL_MINUTES = Column("travel_minutes", Kind.WHOLE, "Minutes one way to the cohort's site.", required=True)

COHORTS = Table(
    "cohorts",
    "The cohorts that run.",
    (
        text("cohort_id", "The cohort's id: the one it had, or one made from what it is.", required=True),
        text("program_id", "Its program.", required=True),
        text("site_id", "Its site.", required=True),
        text("block_id", "Its block.", required=True),
        required("pattern", Kind.PATTERN, "The weekdays on which it meets."),
        text("room_id", "Its room; empty at a virtual site."),
        text("facilitators", "The therapists who lead every meeting.", many=True),
        required("members", Kind.WHOLE, "How many people are in it."),
        required("capacity", Kind.WHOLE, "How many could be."),
    ),
    key=("cohort_id",),
)

PLACEMENTS = Table(
    "placements",
    "Who is in which cohort.",
    (
        text("participant_id", "The participant.", required=True),
        text("cohort_id", "Their cohort.", required=True),
        text("therapist_id", "Their primary therapist; empty where the program has no individual sessions."),
        TRAVEL_MINUTES,
    ),
    key=("participant_id",),
)

SESSIONS = Table(
    "sessions",
    "One row for each session of the week.",
    (
        text("session_id", "The session's id.", required=True),
        choice(
            "kind", "A cohort's meeting, or a participant alone with their primary therapist.", "group", "individual"
        ),
        required("day", Kind.DAY, "The weekday."),
        required("start", Kind.TIME, "When it begins, in the site's local time."),
        required("end", Kind.TIME, "When it really ends, not rounded to the grid."),
        text("site_id", "Where it takes place.", required=True),
        text("room_id", "In which room; empty at a virtual site."),
        text("therapists", "Who leads or gives it.", many=True),
        text("cohort_id", "The cohort that meets, or whose member is seen.", required=True),
        text("participant_id", "Who is seen; empty for a group."),
    ),
    key=("session_id",),
)

UNPLACED = Table(
    "unplaced",
    "Who has no place, and why.",
    (
        text("participant_id", "The participant.", required=True),
        text("program_id", "The program they wait for.", required=True),
        choice("status", "Whether they wait or had a place.", "waiting", "enrolled"),
        required("priority", Kind.WHOLE, "Their priority, 1 to 5."),
        text("reason", "Why, as a code."),
        text("explanation", "Why, as a sentence."),
    ),
    key=("participant_id",),
)

PLAN_TABLES = by_name(COHORTS, PLACEMENTS, SESSIONS, UNPLACED)
"""Every table of a plan."""
