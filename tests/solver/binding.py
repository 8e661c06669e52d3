"""For every part of the model the smallest scenario in which it binds."""

from small_clinic import PROGRAM, ROOM, duty, people, small_clinic, therapist

from planner.domain.scenario import Scenario
from planner.solver import parts
from planner.solver.parts import Part

ALONE = {**PROGRAM, "individual_per_week": "0"}
"""The program without individual sessions."""

BINDS: dict[Part, Scenario] = {
    parts.one_place: small_clinic(
        programs=[{**ALONE, "patterns": "Mon Wed Fri;Tue Thu"}],
        participants=people("p1", "p2", "p3", "p4"),
    ),
    parts.sizes: small_clinic(
        programs=[ALONE],
        participants=people("p1", "p2", "p3", "p4", "p5"),
    ),
    parts.rooms: small_clinic(
        programs=[{**ALONE, "patterns": "Mon Wed Fri;Mon Tue Thu", "group_max": "2"}],
        therapists=[therapist("ann"), therapist("bob")],
        therapist_hours=duty("ann") + duty("bob"),
        participants=people("p1", "p2", "p3", "p4"),
    ),
    parts.facilitators: small_clinic(
        programs=[ALONE],
        therapists=[therapist("ann", max_direct_hours="8")],
    ),
    parts.individual: small_clinic(therapists=[therapist("ann", max_direct_hours="9")]),
    parts.stretches: small_clinic(
        programs=[
            {**PROGRAM, "group_min": "1"},
            {**PROGRAM, "program_id": "other", "group_min": "1", "skill": "paint", "patterns": "Tue Thu"},
        ],
        therapists=[therapist("ann", skills="talk;paint"), therapist("bob")],
        therapist_hours=duty("ann", "17:00", "20:00") + duty("ann", "09:00", "10:00", ["Tue"]),
        participants=people("p1") + people("p2", program_id="other"),
    ),
    parts.windows: small_clinic(therapists=[therapist("ann", max_direct_hours="9")]),
    parts.therapists: small_clinic(
        programs=[{**ALONE, "patterns": "Mon Wed Fri;Mon Tue Thu", "group_max": "2"}],
        rooms=[ROOM, {**ROOM, "room_id": "other"}],
        participants=people("p1", "p2", "p3", "p4"),
    ),
    parts.one_site_a_day: small_clinic(
        sites=[{"site_id": "north"}, {"site_id": "south"}],
        rooms=[ROOM, {**ROOM, "room_id": "south-room", "site_id": "south"}],
        blocks=[
            {"block_id": "evening", "start": "17:00", "end": "20:00"},
            {"block_id": "morning", "start": "09:00", "end": "12:00"},
        ],
        programs=[ALONE],
        therapists=[therapist("ann", sites="north;south")],
        participants=[
            *people("p1", "p2", sites="north", blocks="evening"),
            *people("p3", "p4", sites="south", blocks="morning"),
        ],
    ),
    parts.offices: small_clinic(
        therapists=[therapist("ann"), therapist("bob")],
        therapist_hours=duty("ann", "17:00", "20:00") + duty("ann", "09:00", "10:00", ["Tue"])
        + duty("bob", "09:00", "10:00", ["Tue"]),
        participants=people("p1", "p2"),
        participant_hours=[
            {"participant_id": p, "day": day, "start": start, "end": end}
            for p in ("p1", "p2")
            for day, start, end in [
                ("Mon", "17:00", "20:00"), ("Wed", "17:00", "20:00"), ("Fri", "17:00", "20:00"),
                ("Tue", "09:00", "10:00"),
            ]
        ],
    ),
    parts.workload: small_clinic(therapists=[therapist("ann", max_direct_hours="9.5")]),
    parts.evenings: small_clinic(therapists=[therapist("ann", max_evenings="2")]),
    parts.caseload: small_clinic(therapists=[therapist("ann", max_individual="1")]),
    parts.kept_therapists: small_clinic(
        sites=[{"site_id": "north", "max_participants": "2"}],
        participants=people("p1", therapist_id="ann") + people("p2", "p3", priority="5"),
    ),
    parts.pairs: small_clinic(
        participants=people("p1", "p2"),
        pairs=[{"kind": "apart", "participant_id": "p1", "other_id": "p2"}],
    ),
    parts.locked: small_clinic(
        settings={"weights": {"open_cohort": 100000}},
        cohorts=[
            {
                "cohort_id": "old", "program_id": "iop", "site_id": "north", "block_id": "evening",
                "pattern": "Mon Wed Fri", "locked": "yes",
            }
        ],
    ),
    parts.census: small_clinic(sites=[{"site_id": "north", "max_participants": "1"}]),
}  # fmt: skip
