"""The scenario that the environment names, and the upload."""

import os
from pathlib import Path

from planner.ui.pages.data import Desk, data, upload

desk = Desk(Path(os.environ["TEST_HOME"]), "dana", True, lambda _: None)
data(desk, Path(os.environ["TEST_SCENARIO"]))
upload(desk)
