"""Who is looking, and what they may do.

Without sign-in everybody at this machine is a planner. With it (`[auth]` in Streamlit's secrets) people sign in with
OpenID Connect, and `[roles]` lists by e-mail address who may plan and who may look; nobody else sees anything.
What is set up halfway lets nobody in.
"""

import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from planner.services.permission import Person
from planner.services.running import user

PLANNERS, VIEWERS = "planners", "viewers"


def sign_in() -> None:
    """Goes no further before the reader is known and may look, where sign-in is set up."""
    told = _told()
    if wrong := _wrong(told):
        st.title("Cohort planner", anchor=False)
        st.error(wrong, icon=":material/lock:")
        st.stop()
    if "auth" not in told:
        return
    if not st.user.get("is_logged_in", False) or _expired():
        st.title("Cohort planner", anchor=False)
        st.write("Please sign in to see plans.")
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login, key="sign_in")
        st.stop()
    if role_of(_email(), told.get("roles", {})) is None:
        st.title("Cohort planner", anchor=False)
        st.warning(f"{_stranger()} Ask whoever runs the planner.", icon=":material/lock:")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout, key="sign_out")
        st.stop()


def person() -> Person:
    """Who is looking."""
    told = _told()
    if "auth" not in told:
        return Person(user(), may_write=_wrong(told) is None)
    return Person(_email(), may_write=not _expired() and role_of(_email(), told.get("roles", {})) == PLANNERS)


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
        listed = roles.get(role, ())
        everyone = [listed] if isinstance(listed, str) else listed
        if wanted and wanted in {str(one).strip().casefold() for one in everyone}:
            return role
    return None


def _told() -> Mapping[str, Any]:
    """The secrets; nothing where there are none."""
    return st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {}


def _wrong(told: Mapping[str, Any]) -> str | None:
    """Why nobody may be let in; None where sign-in is set up whole, or not at all."""
    if not told and any(Path(file).exists() for file in st.get_option("secrets.files")):
        return "The file that says who may sign in cannot be read, so nobody may. The app's log says what is wrong."
    if "roles" in told and "auth" not in told:
        return "People are given roles, and there is no [auth] that says how they sign in; so nobody may."
    if "auth" in told and not (find_spec("authlib") and find_spec("httpx")):
        return "Signing in needs two further libraries; install them with: pip install 'cohort-capacity-planner[auth]'"
    return None


def _stranger() -> str:
    """What to say to somebody without a role."""
    if not st.user.get("email"):
        return "Your account tells no e-mail address, and by that it is known who may see plans here."
    if not _email():
        return f"The address {st.user.get('email')} is not verified, so it does not count here."
    return f"{_email()} may not see plans here."


def _email() -> str:
    return str(st.user.get("email") or "") if st.user.get("email_verified", True) else ""


def _expired() -> bool:
    """Streamlit keeps somebody signed in for weeks, whatever their provider has said since."""
    expires = st.user.get("exp")
    return isinstance(expires, int | float) and expires < time.time()
