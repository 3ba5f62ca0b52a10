"""Telling where one is."""

from __future__ import annotations

import pytest
from httpx2 import Response
from webchat import People, Site, as_text


def share(site: Site, people: People, **given: str) -> Response:
    return site.post(f"/as/{people.lily}/chats/assistant/location", given)


def test_a_position_is_told_and_shown(site: Site, people: People) -> None:
    assert "Where are you?" in site.get(f"/as/{people.lily}/chats/assistant/location").text
    assert share(site, people, latitude="31.2304", longitude="121,4737").status_code == 204
    assert site.came_in()[0]["location"] == {"latitude": 31.2304, "longitude": 121.4737}
    site.settle()
    assert "31.23040, 121.47370" in site.see(people.lily)


def test_a_place_by_its_name_is_told_in_words(site: Site, people: People) -> None:
    assert share(site, people, place="Acme's office").status_code == 204
    kept = site.came_in()[0]
    assert (kept["text"], kept["location"]) == ("checking in at Acme's office", None)


@pytest.mark.parametrize(
    ("latitude", "longitude", "wrong"),
    [
        ("200", "1", "latitude"),
        ("1", "-200", "longitude"),
        ("north", "1", "latitude"),
        ("nan", "1", "latitude"),
        ("inf", "1", "latitude"),
        ("1", "", "longitude"),
    ],
)
def test_a_position_that_cannot_be_is_told_at_its_field(site: Site, people: People, latitude: str, longitude: str, wrong: str) -> None:
    response = share(site, people, latitude=latitude, longitude=longitude)
    assert response.status_code == 422
    assert f'id="error-{wrong}"' in response.text
    assert f'value="{latitude}"' in response.text
    assert site.came_in() == []


def test_nothing_at_all_is_asked_for(site: Site, people: People) -> None:
    response = share(site, people)
    assert response.status_code == 422
    assert "Please name a place" in as_text(response.text)
