"""The changes of the contract: one frozen shape a verb, and how a table of `[[changes]]` is read as one.

Fields hold canonical text as the tables' cells do; optional ones are empty (or None) where nothing is written.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from planner.files.cells import Wrong, minutes, quoted
from planner.whatif.fields import (
    BlockId,
    CohortId,
    Columns,
    Day,
    Days,
    Factor,
    Members,
    Misfit,
    Name,
    ProgramId,
    RoomId,
    RoomKind,
    Seats,
    Share,
    SiteId,
    SiteIds,
    TableName,
    TherapistId,
    Time,
    Whole,
    YesNo,
)

Written: TypeAlias = Mapping[str, object]
"""A change as TOML or JSON give it."""


class Shape(BaseModel):
    """What all changes share: they never alter, and take no field that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def _refuse(self, wrong: str, right: str) -> None:
        raise PydanticCustomError("wrong", "{wrong}", {"wrong": wrong, "right": right})


class Add(Shape):
    """A new row."""

    do: Literal["add"] = "add"
    table: TableName
    row: Columns


class Set(Shape):
    """Cells of the row with that key."""

    do: Literal["set"] = "set"
    table: TableName
    key: Columns
    values: Columns


class Remove(Shape):
    """The row with that key, and what refers to it."""

    do: Literal["remove"] = "remove"
    table: TableName
    key: Columns


class TherapistLeaves(Shape):
    """Removes a therapist."""

    do: Literal["therapist_leaves"] = "therapist_leaves"
    therapist: TherapistId


class TherapistAway(Shape):
    """Removes a therapist's duty on some days."""

    do: Literal["therapist_away"] = "therapist_away"
    therapist: TherapistId
    days: Days


class TherapistJoins(Shape):
    """A copy of another therapist with their hours; any further field is a column in which the two differ."""

    model_config = ConfigDict(frozen=True, extra="allow")

    do: Literal["therapist_joins"] = "therapist_joins"
    id: TherapistId
    like: TherapistId

    @property
    def differing(self) -> Mapping[str, object]:
        """The columns that are not as those of the other."""
        return self.model_extra or {}


class Duty(Shape):
    """Adds duty, or cuts that time out of it."""

    do: Literal["duty"] = "duty"
    therapist: TherapistId
    day: Day
    start: Time
    end: Time
    site: SiteId = ""
    remove: YesNo = False

    @model_validator(mode="after")
    def _in_order(self) -> "Duty":
        if minutes(self.start) >= minutes(self.end):
            self._refuse(f"end {self.end} is not after the start {self.start}", "end later on the same day")
        return self


class MoveTherapist(Shape):
    """Replaces a therapist's sites."""

    do: Literal["move_therapist"] = "move_therapist"
    therapist: TherapistId
    sites: SiteIds


class RoomCloses(Shape):
    """A room that is not used."""

    do: Literal["room_closes"] = "room_closes"
    room: RoomId


class RoomOpens(Shape):
    """A room that is used again, or a new one."""

    do: Literal["room_opens"] = "room_opens"
    room: RoomId = ""
    id: RoomId = ""
    site: SiteId = ""
    kind: RoomKind = ""
    seats: Seats = ""

    @model_validator(mode="after")
    def _either(self) -> "RoomOpens":
        new = [self.id, self.site, self.kind, self.seats]
        if any(new) if self.room else not all(new):
            self._refuse(
                "names neither a room to open again nor a whole new one", "give room, or id, site, kind and seats"
            )
        return self


class SiteCloses(Shape):
    """A site that holds no session."""

    do: Literal["site_closes"] = "site_closes"
    site: SiteId


class SiteOpens(Shape):
    """A site that holds sessions again."""

    do: Literal["site_opens"] = "site_opens"
    site: SiteId


class BlockCloses(Shape):
    """A block in which no cohort meets, at one site or at all."""

    do: Literal["block_closes"] = "block_closes"
    block: BlockId
    site: SiteId = ""


class BlockOpens(Shape):
    """A block in which cohorts meet again, or, with its times, a new one."""

    do: Literal["block_opens"] = "block_opens"
    block: BlockId
    site: SiteId = ""
    start: Time = ""
    end: Time = ""

    @model_validator(mode="after")
    def _both_times(self) -> "BlockOpens":
        if bool(self.start) != bool(self.end):
            self._refuse("has only one of start and end", "give both for a new block, or none")
        if self.start and minutes(self.start) >= minutes(self.end):
            self._refuse(f"end {self.end} is not after the start {self.start}", "end later on the same day")
        return self


class GroupSize(Shape):
    """A program's smallest and largest group."""

    do: Literal["group_size"] = "group_size"
    program: ProgramId
    min: Members = ""
    max: Members = ""

    @model_validator(mode="after")
    def _something(self) -> "GroupSize":
        if not self.min and not self.max:
            self._refuse("has neither min nor max", "give one of them, or both")
        return self


class Demand(Shape):
    """More or fewer waiting people among those who match the filters."""

    do: Literal["demand"] = "demand"
    factor: Factor
    program: ProgramId = ""
    site: SiteId = ""
    block: BlockId = ""
    seed: Whole = 0


class Preference(Shape):
    """A share of the waiting people who accept and prefer a block."""

    do: Literal["preference"] = "preference"
    block: BlockId
    share: Share
    program: ProgramId = ""
    seed: Whole = 0


class Lock(Shape):
    """A cohort that must go on as it is."""

    do: Literal["lock"] = "lock"
    cohort: CohortId


class Unlock(Shape):
    """A cohort that need not go on."""

    do: Literal["unlock"] = "unlock"
    cohort: CohortId


class Weight(Shape):
    """A weight of the score."""

    do: Literal["weight"] = "weight"
    name: Name
    value: Whole


Change: TypeAlias = (
    Add
    | Set
    | Remove
    | TherapistLeaves
    | TherapistAway
    | TherapistJoins
    | Duty
    | MoveTherapist
    | RoomCloses
    | RoomOpens
    | SiteCloses
    | SiteOpens
    | BlockCloses
    | BlockOpens
    | GroupSize
    | Demand
    | Preference
    | Lock
    | Unlock
    | Weight
)

_ANY: TypeAdapter[Change] = TypeAdapter(Annotated[Change, Field(discriminator="do")])
SHAPES: Mapping[str, type[Shape]] = {shape.model_fields["do"].default: shape for shape in Shape.__subclasses__()}
"""Each verb's shape, in the order of the contract."""


def read_change(written: Written) -> Change:
    """The change that a table says. Raises Misfit with everything that is wrong about its fields."""
    try:
        return _ANY.validate_python(dict(written))
    except ValidationError as error:
        verb = str(written.get("do", ""))
        raise Misfit(*(_wrong(verb, detail) for detail in error.errors(include_url=False))) from None


def written(change: Change) -> Written:
    """A change as a table that `read_change` takes, without the fields that say nothing."""
    return {"do": change.do, **change.model_dump(mode="json", exclude_defaults=True)}


def _wrong(verb: str, detail: ErrorDetails) -> Wrong:
    field = ".".join(map(str, detail["loc"][1:2]))
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "wrong":
            return Wrong(f"{field} {context['wrong']}".strip(), context["right"])
        case "missing":
            return Wrong(f"{field} is missing", f"write {field} = …")
        case "extra_forbidden":
            names = ", ".join(name for name in SHAPES[verb].model_fields if name != "do")
            return Wrong(f"{quoted(field)} is no field of it", f"use {names}")
        case _:
            return Wrong(
                f"do {quoted(verb)} is no change" if verb else "do is missing", f"use one of {', '.join(SHAPES)}"
            )
