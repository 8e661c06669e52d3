"""Findings as lines for people."""

from collections.abc import Sequence

import typer

from planner.errors import Finding

MOST = 20
"""Warnings that are shown at once; errors are shown all."""


def print_findings(title: str, findings: Sequence[Finding]) -> None:
    """A heading and one line each, on standard error; nothing where there is none."""
    if findings:
        typer.echo(f"{title}:", err=True)
    for finding in findings[:MOST]:
        typer.echo(f"  {finding}", err=True)
    if len(findings) > MOST:
        typer.echo(f"  and {len(findings) - MOST} more: planner validate lists all of them", err=True)
