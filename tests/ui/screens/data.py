"""The scenario that the environment names, and the upload."""

import os
from pathlib import Path

from planner.services.permission import Person
from planner.ui.pages.data import Desk, data, upload

desk = Desk(Path(os.environ["TEST_HOME"]), Person("dana"), lambda _: None)
data(desk, Path(os.environ["TEST_SCENARIO"]))
upload(desk)
