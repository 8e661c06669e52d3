"""Several folders read for one answer: everything wrong in any of them is said at once, with the folder it lies in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from planner.errors import BadInput, Finding


class Together:
    """What is wrong in the folders read so far."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """Takes note of what is wrong there, instead of raising BadInput."""
        try:
            yield
        except BadInput as error:
            self.findings.extend(in_folder(finding, str(path)) for finding in error.findings)


@contextmanager
def together() -> Iterator[Together]:
    """Lets folders be read inside one by one. Raises BadInput at the end where anything is wrong in any of them."""
    read = Together()
    yield read
    if read.findings:
        raise BadInput(read.findings)


def in_folder(finding: Finding, folder: str) -> Finding:
    """The same finding with the folder or workbook before its file, unless it says where that lies."""
    if Path(finding.file).name != finding.file or finding.file == folder:
        return finding
    if finding.file == Path(folder).name:  # the workbook itself
        return replace(finding, file=folder)
    return replace(finding, file=f"{folder}{', ' if finding.file.startswith('sheet ') else '/'}{finding.file}")
