"""Pages under test leave the process as they found it."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit puts each page in place of the main module, from which other tests' processes are started."""
    with pytest.MonkeyPatch.context() as modules:
        modules.setitem(sys.modules, "__main__", sys.modules["__main__"])
        yield
