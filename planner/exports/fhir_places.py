"""Clinics, their rooms and what is offered there, as FHIR resources."""

from collections.abc import Iterator

from planner.domain.scenario import Program, Room, Scenario, Site
from planner.exports.fhir_ids import Json, Names, concept, identifier, reference

PLACE_KINDS = "http://terminology.hl7.org/CodeSystem/location-physical-type"


def places(s: Scenario, names: Names) -> Iterator[Json]:
    """A Location for each site and room, a HealthcareService for each program at each site that offers it."""
    for site in s.sites.values():
        yield _site(site, names)
    for room in s.rooms.values():
        yield _room(room, names)
    for site in s.sites.values():
        for program in sorted(site.programs):
            yield _service(site, s.programs[program], names)


def site_reference(names: Names, site: str) -> Json:
    """To a site's Location."""
    return reference("Location", names.known("site", site))


def place_reference(names: Names, site: str, room: str | None) -> Json:
    """To the Location of a room, or of the site where a session takes none."""
    return site_reference(names, site) if room is None else reference("Location", names.known("room", room))


def service_reference(names: Names, site: str, program: str) -> Json:
    """To the HealthcareService of a program at a site."""
    return reference("HealthcareService", names.known("service", site, program))


def _site(site: Site, names: Names) -> Json:
    location: Json = {
        "resourceType": "Location",
        "id": names.known("site", site.id),
        "identifier": identifier("site", site.id),
        "status": "active" if site.open else "inactive",
        "name": text(site.name, site.id),
        "mode": "instance",
    }
    if site.virtual:
        return location | {"type": [concept("Telehealth")]}
    location["physicalType"] = _kind("si", "Site")
    if site.latitude is not None and site.longitude is not None:
        location["position"] = {"longitude": site.longitude, "latitude": site.latitude}
    return location


def _room(room: Room, names: Names) -> Json:
    return {
        "resourceType": "Location",
        "id": names.known("room", room.id),
        "identifier": identifier("room", room.id),
        "status": "active" if room.open else "inactive",
        "name": room.id,
        "description": f"{room.kind.value}, {room.seats} seats",
        "mode": "instance",
        "physicalType": _kind("ro", "Room"),
        "partOf": site_reference(names, room.site),
    }


def _service(site: Site, program: Program, names: Names) -> Json:
    return {
        "resourceType": "HealthcareService",
        "id": names.known("service", site.id, program.id),
        "identifier": identifier("program", program.id),
        "active": site.open,
        "type": [concept(text(program.name, program.id))],
        "specialty": [concept(program.skill)],
        "location": [site_reference(names, site.id)],
        "name": text(program.name, program.id),
        "appointmentRequired": True,
    }


def _kind(code: str, display: str) -> Json:
    return {"coding": [{"system": PLACE_KINDS, "code": code, "display": display}]}


def text(name: str, otherwise: str) -> str:
    """The name on one line, for FHIR has no empty strings."""
    return " ".join(name.split()) or otherwise
