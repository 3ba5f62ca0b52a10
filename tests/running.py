"""``python -m bot run`` as a process of its own, and what a browser would send it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from httpx2 import Client

ROOT = Path(__file__).parents[1]
STOP_S = 15
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV", "FONTCONFIG_PATH")
"""What a process needs of the environment; settings that stand in it are not the test's."""


def start(folder: Path, **settings: str) -> subprocess.Popen[str]:
    """Start it in a folder, on a free port if none is named."""
    given = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment = given | {"PYTHONPATH": str(ROOT), "PORT": "0", "TIMEZONE": "Asia/Shanghai"} | settings
    command = [sys.executable, "-m", "bot", "run"]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@dataclass
class Running:
    """A process that is ready, and where."""

    process: subprocess.Popen[str]
    address: str

    def client(self) -> Client:
        """Somebody's browser."""
        return Client(base_url=self.address, headers={"HX-Request": "true"}, timeout=30)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> tuple[int, str]:
        """End it as an admin would; its exit status, and what it had to say."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=STOP_S)
        return self.process.returncode, errors


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """A process that has said that it is ready."""
    process = start(folder, **settings)
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http" not in line:
        raise AssertionError(line + process.communicate()[1])
    try:
        yield Running(process, line.split()[3])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def arrive(client: Client, *, sample: bool = False) -> None:
    """The first visit."""
    response = client.post("/welcome", data={"name": "Ada", "language": "en", "timezone": "Asia/Shanghai", "sample": "yes" if sample else ""})
    assert response.status_code == 303, response.text
