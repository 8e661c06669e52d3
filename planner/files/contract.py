"""The tables of a scenario, as data: reading, writing, checking, the workbook and the docs all follow this list."""

from planner.files.schema import (
    MOST,
    Column,
    Kind,
    Table,
    by_name,
    choice,
    count,
    identifier,
    identifiers,
    number,
    required,
    text,
    yes_no,
)


def _hours(whose: str, sentence: str) -> tuple[Column, ...]:
    return (
        identifier(f"{whose}_id", sentence, f"{whose}s", required=True),
        required("day", Kind.DAY, "The weekday, Mon to Sun."),
        required("start", Kind.TIME, "When the hours begin, in the site's local time."),
        required("end", Kind.TIME, "When the hours end; 24:00 is midnight at the end of the day."),
    )


SITES = Table(
    "sites",
    "The clinics, and virtual (telehealth) sites.",
    (
        identifier("site_id", "The site's own short id.", required=True),
        text("name", "What people call the site; the id where empty."),
        text("region", "A region or market for grouping in reports; it changes no plan."),
        Column("timezone", Kind.ZONE, "The IANA time zone of its clocks, such as America/New_York.", default="UTC"),
        yes_no("open", "A closed site holds no session.", "yes"),
        choice("modality", "Whether people come to it or join from afar.", "in_person", "virtual", default="in_person"),
        identifiers("programs", "The programs it offers; every program where empty.", "programs"),
        number("latitude", "Degrees north, for travel times; no travel is counted where empty.", -90, 90),
        number("longitude", "Degrees east, for travel times; negative in the Americas.", -180, 180),
        count("max_participants", "The most people in its cohorts together (a licensed census); no limit where empty."),
    ),
    key=("site_id",),
    required=True,
)

ROOMS = Table(
    "rooms",
    "The rooms in which groups and individual sessions take place.",
    (
        identifier("room_id", "The room's own id, unique across all sites.", required=True),
        identifier("site_id", "The site it belongs to.", "sites", required=True),
        choice(
            "kind",
            "A flex room holds groups, and serves as one office while no cohort is in it.",
            "group",
            "office",
            "flex",
        ),
        count("seats", "How many participants it seats.", required=True, within=(1, MOST)),
        yes_no("open", "A closed room is not used.", "yes"),
    ),
    key=("room_id",),
    required=True,
)

BLOCKS = Table(
    "blocks",
    "The named bands of the day in which groups meet.",
    (
        identifier("block_id", "The block's name, such as morning or evening.", required=True),
        identifier(
            "site_id",
            "The one site for which this row holds, instead of the general row; every site where empty.",
            "sites",
        ),
        required("start", Kind.TIME, "When its meetings begin, on the grid."),
        required("end", Kind.TIME, "When its meetings end, on the grid; may be 24:00."),
        yes_no("open", "A closed block holds no cohort.", "yes"),
    ),
    key=("block_id", "site_id"),
    required=True,
)

PROGRAMS = Table(
    "programs",
    "The kinds of treatment, with their group sizes, staffing and weekly rhythm.",
    (
        identifier("program_id", "The program's own short id.", required=True),
        text("name", "What people call the program; the id where empty."),
        text("skill", "The skill that its facilitators and primary therapists must hold.", required=True),
        required(
            "patterns",
            Kind.PATTERN,
            "The weekdays on which its cohorts may meet, such as Mon Wed Fri;Mon Tue Thu.",
            many=True,
        ),
        identifiers("blocks", "The blocks in which it may run; every block where empty.", "blocks"),
        count("group_min", "The fewest members of a cohort.", required=True, within=(1, MOST)),
        count("group_max", "The most members of a cohort.", required=True, within=(1, MOST)),
        count("facilitators", "How many therapists lead each meeting.", "1", within=(1, MOST)),
        count("extra_facilitator_above", "With more members than this one more facilitator leads; never where empty."),
        count("individual_per_week", "Individual sessions each member has a week.", "1", within=(0, 7)),
        count("individual_minutes", "How long an individual session takes.", "50", within=(1, 480)),
        identifier("profile", "The rule profile that its weeks must meet; none where empty.", "profiles"),
        count("length_weeks", "How many weeks people usually stay.", "8"),
    ),
    key=("program_id",),
    required=True,
)

PROFILES = Table(
    "profiles",
    "What payers and states ask of a week of treatment.",
    (
        identifier("profile_id", "The profile's own short id.", required=True),
        text("name", "What people call the profile; the id where empty."),
        count("weekly_minutes_min", "The fewest minutes a week, meetings and individual sessions together."),
        count("weekly_minutes_max", "The most minutes a week, meetings and individual sessions together."),
        count("days_min", "The fewest days with a meeting."),
        count("day_minutes_min", "The fewest minutes of each meeting."),
        count("gap_days_max", "The most days in a row without a meeting, around the end of the week too."),
        text("source", "The rule or document it is taken from."),
        text("effective", "Since when it holds."),
    ),
    key=("profile_id",),
)

THERAPISTS = Table(
    "therapists",
    "The therapists who lead groups and give individual sessions.",
    (
        identifier("therapist_id", "The therapist's own short id.", required=True),
        text("name", "What colleagues call them; the id where empty."),
        text("skills", "The skills they hold, spelt as the programs spell them.", required=True, many=True),
        identifiers("sites", "The sites at which they work.", "sites", required=True),
        number("max_direct_hours", "The most hours a week in sessions.", 0, 168, required=True),
        count("max_evenings", "The most days a week with a session that ends in the evening; no limit where empty."),
        count("max_individual", "The most people whose primary therapist they are; no limit where empty."),
        number("cost_per_hour", "What an hour of theirs costs, for reports; it changes no plan.", 0, MOST),
    ),
    key=("therapist_id",),
    required=True,
)

THERAPIST_HOURS = Table(
    "therapist_hours",
    "When the therapists are on duty; rows that touch or overlap join.",
    (
        *_hours("therapist", "Whose hours these are."),
        identifier("site_id", "The one site at which they spend these hours; any of theirs where empty.", "sites"),
    ),
    required=True,
)

IDENTITY = frozenset(
    {
        *("name", "dob", "ssn", "mrn", "phone", "email", "address"),
        *("firstname", "lastname", "fullname", "surname", "patientname", "clientname", "participantname"),
        *("dateofbirth", "birthdate", "birthday", "socialsecuritynumber", "medicalrecordnumber"),
        *("phonenumber", "mobile", "mobilephone", "emailaddress", "homeaddress", "streetaddress"),
    }
)
"""Headings that would say who a participant is, however they are spaced and written."""

PARTICIPANTS = Table(
    "participants",
    "The people in a program or waiting for one, by an opaque id and never by name.",
    (
        identifier("participant_id", "An opaque id that says nothing about the person.", required=True),
        identifier("program_id", "The program they are in or wait for.", "programs", required=True),
        choice("status", "Whether they wait for a place or have one.", "waiting", "enrolled", default="waiting"),
        count("priority", "How much their place counts, 1 to 5.", "1", within=(1, 5)),
        identifiers("blocks", "The blocks they accept; every block where empty.", "blocks"),
        identifier("preferred_block", "The block they would rather have.", "blocks"),
        identifiers("sites", "The only sites they accept, whatever the distance; any in reach where empty.", "sites"),
        count("max_travel_minutes", "The most minutes they travel; the scenario's figure where empty."),
        number("latitude", "Degrees north of about where they live; no travel is counted where empty.", -90, 90),
        number("longitude", "Degrees east of about where they live.", -180, 180),
        identifier("cohort_id", "The cohort they are in today.", "cohorts"),
        identifier("therapist_id", "Their primary therapist today.", "therapists"),
        count("days_waiting", "How many days they have waited so far.", "0"),
    ),
    key=("participant_id",),
    required=True,
    refused=IDENTITY,
)

PARTICIPANT_HOURS = Table(
    "participant_hours",
    "When participants can attend; someone without a row here is free all week.",
    _hours("participant", "Whose hours these are."),
)

TRAVEL = Table(
    "travel",
    "Known minutes of travel; they win over the computed ones.",
    (
        identifier("participant_id", "Who travels.", "participants", required=True),
        identifier("site_id", "Where to.", "sites", required=True),
        count("minutes", "How many minutes one way takes.", required=True),
    ),
    key=("participant_id", "site_id"),
)

PAIRS = Table(
    "pairs",
    "Two people who must be apart or together.",
    (
        choice("kind", "not_with keeps a participant from a therapist.", "apart", "together", "not_with"),
        identifier("participant_id", "The participant.", "participants", required=True),
        identifier("other_id", "The other participant; for not_with the therapist.", required=True),
    ),
)

COHORTS = Table(
    "cohorts",
    "The cohorts that run today.",
    (
        identifier("cohort_id", "The cohort's own id.", required=True),
        identifier("program_id", "Its program.", "programs", required=True),
        identifier("site_id", "Its site.", "sites", required=True),
        identifier("block_id", "Its block.", "blocks", required=True),
        required("pattern", Kind.PATTERN, "The weekdays on which it meets, such as Mon Wed Fri."),
        identifier("room_id", "Its room today.", "rooms"),
        identifiers("facilitators", "The therapists who lead it today.", "therapists"),
        yes_no("locked", "A locked cohort goes on as it is, with its enrolled members.", "no"),
    ),
    key=("cohort_id",),
)

TABLES = by_name(
    SITES,
    ROOMS,
    BLOCKS,
    PROGRAMS,
    PROFILES,
    THERAPISTS,
    THERAPIST_HOURS,
    PARTICIPANTS,
    PARTICIPANT_HOURS,
    TRAVEL,
    PAIRS,
    COHORTS,
)
"""Every table of a scenario, in the order of the contract."""
