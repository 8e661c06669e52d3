"""What the references to people in treatment are made of, and whom they mean."""

import secrets

from planner.errors import BadInput, Finding
from planner.exports.fhir_ids import Names
from planner.exports.options import Options
from planner.exports.safe_cells import safe_text
from planner.exports.tidy_csv import csv_bytes
from planner.views.tables import Planned

MAPPING = ("participant_id", "system", "value")


def names_of(planned: Planned, options: Options) -> Names:
    """Without a key of one's own, the scenario's fingerprint is the key: references change when the scenario does."""
    key = options.key or planned.summary.input_sha256.encode()
    return Names(key or secrets.token_bytes())


def mapping(planned: Planned, options: Options) -> bytes:
    """Whom each reference to a person in treatment means, as CSV: not for whoever gets the bundle. BadInput."""
    if not options.key and not planned.summary.input_sha256:
        right = "give a key, so that there is something to make the references of"
        raise BadInput([Finding("summary.json", None, "input_sha256", "", "is missing", right)])
    names = names_of(planned, options)
    people = ((one, names.person(one)["identifier"]) for one in planned.plan.placements)
    return csv_bytes(MAPPING, ((safe_text(one), meant["system"], meant["value"]) for one, meant in people))
