"""`planner app`: the app in the browser, served here alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.planning import StoreAddress
from planner.errors import BadInput, Finding

FOLDERS = "PLANNER_SCENARIOS"
SCRIPT = Path(__file__).resolve().parents[1] / "app.py"

SAFE = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "server.maxUploadSize": "25",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}
"""Nobody elsewhere is listened to, nothing is told to anybody, and errors show no data."""

ENDING = 0.5
"""Seconds that the app has to end by itself."""

QUICK = {"runner.postScriptGC": "false"}
"""To look for garbage after every answer takes five times as long as the answer; Python does so when there is some."""

LOOK = {
    "theme.baseRadius": "medium",
    "theme.headingFontSizes": '["1.9rem", "1.4rem", "1.15rem", "1rem", "0.95rem", "0.9rem"]',
    "theme.paddingTop": "1.5rem",
    "theme.light.primaryColor": "#0B6E7F",
    "theme.light.textColor": "#111111",
    "theme.dark.primaryColor": "#12818F",
    "theme.dark.linkColor": "#58BFCF",
}
"""The same look wherever the app is started from; `streamlit run app.py` has all this from .streamlit/config.toml."""

Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="A port; the first free one by default.", show_default=False)
]

Scenarios = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FOLDER",
        help="A folder with scenarios to show beside the planner's own; may be given several times.",
        show_default=False,
    ),
]
Secrets = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The file that says how people sign in and who may plan; else .streamlit/secrets.toml if there is one.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("app")(serve)


def serve(port: Port = None, store: StoreAddress = None, scenarios: Scenarios = None, secrets: Secrets = None) -> None:
    """Open the app: data, plans, the week, capacity, what-ifs and exports in the browser. Ctrl-C ends it."""
    given = {"server.port": port, "secrets.files": None if secrets is None else _there(secrets, "file").resolve()}
    options = {**SAFE, **QUICK, **LOOK, **{key: str(value) for key, value in given.items() if value is not None}}
    command = [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *(f"--{key}={options[key]}" for key in options)]
    folders = os.pathsep.join(str(_there(folder, "folder").resolve()) for folder in scenarios or ())
    told = {"PLANNER_STORE": store, FOLDERS: folders}
    environment = {**os.environ, **{name: value for name, value in told.items() if value}}
    typer.echo("Open the address below in a browser. Ctrl-C ends the app; what is planned in it goes on.")
    with subprocess.Popen(command, env=environment) as server:  # noqa: S603 - our own interpreter
        raise typer.Exit(status_of(server))


def status_of(server: "subprocess.Popen[bytes]") -> int:
    """Waits for the app's end. At Ctrl-C, or where the system ends this process, it is gone before this one is."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return server.wait()
    except KeyboardInterrupt:
        _end(server)
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Lets it end by itself for a moment: it waits for every browser to say goodbye, however busy that one is.

    Nothing is lost by an end in between: what is worth anything is kept as it comes, and runs have their own processes.
    """
    server.terminate()
    try:
        server.wait(ENDING)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()


def _there(path: Path, kind: str) -> Path:
    """The path. Raises BadInput where nothing of this kind is there."""
    if path.is_dir() if kind == "folder" else path.is_file():
        return path
    raise BadInput([Finding(str(path), None, "", "", f"is no {kind}", f"name a {kind} that is there")])
