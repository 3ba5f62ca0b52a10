"""Short replies: answers to questions, and changes to what was written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from handlers.parsing.names import KnownContact, KnownNames
from handlers.parsing.records import Moment, Surroundings
from handlers.parsing.replies import read_changes, read_value

NAMES = KnownNames.build(
    ["Acme Corp", "Beta Foods", "宏图科技"],
    [KnownContact("Jane Miller", "Acme Corp"), KnownContact("John Ray", "Acme Corp"), KnownContact("王建国", "宏图科技")],
    ["Tom Baker", "李娜"],
)
AT = Surroundings(datetime.fromisoformat("2026-11-24T10:00+08:00"), ZoneInfo("Asia/Shanghai"), "CN", "CNY", names=NAMES)


def plain(changes: object) -> object:
    return (
        {key: value.isoformat() if isinstance(value, Moment) else value for key, value in changes.items()} if hasattr(changes, "items") else changes
    )


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("no, 15万", "payment", {"amount": Decimal(150000), "currency": "CNY"}),
        ("不对，是18万", "payment", {"amount": Decimal(180000), "currency": "CNY"}),
        ("not 50k, 60k", "deal", {"amount": Decimal(60000), "currency": "CNY"}),
        ("金额改成15万", "contract", {"amount": Decimal(150000), "currency": "CNY"}),
        ("wrong amount, should be 1,200", "payment", {"amount": Decimal(1200), "currency": "CNY"}),
        ("due Friday instead", "task", {"due": "2026-11-27"}),
        ("改成周五", "task", {"due": "2026-11-27"}),
        ("Friday 3pm", "task", {"due": "2026-11-27T15:00"}),
        ("是12月3号不是2号", "task", {"due": "2026-12-03"}),
        ("next Tuesday instead", "contact_log", {"next_due": "2026-12-01"}),
        ("it was yesterday", "contact_log", {"at": "2026-11-23"}),
        ("company is Beta", "contact_log", {"company": "Beta Foods"}),
        ("客户是宏图", "contact_log", {"company": "宏图科技"}),
        ("it's Jane not John", "contact_log", {"person": "Jane Miller"}),
        ("phone is 13812345678", "lead", {"phone": "+8613812345678"}),
        ("thanks!", "task", {}),
        ("great call, he was happy", "contact_log", {}),
        ("he said friday works for him and the team", "task", {}),
        ("周五我再问问他", "task", {}),
    ],
)
def test_a_reply_changes_what_it_names_and_no_more(text: str, kind: str, expected: dict[str, object]) -> None:
    assert plain(read_changes(text, kind, AT)) == expected


CHINESE = KnownNames.build(
    ["宏图科技", "鼎盛机械", "蓝海餐饮"],
    [KnownContact("王建国", "宏图科技"), KnownContact("李志强", "鼎盛机械"), KnownContact("苏婷", "蓝海餐饮")],
    ["张伟", "李娜", "孙悦"],
)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("是拜访不是电话", "contact_log", {"method": "visit"}),
        ("不是电话，是微信", "contact_log", {"method": "message"}),
        ("当面聊的", "contact_log", {"method": "meeting"}),
        ("是上门", "contact_log", {"method": "visit"}),
        ("视频会议", "contact_log", {"method": "video"}),
        ("是李工不是王总", "contact_log", {"person": "李志强"}),
        ("李志强，不是王建国", "contact_log", {"person": "李志强"}),
        ("客户错了，是蓝海", "contact_log", {"company": "蓝海餐饮"}),
        ("不对，是鼎盛", "contact_log", {"company": "鼎盛机械"}),
        ("鼎盛的，不是宏图的", "payment", {"company": "鼎盛机械"}),
        ("是美元", "payment", {"currency": "USD"}),
        ("应该是港币", "contract", {"currency": "HKD"}),
        ("美金20万", "deal", {"amount": Decimal("200000"), "currency": "USD"}),
        ("上周五签的", "contract", {"at": "2026-11-20"}),
        ("昨天到的账", "payment", {"at": "2026-11-23"}),
        ("不是今天，是昨天", "contact_log", {"at": "2026-11-23"}),
        ("昨天下午3点", "contact_log", {"at": "2026-11-23T15:00"}),
        ("下次跟进改到下周三", "contact_log", {"next_due": "2026-12-02"}),
        ("下一步改成寄样品", "contact_log", {"next_step": "寄样品"}),
        ("截止改到周五下午5点", "task", {"due": "2026-11-27T17:00"}),
        ("推到明天", "task", {"due": "2026-11-25"}),
        ("给李娜做", "task", {"owner": "李娜"}),
        ("负责人换成孙悦", "task", {"owner": "孙悦"}),
        ("负责人不是我，是孙悦", "task", {"owner": "孙悦"}),
        ("阶段应该是谈判", "deal", {"stage": "negotiation"}),
        ("已经到报价阶段了", "deal", {"stage": "proposal"}),
        ("丢单了", "deal", {"stage": "lost"}),
        ("预计12月底", "deal", {"close": "2026-12-31"}),
        ("电话错了，13912345678", "lead", {"phone": "+8613912345678"}),
        ("邮箱 li@a.com", "lead", {"email": "li@a.com"}),
        ("联系人叫赵敏", "lead", {"person": "赵敏"}),
        ("职位是采购总监", "lead", {"title": "采购总监"}),
        ("来源是展会", "lead", {"source": "展会"}),
        ("需求是三台机床", "lead", {"need": "三台机床"}),
        ("结果不好，他没兴趣", "contact_log", {}),
        ("没接", "contact_log", {"outcome": "no_answer"}),
        ("金额是15万8", "contract", {"amount": Decimal("158000"), "currency": "CNY"}),
        ("15.8", "contract", {}),
        ("18万，不是8万", "payment", {"amount": Decimal("180000"), "currency": "CNY"}),
        ("收到谢谢", "contact_log", {}),
        ("好的", "task", {}),
        ("王总人真好", "contact_log", {}),
        ("我周五再打给他", "contact_log", {}),
        ("这个客户不错", "lead", {}),
        ("他们的电话总是占线", "contact_log", {}),
        ("昨天那单也不错", "payment", {}),
        ("明天我请假", "task", {}),
        ("为什么是宏图？", "contact_log", {}),
        ("能改吗", "task", {}),
        ("是微信聊的", "contact_log", {"method": "message"}),
        ("其实是腾讯会议", "contact_log", {"method": "video"}),
        ("搞错了，是周五", "task", {"due": "2026-11-27"}),
        ("金额不对，应该是3万5", "payment", {"amount": Decimal("35000"), "currency": "CNY"}),
        ("人错了，是苏婷", "contact_log", {"person": "苏婷"}),
        ("公司应该是鼎盛机械", "lead", {"company": "鼎盛机械"}),
        ("交给孙悦吧", "task", {"owner": "孙悦"}),
        ("提前到明天上午10点", "task", {"due": "2026-11-25T10:00"}),
        ("打款日期是11月20号", "payment", {"at": "2026-11-20"}),
        ("阶段改成方案报价", "deal", {"stage": "proposal"}),
        ("进谈判了", "deal", {"stage": "negotiation"}),
        ("是港币不是人民币", "payment", {"currency": "HKD"}),
        ("前天签的", "contract", {"at": "2026-11-22"}),
        ("没人接电话", "contact_log", {"outcome": "no_answer"}),
        ("预算80万", "lead", {"amount": Decimal("800000"), "currency": "CNY"}),
        ("他叫李志强", "lead", {"person": "李志强"}),
        ("加上微信 abc123", "lead", {}),
        ("哦哦好的明白", "deal", {}),
        ("这笔款真不容易", "payment", {}),
        ("下周我再去一次宏图", "contact_log", {}),
        ("为啥没写金额", "contract", {}),
        ("昨天忙死了", "task", {}),
        ("李娜也在场", "contact_log", {}),
        ("客户挺满意的", "contact_log", {}),
    ],
)
def test_a_chinese_reply_changes_what_it_names_and_no_more(text: str, kind: str, expected: dict[str, object]) -> None:
    assert plain(read_changes(text, kind, replace(AT, names=CHINESE))) == expected


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("acme", "company", "Acme Corp"),
        ("是宏图", "company", "宏图科技"),
        ("New Shop Ltd", "company", "New Shop Ltd"),
        ("it's for Jane", "person", "Jane Miller"),
        ("王总", "person", "王建国"),
        ("给李娜", "owner", "李娜"),
        ("somebody", "owner", None),
        ("about 20k", "amount", (Decimal(20000), "CNY")),
        ("15000", "amount", (Decimal(15000), "CNY")),
        ("no idea", "amount", None),
        ("下周三下午三点", "due", Moment.fromisoformat("2026-12-02T15:00")),
        ("yesterday", "at", Moment.fromisoformat("2026-11-23")),
        ("soon", "due", None),
        ("13812345678", "phone", "+8613812345678"),
        ("by phone", "method", "call"),
        ("谈判", "stage", "negotiation"),
        ("it's Ann@Acme.com", "email", "ann@acme.com"),
    ],
)
def test_an_answer_is_read_as_the_field_that_was_asked_for(text: str, field: str, expected: object) -> None:
    assert read_value(text, field, AT) == expected
