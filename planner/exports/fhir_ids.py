"""How resources of a bundle are named and refer to one another.

Clinics, rooms, programs and therapists have ids made from the scenario's own, the same in every bundle, so that sending
the next one updates them. Whatever is about a person in treatment is named by a keyed digest: nobody can work it out,
or try out ids, without the key.
"""

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

NAMESPACE = uuid.UUID("0f4c1a52-7c5b-5f0e-8e0e-6f3a57a0c9d4")
SYSTEM = "urn:cohort-capacity-planner"
"""Of the planner's own identifiers; the kind of thing follows, such as `:participant`."""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids and references; `key` hides who is meant."""

    key: bytes

    def known(self, kind: str, *parts: str) -> str:
        """The id of something that is no secret."""
        return str(uuid.uuid5(NAMESPACE, "/".join((kind, *parts))))

    def hidden(self, kind: str, *parts: str) -> str:
        """The id of something about a person in treatment."""
        return str(uuid.UUID(bytes=self._digest(kind, *parts), version=4))

    def person(self, participant: str) -> Json:
        """A reference to a person in treatment whom the bundle does not hold: by an identifier that means nothing."""
        value = self._digest("participant", participant).hex()
        return {"type": "Patient", "identifier": {"system": f"{SYSTEM}:participant", "value": value}}

    def _digest(self, *parts: str) -> bytes:
        return hmac.digest(self.key, "/".join(parts).encode(), "sha256")[:16]


def identifier(kind: str, value: str) -> list[Json]:
    """The scenario's own id of something that is no secret."""
    return [{"system": f"{SYSTEM}:{kind}", "value": value}]


def reference(kind: str, key: str) -> Json:
    """A reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{key}", "type": kind}


def concept(text: str) -> Json:
    """Something in words, for which there is no code that all would understand."""
    return {"text": text}


def entry(resource: Mapping[str, Any]) -> Json:
    """A resource's place in a transaction: it is updated, or made under this id."""
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }
