"""How the names of language models and of their makers are written and what stands around them."""

import re
from collections.abc import Iterable
from functools import cache
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.leaks import MODEL, VENDOR, Rule, rule
from annotations.blinding.redaction.name_lists import MAKERS, MODELS, VENDORS, WORDS


def _names(listed: str) -> Iterable[str]:
    return (name for name in re.split(r"[|\n]", listed.strip()) if name)


@cache
def _alternatives(listed: str) -> str:
    return "|".join(sorted(map(_spelling, _names(listed)), key=len, reverse=True))


def _spelling(name: str) -> str:
    """A blank in the list is where writers set a blank, a hyphen or nothing."""
    return r"[\W_]{0,3}".join(map(_word, name.split(" ")))


def _word(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    # OpenAl, 0penAI, C1aude: letters that one font draws alike, in words long enough to tell.
    alike = {"i": "[il1]", "l": "[il1]", "o": "[o0]"} if len(word) > 4 else {}
    return "".join(alike.get(letter, re.escape(letter)) for letter in word)


def _edged(alternatives: str) -> str:
    """Latin names stand apart from Latin words; digits of a version may follow."""
    return rf"(?<![a-z0-9])(?:{alternatives})(?![a-z])"


_VERSION = (
    r"(?:[ \-]{0,2}(?:v?\d{1,3}(?:\.\d{1,2})?(?:[ -]?[bk](?![a-z]))?|pro|plus|turbo|max|mini|ultra"
    r"|nano|flash"
    r"|chat|instruct|base|vision|preview|large|medium|small|r1|v3|o|大模型|模型)(?![a-z0-9])){0,4}"
)
# GPT is also an enzyme (alanine transaminase) with values and multiples behind it.
_GPT = (
    r"(?<![a-z0-9])gpt[ \-]{0,2}(?:2|3(?:\.5)?|4(?:\.[15])?(?:o|v)?|5(?:\.\d)?"
    r"|oss)(?![.]?\d)(?![a-z])"
    r"(?! ?(?:u\b|u/|iu|倍|times|x\b|×|单位|mmol|%|fold|.?kat))"
)
_ANY_GPT = r"(?<![a-z0-9])(?!(?:alt|ast|got|sgot|alp|ggt)-?gpt)[a-z]{2,20}-?gpt(?![a-z])"
_ANY_LLM = (
    r"(?<![a-z0-9])[a-z]{2,20}-?(?:llm|llama|chatglm)(?![a-z])"
    r"|(?<![a-z0-9])glm-[345z](?![a-z])"
)
_SIZED = r"(?<![a-z0-9])[a-z]{2,20}-?\d?(?:\.\d)?-\d{1,3}b-(?:chat|instruct|base|it|v\d)(?![a-z])"

_WORD = _edged(_alternatives(WORDS))
_MAKER = rf"(?<![a-z])(?:{_alternatives(MAKERS)})"
_MACHINE_BEHIND = (
    r"[ \-]{0,2}(?:(?:中医|医疗|医学|健康|认知|语言){0,2}大 ?模型|语言模型|(?:医疗|健康|智能"
    r"|ai)?(?:小)?助手|机器人|智能体"
    r"|ai(?![a-z0-9])(?! ?[(=:])|(?:language )?model(?! of\b)(?!s)|llm|chat ?bot|bot(?![a-z])"
    r"|assistant|人工智能)"
)
_VERSIONS = {
    "claude": r"[ \-]{0,2}(?:[1-4](?:\.\d)?(?![\d.])|instant|opus|sonnet|haiku|v\d)",
    "gemini": r"[ \-]{0,2}(?:[12]\.[05]|pro\b|ultra\b|nano\b|flash\b|advanced\b)",
    "llama": r"[ \-]{0,2}[234](?:\.\d)?(?![\d.])",
    "palm": r"[ \-]2(?!\d)(?! ?(?:cm|mm|x|times))",
    "gr[o0]k": r"[ \-]{0,2}[1-4](?!\d)",
    "phi": r"-(?:[1-4](?:\.\d)?(?!\d)|mini)",
    "m[il1]stra[il1]": r"[ \-](?:\d{1,2}b|large|small|medium|nemo)",
    "gemma": r"[ \-]?\d(?!\d)",
    "yi": r"-(?:\d{1,2}b|large|chat)",
    "kimi": r"[ \-](?:k\d|chat|智能)",
    "ernie": r"[ \-](?:[34]\.\d|bot|speed|turbo)",
    "文心": r"[ \-]?(?:\d\.\d|快码)",
}
_VERSIONED = "|".join(f"(?:{name}{version})" for name, version in _VERSIONS.items())
_CHECKPOINT = r"-?\d?(?:\.\d)?[ \-](?:[a-z]{2,8}-)?\d{1,3}b(?![a-z])"

_INTRODUCES = re.compile(
    r"(?:\bi am|\bi'm|\bim|\bmy name is|\bmy name's|\bcall me|\bas|\bpowered by|\bthis is"
    r"|\b(?:answered|generated|written|created|provided) by|\bfine-?tuned from|\bbased on|\bi, "
    r"|^[\- ]+|\b(?:signed|sincerely|regards|yours|cheers),?"
    r"|我是|我就是|我叫|我的名字(?:是|叫)|名叫|名为|叫做|这里是|欢迎使用|向|咨询|询问|作为|本人"
    r"|使用|由|可以叫我"
    r"|叫我)[ \"'“「《(]*$"
)
_ENDS = re.compile(
    r"[\"'”」》)]*(?: ?(?:$|[,.;:!?()\n。、~—]|and\b|but\b|here\b|from (?!the\b)|an?\b|version\b"
    r"|trained\b"
    r"|created\b|made\b|developed\b|built\b|by\b|i\b)"
    r"| ?(?:我|为您|帮您|来为|来帮|提供|提问|咨询|生成|开发|驱动|一(?:个|款|名)|小助手|的(?:智能"
    r"|ai|助手|回答|建议)))"
)
_NAMESAKES = re.compile(
    r"(?:'s)? ?(?:syndrome|bernard|综合征|paralysis|et al|trial|再造丸|夹脊|jiaji|膏|针|创制|发明"
    r"|故里|五禽戏"
    r"|豆|馅|地区|医院|燎原|中医院)"
)
_PERSON_BEFORE = re.compile(r"(?:dr\.?|prof\.?|professor|jean|st\.?|saint|mr\.?|mrs\.?|ms\.?) ?$")


# I'm Claude, the physiotherapist.
_PERSON_AFTER = re.compile(
    r",? (?:and )?(?:i am |i'm )?(?:the|an?|your|one of the) (?:(?!ai\b|virtual\b|digital\b)"
    r"[a-z\-]+ ){0,3}?(?:nurse|doctor|physician|surgeon|midwife|pharmacist|[a-z]*therapist"
    r"|[a-z]+ist"
    r"|registrar|trainee|student|paramedic|dietician|carer)\b"
)


def means_something_else(found: Match[str]) -> bool:
    """Claude syndrome, Dr Claude, 华佗再造丸: whatever the study calls its systems."""
    rest = found.string[found.end() : found.end() + 16]
    lead = found.string[max(0, found.start() - 16) : found.start()]
    return bool(_NAMESAKES.match(rest) or _PERSON_BEFORE.search(lead))


def _is_introduced(found: Match[str]) -> bool:
    lead = windows.before(found.string, found.start(), 30)
    rest = windows.after(found.string, found.end(), 12)
    if means_something_else(found) or not _ENDS.match(rest):
        return False
    if _PERSON_AFTER.match(windows.after(found.string, found.end(), 60)):
        return False
    return bool(_INTRODUCES.search(lead)) and not re.search(r"\bnot only as $", lead)


def _is_self_made(found: Match[str]) -> bool:
    """Google also makes the software of eye clinics; here it must be the writer's maker."""
    lead = windows.before(found.string, found.start(), 80)
    rest = windows.after(found.string, found.end(), 24)
    return bool(
        re.search(
            r"\bi\b|\bi'm\b|\bmy\b|\bme\b|language model|chat ?bot|assistant|我|本(?:模型|助手"
            r"|系统|产品)|助手|语言模型",
            lead,
        )
        or re.search(r"^.{0,8}(?:语言模型|大 ?模型|助手|机器人)", rest)
    )


def _not_a_namesake(found: Match[str]) -> bool:
    return not means_something_else(found)


_MADE = (
    r"(?:developed|created|built|designed|made|trained|launched|released|owned|provided"
    r"|powered|run)"
)
_MADE_ZH = r"(?:开发|研发|训练|创建|打造|推出|设计|构建|研制|提供技术支持|提供支持)"

RULES: tuple[Rule, ...] = (
    rule(rf"(?P<told>{_edged(_alternatives(MODELS))}{_VERSION})", *MODEL, _not_a_namesake),
    rule(rf"(?P<told>{_GPT}{_VERSION})", *MODEL),
    rule(rf"(?P<told>(?:{_ANY_GPT}|{_ANY_LLM}|{_SIZED}){_VERSION})", *MODEL),
    rule(
        rf"(?P<told>(?:{_MADE} by (?:the )?(?:team at )?|由)?{_edged(_alternatives(VENDORS))}"
        rf"(?:(?:公司|团队)?(?:自主)?{_MADE_ZH})?)",
        *VENDOR,
    ),
    rule(rf"(?P<told>(?<![a-z0-9])(?:{_VERSIONED})(?![a-z0-9]){_VERSION})", *MODEL),
    rule(rf"(?P<told>{_WORD}(?:{_CHECKPOINT}){_VERSION})", *MODEL),
    rule(rf"(?P<told>{_WORD}{_VERSION}{_MACHINE_BEHIND})", *MODEL, _not_a_namesake),
    rule(rf"(?P<told>{_WORD}{_VERSION})", *MODEL, _is_introduced),
    rule(rf"(?P<told>{_MAKER}(?:'s|的)? ?{_WORD}{_VERSION})", *MODEL, _not_a_namesake),
    rule(rf"(?P<told>{_WORD}{_VERSION})(?= here\b(?:[,.!:]|$| to\b))", *MODEL, _not_a_namesake),
    rule(
        rf"(?P<told>{_MADE} (?:and maintained |and trained )?by (?:the )?"
        rf"(?:(?:team|researchers|people) at )?{_MAKER})(?![a-z])",
        *VENDOR,
        _is_self_made,
    ),
    rule(rf"(?P<told>由?{_MAKER}[^,。;!?\n]{{0,8}}?{_MADE_ZH})", *VENDOR, _is_self_made),
    rule(
        rf"(?<![a-z])(?P<told>{_MAKER}(?:'s)? (?:ai|llm|(?:language )?model|chatbot|assistant))"
        r"(?![a-z])",
        *VENDOR,
        _is_self_made,
    ),
    rule(
        rf"(?P<told>{_MAKER}(?:公司|集团)?的?(?:ai|人工智能|智能)?(?:小?助手|语言模型|大模型"
        r"|聊天机器人))",
        *VENDOR,
    ),
    rule(
        rf"(?P<told>{_MAKER}(?:公司|集团)?的?(?:ai|人工智能)(?![a-z]))"
        r"(?!辅助|影像|研究|诊断|系统|产品|筛查)",
        *VENDOR,
        _is_self_made,
    ),
)
