"""How a Chinese answer tells that a machine wrote it. The patterns are in simplified characters."""

import re
from functools import lru_cache
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.chinese_nouns import (
    AI,
    BOT,
    COUNTED,
    LONG,
    NOUN,
    PEOPLE,
    PHRASE,
    SUBJECT,
    TAIL,
    WHOSE,
)
from annotations.blinding.redaction.leaks import ADDRESSED, GENERATED, SELF, Rule, rule

_I = r"(?:我|本人|俺|咱)(?:们)?"
_ADVERBS = (
    r"(?:只不过|仅仅|只|仅|毕竟|本质上|本质|其实|实际上|目前|不过|也|就|终究|现在|同时|一直|都"
    r"|事实上|首先|并且|现阶段|暂时|充其量|说到底|严格来说|终归|到底|归根结底|确实|的确|真的|还|虽"
    r"|,|这里| ){0,4}"
)
_IS = r"(?:只能算是|算是|是|乃|属于|[系係]|为|叫做|充当|扮演)"
_MEDICAL_AI = re.compile(
    r"曲唑|依西美坦|芳香化酶|主动脉瓣|关闭不全|觉醒|肾上腺|反流|雌激素|他莫昔芬|狭窄"
)
_TAKEN_FOR = re.compile(
    r"(?:将|把|用|被|视|看|当|以|可|常|多|能|均|可以|通常|用来|使用)[^,。;\n]{0,15}$"
)
_IMAGING = re.compile(r"影像|图像|阅片|读片|ct|结节|病灶|心电|眼底|筛查|胶囊|放射|软件|导诊|检出")


def _is_no_person(found: Match[str]) -> bool:
    """我是从事人工智能研究的医生: the noun at the end of the clause is who speaks."""
    rest = re.split(r"[,。;:!?()\n]", found.string[found.end() : found.end() + 40], maxsplit=1)[0]
    if not rest.strip() or re.search(r"不|非|没|无|而", rest):
        return True
    return not re.search(rf"{PEOPLE}[了的]?\s*$", rest)


@lru_cache(maxsize=4)
def _is_about_medical_ai(text: str) -> bool:
    return bool(_MEDICAL_AI.search(text))


def _speaks_of_itself(found: Match[str]) -> bool:
    """Whether 作为… is about the writer, and not about a device or a drug."""
    text = found.string
    lead, rest = windows.before(text, found.start()), windows.after(text, found.end(), 40)
    if not _is_no_person(found):
        return False
    bare = re.fullmatch(rf"(?:{COUNTED})?{AI}", found["told"].strip())
    if bare and _is_about_medical_ai(text):
        return bool(re.match(r",?(?:我|本人)", rest))
    if windows.names_the_writer(rest) or windows.names_the_writer(lead[-12:]):
        return True
    if _TAKEN_FOR.search(lead):
        return False
    opens = not lead.strip() or bool(re.search(r"[,:;!?(、即说]$|但|因为|由于|而$", lead[-6:]))
    device = re.search(r"系统|软件|程序|算法|模型$|机器人$", found["told"])
    return opens and not (device and not re.search(r"语言|对话|聊天|问答", found["told"]))


def _about_this_answer(found: Match[str]) -> bool:
    lead = windows.before(found.string, found.start(), 40)
    rest = windows.after(found.string, found.end(), 12)
    return bool(_ANSWER.search(lead) and not _IMAGING.search(lead + rest))


_ANSWER = re.compile(r"内容|回答|信息|建议|回复|文本|答案|分析|解答|结果(?!显)|我|本|以上|这")


def _is_no_subject(found: Match[str]) -> bool:
    """AI无法替代放射科医生阅片 is about medicine."""
    text = found.string
    sentence = windows.before(text, found.start()) + windows.after(text, found.start())
    return not _IMAGING.search(sentence)


RULES: tuple[Rule, ...] = (
    rule(rf"{_I}{_ADVERBS}{_IS}(?P<told>{PHRASE})", *SELF, _is_no_person),
    rule(
        rf"{_I}{_ADVERBS}{_IS}(?P<told>{COUNTED}{LONG}(?:工具|应用|咨询系统|小程序))(?=[,。!;?\n]"
        rf"|$)",
        *SELF,
    ),
    # 我叫小智，是您的AI助手: the name goes too.
    rule(
        rf"{_I}(?:是|叫|的名字(?:是|叫))(?P<told>[^,。!?;:\n]{{1,20}}[,、:](?:我)?(?:是)?"
        rf"(?:(?:{COUNTED}|{WHOSE}){LONG}|[^,。!?;:\n]{{1,8}}的){NOUN}{SUBJECT}{TAIL})",
        *SELF,
        _is_no_person,
    ),
    # 我没有执照，只是一个语言模型.
    rule(
        rf"{_I}[^。!?;\n]{{1,20}},(?:(?:其实|说到底)?(?:只|仅|仅仅|只不过"
        rf"|不过)是(?P<told>{PHRASE}))",
        *SELF,
        _is_no_person,
    ),
    rule(
        rf"{_I}(?:没有|不是|并非|不具备)[^。!?;\n]{{1,16}},(?:我)?(?:而|就)?是"
        rf"(?P<told>(?:{COUNTED}|一段|一串){LONG}(?:{NOUN}{SUBJECT}{TAIL}|代码))",
        *SELF,
        _is_no_person,
    ),
    rule(
        rf"{_I}{_ADVERBS}{_IS}(?P<told>一(?:段|串|行|些)(?:[^,。]{{0,6}})?(?:代码|程序|数据))",
        *SELF,
    ),
    rule(
        rf"{_I}的(?:真实)?(?:身份|本质|角色|原形|定位)(?:其实|只|仅|本质上)?是(?P<told>{PHRASE})",
        *SELF,
        _is_no_person,
    ),
    rule(rf"{_I}(?:背后|身后)(?:其实)?(?:是|有)(?P<told>{PHRASE})", *SELF),
    rule(
        rf"我(?:这|这样|这种|这类|们)(?:个|样|种|类|款)?的?(?P<told>{NOUN}{TAIL})(?!手术|影像|系统"
        rf"|辅助)",
        *SELF,
        _is_no_person,
    ),
    rule(rf"(?:作为|身为|做为)(?P<told>{PHRASE})", *SELF, _speaks_of_itself),
    rule(rf"(?<!可)以(?P<told>{PHRASE})的(?:身份|角色|立场|视角)", *SELF, _is_no_person),
    rule(
        rf"不是[^,。;!?\n]{{0,16}}[,;](?:而|只|仅|就)?(?:只|仅)?是(?P<told>{PHRASE})",
        *SELF,
        _is_no_person,
    ),
    rule(
        r"(?:对话|交流|聊天|沟通|交谈|服务|回答|解答|回复)(?:您|你)?(?:问题)?的(?:只|其实)?是"
        rf"(?P<told>{PHRASE})",
        *ADDRESSED,
    ),
    rule(
        rf"(?:您|你)(?:现在|正在|目前|是在|在|正)*(?:与|和|跟|同)(?P<told>{PHRASE}) ?"
        r"(?:对话|交流|聊天|沟通|交谈|咨询|说话)",
        *ADDRESSED,
    ),
    rule(
        r"(?:向|问问|询问|咨询|联系|呼叫)(?P<told>[\w]{1,6}(?<!医生)(?<!医师)(?<!护士)(?<!导诊)"
        r"(?<!分诊)(?<!客服)(?<!研究)小?助手)(?:进行)?(?:咨询|提问|询问|反馈|了解|[,。!?~]|$)",
        *ADDRESSED,
    ),
    rule(rf"这(?:里)?(?:只)?是(?P<told>{PHRASE})(?:给|为|对|的(?:建议|回答|意见))", *SELF),
    rule(
        rf"(?P<told>(?:本|此)(?:{AI}{TAIL}|{BOT}|小?助手|智能\w{{0,6}}?(?:助手|系统|体)|医疗助手"
        r"|(?:语言|大)?模型(?=由|无法|不能|是|仅|的回答|会|可以为|并非|没有|只)"
        r"|(?:系统|程序|软件|应用)(?=无法|不能|由|仅能|只能|并不|不会)))",
        *SELF,
    ),
    rule(
        rf"(?:^|\n) {{0,3}}(?P<told>(?:{AI}|智能|机器人|虚拟|智慧){{1,2}}"
        r"(?:医生|助手|助理|回答|回复|解答|建议|医师|大夫|客服|医助|顾问|(?:温馨)?提示|声明)) ?:",
        *SELF,
        _is_no_subject,
    ),
    rule(
        rf"(?P<told>(?:{AI}|智能|虚拟)[^,。;:!?\n的]{{0,4}}?(?:小?助手|助理|医生|机器人|小医|医助"
        rf"|管家|顾问|健康师))"
        r"(?:在此|温馨)?(?:提醒|建议您|建议你|为您|为你|给您|给你|祝|很高兴|竭诚|来帮|帮您|随时"
        r"|陪)",
        *SELF,
    ),
    # A disclaimer about machines is one about the writer: 聊天机器人不能替代医生.
    rule(
        r"(?P<told>聊天机器人|对话机器人|问答机器人|问诊机器人"
        r"|(?<![诊术复伴理骼疗])(?<![辅助])机器人"
        rf"|(?:{AI}|智能|线上|在线)(?:医疗|健康|问诊)?(?:助手|机器人|助理|医生)|大?语言模型)"
        r"(?:(?:给出|提供)?的(?:建议|回答|意见|回复|信息|诊断))?"
        r"(?:[^。;!?\n]{0,24}?[,但它并也还都]|(?:可以|能够?|只能|提供|给出|一般|信息|,){0,6})"
        r"(?:无法|不能|不可|难以|不具备|没有|不应)[^,。]{0,4}(?:代|替|取代|诊断|确诊|提供|给|开|看"
        r"|作)",
        *SELF,
        _is_no_subject,
    ),
    rule(
        rf"(?P<told>{AI})(?:本身|目前|毕竟|并|也)?(?:无法|不能|不会|不可)(?:完全|真正)?"
        r"(?:替代|代替|取代)(?:专业|真正|线下|执业|您|你|的|临床)*(?:医生|医师|大夫|医疗|面诊"
        r"|就医)",
        *SELF,
        _is_no_subject,
    ),
    rule(
        rf"(?P<told>{AI}(?:给出|提供|生成)?的?(?:建议|回答|回复|意见|答案|解答|判断|分析|观点))"
        r"(?:仅|只|不能|无法|不|也?(?:有)?可能|难免|并|会出错)",
        *SELF,
        _is_no_subject,
    ),
    rule(
        r"(?:以上|上述|这些?)(?:内容|回答|分析|建议|信息)?(?:是|为|均为|都是|来自|系|属于)"
        rf"(?P<told>{AI}(?:的|给出的|提供的)?(?:建议|回答|回复|分析|意见|解答|内容|观点|推断))",
        *GENERATED,
        _is_no_subject,
    ),
    rule(
        rf"(?P<told>(?:由|经|来自|通过|使用|借助)(?:{COUNTED})?[^,。;!?\n]{{0,8}}?{NOUN}{TAIL}"
        r"(?:自动|智能|辅助)?(?:生成|提供|给出|撰写|回答|整理|产生|输出|分析))",
        *GENERATED,
        _about_this_answer,
    ),
    rule(
        rf"(?P<told>{AI} ?(?:自动)?(?:生成|创作|撰写|回答|作答))(?:的)?"
        r"(?:内容|回答|建议|回复|文本|信息|答案|$|[,。;)!\]\n])",
        *GENERATED,
    ),
    rule(r"(?P<told>(?:系统|机器|智能)?自动(?:回复|应答))(?! ?功能)", *GENERATED),
    rule(r"(?:^|[\n,。!]) ?(?P<told>小助手)(?:温馨)?(?:提示|提醒)", *SELF),
)
