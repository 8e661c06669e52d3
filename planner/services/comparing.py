"""Plans side by side: from their folders, or from the store by the number of their run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from planner.check import check
from planner.domain.scenario import Scenario
from planner.errors import BadInput, Finding, StoreError
from planner.files import read_plan, scenario_of
from planner.services.opening import Opened, open_scenario
from planner.services.stored import plan_of
from planner.services.together import together
from planner.store import Runs
from planner.whatif.compare import Comparison, compare_all
from planner.whatif.figures import Side


def compare_folders(
    plans: Sequence[Path], scenarios: Sequence[Path] = (), runs: Runs | None = None
) -> tuple[Comparison, ...]:
    """Each plan against the first; costs and limits are known where the plans' scenarios are given or in the store.

    A plan is a folder, or a run's number where there is no folder of this name. Raises BadInput with everything that
    cannot be read, or where a scenario that is given is none of theirs or a plan is not what its summary says.
    """
    names = _names(plans)
    sides, opened = list[Side](), list[Opened]()
    with together() as read:
        for path in plans:
            with read.reading(path):
                sides.append(_read(path, runs))
        for path in scenarios:
            with read.reading(path):
                opened.append(open_scenario(path))
    given = _given(opened, {side.summary.input_sha256: name for side, name in zip(sides, names, strict=True)})
    known = [_known(side, name, given, runs) for side, name in zip(sides, names, strict=True)]
    if findings := [one for side in known for one in _unsound(side)]:
        raise BadInput(findings)
    return compare_all(known)


def _unsound(side: Side) -> Iterator[Finding]:
    """Why no verdict can lean on a plan of a known scenario: it breaks a rule, or claims what it does not score."""
    if side.scenario is None:
        return
    report, claimed = check(side.scenario, side.plan), side.summary.score
    wrong = [f"does not keep the rules of its scenario: {one}".removesuffix(".") for one in report.violations[:1]]
    wrong += [f"claims a score of {claimed}; it scores {report.score}"] if claimed != report.score else []
    for text in wrong[:1]:
        yield Finding(side.name, None, "", "", text, "planner check says all of it; plan again, or leave it out")


def _read(path: Path, runs: Runs | None) -> Side:
    if runs is not None and str(path).isdecimal() and not path.exists():
        return Side(str(path), *plan_of(_stored(runs, str(path))))
    return Side(str(path), *read_plan(path))


def _stored(runs: Runs, run: str) -> Mapping[str, str]:
    """A run's plan, as what is named beside folders: without one it is bad input like these."""
    try:
        return runs.plan_files(int(run))
    except StoreError as error:
        raise BadInput([Finding(run, None, "", "", str(error), "planner runs lists what there is")]) from error


def _known(side: Side, name: str, given: Mapping[str, Scenario], runs: Runs | None) -> Side:
    """The plan under its name, and with its scenario where that can be found."""
    content = side.summary.input_sha256
    scenario = given.get(content)
    if scenario is None and runs is not None and (run := runs.last_plan(content)) is not None:
        scenario, _ = scenario_of(runs.tables(run.id))
    return Side(name, side.plan, side.summary, scenario)


def _given(opened: Sequence[Opened], plans: Mapping[str, str]) -> Mapping[str, Scenario]:
    """The scenarios by fingerprint. Raises BadInput for those that none of the plans was made from."""
    wrong = f"none of these plans was made from it, or it has changed since: {', '.join(plans.values())}"
    right = "give the scenario as it was planned, plan it again, or leave it out"
    if strangers := [one for one in opened if one.fingerprint not in plans]:
        raise BadInput([Finding(str(one.path), None, "", "", wrong, right) for one in strangers])
    return {one.fingerprint: one.scenario for one in opened}


def _names(plans: Sequence[Path]) -> list[str]:
    """The folders' own names where these tell them apart, else the paths as given; runs are named as such."""
    names = [f"run {path}" if str(path).isdecimal() and not path.exists() else path.resolve().name for path in plans]
    return names if len(set(names)) == len(names) else [str(path) for path in plans]
