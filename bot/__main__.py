"""The command line: ``python -m bot``, also installed as ``onpace``."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "run": "bot.commands.run:run",
    "demo": "bot.commands.demo:demo",
    "parse": "bot.commands.parse:parse",
    "dates": "bot.commands.dates:dates",
    "chat": "bot.commands.chat:chat",
    "doctor": "bot.commands.doctor:doctor",
    "migrate": "bot.commands.migrate:migrate",
    "invite": "bot.commands.invite:invite",
}
"""Each command and where it lives. It is imported when it is called: ``parse`` must not pay for the web server."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="onpace")
def main() -> None:
    """Onpace (跟进): an assistant for sales teams in chat."""


if __name__ == "__main__":
    main(prog_name="python -m bot")
