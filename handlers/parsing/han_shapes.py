"""The shapes of Chinese names, as patterns over the folded text."""

from __future__ import annotations

import re
from functools import cache

from handlers.parsing.alternatives import alternatives
from handlers.parsing.cues import phrases_of
from handlers.parsing.name_words import job_shape, name_words
from handlers.parsing.numerals import goods_measures
from handlers.parsing.text import CJK

NO_SURNAMES = "当做任是副总大小老新女男各两几某该原前现班厂店馆园院校场站采主"
"""Before a title these are no surname: 女老板, 班主任."""


def either(*keys: str, han: bool = False) -> str:
    """The words under some keys of ``names.toml`` as a pattern, the longest first; ``han`` takes the Chinese ones only."""
    return alternatives(word for key in keys for word in name_words(key) if not (han and word.isascii()))


BEFORE_FULL = "和跟与同给找见了约叫请让陪到是"
"""Right behind these begins somebody's full name with a title: 约了江柏翰经理."""
NOT_GIVEN = "副总部科处室组课级业务队采技工"
"""Between a surname and a title these are of no given name: 李副经理, 高级经理."""


@cache
def letters(key: str) -> str:
    """The characters under a key of ``names.toml``."""
    return "".join(name_words(key))


def shop() -> str:
    """A trade that makes a shop's name of a familiar one: 老李杂货; his company or his hospital is only where somebody is."""
    trades = name_words("company") - name_words("his_place")
    return alternatives(word for word in trades if not word.isascii() and len(word) > 1)


@cache
def shop_behind() -> re.Pattern[str]:
    """The same as a pattern."""
    return re.compile(shop())


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The shapes of names, over the folded text."""
    surname, titles, jobs = either("surnames"), either("titles"), job_shape()
    given = rf"[{CJK}](?<![{NOT_GIVEN}])"
    ranks = rf"(?:{jobs}|{alternatives(word for word in name_words('titles') if len(word) > 1)})"
    trades = either("company", "legal", han=True)
    after_name = rf"(?=[^{CJK}]|[{letters('after_person')}]|开[了家店]|现在|目前|如今|最近|$)"
    met = rf"[,，、；; ]?(?:{either('met')})|{either('to_customer')}|[a-z\d][区馆座]"
    familiar = rf"[小老阿](?:{surname})(?=[^{CJK}]|[没不聊谈碰见通过{letters('after_person')}]|$)"
    owned = rf"[{CJK}]{{2,4}}[科部处室组](?![{CJK}]{{0,2}}[说开])|{jobs}|(?:{surname})(?:{titles})|{familiar}|人|\ue001|[{CJK}]{{0,5}}会[开议]"
    who = rf"(?:{surname}|[小老阿])[{CJK}]{{1,2}}[ ,，:：(（]{{0,2}}[+\d]\d{{3}}"
    end = r"(?=[,，。；;\s(（]|$)"
    of = "[的嘅]"
    closed = rf"[{CJK}]{{2}}(?=[^{CJK}]|介绍|推荐|引荐|$)|[{CJK}][{letters('closes_name')}](?=的)"
    full = rf"(?P<name>(?:{surname})(?:{closed})|(?:{surname})[{CJK}]{{1,2}}?{after_name})"
    ah = rf"(?:^|[^{CJK}]|[的和跟找叫给问见到约催]|{jobs})(?P<name>阿(?![{letters('not_after_ah')}])(?:[{CJK}]|[a-z]{{2,8}}))"
    ah += rf"(?=[^{CJK}]|[聊谈见碰通吃喝开沟嫌让打加{letters('after_person')}]|$)"
    person = rf"(?P<name>(?:{surname})[{CJK}]{{1,2}})"
    lone = rf"(?P<name>(?:{surname})[{CJK}]{{1,2}}?)"
    after_called = r"[,，。；;\s(（他她姓的在是想要做]|我(?:就|也|刚|顺便|顺路)?(?:进|过|上|去|跟|和|问|聊)|"
    after_called += r"正在|现在|目前|最近|老板|电话|手机|[今明]年|年[底后]|下个?月|下周|这个?月|月底|打算|准备|计划|需要|$"
    counted = r"(?:[一来][个位家]|客户|线索|名片|单子)[,，:： ]{1,2}(?:就?是)?"
    by_surname = f"[{letters('common_surnames')}{letters('familiar_too')}]"
    listed = rf"(?:[俩仨]|[两三四五六七八九十几\d][个家位])[{CJK}]{{0,3}}[:：][^\n]{{1,80}}?"
    shop_like = f"(?![{letters('in_no_name')}])[{CJK}]"
    common = f"[{letters('common_surnames')}]"
    full_name = rf"(?P<name>(?:{surname}){given}{given}|{common}{given})"
    nicknames = rf"[小阿][{CJK}]|老(?![板婆公乡师总大家人爸妈妹弟哥姐])[{CJK}]|(?![大二小老表堂师学])[{CJK}][姐哥总工叔姨嫂]"
    department = rf"(?:(?:{either('job_fields')})[科处室组课]|办公室|[{CJK}](?<![全局内])部)的"
    met_them = rf"(?=[^{CJK}]|[聊谈沟见碰通][了过完]|沟通|(?:{either('speaking')})|$)"
    hedged = "(?:好像|应该|大概|可能|貌似)?"
    new_who = rf"(?:{jobs})(?:叫|是|姓|{surname})|(?:{surname})(?:{titles})[,， \d]"
    shapes = {
        "titled": rf"(?!(?<=[对甲乙双各我多地])方)(?P<name>(?:{surname})(?:{titles}))(?!{titles}|师)",
        "full_titled": rf"(?:(?<![{CJK}])|(?<=[{BEFORE_FULL}]))(?!{jobs}){full_name}(?={ranks}(?:[^{CJK}]|[{letters('after_person')}]|$))",
        "short": rf"(?P<name>(?:{surname})(?:{either('short_titles')}))(?=[^{CJK}]|(?:{either('after_short_title')})|$)",
        "familiar_sure": rf"(?:(?<![{CJK}])|(?<=[的和跟找给见叫是]))(?P<name>[老小阿](?![{letters('never_familiar')}])(?:{surname}))(?=[^{CJK}]|$)",
        "ranked": rf"(?<![{CJK}])(?P<name>(?:{surname})(?:{either('rank_titles')}))(?=[^{CJK}]|(?:{either('after_short_title')})|$)",
        "familiar": rf"(?<![{CJK}]老)(?P<name>[老小阿]{by_surname})(?![{letters('not_after_familiar')}]|[{CJK}]店|{shop()})",
        "ah": ah,
        "kin": rf"(?:{either('kin_named')}){full}",
        "phoned_title": rf"(?:^|[^{CJK}]|{jobs})(?!{jobs})(?P<name>[{CJK}](?<![{NO_SURNAMES}])(?:{titles}))(?=[ ,，:：(（]{{0,2}}[+\d]\d{{3}})",
        "introduced": rf"(?:{either('introducers')}|{jobs}|cto|ceo|cfo|coo)[ :：是为-]{{0,2}}{full}",
        "recommended": rf"(?:{either('introduced_by')})[来过]*[的了]{person}(?=[ ,，:：(（]{{0,2}}(?:[+\d]\d{{3}}|[想要做是在搞开找]))",
        "of_department": rf"{department}(?P<name>(?:{surname})[{CJK}]{{1,2}}?){met_them}",
        "phoned": rf"(?:^|[^{CJK}]){person}(?! ?\d{{1,5}}(?:[号弄]|{goods_measures()}))(?=[ ,，:：(（/|]{{0,2}}\d)",
        "alone": rf"(?:^|[,，、;；:：|/\s\ue000]){person}(?=[,，、;；|/(（\s]|$)",
        "speaking": rf"(?:^|[,，。；;!！\s\ue000]){person}(?={either('speaking')})",
        "dealt_with": rf"[给跟和同](?P<name>{common}[{CJK}]{{1,2}}?)(?=(?:{either('dealt_with')})[{CJK}]{{0,8}}?(?:{either('dealt_in')}))",
        "account": rf"(?:{either('added')})(?:[{CJK}]{{2,6}}(?:{trades}))?(?!{jobs}){lone}(?=的?(?:{either('accounts')}))",
        "glued": rf"(?P<name>{common}[{CJK}]{{2}}(?=[ ,，、;；:：(（]|\+?\d{{3}}|$)|{common}[{CJK}](?=[ :：(（]?\+?\d{{7}}))",
        "nicknamed": rf"(?:{jobs}|嘅)(?P<name>{nicknames})(?=[^{CJK}]|(?:{either('speaking')})|$)",
        "surnamed": rf"[他她]?姓(?P<name>{surname})(?![名氏])",
        "trade": rf"(?:{trades})+(?:中心|基地)?(?!{either('not_a_trade_before')}|展(?![台位厅馆示开]))|(?:{either('terminal')})",
        "possessor": rf"(?:{met}|[:：、,，。；; \n]|^)(?P<name>[{CJK}]{{2,8}}?){of}(?={owned})",
        "met_full": rf"(?:{either('met', 'introduced_by')}|{counted})(?P<name>[{CJK}]{{2,8}}?){of}(?P<who>(?:{surname})[{CJK}]{{1,2}})(?=[^{CJK}]|$)",
        "met_job": rf"(?:{either('met')})(?P<name>[{CJK}]{{3,8}}?)(?:{jobs})(?=[^{CJK}]|$)",
        "employer": rf"(?:[:：、,，。；; \n]|^)(?P<name>[{CJK}]{{3,8}}?)(?:{jobs})(?={who})",
        "is": rf"(?:{either('company_is')})(?:名称|名字|名)?{hedged}[是为叫](?P<name>[{CJK}a-z0-9]{{2,12}}?){end}",
        "named": rf"(?:[店厂馆司](?=叫)|(?:店|公司|厂|门店|单位)名)(?:称|字)?{hedged}[叫是为:： ]{{0,2}}(?P<name>[{CJK}a-z0-9]{{2,10}}?){end}",
        "called": rf"(?:{either('company_called')}|[,，\s的]|[一有]家[{CJK}]{{1,6}}?)(?:名字)?叫(?P<name>[{CJK}a-z0-9]{{2,10}}?)(?={after_called})",
        "opened_new": rf"新开(?:了|的|张的|业的)?一?(?:家|个|间)(?P<name>(?:{shop_like}){{1,4}}[{letters('shop_ends')}]){end}",
        "new_owned": rf"(?:新客户|新线索|新名单|新询盘)[是叫:： ]?(?P<name>[{CJK}]{{3,8}}?)的?(?={new_who})",
        "of_shop": rf"叫(?:{surname})[{CJK}]{{1,2}}[,，]?是(?P<name>[{CJK}]{{2,8}}?)的(?={jobs})",
        "of_region": rf"(?:{either('regions')})市?的?(?P<name>[{CJK}]{{2,6}}?(?:{either('trades_too')})){end}",
        "further": rf"{listed}(?:还有|另外)[一有]?[个家](?:{either('regions')})市?的(?P<name>(?:{shop_like}){{2,6}}?){end}",
        **placed(),
        "row": row(surname, titles),
        "working": working(surname, jobs),
        "of_firm": rf"(?P<name>[{CJK}](?<![{NO_SURNAMES}])(?:{titles}))(?=[^{CJK}]|[{letters('after_person')}]|$)",
        "of_firm_full": rf"的{person}(?=[,，、 (（\d]|$)|(?P<named>(?:{surname})[{CJK}]{{1,2}})(?=的(?:{either('accounts')}|名片))",
        "of_firm_called": rf"[的嘅](?P<name>[{CJK}](?:[哥姐叔嫂姨伯]))(?=[^{CJK}]|[倾傾聊谈談说說讲講约話话]|$)",
        "generic": rf"(?:{either('generic')})+",
        "addressed": alternatives(word for word in name_words("to_customer") if len(word) > 1),
        "before": rf"(?:(?<=了)下)?(?:(?!{either('kept_whole')})(?:{either('before_company')}))*",
        "terminal": either("terminal"),
        "legal": either("legal_parts"),
        "opened": rf"(?:{either('regions')})(?:市|县|区|那边|这边)?[开做办搞]",
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}


def row(surname: str, titles: str) -> str:
    """The beginning of a line of a list: perhaps a number, a name, a person, a phone."""
    gap, mark = r"[ ,，、:：(（]", r"\(?\d{1,2}[).）、.]"
    latin = r"[a-z][a-z'-]{1,14}(?: [a-z'-]{2,14})?(?= ?[+\d]\d{6})"
    person = rf"(?:(?:{surname})(?:{titles}|[{CJK}]{{1,2}})(?={gap}|[\d\n]|$)|{latin})"
    begin = rf"(?:^|[\n:：、；;]|[ ](?={mark}))[ ]?(?P<mark>{mark}[ ]?)?(?P<name>[{CJK}]{{2,8}})[ ,，、]{{1,2}}(?:联系人)?"
    return rf"{begin}(?P<person>{person})?(?={gap}{{0,2}}(?P<phone>(?:\+?86)?1\d{{10}}|0\d{{2,3}}-?\d{{7}}|[a-z\d._-]{{2,30}}@)?)"


def working(surname: str, jobs: str) -> str:
    """Who works where, and as what: 大学同学章程现在在南山外国语当教务主任."""
    kin = alternatives(phrase for _, phrase in phrases_of("lead", "kin"))
    who = rf"(?:^|[,，、。 \n]|{kin}|认识了?个?)(?P<person>(?:{surname})[{CJK}]{{1,2}}?)"
    since = "[ ,，]?(?:现在|目前|如今|刚|已经|就|他|她|跳槽|调)*(?:在|去了?|到了?)"
    return rf"{who}{since}(?P<name>[{CJK}a-z]{{2,10}}?)[ ,，]?(?:现在)?(?:当|做|任|担任|负责|管|是)[{CJK}]{{0,4}}?(?:{jobs})"


def placed() -> dict[str, str]:
    """The shapes of short names without a trade (宏图), which only what is told of them shows to be customers."""
    begin, name, end = r"(?:^|[\n。!！])", rf"(?P<name>[{CJK}]{{2,6}}?)", r"(?=[,，。；;!！\s(（的]|$)"
    somebody = f"(?:{job_shape()}|[老小阿]|(?:{either('surnames')})(?:{either('titles')}))"
    trade_or_mark = rf"(?:{either('company', 'trades_too', han=True)}|(?=[,，]))"
    in_stage = rf"(?=[^\n。:：]{{0,12}}?(?:{either('in_stage')}))"
    number = r"\d|[一二两三四五六七八九十百]+[万千百]"
    return {
        "came_from": rf"从{name}(?:那边|那儿|那里)?(?:{either('came_from')})",
        "their_order": rf"(?:^|[\n。!！,，\s]){name}(?={either('their_order')}|的(?:{either('their_papers')})(?:{either('came_through')}))",
        "visited": rf"(?:{either('visited')}){name}(?:{end}|(?=(?:{either('surnames')})(?:{either('titles')})))",
        "visiting": rf"(?:^|[天午晚早上点分半号日])(?:拜访|走访|回访){name}(?=[,，\s]|$)",
        "went": rf"去[了咗](?:一?趟)?{name}(?=[,，\s][^\n]{{0,6}}(?:{either('met_there')}))",
        "called_on": rf"给{name}(?:(?:{either('surnames')})(?:{either('titles')}))?(?:{either('called_on')})",
        "paid": rf"(?:{either('was_paid')}){name}(?:的|打来|转来|付的|支付的|汇来)?(?={either('sums_paid')}|{number})",
        "signed_with": rf"(?:^|[,，。;；\s]|(?<=[天午刚上]))[跟和与同]{name}(?={either('signed_with')})",
        "won": rf"{begin}{name}(?=(?:{either('won')})[,，\s!！]{{0,2}}(?:{either('sum_of')})?(?:{number}))",
        "won_over": rf"{begin}(?:{either('won_over')}){name}(?=[,，\s!！][^\n]{{0,8}}(?:{number}))",
        "passed": rf"[路经]过了?{name}(?=[,，](?:他们|他家|店里)?(?:[{CJK}]{{2,3}}[科部处室组])?{somebody}[^\n。]{{0,40}}\d{{7}})",
        "got_through": rf"(?:{either('got_through')})[,，。 ]{{1,2}}{name}(?=(?:那边|这边|老板)?(?:{either('speaking')})|那边|这边)",
        "deal_headed": rf"{begin}[{CJK}]{{0,2}}(?:商机|单子|项目)[{CJK}]{{0,2}}[:：] ?(?P<name>[{CJK}]{{2,6}}?{trade_or_mark}){in_stage}",
        "arrived": rf"{begin}(?:{either('arrived_at')})[ :：]{{0,2}}{name}{end}",
    }
