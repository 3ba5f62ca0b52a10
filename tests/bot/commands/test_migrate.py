"""``migrate``: upgrades the database, or writes the next step."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.migrate import migrate
from storage import migrate as migration


def test_it_takes_a_new_database_to_the_newest_version(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "DATA_DIR": str(tmp_path)}
    for _ in range(2):
        result = CliRunner().invoke(migrate, env=environment)
        assert (result.exit_code, result.output) == (0, f"The database is at version {migration.head()}.\n")


def test_it_writes_a_step_from_what_the_code_has_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(migration, "add_step", lambda _database, message: asked.append(message))
    result = CliRunner().invoke(migrate, ["--new", "Leads have a colour"], env={"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"})
    assert (result.exit_code, asked) == (0, ["Leads have a colour"])


def test_a_wrong_setting_is_said_in_one_line() -> None:
    result = CliRunner().invoke(migrate, env={"DATABASE_URL": "mysql://x:secret@y/z"})
    assert result.exit_code == 2
    assert result.output.startswith("onpace: DATABASE_URL")
    assert "secret" not in result.output
