"""Known names: looked up exactly, then fuzzily; two that fit equally well are both given."""

from __future__ import annotations

import pytest

from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.text import fold

NAMES = KnownNames.build(
    [
        "Acme Corp",
        "Great Eastern Logistics Pte Ltd",
        "Delta Freight Systems",
        "Delta Dental",
        "R&D Partners",
        "3M",
        "宏图科技",
        "上海汇通物流有限公司",
        "老王五金店",
    ],
    [
        KnownContact("Jane Miller", "Acme Corp"),
        KnownContact("Grace Liu", "3M"),
        KnownContact("Grace Ho", "Delta Dental"),
        KnownContact("王建国", "宏图科技"),
    ],
    ["Ken Ong", "李娜"],
    aliases={"big blue": "Acme Corp"},
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("acme", "Acme Corp"),
        ("ACME CORP.", "Acme Corp"),
        ("great eastern", "Great Eastern Logistics Pte Ltd"),
        ("r & d partners", "R&D Partners"),
        ("R and D Partners", "R&D Partners"),
        ("big blue", "Acme Corp"),
        ("宏图", "宏图科技"),
        ("宏圖科技", "宏图科技"),
        ("汇通", "上海汇通物流有限公司"),
        ("汇通物流", "上海汇通物流有限公司"),
        ("great eastern logistcs", "Great Eastern Logistics Pte Ltd"),
        ("great", None),
        ("delta", None),
        ("Unheard Of", None),
    ],
)
def test_a_company_is_found_by_any_of_its_forms(said: str, name: str | None) -> None:
    assert NAMES.find_company(said).name == name


def test_two_that_fit_equally_well_are_both_given() -> None:
    assert [one.name for one in NAMES.find_company("delta").candidates] == ["Delta Freight Systems", "Delta Dental"]
    assert [one.name for one in NAMES.find_contact("Grace").candidates] == ["Grace Liu", "Grace Ho"]
    assert NAMES.find_contact("Grace", "3M").name == "Grace Liu"


@pytest.mark.parametrize(("said", "name"), [("王总", "王建国"), ("Jane", "Jane Miller"), ("jane miller", "Jane Miller"), ("李总", None)])
def test_a_contact_is_found_by_first_name_and_by_title(said: str, name: str | None) -> None:
    assert NAMES.find_contact(said).name == name


def test_a_member_is_none_of_the_contacts() -> None:
    assert NAMES.find_member("ken").name == "Ken Ong"
    assert NAMES.find_contact("ken").name is None


def test_names_are_found_inside_a_text_the_longest_first() -> None:
    text = "called jane at acme re delta freight, 跟宏图王总聊了, 李明亮"
    found = [text[one.start : one.end] for one in NAMES.mentions(fold(text))]
    assert found == ["jane", "acme", "delta freight", "宏图", "王总"]


def index(*, is_more: bool) -> KnownNames:
    companies = ["Acme", "宏图科技", *(MORE_COMPANIES if is_more else ())]
    contacts = [KnownContact("Jane Doe", "Acme"), KnownContact("王建国", "宏图科技"), *(MORE_CONTACTS if is_more else ())]
    return KnownNames.build(companies, contacts, ["Tom Reid", *(MORE_MEMBERS if is_more else ())])


MORE_COMPANIES = ("Acme Robotics", "Blue Dot Ltd", "上海宏图科技有限公司", "宏图物流")
MORE_CONTACTS = (KnownContact("Jane Roe", "Blue Dot Ltd"), KnownContact("王小明", "宏图物流"), KnownContact("Jane Doe", "Acme"))
MORE_MEMBERS = ("Lily Chen", "王芳")


def test_an_extended_index_is_the_one_that_had_been_built_with_all_of_it() -> None:
    few = index(is_more=False)
    extended, whole = few.extended(MORE_COMPANIES, MORE_CONTACTS, MORE_MEMBERS), index(is_more=True)
    assert few == index(is_more=False)
    assert extended.forms == whole.forms
    assert {start: set(forms) for start, forms in extended.starts.items()} == {start: set(forms) for start, forms in whole.starts.items()}
    assert all([len(form) for form in forms] == sorted(map(len, forms), reverse=True) for forms in extended.starts.values())
    assert extended.surnames.keys() == whole.surnames.keys()
    assert extended.find_contact("Jane").several
    assert extended.find_contact("王总").several
    assert not few.find_contact("王总").several


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("hongtu", "宏图科技"),
        ("Hongtu Keji", "宏图科技"),
        ("hong tu", "宏图科技"),
        ("huitong", "上海汇通物流有限公司"),
        ("huitong wuliu", "上海汇通物流有限公司"),
        ("hongda", None),
        ("keji", None),
    ],
)
def test_a_chinese_company_is_found_by_its_pinyin(said: str, name: str | None) -> None:
    assert NAMES.find_company(said).name == name


@pytest.mark.parametrize(("said", "name"), [("wang jianguo", "王建国"), ("wangjianguo", "王建国"), ("jianguo", "王建国"), ("jian", None)])
def test_a_chinese_person_is_found_by_their_pinyin(said: str, name: str | None) -> None:
    assert NAMES.find_contact(said).name == name
