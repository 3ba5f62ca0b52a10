"""A strict fake of Slack on 127.0.0.1: its Web API, Socket Mode, OAuth and files, and what its people do.

It refuses what Slack refuses, as Slack documents it, and takes note of everything that was sent to it. Its people write, press and submit through
``FakeSlack``; what they do reaches the app by HTTP (signed) or over its socket, and is sent again as Slack does when it is not acknowledged.
"""

from tests.slack.fake.server import FakeSlack
from tests.slack.fake.world import APP_TOKEN, BOT, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, TEAM, TOKEN

__all__ = ["APP_TOKEN", "BOT", "CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET", "TEAM", "TOKEN", "FakeSlack"]
