"""Pictures, documents and albums: fetched safely, put together, never the reason for losing what came with them."""

from __future__ import annotations

import pytest
from fake_telegram.office import Office
from fake_telegram.server import FakeTelegram

from scheduler.clock import SystemClock
from storage.files import SIZE_LIMIT
from storage.models import Attachment, CheckIn, ContactLog, InboxItem, InboxState, Task

CARDS = b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nORG:Cobalt Events\nTEL:+1 212 555 0142\nEND:VCARD\n"
JPEG = b"\xff\xd8\xff" + b"picture" * 20
PDF = b"%PDF-1.4 offer"


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.telegram.arrivals.ALBUM_S", 0.2)
    monkeypatch.setattr("bot.platforms.telegram.arrivals.RETRY_S", 0.05)


def kept(office: Office) -> dict[str, bytes]:
    """The files that are kept with something, by their name."""
    return {file.name: office.database.files.get(file.sha256) for file in office.rows(Attachment)}


def test_a_photo_with_its_caption_is_one_message(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.photo(lily, JPEG, "called Jane at Acme, all is well")
    fake.say(lily, "remind me tomorrow 9am to send the contract")
    fake.wait_for_text(lily, "contract")
    at_work.settle()
    log = at_work.row(ContactLog)
    assert list(kept(at_work).values()) == [JPEG]
    assert at_work.row(Attachment).entity_id == log.id
    first, second = fake.sent(lily)
    assert "Call · Acme" in first["text"]
    assert "contract" in second["text"]


def test_a_place_and_then_a_photo(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, location={"latitude": 31.23, "longitude": 121.47})
    fake.wait(lambda: at_work.rows(CheckIn))
    fake.photo(lily, JPEG)
    fake.wait(lambda: at_work.rows(Attachment))
    assert at_work.row(Attachment).entity_id == at_work.row(CheckIn).id


def test_a_live_location_is_one_check_in(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    sent = fake.say(lily, location={"latitude": 31.23, "longitude": 121.47, "live_period": 900})
    for step in range(5):
        fake.edit(lily, sent, location={"latitude": 31.23 + step / 100, "longitude": 121.47, "live_period": 900})
    fake.say(lily, "called Jane at Acme, all is well")
    fake.wait_for_text(lily, "Call · Acme")
    assert len(at_work.rows(CheckIn)) == 1


def test_an_album_is_one_message(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    pictures = [JPEG + bytes([number]) for number in range(3)]
    for number, picture in enumerate(pictures):
        fake.photo(lily, picture, "called Jane at Acme, all is well" if number == 1 else "", album="a1")
    fake.wait_for_text(lily, "Call · Acme")
    at_work.settle()
    assert sorted(kept(at_work).values()) == sorted(pictures)
    assert {file.entity for file in at_work.rows(Attachment)} == {"contact_log"}
    assert len(fake.sent(lily)) == 1


def test_an_album_survives_a_restart_in_the_middle(at_work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, lily = at_work.fake, at_work.lily
    monkeypatch.setattr("bot.platforms.telegram.arrivals.ALBUM_S", 30.0)
    fake.photo(lily, JPEG, "called Jane at Acme, all is well", album="a1")
    fake.wait(lambda: at_work.rows(InboxItem))
    at_work.stop()
    assert at_work.row(InboxItem).state is InboxState.PENDING
    monkeypatch.setattr("bot.platforms.telegram.arrivals.ALBUM_S", 0.2)
    fake.photo(lily, JPEG + b"2", album="a1")
    at_work.start()
    fake.wait_for_text(lily, "Call · Acme")
    at_work.settle()
    assert len(kept(at_work)) == 2


def test_a_document(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, "called Jane at Acme, all is well")
    receipt = fake.wait_for_text(lily, "Call · Acme")
    fake.document(lily, PDF, "offer.pdf", "application/pdf", answers=receipt)
    fake.wait(lambda: at_work.rows(Attachment))
    assert kept(at_work) == {"offer.pdf": PDF}


def test_what_is_too_large_is_told_and_the_words_are_kept(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.document(lily, b"x" * (SIZE_LIMIT + 1), "film.mp4", "video/mp4", "called Jane at Acme, all is well")
    fake.wait_for_text(lily, "couldn't get film.mp4")
    fake.wait_for_text(lily, "Call · Acme")
    assert at_work.rows(Attachment) == []


def test_a_download_that_lies_about_its_size_is_cut_off(at_work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, lily = at_work.fake, at_work.lily
    monkeypatch.setattr("bot.platforms.telegram.files.SIZE_LIMIT", 100)
    fake.document(lily, b"x" * 300, "film.mp4", "video/mp4")
    fake.wait_for_text(lily, "couldn't get film.mp4")
    assert at_work.rows(Attachment) == []


def test_a_download_that_fails_is_tried_again(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.fail("getFile", status=502)
    fake.fail("file", status=500)
    fake.fail("file", drop="before")
    fake.photo(lily, JPEG, "called Jane at Acme, all is well")
    fake.wait_for_text(lily, "Call · Acme")
    at_work.settle()
    assert list(kept(at_work).values()) == [JPEG]


def test_a_download_that_keeps_failing_is_given_up(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.fail("file", 99, status=500)
    fake.photo(lily, JPEG, "called Jane at Acme, all is well")
    fake.wait_for_text(lily, "couldn't get photo")
    fake.wait_for_text(lily, "Call · Acme")


@pytest.mark.parametrize("path", ["../../secret", "/etc/passwd", "a/../../b"])
def test_a_path_that_leads_elsewhere_is_not_followed(at_work: Office, path: str) -> None:
    fake, lily = at_work.fake, at_work.lily
    sent = fake.document(lily, PDF, "offer.pdf", "application/pdf")
    fake.files[sent["document"]["file_id"]] = (path, PDF)
    fake.wait_for_text(lily, "couldn't get offer.pdf")
    assert at_work.rows(Attachment) == []


def test_a_redirect_is_not_followed(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.redirect_files_to = f"http://127.0.0.1:{fake.port}/bot{fake.token}/getMe"
    fake.document(lily, PDF, "offer.pdf", "application/pdf")
    fake.wait_for_text(lily, "couldn't get offer.pdf")
    assert len(fake.called("getMe")) == 1


def test_files_of_strangers_and_of_a_groups_own_talk_are_not_fetched(at_work: Office) -> None:
    fake = at_work.fake
    at_work.east.privacy = False
    fake.photo(at_work.stranger, JPEG)
    fake.photo(at_work.lily, JPEG, "lunch!", at_work.east)
    fake.wait(lambda: fake.sent(at_work.stranger))
    at_work.settle()
    assert fake.called("getFile") == []
    assert fake.sent(at_work.east) == []
    fake.photo(at_work.lily, JPEG, "@onpace_bot called Jane at Acme, all is well", at_work.east)
    fake.wait_for_text(at_work.east, "Call · Acme")
    at_work.settle()
    assert list(kept(at_work).values()) == [JPEG]


def test_a_contact_card_becomes_a_lead(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.say(lily, contact={"first_name": "Jane", "last_name": "Doe", "phone_number": "+8613800138000"})
    fake.wait_for_text(lily, "Lead · Jane Doe · +8613800138000")


def test_a_vcard_file_becomes_leads_and_is_not_kept_as_a_file(at_work: Office) -> None:
    fake, lily = at_work.fake, at_work.lily
    fake.document(lily, CARDS, "people.vcf", "text/x-vcard")
    fake.wait_for_text(lily, "Lead · Cobalt Events · Ann Lee")
    assert at_work.rows(Attachment) == []


def test_what_waits_for_its_files_does_not_hold_up_others(at_work: Office, fake: FakeTelegram) -> None:
    fake.fail("file", 2, status=500)
    fake.photo(at_work.lily, JPEG, "called Jane at Acme, all is well")
    fake.say(at_work.tom, "remind me tomorrow 9am to send the contract")
    fake.wait(lambda: at_work.rows(Task))
    fake.wait_for_text(at_work.lily, "Call · Acme")
    assert SystemClock().now() > at_work.row(ContactLog).created_at
