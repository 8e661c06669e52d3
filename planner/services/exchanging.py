"""Handing a plan over in other people's formats: as bytes to download, or written whole or not at all."""

import io
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from planner.domain.outcome import Earlier
from planner.domain.progress import StopAfter, Unwatched, Watch
from planner.domain.week import DAYS
from planner.errors import BadInput, Finding, PlanRefused
from planner.exports import EXPORTS, Dates, Export, Files, Options
from planner.exports.fhir_mapping import MAPPING, mapping
from planner.exports.names import file_names
from planner.exports.options import EARLIEST, LATEST
from planner.files import holds_plan, read_plan, whole_file, whole_folder
from planner.files.whole import refuse_unless, refuse_unless_file, refuse_unless_table
from planner.services.checking import check_plan
from planner.services.explaining import explain, ways
from planner.services.finding import find_scenario
from planner.services.opening import Opened, open_scenario
from planner.services.planning import MOST_ASKED as MOST_PEOPLE
from planner.services.together import together
from planner.store import Runs
from planner.views.tables import Planned

WEEKS = 12
"""Calendars cover so many weeks where nobody says until when."""

SHOWN = 5

SECONDS = 20.0
"""For so long it is looked for what would place people, where nobody says otherwise and the scenario is small."""

MOST_ASKED = 60
"""For so many people without a place it is looked for what it would take; a list of more is not read to its end."""

SHORTEST_KEY = 16
"""Characters that a key holds at least."""

AT_ONCE = 4
"""People who are asked about together; the time is looked at before the next ones are."""

STAMP = (2000, 1, 1, 0, 0, 0)
"""Archives of the same files are the same bytes, so they say nothing of when they were made."""


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """A checked plan with its scenario. `same_scenario`: the scenario holds what it held when the plan was made."""

    opened: Opened
    planned: Planned
    same_scenario: bool


def open_plan(folder: Path, scenario: Path | None = None, runs: Runs | None = None) -> OpenedPlan:
    """Reads and checks a plan; without a scenario's path the scenario is looked for nearby and in the store.

    Raises BadInput where one of them cannot be read or found, PlanRefused where the plan is not sound.
    """
    with together() as read:
        with read.reading(folder):
            plan, summary = read_plan(folder)
        if scenario is not None:
            with read.reading(scenario):
                opened = open_scenario(scenario)
    if scenario is None:
        opened = find_scenario(folder, summary, runs)
    checked = check_plan(opened, plan, summary)
    if not checked.ok:
        wrong = map(str, checked.violations[:SHOWN])
        raise PlanRefused("\n".join([f"The plan in {folder} is not sound, and was not exported:", *wrong]))
    return OpenedPlan(opened, Planned(opened.scenario, plan, summary), checked.same_scenario)


def dates_between(first: date | None, last: date | None, closed: Sequence[date], today: date) -> Dates:
    """Calendar dates: from next Monday on and for some weeks where nobody says otherwise. Raises BadInput."""
    first = first or today + timedelta(days=len(DAYS) - today.weekday())
    return Dates(first, last or _weeks_after(first), frozenset(closed))


def _weeks_after(first: date) -> date:
    """The last day of the usual weeks; the first again where that is none of a calendar."""
    within = EARLIEST <= first <= LATEST
    return min(first + timedelta(weeks=WEEKS, days=-1), LATEST) if within else first


def ways_to_place(
    x: OpenedPlan, seconds: float | None = None, watch: Watch | None = None
) -> Mapping[str, Sequence[str]]:
    """What it would take to place people, in words, by participant; as many of them as the time allows.

    Without a time nobody is asked about where planning itself does not ask either, for there are too many people.
    """
    if seconds is None:
        seconds = SECONDS if len(x.planned.scenario.participants) <= MOST_PEOPLE else 0
    people = sorted(x.planned.plan.unplaced.values(), key=lambda one: (-one.enrolled, -one.priority, one.participant))
    asked = [one.participant for one in people[:MOST_ASKED]]
    start = Earlier(x.planned.plan, x.planned.summary.parts)
    limited = StopAfter(watch or Unwatched(), seconds)
    found: dict[str, list[str]] = {}
    for first in range(0, len(asked), AT_ONCE):
        if limited.stopped():
            break
        found |= ways(explain(x.opened, start, asked[first : first + AT_ONCE], limited))
    return found


def export_files(planned: Planned, name: str, options: Options) -> Files:
    """The files of one format; a format that needs dates gets the usual ones where none are given."""
    export = EXPORTS[name]
    if export.dated and options.dates is None:
        options = replace(options, dates=dates_between(None, None, (), options.made.astimezone().date()))
    return export(planned, options)


def download(planned: Planned, name: str, options: Options) -> tuple[str, bytes]:
    """One file to download, and what to call it: a format of several files comes as a .zip archive."""
    export, files = EXPORTS[name], export_files(planned, name, options)
    stem = file_names([planned.scenario.name], "", f"-{name}")[planned.scenario.name]
    if export.single:
        (content,) = files.values()
        return f"{stem}{export.ending}", content
    return f"{stem}.zip", _archive(files)


def _archive(files: Files) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def place_of(export: Export, out: Path) -> Path:
    """Where a format goes: a file or a folder in `out`; `out` itself where it is called like such a file."""
    if export.single:
        return out if out.suffix.lower() == export.ending else out / export.patterns[0].replace("*", "plan")
    return out / export.name


def earlier_calendars(folder: Path) -> Files:
    """The calendars in a folder that new ones take the place of. Raises BadInput where there is no such folder."""
    if not folder.is_dir():
        raise BadInput([Finding(str(folder), None, "", "", "is no folder", "name the folder of the calendars")])
    try:
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.ics"))}
    except OSError as error:
        raise BadInput([Finding(str(folder), None, "", "", f"cannot be read ({error.strerror})", "")]) from error


def read_key(path: Path) -> bytes:
    """The secret in a file. Raises BadInput where it cannot be read, or is so short that it could be guessed."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise BadInput([Finding(str(path), None, "", "", f"cannot be read ({error.strerror})", "")]) from error
    if len(key) < SHORTEST_KEY:
        wrong = f"holds {len(key)} characters, which could be guessed"
        raise BadInput([Finding(str(path), None, "", "", wrong, f"write {SHORTEST_KEY} random ones or more")])
    return key


def refuse_exports(names: Sequence[str], out: Path, keep: Path | None = None) -> None:
    """Raises BadInput where formats, and a mapping to `keep`, may not be written, with all that is in the way."""
    places = _places(names, out)
    asked = [partial(_refuse, EXPORTS[name], place) for name, place in places.items()]
    if keep is not None:
        asked.append(partial(_refuse_mapping, keep, places.values()))
    if findings := [one for ask in asked for one in _refused(ask)]:
        raise BadInput(findings)


def write_exports(
    planned: Planned, names: Sequence[str], out: Path, options: Options, keep: Path | None = None
) -> list[Path]:
    """Writes formats into a folder and says where; an earlier export there is replaced.

    Calendars update those that they replace. Into `keep`, whom a FHIR bundle's references mean, for those who keep the
    records. Everything is made before anything is written. Raises BadInput where something else is in the way.
    """
    refuse_exports(names, out, keep)
    places = _places(names, out)
    if "ics" in places and places["ics"].is_dir() and not options.earlier:
        options = replace(options, earlier=earlier_calendars(places["ics"]))
    made = {name: export_files(planned, name, options) for name in names}
    kept = {} if keep is None else {keep: mapping(planned, options)}
    for name, place in places.items():
        _write(EXPORTS[name], made[name], place)
    for path, content in kept.items():
        whole_file(path, content)
    return list(places.values())


def _places(names: Sequence[str], out: Path) -> Mapping[str, Path]:
    """Where each format goes. Raises BadInput where several would go to one file."""
    places = {name: place_of(EXPORTS[name], out) for name in names}
    if out in places.values() and len(places) > 1:
        raise BadInput([Finding(str(out), None, "", "", "is one file for several formats", "name a folder")])
    return places


def _overlap(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents


def _refused(ask: Callable[[], None]) -> Sequence[Finding]:
    """What is wrong, where something is."""
    try:
        ask()
    except BadInput as error:
        return error.findings
    return ()


def _refuse(export: Export, place: Path) -> None:
    what = f"an earlier export ({export.name})"
    if export.single:
        refuse_unless_file(place, lambda path: _wrote(export, path), what)
    else:
        refuse_unless(place, lambda path: all(_wrote(export, file) for file in path.iterdir()), what)
    _refuse_in_plan(place)


def _refuse_mapping(keep: Path, places: Collection[Path]) -> None:
    refuse_unless_table(keep, MAPPING, "an earlier mapping")
    _refuse_in_plan(keep)
    for place in places:
        if _overlap(keep.resolve(), place.resolve()):
            wrong = f"is where the export goes, which is {place}"
            raise BadInput([Finding(str(keep), None, "", "", wrong, "name another file")])


def _refuse_in_plan(path: Path) -> None:
    for plan in filter(holds_plan, path.resolve().parents):
        wrong = f"is in {plan}, a plan's folder, which holds its plan alone"
        raise BadInput([Finding(str(path), None, "", "", wrong, "name a place beside it")])


def _wrote(export: Export, path: Path) -> bool:
    """Whether a file is one that the format has written."""
    try:
        with path.open("rb") as file:
            return export.wrote(path.name, file)
    except OSError:
        return False


def _write(export: Export, files: Files, place: Path) -> None:
    if export.single:
        (content,) = files.values()
        whole_file(place, content)
        return
    with whole_folder(place) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
