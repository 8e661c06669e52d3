"""Whether resources keep to FHIR R4, as far as the scheduling ones here can break it.

The models of `fhir.resources` (R4B, which leaves these resources as R4 has them) refuse missing and unknown fields and
wrong types, but let pass any code and any kind of reference. Their fields know which ones are allowed, and a walk over
the fields holds the values to it. The rules that R4 puts in words are added: app-1 to app-4 for an Appointment, grp-1
for a Group, bdl-3 and bdl-7 for a Bundle; and that no reference leads out of the Bundle.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

Json: TypeAlias = Mapping[str, Any]

NO_TIMES = frozenset({"proposed", "cancelled", "waitlist"})
CALLED_OFF = frozenset({"cancelled", "noshow"})
ANY = "Resource"
URN = "urn:uuid:"


def breaches(resource: Json, kinds: Mapping[str, str] | None = None) -> list[str]:
    """Everything wrong with a resource, in words; `kinds` are those of a bundle's resources by their full URL."""
    kind = str(resource.get("resourceType"))
    try:
        model = get_fhir_model_class(kind).model_validate(dict(resource))
    except ValueError as error:
        return [f"{kind}: {line}" for line in _lines(error)]
    return [*_walk(model, kind, kinds or {}), *RULES.get(kind, _nothing)(resource)]


def bundle_breaches(bundle: Json) -> list[str]:
    """Everything wrong with a bundle and what is in it."""
    entries = bundle.get("entry", [])
    kinds = {str(entry.get("fullUrl")): str(entry["resource"].get("resourceType")) for entry in entries}
    found = breaches({key: value for key, value in bundle.items() if key != "entry"})
    if len(kinds) != len(entries):
        found.append("Bundle: bdl-7: two entries have the same fullUrl")
    for entry in entries:
        if bundle.get("type") == "transaction" and "request" not in entry:
            found.append("Bundle: bdl-3: an entry of a transaction has no request")
        found += breaches(entry["resource"], kinds)
        found += [f"{url} is not in the Bundle" for url in _urls(entry["resource"]) if url not in kinds]
    return found


def _lines(error: ValueError) -> Iterator[str]:
    if not isinstance(error, ValidationError):
        yield "no such resource"
        return
    for one in error.errors():
        yield f"{'.'.join(map(str, one['loc']))}: {one['msg']}"


def _walk(model: BaseModel, path: str, kinds: Mapping[str, str]) -> Iterator[str]:
    """Holds every field that is set to the codes and the kinds of references that it allows."""
    for name, field in type(model).model_fields.items():
        value, where = getattr(model, name), f"{path}.{field.alias or name}"
        if value == []:
            yield f"{where}: is an empty list, which FHIR does not have"
        codes, allowed = _listed(field, "enum_values"), _listed(field, "enum_reference_types")
        for one in value if isinstance(value, list) else [value]:
            if one is None:
                continue
            if codes and one not in codes:
                yield f"{where}: {one!r} is none of {', '.join(codes)}"
            if allowed and ANY not in allowed:
                yield from _reference(one, where, allowed, kinds)
            if isinstance(one, BaseModel):
                yield from _walk(one, where, kinds)


def _listed(field: FieldInfo, key: str) -> list[str]:
    """What a field's description lists under this key."""
    extra = field.json_schema_extra
    listed = extra.get(key) if isinstance(extra, dict) else None
    return [str(one) for one in listed] if isinstance(listed, list) else []


def _reference(one: Any, where: str, allowed: list[str], kinds: Mapping[str, str]) -> Iterator[str]:  # noqa: ANN401 - fhir.resources has no types
    url = one.reference or ""
    named = kinds.get(url) if url.startswith(URN) else url.rstrip("/").rpartition("/")[0].rpartition("/")[2]
    for kind in {named, one.type} - {None, ""}:
        if kind not in allowed:
            yield f"{where}: a {kind} may not stand here, only {', '.join(allowed)}"
    if named and one.type and named != one.type:
        yield f"{where}: is said to be a {one.type} and is a {named}"


def _urls(value: object) -> Iterator[str]:
    """Every literal reference inside."""
    if isinstance(value, Mapping):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _urls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _urls(inner)


def _appointment(one: Json) -> Iterator[str]:
    """The rules of R4's Appointment."""
    for place, person in enumerate(one.get("participant", ())):
        if not person.get("type") and not person.get("actor"):
            yield f"Appointment.participant.{place}: app-1: has neither a type nor an actor"
    if ("start" in one) != ("end" in one):
        yield "Appointment: app-2: has only one of start and end"
    if not {"start", "end"} & one.keys() and one.get("status") not in NO_TIMES:
        yield "Appointment: app-3: has no times, and is neither proposed, nor cancelled, nor on a waiting list"
    if "cancelationReason" in one and one.get("status") not in CALLED_OFF:
        yield "Appointment: app-4: says why it was called off, and was not"


def _group(one: Json) -> Iterator[str]:
    if "member" in one and not one.get("actual"):
        yield "Group: grp-1: has members and is not actual"


def _nothing(_: Json) -> Iterator[str]:
    return iter(())


RULES: Mapping[str, Callable[[Json], Iterator[str]]] = {"Appointment": _appointment, "Group": _group}
