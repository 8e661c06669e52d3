from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_server import PLANNING, WIDE, Reader, free_port, serving
from oidc_provider import CLIENT, SECRET, Provider, providing
from playwright.sync_api import Browser
from small_clinic import people, small_tables

from planner.services.library import home_of, keep_as
from planner.services.permission import Person
from planner.store import Kind, Store
from planner.ui.main import LOOKS

RIA, VIC, EVE, UMA = "ria@clinic.example", "vic@clinic.example", "eve@elsewhere.example", "uma@clinic.example"
WRITING = {
    "plan?scenario=demo": ["Build plan", "Find what would place them"],
    "data?scenario=demo": ["Make a copy to edit"],
    "what_if?scenario=demo&changes=[{%22do%22:%22site_closes%22,%22site%22:%22park%22}]": [
        "Plan it",
        "Keep as a scenario",
    ],
    "capacity?scenario=demo": ["Find the bottlenecks", "Find what would break"],
}
"""On each page the buttons that would change something."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store beside which a small clinic lies that is planned in a moment."""
    with Store(tmp_path_factory.mktemp("signing in") / "planner.db") as opened:
        tables = small_tables(participants=people("p1", "p2", "p3", "p4", "p5"))
        keep_as(tables, "small", home_of(opened.address), Person("ria"))
        yield opened


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[Provider]:
    with providing(f"http://127.0.0.1:{port}/oauth2callback") as opened:
        opened.unverified.add(UMA)
        yield opened


@pytest.fixture(scope="module")
def address(store: Store, port: int, provider: Provider, browser: Browser) -> Iterator[str]:
    """The app, where people sign in."""
    assert browser
    secrets = Path(store.address).with_name("secrets.toml")
    secrets.write_text(
        f"""[auth]
redirect_uri = "{provider.redirect}"
cookie_secret = "a long text that nobody else knows"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"

[roles]
planners = ["{RIA}", "{UMA}"]
viewers = ["{VIC}"]
""",
        encoding="utf-8",
    )
    with serving(Path(store.address), f"--secrets.files={secrets}", port=port) as where:
        yield where


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[Callable[[str], Reader]]:
    """Signs somebody in, each in a browser of their own."""
    width, _ = WIDE
    context = browser.new_context(viewport={"width": width, "height": 1800})

    def signed_in(email: str) -> Reader:
        reader = Reader(context.new_page(), address)
        reader.open("")
        reader.button("Sign in").click()
        reader.page.get_by_label("E-mail").fill(email)
        reader.page.get_by_role("button", name="Continue").click()
        reader.page.wait_for_url(f"{address}/**")
        reader.page.locator("h1").first.wait_for()
        reader.settle()
        return reader

    yield signed_in
    context.close()


def test_nobody_sees_a_plan_before_they_sign_in(browser: Browser, address: str) -> None:
    reader = Reader(browser.new_page(), address)
    for page in ("", "plan?scenario=demo", "exports", "data"):
        reader.open(page)
        assert "Please sign in to see plans." in reader.text()
        assert "placed" not in reader.text()
    reader.page.close()


def test_a_viewer_sees_the_plan_and_has_no_way_to_change_anything(
    sign_in: Callable[[str], Reader], store: Store
) -> None:
    reader = sign_in(VIC)
    reader.says("82 of 113")
    before = store.runs.list()
    for page, buttons in WRITING.items():
        reader.open(page)
        assert LOOKS in reader.text()
        for name in buttons:
            assert reader.button(name).is_disabled(), name
    reader.open("exports?scenario=demo")
    reader.choose(0)
    for name in ("Publish", "Run again"):
        assert reader.button(name).is_disabled(), name
    reader.open("data?scenario=my-small&sheet=rooms")
    reader.says("To look at only")
    assert not reader.button("Save").is_visible()
    assert store.runs.list() == before


def test_a_planner_builds_a_plan_in_their_own_name(sign_in: Callable[[str], Reader], store: Store) -> None:
    reader = sign_in(RIA)
    reader.open("plan?scenario=my-small")
    reader.click("Build plan")
    reader.page.get_by_text("Cohorts that run").wait_for(timeout=PLANNING * 1000)
    (run, *_) = store.runs.list(kind=Kind.PLAN)
    assert LOOKS not in reader.text()
    assert (run.scenario, run.by, run.score is not None) == ("small", RIA, True)


def test_who_signs_out_sees_nothing_any_more(sign_in: Callable[[str], Reader], provider: Provider) -> None:
    reader, before = sign_in(RIA), provider.ended
    reader.button(f"Sign out {RIA} (planner)").click()
    reader.button("Sign in").wait_for()
    assert provider.ended == before + 1
    reader.open("plan?scenario=demo")
    assert "Please sign in to see plans." in reader.text()


@pytest.mark.parametrize(
    ("email", "told"),
    [(EVE, f"{EVE} may not see plans here."), (UMA, f"The address {UMA} is not verified")],
    ids=["a stranger", "somebody unverified"],
)
def test_who_has_no_role_is_told_so_and_sees_nothing(sign_in: Callable[[str], Reader], email: str, told: str) -> None:
    reader = sign_in(email)
    for page in ("", "plan?scenario=demo", "schedule", "exports"):
        reader.open(page)
        assert told in reader.text()
        assert "placed" not in reader.text()
    reader.button("Sign out").click()
    reader.button("Sign in").wait_for()
