"""The smallest scenario worth looking at: what the template of the workbook holds until people write their own."""

from planner.domain.tables import Tables

EXAMPLE = Tables(
    {"name": "Example", "description": "One clinic, one program, an evening group. Replace these rows with yours."},
    {
        "sites": ({"site_id": "north", "name": "North Clinic", "timezone": "America/New_York"},),
        "rooms": (
            {"room_id": "n1", "site_id": "north", "kind": "group", "seats": "12"},
            {"room_id": "n2", "site_id": "north", "kind": "office", "seats": "2"},
        ),
        "blocks": ({"block_id": "evening", "start": "17:00", "end": "20:00"},),
        "programs": (
            {
                "program_id": "amh",
                "name": "Adult mental health",
                "skill": "amh",
                "patterns": "Mon Wed Fri;Mon Tue Thu",
                "group_min": "3",
                "group_max": "10",
                "profile": "iop",
            },
        ),
        "profiles": ({"profile_id": "iop", "weekly_minutes_min": "540", "days_min": "3"},),
        "therapists": (
            {
                "therapist_id": "t01",
                "name": "Example Therapist",
                "skills": "amh",
                "sites": "north",
                "max_direct_hours": "25",
            },
        ),
        "therapist_hours": tuple(
            {"therapist_id": "t01", "day": day, "start": "12:00", "end": "20:00"} for day in ("Mon", "Wed", "Fri")
        ),
        "participants": tuple({"participant_id": f"p{number:03}", "program_id": "amh"} for number in range(1, 5)),
        "participant_hours": ({"participant_id": "p001", "day": "Mon", "start": "16:00", "end": "22:00"},),
    },
)
