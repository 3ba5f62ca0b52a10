"""The house keeps its order: layers, clock, language data, registered commands."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from handlers import features
from handlers.commands import QUERIES, VERBS, WRITERS, writes
from handlers.contact_logs import LogContact, line, log_contact, read
from storage.models import ContactLog

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "scheduler", "storage")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
NOW_CALL = re.compile(r"datetime\.(utcnow|now|today)\(|\bdate\.today\(|\btime\.time\(")

features.load()


def test_imports_go_down_only() -> None:
    check = "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports())"
    found = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "3 kept" in found.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_clock_knows_the_time(path: Path) -> None:
    if path != ROOT / "scheduler" / "clock.py":
        assert not NOW_CALL.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parts[len(ROOT.parts)] != "bot"], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_platform_is_named_below_bot(path: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert not re.search(r"\b(slack|telegram)\b", path.read_text("utf-8"), re.IGNORECASE)
    assert "starlette" not in names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_name_of_a_module_is_given_once(path: Path) -> None:
    given = [
        target.id
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert [name for name, times in Counter(given).items() if times > 1] == []


def test_a_second_command_of_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="contact_log"):
        writes("contact_log", command=LogContact, row=ContactLog, read=read, line=line)(log_contact)


def test_reading_a_message_loads_no_database() -> None:
    code = (
        "import sys, handlers.parsing.reader; print([m for m in ('sqlalchemy', 'babel', 'dateparser', 'pydantic', 'matplotlib') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_everything_registered_is_of_use() -> None:
    assert {"contact_log", "task"} <= set(WRITERS)
    assert "tasks" in QUERIES
    assert "undo" in VERBS
