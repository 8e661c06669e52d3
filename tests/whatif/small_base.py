"""A small valid scenario as tables, and what changes did to it as lines: `- rooms: n1,north` gone, `+ rooms: …` new."""

import csv
import io
from collections import Counter

from planner.domain.tables import Row, Tables
from planner.files.contract import TABLES
from planner.whatif.apply import apply

WRITTEN = {
    "sites": """
site_id,name,modality,programs,latitude,longitude,open
north,North Clinic,in_person,,41.0,-74.0,yes
east,East Clinic,in_person,amh;sud,41.3,-74.0,yes
online,,virtual,amh,,,yes
""",
    "rooms": """
room_id,site_id,kind,seats,open
n1,north,group,12,yes
n2,north,flex,10,yes
n3,north,office,2,no
e1,east,group,8,yes
e2,east,office,2,yes
""",
    "blocks": """
block_id,site_id,start,end,open
morning,,09:00,12:00,yes
evening,,17:00,20:00,yes
evening,east,17:30,20:30,yes
late,,18:00,21:00,no
""",
    "programs": """
program_id,name,skill,patterns,blocks,group_min,group_max,profile
amh,Adult mental health,amh,Mon Wed Fri;Mon Tue Thu,,3,10,iop
sud,Substance use,sud,Mon Wed Fri,morning;evening,4,8,
""",
    "profiles": """
profile_id,weekly_minutes_min,days_min
iop,540,3
""",
    "therapists": """
therapist_id,name,skills,sites,max_direct_hours,max_evenings,cost_per_hour
dana,Dana Ortiz,amh;sud,north;east,25,2,60
ben,Ben Yu,amh,north,20,,55.5
eve,,sud,east,20,,
""",
    "therapist_hours": """
therapist_id,day,start,end,site_id
dana,Mon,08:00,16:00,
dana,Wed,08:00,16:00,
dana,Thu,12:00,20:00,east
dana,Fri,08:00,16:00,north
ben,Mon,08:00,20:00,
ben,Tue,08:00,20:00,
ben,Thu,08:00,20:00,
eve,Mon,09:00,21:00,
eve,Wed,09:00,21:00,
eve,Fri,09:00,21:00,
""",
    "participants": """
participant_id,program_id,status,blocks,preferred_block,sites,latitude,longitude,cohort_id,therapist_id
e01,amh,enrolled,,,,41.0,-74.0,c1,dana
e02,sud,enrolled,morning,,east,41.3,-74.0,c2,eve
p01,amh,waiting,,,,41.0,-74.0,,
p02,amh,waiting,morning,morning,,41.0,-74.0,,
p03,amh,waiting,evening;morning,evening,,41.3,-74.0,,
p04,amh,waiting,evening,evening,,41.3,-74.0,,
p05,amh,waiting,,,north;online,41.3,-74.0,,
p06,sud,waiting,evening,,,41.3,-74.0,,
p07,sud,waiting,,,,41.1,-74.0,,
p08,amh,waiting,morning,,,48.0,-74.0,,
""",
    "participant_hours": """
participant_id,day,start,end
p01,Mon,08:00,13:00
p01,Wed,08:00,13:00
p01,Fri,08:00,13:00
p04,Mon,16:00,22:00
""",
    "travel": """
participant_id,site_id,minutes
p01,east,30
p07,north,5
""",
    "pairs": """
kind,participant_id,other_id
apart,p01,p02
together,p03,p04
not_with,p07,dana
""",
    "cohorts": """
cohort_id,program_id,site_id,block_id,pattern,room_id,facilitators,locked
c1,amh,north,morning,Mon Wed Fri,n1,dana,yes
c2,sud,east,evening,Mon Wed Fri,e1,eve,no
c3,amh,north,evening,Mon Tue Thu,,ben,yes
""",
}


def _rows(name: str, text: str) -> tuple[Row, ...]:
    empty = dict.fromkeys((column.name for column in TABLES[name].columns), "")
    return tuple({**empty, **row} for row in csv.DictReader(io.StringIO(text.strip())))


def small_base() -> Tables:
    return Tables({"name": "small"}, {name: _rows(name, text) for name, text in WRITTEN.items()})


def lines(name: str, row: Row) -> str:
    return f"{name}: {','.join(text for text in row.values() if text)}"


def difference(before: Tables, after: Tables) -> list[str]:
    was = Counter(lines(name, row) for name, table in before.rows.items() for row in table)
    now = Counter(lines(name, row) for name, table in after.rows.items() for row in table)
    return [f"- {line}" for line in (was - now).elements()] + [f"+ {line}" for line in (now - was).elements()]


def edits(*changes: dict[str, object]) -> list[str]:
    base = small_base()
    return difference(base, apply(base, changes).tables)


def said(*changes: dict[str, object]) -> list[str]:
    return [str(warning) for warning in apply(small_base(), changes).warnings]
