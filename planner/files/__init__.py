"""How do scenarios and plans come from the disk, and get there?

A folder is read as text, cell by cell, into `Tables`; `scenario_of` says what tables mean, or everything that is wrong
with them at once. Plans are written and read likewise. Whatever is written is written whole or not at all.
"""

from planner.files.plan_folder import holds_plan, read_plan, refuse_target, write_plan
from planner.files.scenario_folder import Folder, read_folder, refuse_tables_target, write_tables
from planner.files.understanding import scenario_of
from planner.files.whole import whole_file, whole_folder

__all__ = [
    "Folder",
    "holds_plan",
    "read_folder",
    "read_plan",
    "refuse_tables_target",
    "refuse_target",
    "scenario_of",
    "whole_file",
    "whole_folder",
    "write_plan",
    "write_tables",
]
