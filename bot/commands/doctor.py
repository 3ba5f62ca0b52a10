"""``python -m bot doctor``: is everything in order, and if not, what is to be done?"""

from __future__ import annotations

import dataclasses
import json
import sys

import click

from bot.doctor import examine
from bot.findings import Mark
from scheduler.clock import SystemClock

SIGNS = {Mark.OK: click.style("✓", fg="green"), Mark.WARNING: click.style("!", fg="yellow"), Mark.WRONG: click.style("✗", fg="red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for programs.")
def doctor(*, as_json: bool) -> None:
    """Check settings, database, disk, fonts, tokens, and whether any message waits or was lost. Exit status 1 when something is wrong."""
    findings = []
    for finding in examine(SystemClock().now()):
        findings.append(finding)
        if not as_json:
            advice = f"  → {finding.advice}" if finding.advice else ""
            click.echo(f"{SIGNS[finding.mark]} {finding.check}: {finding.text}{advice}")
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    sys.exit(1 if any(finding.mark is Mark.WRONG for finding in findings) else 0)
