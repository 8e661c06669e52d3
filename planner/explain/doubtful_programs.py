"""Programs that are legal as written yet can never run, and profiles that nobody can date."""

import re
from collections.abc import Iterator, Sequence

from planner.domain.rules import Rule
from planner.domain.scenario import Program, Scenario, Site
from planner.domain.week import days_text
from planner.eligibility import Offering, offering_at, offering_blockers
from planner.errors import Finding

TWO_DAYS = re.compile(r"\d{1,2}([./-])\d{1,2}\1(\d{2}|\d{4})")
"""A date whose day and month change places from country to country."""


def programs(s: Scenario) -> Iterator[Finding]:
    """Programs without a skilled therapist, an open site, a time that their rules allow, or a group that fits."""
    for program in s.programs.values():
        offered = [site for site in s.sites.values() if site.open and program.id in site.programs]
        if not offered:
            right = "list it at a site, or open a site that offers it"
            yield _finding(program, "program_id", f"no open site offers {program.id}", right)
            continue
        yield from _times(s, program, offered)
        yield from _staff(s, program, offered)
        yield from _seats(s, program, offered)


def profiles(s: Scenario) -> Iterator[Finding]:
    """Profiles that hold since a day which reads as two, such as 03/04/2027."""
    for profile in s.profiles.values():
        if TWO_DAYS.fullmatch(profile.effective.strip()):
            wrong = f"{profile.effective} can be read as two days"
            yield Finding("profiles.csv", None, "effective", profile.id, wrong, "write year, month, day: 2027-01-18")


def _finding(program: Program, column: str, wrong: str, right: str) -> Finding:
    return Finding("programs.csv", None, column, program.id, wrong, right)


def _times(s: Scenario, program: Program, offered: Sequence[Site]) -> Iterator[Finding]:
    """A program needs an open block, and in it each of its patterns should meet its profile."""
    blocks = {(site.id, block) for site in offered for block in program.blocks if (site.id, block) in s.blocks}
    if not any(s.blocks[key].open for key in blocks):
        wrong = f"no block of {program.id} is open at a site that offers it"
        yield _finding(program, "blocks", wrong, "open one of its blocks there, or list another")
        return
    for pattern in dict.fromkeys(program.patterns):
        choices = [offering_at(s, program.id, site, block, pattern) for site, block in sorted(blocks)]
        if not any(o is not None and _is_allowed(s, o) for o in choices):
            wrong = f"{program.id} on {days_text(pattern)} meets the rules of {program.profile} in none of its blocks"
            yield _finding(program, "patterns", wrong, "choose other days or longer blocks, or correct the profile")


def _is_allowed(s: Scenario, o: Offering) -> bool:
    """R2: whether the profile allows it."""
    return not any(blocker.rule is Rule.PROFILE for blocker in offering_blockers(s, o))


def _staff(s: Scenario, program: Program, offered: Sequence[Site]) -> Iterator[Finding]:
    skilled = [t for t in s.therapists.values() if program.skill in t.skills]
    if not skilled:
        wrong = f"no therapist has the skill {program.skill} that {program.id} needs"
        yield _finding(program, "skill", wrong, "give it to a therapist in therapists.csv, or correct its spelling")
        return
    most = max(sum(site.id in t.sites for t in skilled) for site in offered)
    if most == 0:
        wrong = f"no therapist with the skill {program.skill} works at an open site that offers {program.id}"
        yield _finding(program, "skill", wrong, "add such a site to the sites of one of them")
    elif most < program.facilitators:
        wrong = f"{program.id} needs {program.facilitators} facilitators; no site that offers it has more than {most}"
        yield _finding(program, "facilitators", wrong, f"ask for {most}, or let more skilled therapists work there")


def _seats(s: Scenario, program: Program, offered: Sequence[Site]) -> Iterator[Finding]:
    if any(site.virtual for site in offered):
        return
    ids = {site.id for site in offered}
    seats = max((room.seats for room in s.rooms.values() if room.site in ids and room.holds_groups), default=0)
    if 0 < seats < program.group_min:
        wrong = f"a group of {program.id} has at least {program.group_min} members; its largest room seats {seats}"
        yield _finding(program, "group_min", wrong, f"lower it to {seats} at most, or add a larger room")
