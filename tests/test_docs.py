"""The documents tell the truth: settings, commands, links, and the worked example."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from bot.__main__ import COMMANDS
from bot.config import Settings
from bot.platforms.terminal.script import parse_line
from bot.platforms.terminal.steps import Action, SetUp, WorkspaceSetUp

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = sorted(name.upper() for name in Settings.model_fields)
LINK = re.compile(r"\]\(([^)\s#]*)(#[^)\s]*)?\)")
FILE_OF_EXAMPLE = re.compile(r"^`([^`\n]+)`(, at its end)?:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_example_with_its_default_and_in_the_readme(name: str) -> None:
    default = Settings.model_fields[name.lower()].default
    shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
    assert f"\n{name}={shown}\n" in (ROOT / ".env.example").read_text("utf-8")
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")


def test_the_example_has_no_setting_that_does_not_exist() -> None:
    named = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == SETTINGS


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_commands_exist(path: Path) -> None:
    for command in re.findall(r"python -m bot (\w+)", path.read_text("utf-8")):
        assert command in COMMANDS


def test_every_command_is_told_of_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if not re.search(rf"python -m bot {name}\b|make {name}\b|`{name}`", readme)] == []


def test_every_make_target_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for path in DOCUMENTS:
        assert set(re.findall(r"`make (\w+)", path.read_text("utf-8"))) <= set(targets), path


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text("utf-8")):
        if "://" in target:
            continue
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), f"{target} in {relative(path)}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor[1:] in [re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_files_that_are_named_are_there(path: Path) -> None:
    made_by_the_example = {name for name, _, _ in FILE_OF_EXAMPLE.findall(path.read_text("utf-8"))}
    for name in re.findall(r"`((?:bot|scheduler|handlers|storage|tests|docs|bench|scripts)/[\w./*-]*)`", path.read_text("utf-8")):
        assert name in made_by_the_example or list(ROOT.glob(name.rstrip("/"))), name


def test_every_decision_is_in_its_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in folder.glob("*.md") if path.name != "README.md" and f"({path.name})" not in index] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=relative)
def test_locks_name_no_index_and_have_hashes(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file", text)
    pinned = re.findall(r"^[a-zA-Z0-9_.\-\[\]]+==", text, re.MULTILINE)
    assert len(pinned) > 20
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", text.strip()) if re.match(r"[a-zA-Z0-9_.\-\[\]]+==", block))


def test_every_line_that_is_told_of_can_be_played() -> None:
    table = (ROOT / "docs" / "dialogues.md").read_text("utf-8")
    lines = re.findall(r"^\| `(.*?)` \| ", table, re.MULTILINE)
    assert {type(parse_line(line)) for line in lines} == {*get_args(Action), *get_args(SetUp), WorkspaceSetUp}


def test_the_changelog_says_what_is_to_come() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_worked_example_works(tmp_path: Path) -> None:
    files = FILE_OF_EXAMPLE.findall((ROOT / "docs" / "add-a-feature.md").read_text("utf-8"))
    assert len(files) == 6
    for package in ("bot", "scheduler", "handlers", "storage"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, at_the_end, content in files:
        file = tmp_path / name
        assert file.exists() == bool(at_the_end), name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as end:
            end.write(f"\n{content}" if at_the_end else content)
    dialogue = next(name for name, _, _ in files if name.endswith(".dialogue"))
    played = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--script", dialogue], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert played.returncode == 0, played.stderr
