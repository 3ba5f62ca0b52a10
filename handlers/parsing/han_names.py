"""New names in Chinese: people by surname and title or by what introduces them, companies by their trade or their place in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.parsing.cues import phrases_of
from handlers.parsing.latin_names import NewName
from handlers.parsing.name_forms import name_words
from handlers.parsing.text import CJK, Text

COMMON = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯曹彭曾萧田董潘袁蔡蒋余杜叶程魏苏吕丁卢姚沈钟姜崔谭陆范汪廖石韦贾夏付邹熊孟秦邱侯江薛阎段雷史陶贺毛郝顾龚邵钱严武莫孔汤"
NOT_IN_NAME = (
    "的了在去到跟和与给从是叫趟找见过完把被让请约个位向对为有说想要问咗喺俾嘅刚又再也还都这那某们做家,，。、；;:：!！?？()（）\"'\n\t 【】"
)
GENERIC = re.compile(
    r"^(?:[\u4e00-\u9fff]{2}(?:科|部|处|室|组|课)|专柜|门|旗舰|直营|加盟|来电|电话|在线|官网|网上|上门|到店|网站|一|二|两|三|几|这|那|某|别|其|其他|本地|当地|大型|连锁|对方|客户|供应商|我们|他们|咱们|你们|贵|我|你|他|她|总|分|子|母|新|老|隔壁|附近|同行|国内|海外|外贸|进出口|采购|物流|货运|快递|装修|设计|保险|广告|"
    r"第三方|竞品|竞争|互联网|小|大|好|多|全|每|各|整|上市|民营|国有|外资|合资|今天|明天|昨天|上午|下午|晚上|周.|星期.|我司|该|开|进|出|回|上|下|来|用|看|聊|谈|打|微信|电话|刚才|刚刚|已经|目前|现在)+$"
)
TERMINAL = re.compile("医院|诊所|学校|大学|中学|小学|学院|幼儿园|酒店|宾馆|银行|超市|便利店|药房|餐厅|饭店|公司|集团")
LEGAL = re.compile("有限|股份|集团|公司|责任")
AFTER_NAME = rf"(?=[^{CJK}]|[的说在想要来也是电手微他她和跟打今明昨约给发介推负主问反回表觉答同找有刚上下那这、]|$)"


NOUNS = "课程|系统|设备|产品|行业|项目|标签|机器|用品|机构|市场|平台|服务|管理|专用|耗材|原料|订单|合同|工程|器械|材料|配件|费|机|板|线|部|科|队|园区|园|大道|路|街|区|柜|价|员|品|人|车|长|主|室"


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The shapes of names, over the folded text."""
    surname = "|".join(sorted(name_words("surnames"), key=len, reverse=True))
    titles = "|".join(sorted(name_words("titles"), key=len, reverse=True))
    jobs = "|".join(sorted(name_words("jobs"), key=len, reverse=True))
    trades = "|".join(sorted({*name_words("company"), *name_words("legal")}, key=len, reverse=True))
    return {
        "titled": re.compile(rf"(?P<name>(?:{surname})(?:{titles}))(?!{titles})"),
        "familiar": re.compile(rf"(?<![{CJK}]老)(?P<name>[老小阿][{COMMON}])(?![家板师姐哥总工店]|[{CJK}]店)"),
        "introduced": re.compile(
            rf"(?:联系人|负责人|对接人|经办人|姓名|名叫|叫做|人叫|叫|接口人|是个|{jobs}|cto|ceo|cfo|coo)[ :：是为]{{0,2}}(?P<name>(?:{surname})[{CJK}]{{1,2}}?){AFTER_NAME}"
        ),
        "phoned": re.compile(rf"(?:^|[^{CJK}])(?P<name>(?:{surname})[{CJK}]{{1,2}})(?=[ ,，:：(（]{{0,2}}\d)"),
        "alone": re.compile(rf"(?:^|[,，、;；\s\ue000])(?P<name>(?:{surname})[{CJK}]{{1,2}})(?=[,，、;；(（\s]|$)"),
        "trade": re.compile(rf"(?:{trades})+(?!{NOUNS})|(?:{TERMINAL.pattern})"),
        "surnamed": re.compile(rf"(?:他|她)?姓(?P<name>{surname})(?![名氏])"),
        "possessor": re.compile(
            rf"(?:和|跟|与|同|给|找|见了|见到|约了|约|拜访了|拜访|去了趟|电话约|联系|联系了|打给|到了|到|[,，。 \n]|^)(?P<name>[{CJK}]{{2,8}}?)的(?={jobs}|(?:{surname})(?:{titles})|人|\ue001)"
        ),
        "is": re.compile(rf"(?:公司|单位|店名|公司名|客户)(?:名称|名字|名)?(?:是|为)(?P<name>[{CJK}a-z0-9]{{2,12}}?)(?=[,，。；;\s(（]|$)"),
        "called": re.compile(
            rf"(?:公司|店|厂|家|客户|便利店|超市|学校|机构|[,，\s的])(?:名字)?叫(?P<name>[{CJK}a-z0-9]{{2,10}}?)(?=[,，。；;\s(（他她姓的在是]|$)"
        ),
    }


def find_han_names(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """The new Chinese names outside the places that are taken; they may overlap, the surest come first."""
    shapes = patterns()

    def free(start: int, end: int) -> bool:
        return not any(low < end and start < high for low, high in taken)

    for name in ("titled", "introduced", "phoned", "surnamed", "familiar"):
        for hit in shapes[name].finditer(text.folded):
            if free(*hit.span("name")) and plausible_person(hit["name"]):
                yield NewName("person", *hit.span("name"))
    yield from find_companies(text, taken)
    for hit in shapes["alone"].finditer(text.folded):
        if free(*hit.span("name")) and plausible_person(hit["name"]) and hit["name"] not in name_words("words_too"):
            yield NewName("person", *hit.span("name"))


def plausible_person(name: str) -> bool:
    """Whether a surname and what follows may be a person, and not a word (高兴, 方便) or a trade."""
    return name not in NO_PEOPLE and not any(name.endswith(word) for word in ("公司", "方案", "科技", "合同", "报价", "时候", "目前", "时间"))


NO_PEOPLE = frozenset(
    "高兴 方便 安排 安装 成功 全部 万一 马上 平时 常常 和他 和她 于是 向他 关于 许多 任何 任务 安心 金额 金融 温度 应该 成本 成交 成为 明天 明年 时间 时候 江苏 河南 云南 连续 连锁 单子 单价 项目 计划 付款 付了 房子 车子 路上 石材 钢材 "
    "石化 石油 华为 方案 方面 方式 周五 周一 周二 周三 周四 周六 周日 周末 周边 周转 钱款 白天 白色 黄色 黄了 金色 蓝色 康复 康养 文件 文具 文化 包装 包括 包材 宣传 平台 平板 常规 常年 程序 程度 关系 关门 关注 全新 全年 全套 管理 管道 "
    "高价 高层 高端 高铁 高温 高中 高校 高新 古镇 谷歌 汤水 冷链 冷库 温控 毛利 毛巾 毛坯 牛奶 牛肉 马路 鱼缸 沙发 沙龙 米粉 麦片 柴油 水果 雷达 万元 万台 万件 千克 左右 解决 解释 解除 查询 查看 查收 查下 商量 商机 商务 商场 商品 农业 农场 阳台 阳光 "
    "单位 单独 季度 季末 时段 时效 梅雨 艾草 游戏 路线 路演 房产 房东 包子 包邮 车间 车队 车库 党建 党校 宫格 费用 费率 卫浴 卫生 卫星 景区 景观 麻烦 宁愿 应付 全国 全家 全员 全款 全额 危险 成都 向上 向下 于今 于明".split()
)


def find_companies(text: Text, taken: Sequence[tuple[int, int]]) -> Iterator[NewName]:
    """Companies by their trade, by 叫, and by the person who is theirs."""
    folded, shapes = text.folded, patterns()
    for hit in shapes["trade"].finditer(folded):
        start, end = hit.start(), end_of_company(hit)
        floor = max([0, hit.start() - 10, *(high for low, high in taken if high <= hit.start())])
        while start > floor and folded[start - 1] not in NOT_IN_NAME and not "\ue000" <= folded[start - 1] <= "\uf8ff":
            start -= 1
        start = after_verb(folded, start, hit.start())
        own = folded[start : hit.start()]
        if len(own) >= 2 and own not in name_words("regions") and not GENERIC.match(own) and not is_channel(folded[start : end]) and not any(low < end and start < high for low, high in taken) and not own.isascii():
            yield NewName("company", start, end)
    for name in ("called", "is", "possessor"):
        for hit in shapes[name].finditer(folded):
            start, end = hit.span("name")
            start = after_verb(folded, start, end)
            said = folded[start:end]
            if name == "called" and len(said) < 4 and plausible_person(said) and said[0] in name_words("surnames"):
                continue
            if (
                len(said) >= 2
                and not GENERIC.match(said)
                and not set(said) & set(NOT_IN_NAME)
                and not any(low < end and start < high for low, high in taken)
            ):
                yield NewName("company", start, end)




def end_of_company(hit: re.Match[str]) -> int:
    """Where a company's name ends: behind a word that ends one, though another trade follows (大同医院|信息室)."""
    end = TERMINAL.search(hit.group())
    return hit.end() if end is None or LEGAL.match(hit.group()[end.end() :]) else hit.start() + end.end()


@cache
def channels() -> tuple[str, ...]:
    """The channels that leads come by (阿里国际站): they are no companies."""
    return tuple(phrase for _, phrase in phrases_of("source", "noun") if not phrase.isascii())


def is_channel(name: str) -> bool:
    """Whether a name is a channel or the beginning of one."""
    return any(channel.startswith(name) or name.startswith(channel) for channel in channels())


VERBS = re.compile(
    r"(?:头先|啱啱|同|等|陪|见|带|去|跟|和|拜访|走访|到达|抵达|到访|认领|释放|联系|签到|打卡|参观|路过|介绍|推荐|推|收到|客户|新客户|新线索|线索|发现|认识|来自|负责|跑|访|回访|致电|打给|电话|今天|昨天|前天|明天|上午|下午|中午|晚上|早上|刚才|刚刚|刚|已|已经|现在|目前|周[一二三四五六日天]|另外|还有|还|然后|后来|接着|"
    r"帮我|提醒|提醒我|记得|准备|安排|申请|关于|恭喜|终于|签下|拿下|搞定|丢了|查下|查|看下|看|约|约好|把|将|新开|隔壁|上门|出发|前往|赶到|会|展会|第|一家|那家|这家|了|人)+"
)


def after_verb(folded: str, start: int, limit: int) -> int:
    """Where a name begins behind the verbs and times that stand before it without a gap."""
    hit = VERBS.match(folded, start, limit)
    return hit.end() if hit and limit - hit.end() >= 2 else start
