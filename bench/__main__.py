"""``python -m bench``: how long starting, reading and answering take, each beside what it is compared with."""

from __future__ import annotations

from bench import reading, slack, start, telegram, traffic
from bench.measure import machine, report

report(machine(), "")
start.run()
reading.run()
traffic.run()
slack.run()
telegram.run()
