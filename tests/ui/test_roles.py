import time

import pytest
from streamlit.testing.v1 import AppTest

from planner.ui.roles import role_of

ROLES = {"planners": ["Ria@Clinic.example"], "viewers": ["vic@clinic.example"]}


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("ria@clinic.example", "planners"),
        (" RIA@clinic.example ", "planners"),
        ("vic@clinic.example", "viewers"),
        ("eve@clinic.example", None),
        ("", None),
    ],
)
def test_a_role_goes_by_the_address_however_it_is_written(email: str, role: str | None) -> None:
    assert role_of(email, ROLES) == role


def test_an_empty_list_lets_nobody_in() -> None:
    assert role_of("", {"planners": [""]}) is None
    assert role_of("ria@clinic.example", {}) is None


def screen() -> None:
    import streamlit as st  # noqa: PLC0415 - runs as a script of its own

    from planner.ui.roles import person, sign_in  # noqa: PLC0415

    sign_in()
    st.write(f"writes: {person().may_write}")


def seen(user: dict[str, object] | None) -> AppTest:
    tested = AppTest.from_function(screen, default_timeout=20)
    if user is not None:
        tested.secrets["auth"] = {"cookie_secret": "x"}
        tested.secrets["roles"] = ROLES
        tested.user.update(user)
    return tested.run()


def words(tested: AppTest) -> str:
    return " ".join(str(one.value) for one in (*tested.markdown, *tested.warning))


def test_without_sign_in_everybody_here_may_plan() -> None:
    assert "writes: True" in words(seen(None))


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({"is_logged_in": False}, "Please sign in"),
        ({"is_logged_in": True, "email": "ria@clinic.example"}, "writes: True"),
        ({"is_logged_in": True, "email": "vic@clinic.example"}, "writes: False"),
        ({"is_logged_in": True, "email": "eve@clinic.example"}, "may not see plans here"),
        ({"is_logged_in": True, "email": "ria@clinic.example", "email_verified": False}, "may not see plans here"),
        ({"is_logged_in": True, "email": "ria@clinic.example", "exp": time.time() - 9}, "Please sign in"),
    ],
    ids=["nobody", "planner", "viewer", "stranger", "unverified", "expired"],
)
def test_with_sign_in_everybody_meets_what_they_may(user: dict[str, object], said: str) -> None:
    tested = seen(user)
    assert not tested.exception
    assert said in words(tested)
    assert ("writes:" in words(tested)) is said.startswith("writes:")
