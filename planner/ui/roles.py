"""Who is looking, and what they may do.

Without sign-in everybody at this machine is a planner. With it (`[auth]` in Streamlit's secrets) people sign in with
OpenID Connect, and `[roles]` lists by e-mail address who may plan and who may look; nobody else sees anything.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from planner.services.running import user

PLANNERS, VIEWERS = "planners", "viewers"


@dataclass(frozen=True, slots=True)
class Person:
    """`may_write`: may plan, edit, publish and clear away; else only look."""

    name: str
    may_write: bool


def sign_in() -> None:
    """Goes no further before the reader is known and may look, where sign-in is set up."""
    told = _told()
    if "auth" not in told:
        return
    if not st.user.get("is_logged_in", False) or _expired():
        st.title("Cohort planner")
        st.write("Please sign in to see plans.")
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login, key="sign_in")
        st.stop()
    if role_of(_email(), told.get("roles", {})) is None:
        st.title("Cohort planner")
        st.warning(f"{_email()} may not see plans here. Ask who runs the planner.", icon=":material/lock:")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout, key="sign_out")
        st.stop()


def person() -> Person:
    """Who is looking."""
    told = _told()
    if "auth" not in told:
        return Person(user(), may_write=True)
    return Person(_email(), may_write=role_of(_email(), told.get("roles", {})) == PLANNERS)


def signs_out() -> None:
    """A way out, where somebody is signed in."""
    if "auth" in _told():
        who = person()
        kind = "planner" if who.may_write else "viewer"
        st.button(f"Sign out {who.name} ({kind})", icon=":material/logout:", on_click=st.logout, key="sign_out")


def role_of(email: str, roles: Mapping[str, Any]) -> str | None:
    """`planners` or `viewers`; None for who is listed as neither. Upper and lower case are the same."""
    wanted = email.strip().casefold()
    for role in (PLANNERS, VIEWERS):
        if wanted and wanted in {str(one).strip().casefold() for one in roles.get(role, ())}:
            return role
    return None


def _told() -> Mapping[str, Any]:
    """The secrets; nothing where there are none."""
    return st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {}


def _email() -> str:
    return str(st.user.get("email") or "") if st.user.get("email_verified", True) else ""


def _expired() -> bool:
    """Streamlit keeps somebody signed in for weeks, whatever their provider has said since."""
    expires = st.user.get("exp")
    return isinstance(expires, int | float) and expires < time.time()
