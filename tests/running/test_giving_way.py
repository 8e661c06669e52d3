import os
import subprocess
import sys

import pytest

from planner.worker import GIVING_WAY

SCRIPT = "import os; from planner.worker import _give_way; _give_way(); print(os.nice(0))"
NICEST = 19


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no niceness")
def test_a_worker_lets_those_go_first_who_wait_before_a_screen() -> None:
    told = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True).stdout
    assert int(told) == min(NICEST, os.nice(0) + GIVING_WAY)
