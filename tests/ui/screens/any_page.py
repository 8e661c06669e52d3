"""The page that the environment names, as the app draws it, but for the pages' own links."""

import os
from importlib import import_module

from planner.ui.here import stay

stay()
import_module(f"planner.ui.pages.{os.environ['TEST_PAGE']}").page()
