"""Tiny scenarios with every feature switched on at random, for judging the planner against the plain model."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from planner.domain.tables import Row, Tables

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PATTERNS = ("Mon Wed Fri", "Mon Tue Thu", "Tue Thu", "Mon", "Wed Fri", "Tue Fri Sun")
Thing = TypeVar("Thing")


def tiny(seed: int) -> Tables:
    """One or two clinics, perhaps telehealth, a few therapists and up to eight people."""
    return _Tiny(Random(seed)).tables()


class _Tiny:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.grid = rng.choice([30, 30, 60, 20, 15])
        self.sites = ["east", "west"][: rng.choice([1, 1, 2])] + (["online"] if rng.random() < 0.3 else [])
        self.blocks = ["am", "pm", "late"][: rng.choice([1, 2, 2, 3])]
        self.programs = ["a", "b"][: rng.choice([1, 1, 2])]
        self.therapists = ["t1", "t2", "t3"][: rng.choice([1, 2, 2, 3])]
        self.people = [f"p{n}" for n in range(rng.randint(3, 8))]
        self.rooms: list[Row] = []
        self.cohorts: list[Row] = []

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    def some(self, things: Sequence[str], share: float = 0.6) -> str:
        return ";".join(thing for thing in things if self.often(share))

    def one(self, things: Sequence[Thing]) -> Thing:
        return self.rng.choice(things)

    def tables(self) -> Tables:
        sites = [self._site(i) for i in self.sites]
        self.rooms = [room for i in self.sites if i != "online" for room in self._rooms(i)]
        programs = [self._program(i) for i in self.programs]
        blocks = self._blocks()
        therapists = [self._therapist(i) for i in self.therapists]
        hours = [row for t in therapists for row in self._duty(t)]
        self.cohorts = [self._cohort(f"c{n}", programs) for n in range(self.one([0, 0, 1, 1, 2]))]
        people = [self._person(i) for i in self.people]
        rows: dict[str, list[Row]] = {
            "sites": sites, "rooms": self.rooms, "programs": programs, "blocks": blocks, "therapists": therapists,
            "therapist_hours": hours, "participants": people, "cohorts": self.cohorts, "profiles": [self._profile()],
            "participant_hours": [row for i in self.people if self.often(0.2) for row in self._free(i)],
            "travel": [row for i in self.people if self.often(0.2) for row in [self._travel(i)]],
            "pairs": self._pairs(),
        }  # fmt: skip
        return Tables(self._settings(), {name: tuple(table) for name, table in rows.items() if table or name != "x"})

    def _settings(self) -> dict[str, object]:
        settings: dict[str, object] = {
            "name": "tiny",
            "grid_minutes": self.grid,
            "evening_from": self.one(["17:00", "11:00"]),
        }
        if self.often(0.3):
            settings["weights"] = {
                "place_enrolled": self.one([500, 20000]), "open_cohort": self.one([0, 100, 1100]),
                "change_therapist": self.one([0, 100, 900]), "change_facilitator": self.one([50, 700]),
                "move_cohort": self.one([200, 1200]), "other_block": self.one([20, 600]), "free_travel_minutes": 5,
            }  # fmt: skip
        return settings

    def _site(self, i: str) -> Row:
        return {
            "site_id": i,
            "open": "no" if self.often(0.06) else "yes",
            "modality": "virtual" if i == "online" else "in_person",
            "programs": self.one(["", "", "", "", self.programs[0]]),
            "latitude": "40.0" if self.often(0.7) else "",
            "longitude": self.one(["-75.0", "-75.2"]),
            "max_participants": self.one(["", "", "", "3", "5"]),
        }  # fmt: skip

    def _rooms(self, site: str) -> list[Row]:
        kinds = self.one(
            [["group", "office"], ["flex"], ["group", "flex"], ["flex", "flex"], ["group", "group", "office"]]
        )
        return [
            {
                "room_id": f"{site}-{n}", "site_id": site, "kind": kind, "seats": str(self.one([2, 3, 4, 8])),
                "open": "no" if self.often(0.06) else "yes",
            }
            for n, kind in enumerate(kinds)
        ]  # fmt: skip

    def _blocks(self) -> list[Row]:
        times = {
            "am": ("09:00", "11:00"),
            "pm": ("13:00", "15:00"),
            "late": self.one([("17:00", "19:00"), ("14:00", "16:00")]),
        }
        rows: list[Row] = [
            {
                "block_id": b,
                "site_id": "",
                "start": times[b][0],
                "end": times[b][1],
                "open": "no" if self.often(0.05) else "yes",
            }
            for b in self.blocks
        ]
        if self.often(0.25):
            rows.append({"block_id": "am", "site_id": self.sites[0], "start": "10:00", "end": "13:00", "open": "yes"})
        return rows

    def _program(self, i: str) -> Row:
        least = self.one([1, 1, 2, 2, 3])
        return {
            "program_id": i,
            "skill": self.one(["x", "x", "y"]),
            "patterns": ";".join(self.rng.sample(PATTERNS, self.one([1, 1, 2]))),
            "blocks": self.one(["", "", self.blocks[0]]),
            "group_min": str(least),
            "group_max": str(least + self.one([0, 1, 2, 4])),
            "facilitators": self.one(["1", "1", "1", "1", "2"]),
            "extra_facilitator_above": self.one(["", "", "2", "3"]),
            "individual_per_week": self.one(["0", "1", "1", "1", "2", "3"]),
            "individual_minutes": self.one(["50", "50", "30", "75", "20"]),
            "profile": self.one(["", "", "", "", "rule"]),
        }  # fmt: skip

    def _profile(self) -> Row:
        return {
            "profile_id": "rule",
            "weekly_minutes_min": self.one(["", "240", "290"]),
            "weekly_minutes_max": self.one(["", "", "400"]),
            "days_min": self.one(["", "2"]),
            "gap_days_max": self.one(["", "3", "2"]),
        }  # fmt: skip

    def _therapist(self, i: str) -> Row:
        sites = self.some(self.sites, 0.7) or self.sites[0]
        return {
            "therapist_id": i,
            "skills": self.one(["x", "x;y", "x;y", "x;y"]),
            "sites": sites,
            "max_direct_hours": self.one(["40", "40", "14.25", "12", "8.5"]),
            "max_evenings": self.one(["", "", "", "1", "2", "0"]),
            "max_individual": self.one(["", "", "1", "2", "3"]),
        }  # fmt: skip

    def _duty(self, therapist: Row) -> list[Row]:
        i, sites = therapist["therapist_id"], therapist["sites"].split(";")
        rows: list[Row] = []
        for day in DAYS[: self.one([5, 7])]:
            if self.often(0.93):
                start, end = self.one([("09:00", "16:00"), ("09:00", "20:00"), ("12:00", "19:30"), ("08:45", "17:10")])
                rows.append(
                    {"therapist_id": i, "day": day, "start": start, "end": end, "site_id": self.one(["", "", *sites])}
                )
                if self.often(0.2):
                    rows.append(
                        {"therapist_id": i, "day": day, "start": end, "end": "21:00", "site_id": self.one(["", *sites])}
                    )
        return rows or [{"therapist_id": i, "day": "Mon", "start": "09:00", "end": "15:00", "site_id": ""}]

    def _cohort(self, i: str, programs: Sequence[Row]) -> Row:
        program, site = self.one(programs), self.one(self.sites)
        rooms = [room["room_id"] for room in self.rooms if room["site_id"] == site]
        return {
            "cohort_id": i,
            "program_id": program["program_id"],
            "site_id": site,
            "block_id": self.one(self.blocks),
            "pattern": self.one(program["patterns"].split(";")),
            "room_id": self.one(["", *rooms]),
            "facilitators": self.one(["", *self.therapists]),
            "locked": "yes" if self.often(0.15) else "no",
        }  # fmt: skip

    def _person(self, i: str) -> Row:
        enrolled = bool(self.cohorts) and self.often(0.5)
        cohort = self.one(self.cohorts) if enrolled else None
        return {
            "participant_id": i,
            "program_id": cohort["program_id"] if cohort else self.one(self.programs),
            "status": "enrolled" if enrolled or self.often(0.1) else "waiting",
            "priority": self.one(["", "1", "2", "5"]),
            "blocks": self.one(["", "", "", self.one(self.blocks)]),
            "preferred_block": self.one(["", "", self.one(self.blocks)]),
            "sites": self.one(["", "", "", self.one(self.sites)]),
            "max_travel_minutes": self.one(["", "", "15"]),
            "latitude": self.one(["40.05", "40.0", ""]),
            "longitude": self.one(["-75.0", "-75.1"]),
            "cohort_id": cohort["cohort_id"] if cohort and self.often(0.9) else "",
            "therapist_id": self.one(["", "", self.one(self.therapists)]),
            "days_waiting": self.one(["", "3", "200"]),
        }  # fmt: skip

    def _free(self, i: str) -> list[Row]:
        days = [day for day in DAYS if self.often(0.8)] or ["Mon"]
        start, end = self.one([("08:00", "15:00"), ("09:00", "12:00"), ("09:30", "20:00"), ("12:00", "20:00")])
        return [{"participant_id": i, "day": day, "start": start, "end": end} for day in days]

    def _travel(self, i: str) -> Row:
        return {"participant_id": i, "site_id": self.one(self.sites), "minutes": self.one(["0", "12", "40", "60"])}

    def _pairs(self) -> list[Row]:
        rows: dict[tuple[str, str], Row] = {}
        for _ in range(self.one([0, 0, 1, 2])):
            one, other = self.rng.sample(self.people, 2)
            kind = self.one(["apart", "together", "not_with"])
            other = self.one(self.therapists) if kind == "not_with" else other
            rows[one, other] = {"kind": kind, "participant_id": one, "other_id": other}
        return list(rows.values())
