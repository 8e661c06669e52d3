"""`planner app`: the app in the browser, served here alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.planning import StoreAddress

SCRIPT = Path(__file__).resolve().parents[1] / "ui" / "script.py"

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

LOOK = {
    "theme.light.primaryColor": "#0B6E7F",
    "theme.dark.primaryColor": "#12818F",
    "theme.dark.linkColor": "#58BFCF",
}
"""The colours wherever the app is started from."""

Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="A port; the first free one by default.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("app")(serve)


def serve(port: Port = None, store: StoreAddress = None) -> None:
    """Open the app: data, plans, the week, capacity, what-ifs and exports in the browser. Ctrl-C ends it."""
    options = {**SAFE, **LOOK, **({"server.port": str(port)} if port else {})}
    command = [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *(f"--{key}={options[key]}" for key in options)]
    environment = {**os.environ, **({"PLANNER_STORE": store} if store else {})}
    typer.echo("The app opens at the address below; what is planned in it goes on when this ends.")
    try:
        status = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own interpreter
    except KeyboardInterrupt:
        status = 0
    raise typer.Exit(status)
