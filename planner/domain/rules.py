"""The rules that every plan obeys, as `docs/model.md` numbers them."""

from enum import Enum


class Rule(Enum):
    """A rule of the contract: its number, its title and one sentence."""

    RECORD = ("R0", "consistency", "The plan's files agree with one another and name every participant once.")
    PLACE = ("R1", "place", "A participant sits in at most one cohort that they accept, can reach and can attend.")
    PROFILE = ("R2", "profile", "An offering meets the hours and days that its program's profile asks for.")
    SIZE = ("R3", "size", "A cohort has at least its minimum and at most its maximum of members, and seats for them.")
    ROOM = ("R4", "room", "An in-person cohort has one group room of its site, and no room holds two things at once.")
    FACILITATORS = (
        "R5",
        "facilitators",
        "A cohort is led by exactly as many qualified therapists on duty as it needs.",
    )
    INDIVIDUAL = ("R6", "individual", "One primary therapist gives a placed participant all their individual sessions.")
    CLASH = ("R7", "no clash", "Nobody is in two sessions at once, and each individual session has an office.")
    WORKLOAD = ("R8", "workload", "A therapist stays within their direct hours, evenings and caseload.")
    ONE_SITE = ("R9", "one site a day", "A therapist's in-person sessions of a day are all at one site.")
    PAIRS = ("R10", "pairs", "People kept apart, together, or from a therapist, are.")
    LOCKED = ("R11", "locked", "A locked cohort runs as it is, and its enrolled members stay in it.")
    CENSUS = ("R12", "census", "The members at a site stay within its licence.")

    def __init__(self, number: str, title: str, sentence: str) -> None:
        self.number = number
        self.title = title
        self.sentence = sentence

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
