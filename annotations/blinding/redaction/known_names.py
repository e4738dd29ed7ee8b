"""Names of language models and of those who make them.

Some mean nothing else and count wherever they stand. Others are words of their own (a syndrome, a
trial, an animal, a physician of the Han dynasty, a bun): those count only where somebody introduces
itself by them, or behind a version, "model" or their maker's name.
"""

import re
from collections.abc import Iterable
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.leaks import Kind, Reason, Rule

_MODELS = """
chat gpt|huatuo gpt|doctor gpt|med gpt|health gpt|bio gpt|medical gpt|qizhen gpt|win gpt
care gpt|instruct gpt|auto gpt|dr gpt|huatuo gpt ii|gpt neo|gpt j|chat glm|visual glm|doctor glm
xray glm|ant glm|open ai o1|open ai o3|deep seek|qwen|qwq|tongyi qianwen|ernie bot|ernie 3.0
ernie 4.0|wenxin yiyan|xinghuo|spark desk|hunyuan|doubao|baichuan|disc med llm|med llm
chat doctor|doc chat|pmc llama|med alpaca|clinical camel|meditron|med palm|bio mistral
bio med lm|me llama|open bio llm|zhongjing llm|shennong tcm|ben tsao|intern lm|tiger bot
wizard lm|stable lm|smol lm|llama 2|llama 3|code llama|chat law|moss 003|mini cpm|mini max text
copilot chat|bing chat|new bing|google bard|google gemini|bard ai|claude ai|anthropic claude
meta llama|microsoft copilot|github copilot|ibm watson|lambda model|text davinci|code davinci
bloomz|open assistant|dolly v2|medgemma|bian que 1.0|bian que 2.0|bianque|med gemini|med lm
chat med|mental llama|aqulia chat|step chat|文心一言|文心大模型|通义千问|通义大模型|通义灵码
讯飞星火|讯飞晓医|星火大模型|星火认知|智谱清言|盘古大模型|混元大模型|腾讯混元|腾讯元宝
豆包大模型|百川大模型|百川智能|百小应|百小医|灵医大模型|灵医智惠|书生浦语|紫东太初|日日新大模型
天工大模型|商量大模型|云雀大模型|华佗 gpt|华佗 大模型|华佗 智能|扁鹊 大模型|扁鹊 gpt|仲景 大模型
仲景 中医 大模型|神农 大模型|神农 中医药 大模型|本草 大模型|岐黄 大模型|岐黄问道|启真 大模型
孙思邈 大模型|太一 大模型|明医 大模型|医联 medgpt|左手医生|京医千询|医渡大模型|小荷 ai 医生
夸克 大模型|蚂蚁 阿福
"""
_VENDORS = """
open ai|anthropic|deep seek ai|zhipu ai|moonshot ai|mistral ai|stability ai|hugging face
cohere ai|x ai grok|sense time|iflytek|baichuan ai|minimax ai|01 ai|aleph alpha|ai21 labs
eleuther ai|inflection ai|智谱 ai|智谱华章|智谱|月之暗面|深度求索|科大讯飞|讯飞 医疗|零一万物
面壁智能|阶跃星辰|云知声|商汤科技|澜舟科技|阿里 达摩院|通义 实验室|百川智能公司|金山 助手
金山 ai
"""
# Names that are also words; what else they mean follows below.
_WORDS = """
claude|gemini|bard|llama|palm|grok|mistral|mixtral|falcon|vicuna|alpaca|koala|phi|yi|kimi|ernie
copilot|watson|huatuo|hua tuo|bian que|zhong jing|gpt|glm|llm|orca|zephyr|gemma|nova|titan|moss
tulu|dolly|sage|bing|siri|alexa|cortana|pangu|spark|pulse|ming|taiyi|o1|o3|o4 mini|豆包|元宝
星火|混元|百川|扁鹊|华佗|文心|通义|盘古|书生|神农|仲景|张仲景|孙思邈|岐黄|本草|太一|天工|商量
小度|小爱|小艺|小冰|小荷|小微|小佗|夸克|启真|子牙|云雀|海螺|悟道|李时珍|小布|小医|医小助|康康
"""
_MAKERS = (
    r"(?:google(?: deepmind| research| ai)?|deepmind|meta(?: ai)?|facebook|microsoft"
    r"|alibaba(?: cloud)?|baidu"
    r"|tencent|huawei|bytedance|amazon|apple|nvidia|ibm|x ?ai|sensetime|xunfei|zhipu|moonshot"
    r"|阿里(?:巴巴|云)?|百度|腾讯|华为|字节跳动|字节|讯飞|谷歌|微软|苹果|京东(?:健康)?"
    r"|蚂蚁(?:集团)?|商汤|小米|网易"
    r"|金山|平安|360|昆仑万维|达摩院|香港中文大学(?: ?\(?深圳\)?)?|复旦大学|清华大学|北京大学"
    r"|华南理工大学)"
)


def _names(listed: str) -> Iterable[str]:
    return (name for name in re.split(r"[|\n]", listed.strip()) if name)


def _alternatives(listed: str) -> str:
    return "|".join(sorted(map(_spelling, _names(listed)), key=len, reverse=True))


def _spelling(name: str) -> str:
    """A blank in the list is where writers set a blank, a hyphen or nothing."""
    return r"[\W_]{0,3}".join(map(_word, name.split(" ")))


def _word(word: str) -> str:
    if not word.isascii():
        return r" ?".join(map(re.escape, word))
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
    r"(?! ?(?:u\b|u/|iu|倍|times|x\b|×|单位|mmol|%|fold))"
)
_ANY_GPT = r"(?<![a-z0-9])(?!(?:alt|ast|got|sgot|alp|ggt)-?gpt)[a-z]{2,20}-?gpt(?![a-z])"
_ANY_LLM = (
    r"(?<![a-z0-9])[a-z]{2,20}-?(?:llm|llama|chatglm)(?![a-z])"
    r"|(?<![a-z0-9])glm-[345z](?![a-z])"
)
_SIZED = r"(?<![a-z0-9])[a-z]{2,20}-?\d?(?:\.\d)?-\d{1,3}b-(?:chat|instruct|base|it|v\d)(?![a-z])"

_WORD = _edged(_alternatives(_WORDS))
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
    "文 ?心": r"[ \-]?(?:\d\.\d|快码)",
}
_VERSIONED = "|".join(f"(?:{name}{version})" for name, version in _VERSIONS.items())
_CHECKPOINT = r"-?\d?(?:\.\d)?[ \-]\d{1,3}b(?![a-z])"

_INTRODUCES = re.compile(
    r"(?:\bi am|\bi'm|\bim|\bmy name is|\bmy name's|\bcall me|\bas|\bpowered by|\bthis is"
    r"|\b(?:answered|generated|written|created|provided) by|\bfine-?tuned from|\bbased on|\bi, "
    r"|^[—\- ]+"
    r"|我是|我就是|我叫|我的名字(?:是|叫)|名叫|名为|叫做|这里是|欢迎使用|向|咨询|询问|作为|本人"
    r"|使用|由|可以叫我"
    r"|叫我)[ \"'“「《(]*$"
)
_ENDS = re.compile(
    r"[\"'”」》)]*(?: ?(?:$|[,.;:!?()\n。、~—]|and\b|but\b|here\b|from\b|an?\b|version\b|trained\b"
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


_MODEL = (Kind.MODEL, Reason.MODEL_NAME)
_VENDOR = (Kind.VENDOR, Reason.VENDOR_NAME)
_MADE = (
    r"(?:developed|created|built|designed|made|trained|launched|released|owned|provided"
    r"|powered|run)"
)
_MADE_ZH = r"(?:开发|研发|训练|创建|打造|推出|设计|构建|研制|提供技术支持|提供支持)"

RULES: tuple[Rule, ...] = (
    Rule(
        re.compile(rf"(?P<told>{_edged(_alternatives(_MODELS))}{_VERSION})"),
        *_MODEL,
        _not_a_namesake,
    ),
    Rule(re.compile(rf"(?P<told>{_GPT}{_VERSION})"), *_MODEL),
    Rule(re.compile(rf"(?P<told>(?:{_ANY_GPT}|{_ANY_LLM}|{_SIZED}){_VERSION})"), *_MODEL),
    Rule(
        re.compile(
            rf"(?P<told>(?:{_MADE} by (?:the )?(?:team at )?|由 ?)?"
            rf"{_edged(_alternatives(_VENDORS))}"
            rf"(?:(?:公司|团队)?(?:自主)?{_MADE_ZH})?)"
        ),
        *_VENDOR,
    ),
    Rule(re.compile(rf"(?P<told>(?<![a-z0-9])(?:{_VERSIONED})(?![a-z0-9]){_VERSION})"), *_MODEL),
    Rule(re.compile(rf"(?P<told>{_WORD}(?:{_CHECKPOINT}){_VERSION})"), *_MODEL),
    Rule(re.compile(rf"(?P<told>{_WORD}{_VERSION}{_MACHINE_BEHIND})"), *_MODEL, _not_a_namesake),
    Rule(re.compile(rf"(?P<told>{_WORD}{_VERSION})"), *_MODEL, _is_introduced),
    Rule(
        re.compile(
            rf"(?P<told>{_MADE} (?:and maintained |and trained )?by (?:the )?(?:team at "
            rf"|researchers at )?{_MAKERS})(?![a-z])"
        ),
        *_VENDOR,
        _is_self_made,
    ),
    Rule(
        re.compile(rf"(?P<told>由? ?{_MAKERS}[^,。;!?\n]{{0,8}}?{_MADE_ZH})"),
        *_VENDOR,
        _is_self_made,
    ),
    Rule(
        re.compile(
            rf"(?<![a-z])(?P<told>{_MAKERS}(?:'s)? (?:ai|llm|language model|chatbot"
            rf"|assistant))(?![a-z])"
        ),
        *_VENDOR,
    ),
    Rule(
        re.compile(
            rf"(?P<told>{_MAKERS}(?:公司|集团)?的? ?(?:ai|人工智能|智能)?(?:小?助手|语言模型"
            rf"|大模型|聊天机器人))"
        ),
        *_VENDOR,
    ),
)
