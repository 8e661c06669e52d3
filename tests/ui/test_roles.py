import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets
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


def test_one_address_need_not_be_a_list() -> None:
    assert role_of("ria@clinic.example", {"planners": "ria@clinic.example"}) == "planners"
    assert role_of("r", {"planners": "ria@clinic.example"}) is None


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
    return " ".join(str(one.value) for one in (*tested.markdown, *tested.warning, *tested.error))


def test_without_sign_in_everybody_here_may_plan() -> None:
    assert "writes: True" in words(seen(None))


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({"is_logged_in": False}, "Please sign in"),
        ({"is_logged_in": True, "email": "ria@clinic.example"}, "writes: True"),
        ({"is_logged_in": True, "email": "vic@clinic.example"}, "writes: False"),
        ({"is_logged_in": True, "email": "eve@clinic.example"}, "may not see plans here"),
        ({"is_logged_in": True, "email": "ria@clinic.example", "email_verified": False}, "is not verified"),
        ({"is_logged_in": True, "email": ""}, "tells no e-mail address"),
        ({"is_logged_in": True, "email": "ria@clinic.example", "exp": time.time() - 9}, "Please sign in"),
    ],
    ids=["nobody", "planner", "viewer", "stranger", "unverified", "nameless", "expired"],
)
def test_with_sign_in_everybody_meets_what_they_may(user: dict[str, object], said: str) -> None:
    tested = seen(user)
    assert not tested.exception
    assert said in words(tested)
    assert ("writes:" in words(tested)) is said.startswith("writes:")


def test_roles_without_a_way_to_sign_in_let_nobody_in() -> None:
    tested = AppTest.from_function(screen, default_timeout=20)
    tested.secrets["roles"] = ROLES
    said = words(tested.run())
    assert "there is no [auth]" in said
    assert "writes:" not in said


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n", encoding="utf-8")
    monkeypatch.setattr(st, "secrets", Secrets())
    before = st.get_option("secrets.files")
    config.set_option("secrets.files", [str(broken)])
    try:
        said = words(AppTest.from_function(screen, default_timeout=20).run())
    finally:
        config.set_option("secrets.files", before)
    assert "cannot be read, so nobody may" in said
    assert "writes:" not in said
