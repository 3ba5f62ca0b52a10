"""What people write in Slack becomes records, and the answers come back, both ways in."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.models import ContactLog
from tests.slack.apps import running
from tests.slack.fake import FakeSlack


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_private_message_becomes_a_record_and_undo_takes_it_back(slack: FakeSlack, sqlite: Database, mode: str) -> None:
    with running(slack, sqlite, mode) as assistant:
        assert slack.write("U0LILY", "called Jane at Acme, all is well").is_acked
        receipt = slack.wait_for("U0LILY", "Acme")
        assert len(assistant.rows(ContactLog)) == 1
        assert slack.press("U0LILY", receipt, "Undo").is_acked
        slack.wait(lambda: not assistant.rows(ContactLog))
        slack.wait(lambda: "Undo" not in receipt.labels)
        assert len(slack.told("U0LILY")) == 1, "the receipt was replaced, and nothing posted beside it"
