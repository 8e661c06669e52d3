"""A small valid scenario folder as text, to be written with an edit or two."""

from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, str] = {
    "scenario.toml": 'name = "Two clinics"\ndescription = "Nothing is wrong with it."\n\n[weights]\nwait_day = 2\n',
    "sites.csv": """site_id,name,region,timezone,open,modality,programs,latitude,longitude,max_participants
north,North Clinic,Valley,America/New_York,yes,in_person,,41.5,-74.25,40
online,,,,,virtual,amh,,,
""",
    "rooms.csv": """room_id,site_id,kind,seats,open
n1,north,group,12,yes
n2,north,office,2,
""",
    "blocks.csv": """block_id,site_id,start,end,open
evening,,17:00,20:00,yes
evening,online,18:00,21:00,yes
noon,north,11:00,14:00,no
""",
    "programs.csv": """\
program_id,name,skill,patterns,blocks,group_min,group_max,facilitators,individual_per_week,profile
amh,Adult mental health,amh,Mon Wed Fri;Mon Tue Thu,,3,10,1,1,iop
sud,,sud,Mon Wed Fri,evening,4,8,,,
""",
    "profiles.csv": """profile_id,name,weekly_minutes_min,weekly_minutes_max,days_min,gap_days_max,source,effective
iop,Intensive outpatient,540,1140,3,3,State rule,2024
""",
    "therapists.csv": """therapist_id,name,skills,sites,max_direct_hours,max_evenings,max_individual,cost_per_hour
dana,Dana Ortiz,amh;sud,north;online,25.5,2,12,60
007,,amh,north,20,,,
""",
    "therapist_hours.csv": """therapist_id,day,start,end,site_id
dana,Mon,8:00,12:00,
dana,Mon,12:00,21:00,online
007,Wed,09:00,24:00,north
""",
    "participants.csv": """\
participant_id,program_id,status,priority,blocks,preferred_block,sites,max_travel_minutes,cohort_id,therapist_id
e01,amh,enrolled,2,,,,,c1,dana
p01,sud,,,evening,evening,north,30,,
p02,amh,waiting,5,,noon,,,,
""",
    "participant_hours.csv": """participant_id,day,start,end
p01,Mon,08:00,13:00
p01,Mon,13:00,22:00
""",
    "travel.csv": "participant_id,site_id,minutes\np01,north,25\n",
    "pairs.csv": "kind,participant_id,other_id\napart,p02,p01\nnot_with,p01,dana\n",
    "cohorts.csv": """cohort_id,program_id,site_id,block_id,pattern,room_id,facilitators,locked
c1,amh,north,evening,Mon Wed Fri,n1,dana,yes
""",
}


def write_folder(path: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def edited(file: str, old: str, new: str) -> dict[str, str | bytes]:
    """The files with one place of one of them written otherwise."""
    assert FILES[file].count(old) == 1, f"{old!r} is not once in {file}"
    return {**FILES, file: FILES[file].replace(old, new)}
