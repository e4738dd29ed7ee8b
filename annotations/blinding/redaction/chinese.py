"""How a Chinese answer tells that a machine wrote it. The patterns are in simplified characters."""

import re
from functools import lru_cache
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.english import MACHINE as ENGLISH_MACHINE
from annotations.blinding.redaction.leaks import Kind, Reason, Rule

AI = r"(?:(?<![a-z0-9])a[ .\-]{0,2}i(?![a-z0-9])\.?|人 ?工 ?智 ?[能慧])"
_LANGUAGE_MODEL = (
    r"(?:(?:超?大型?|大规模|超大规模|预训练|自然|医学|医疗|中文){0,3}语言(?:处理)?模型|大 ?模型"
    r"|(?:对话|聊天|问答|认知|医疗|医学|深度学习|机器学习|生成式|专业){0,2}模型"
    r"|(?<![a-z0-9])llm(?![a-z0-9])|智能体)"
)
_BOT = (
    r"(?:(?:聊天|对话|问答|问诊|医疗|健康|智能|服务|客服|AI){0,2}机 ?器 ?人|机器(?=[,。;!?\s]"
    r"|$))"
)
_PROGRAM = (
    r"(?:(?:计算机|电脑|人工|软件|应用)?程序|算法|软件|自动(?:问答|回复|应答|问诊)?系统"
    r"|问答系统)"
)
_CLEVER = (
    r"(?:(?:人工|在线|线上)?智能|虚拟|数字|自动|线上智能|电子)[^,。;:!?\n的]{0,8}?"
    r"(?:助手|助理|医生|医师|大夫|顾问|客服|系统|管家|伙伴|护士|专家|程序|药师|医助|人(?![工体们]))"
)
# 李医生的助手 is a person; so is the one who hands over the instruments.
_ASSISTANT = (
    r"(?:健康|医疗|医学|问诊|线上|在线|专属|私人|贴心|用药|知识|问答|对话|小|语言|咨询){0,4}"
    r"(?<!医生)(?<!医生的)(?<!医师)(?<!手术)(?<!第一)(?<!第二)(?<!科研)(?<!研究)(?<!主任)"
    r"(?<!教授的)(?<!主任的)(?<!得力)(?<!好)助 ?手"
)
_NOUN = f"(?:{AI}|{_LANGUAGE_MODEL}|{_BOT}|{_PROGRAM}|{_CLEVER}|{_ASSISTANT}|{ENGLISH_MACHINE})"
# Artificial intelligence as a subject: 人工智能辅助诊断, AI影像, 机器人手术.
_SUBJECT = (
    r"(?! ?(?:辅助|影像|研究|研发|领域|方向|方面|技术|相关|阅片|读片|识别|筛查|手术|机器学习研究"
    r"|应用|产业|公司|科技|专业|工程|伦理|课程|算法(?:工程|研究)|模型的训练|的训练数据|训练数据"
    r"|从业|爱好|学者|专家|博士|诊断系统|诊断软件|诊断结果))"
)
_TAIL = (
    r"(?: ?(?:大?语言模型|语言|大?模型|助手|助理|医疗|医学|健康|医生|医师|大夫|问诊|咨询|机器人"
    r"|小助手|顾问|客服|系统|程序|智能体|聊天|对话|问答|平台|服务|language|model|assistant|chatbot"
    r"|llm|专家系统)){0,4}"
)
_COUNTED = r"(?:一 ?)?(?:个|名|款|位|种|台|套|只)"
_WHOSE = r"(?:您|你|大家|你们|您们)(?:们)?(?:的|身边的)"
# Long adjectives only behind a counter; what someone does with an AI is no adjective.
_DOING = r"(?:从事|使用|利用|运用|采用|研究|负责|学习|关注|擅长|通过|借助|说|让|跟|和|与|在|做|被)"
_ADJECTIVES = rf"(?:(?!{_DOING})[^,。;:!?\n]){{0,40}}?"
_SHORT = rf"(?:(?!{_DOING})[^,。;:!?\n的在用过给到得]){{0,10}}?"
PHRASE = (
    rf"(?:(?:{_COUNTED}|{_WHOSE}|(?:由|基于|专为|专门|能够|来自){{1}}){_ADJECTIVES}{_NOUN}"
    rf"|{_SHORT}{_NOUN}|[^,。;:!?\n]{{1,12}}?的(?:{AI}|{_CLEVER}|{_LANGUAGE_MODEL}|{_BOT}))"
    rf"{_SUBJECT}{_TAIL}"
)
_I = r"(?:我|本人|俺|咱)(?:们)?"
_ADVERBS = (
    r"(?:只不过|仅仅|只|仅|毕竟|本质上|本质|其实|实际上|目前|不过|也|就|终究|现在|同时|一直|都"
    r"|作为回答者|事实上|首先|并且|现阶段|暂时|,| ){0,4}"
)
_PEOPLE = (
    r"(?:医生|医师|大夫|护士|研究员|研究者|学者|专家|工程师|博士|教授|主任|患者|病人|学生|从业者"
    r"|爱好者|治疗师|药师|技师|人员|研究生|硕士|同学|家属)"
)
_MEDICAL_AI = re.compile(
    r"曲唑|依西美坦|芳香化酶|主动脉瓣|关闭不全|觉醒|肾上腺|反流|雌激素|他莫昔芬|狭窄"
)
_TAKEN_FOR = re.compile(
    r"(?:将|把|用|被|视|看|当|以|可|常|多|能|均|可以|通常|用来|使用)[^,。;\n]{0,15}$"
)


def _is_no_person(found: Match[str]) -> bool:
    """我是从事人工智能研究的医生: the noun at the end of the clause is who speaks."""
    rest = re.split(r"[,。;:!?()\n]", found.string[found.end() : found.end() + 40], maxsplit=1)[0]
    if not rest.strip() or re.search(r"不|非|没|无|而", rest):
        return True
    return not re.search(rf"{_PEOPLE}[了的]?\s*$", rest)


@lru_cache(maxsize=4)
def _is_about_medical_ai(text: str) -> bool:
    return bool(_MEDICAL_AI.search(text))


def _speaks_of_itself(found: Match[str]) -> bool:
    """Whether 作为… is about the writer, and not about a device or a drug."""
    text = found.string
    lead, rest = windows.before(text, found.start()), windows.after(text, found.end(), 40)
    if not _is_no_person(found):
        return False
    bare = re.fullmatch(rf"(?:{_COUNTED})? ?{AI}", found["told"].strip())
    if bare and _is_about_medical_ai(text):
        return bool(re.match(r" ?,? ?(?:我|本人)", rest))
    if windows.names_the_writer(rest) or windows.names_the_writer(lead[-12:]):
        return True
    if _TAKEN_FOR.search(lead):
        return False
    opens = not lead.strip() or bool(re.search(r"[,:;!?(、即说] ?$|但|因为|由于|而$", lead[-6:]))
    device = re.search(r"系统|软件|程序|算法|模型$|机器人$", found["told"])
    return opens and not (device and not re.search(r"语言|对话|聊天|问答", found["told"]))


def _about_this_answer(found: Match[str]) -> bool:
    lead = windows.before(found.string, found.start(), 40)
    rest = windows.after(found.string, found.end(), 12)
    return bool(
        re.search(r"内容|回答|信息|建议|回复|文本|答案|分析|解答|结果(?!显)|我|本|以上|这", lead)
        and not re.search(r"影像|图像|报告|病灶|结节", lead + rest)
    )


_SELF = (Kind.MACHINE, Reason.SELF_DESCRIPTION)
_TRAINING = (Kind.MACHINE, Reason.TRAINING)
_MAKING = (
    r"(?:开发|研发|训练|创建|创造|打造|推出|设计|构建|制造|制作|发布|编写|研制|驱动"
    r"|提供(?:技术)?支持|支持)"
)


def _rule(pattern: str, kind: Kind, reason: Reason) -> Rule:
    return Rule(re.compile(pattern), kind, reason)


def _checked(pattern: str, kind: Kind, reason: Reason) -> Rule:
    return Rule(re.compile(pattern), kind, reason, _is_no_person)


RULES: tuple[Rule, ...] = (
    _checked(rf"{_I}{_ADVERBS}(?:是|乃|属于|系|算是|为) ?(?P<told>{PHRASE})", *_SELF),
    # 我叫小智，是您的AI助手: the name goes too.
    _checked(
        rf"{_I}(?:是|叫|的名字(?:是|叫)) ?(?P<told>[^,。!?;:\n]{{1,20}}[,、:] ?(?:我)?(?:是)?"
        rf"(?:{_COUNTED}|{_WHOSE}){_ADJECTIVES}{_NOUN}{_SUBJECT}{_TAIL})",
        *_SELF,
    ),
    Rule(
        re.compile(rf"(?:作为|身为|做为|做爲|鉴于我是|由于我是|因为我是) ?(?P<told>{PHRASE})"),
        *_SELF,
        _speaks_of_itself,
    ),
    _checked(
        rf"不是[^,。;!?\n]{{0,16}}[,;] ?(?:而|只|仅|就)?(?:只|仅)?是 ?(?P<told>{PHRASE})", *_SELF
    ),
    _rule(
        rf"(?:对话|交流|聊天|沟通|交谈|服务|回答|解答|回复)(?:您|你)?(?:问题)?的(?:只"
        rf"|其实)?是 ?(?P<told>{PHRASE})",
        Kind.MACHINE,
        Reason.ADDRESSED,
    ),
    _rule(
        rf"(?:您|你)(?:现在|正在|目前|是在|在|正)*(?:与|和|跟|同) ?(?P<told>{PHRASE}) ?"
        r"(?:对话|交流|聊天|沟通|交谈|咨询|说话)",
        Kind.MACHINE,
        Reason.ADDRESSED,
    ),
    _rule(
        r"(?:向|问问|询问|咨询|联系|呼叫)(?P<told>[\w]{1,6}(?<!医生)(?<!医师)(?<!护士)(?<!导诊)"
        r"(?<!分诊)(?<!客服)(?<!研究)小?助手)(?:进行)?(?:咨询|提问|询问|反馈|了解|[,。!?~]|$)",
        Kind.MACHINE,
        Reason.ADDRESSED,
    ),
    _rule(rf"这(?:里)?(?:只)?是 ?(?P<told>{PHRASE}) ?(?:给|为|对|的(?:建议|回答|意见))", *_SELF),
    _rule(
        rf"(?P<told>(?:本|此) ?(?:{AI}{_TAIL}|{_BOT}|小?助手|智能\w{{0,6}}?(?:助手|系统|体)"
        rf"|医疗助手"
        r"|(?:语言|大)?模型(?=由|无法|不能|是|仅|的回答|会|可以为|并非|没有|只)"
        r"|(?:系统|程序|软件|应用)(?=无法|不能|由|仅能|只能|并不|不会)))",
        *_SELF,
    ),
    _rule(
        rf"(?:^|\n) {{0,3}}(?P<told>(?:{AI}|智能|机器人|虚拟|智慧){{1,2}} ?"
        r"(?:医生|助手|助理|回答|回复|解答|建议|医师|大夫|客服)) ?:",
        *_SELF,
    ),
    # A disclaimer about machines is one about the writer: 聊天机器人不能替代医生.
    _rule(
        r"(?P<told>聊天机器人|对话机器人|问答机器人|问诊机器人"
        r"|(?<![诊术复伴理骼疗])(?<![辅助])机器人"
        rf"|(?:{AI}|智能|线上|在线)(?:医疗|健康|问诊)?(?:助手|机器人|助理|医生)|大?语言模型)"
        r"(?:(?:给出|提供)?的(?:建议|回答|意见|回复|信息|诊断))?"
        r"(?:[^。;!?\n]{0,24}?[,但它并也还都]|(?:可以|能够?|只能|提供|给出|一般|信息|,){0,6})"
        r"(?:无法|不能|不可|难以|不具备|没有|不应)[^,。]{0,4}(?:代|替|取代|诊断|确诊|提供|给|开|看"
        r"|作)",
        *_SELF,
    ),
    _rule(
        rf"(?P<told>{AI}(?:给出|提供|生成)?的?(?:建议|回答|回复|意见|答案|解答))"
        r"(?:仅|只|不能|无法|不|可能|难免|并)",
        *_SELF,
    ),
    Rule(
        re.compile(
            rf"(?P<told>(?:由|经|来自|通过|使用"
            rf"|借助) ?(?:{_COUNTED})?[^,。;!?\n]{{0,8}}?{_NOUN}{_TAIL}(?:自动|智能|辅助)?"
            r"(?:生成|提供|给出|撰写|回答|整理|产生|输出|分析))"
        ),
        Kind.MACHINE,
        Reason.GENERATED,
        _about_this_answer,
    ),
    _rule(
        rf"(?P<told>{AI} ?(?:自动)?(?:生成|创作|撰写|回答|作答)) ?(?:的)?"
        r"(?:内容|回答|建议|回复|文本|信息|答案|$|[,。;)!\]\n])",
        Kind.MACHINE,
        Reason.GENERATED,
    ),
    _rule(
        r"(?P<told>(?:我|本人)(?:并|也|其实)?(?:不是|并非|非)(?:一个|一名|一位)?"
        r"(?:真人|人类|真实的?人|活人|真的人|血肉之躯))(?!医)",
        Kind.MACHINE,
        Reason.NOT_HUMAN,
    ),
    _rule(
        r"我(?:并|也|其实|实际上)?(?:没有|不具备|不具有|无|缺乏)(?:真正的|真实的?|人类的?|自己的"
        r"|个人的?)?"
        r"(?P<told>情感|感情|情绪|意识|身体|肉体|实体|自我意识|主观意识|个人(?:经历|经验|情感|情绪"
        r"|观点|感受)"
        r"|感受能力|感知能力)",
        Kind.MACHINE,
        Reason.NOT_HUMAN,
    ),
    _rule(
        r"(?P<told>我的?(?:训练(?:数据|语料|集|资料|内容|材料|样本|截止)|(?:知识|信息|数据)(?:库"
        r"|储备)?"
        r"(?:是|只|仅|的)?(?:截[止至][到于]?|更新|覆盖到)|数据库|知识库|数据集|语料|模型|参数|算法|程序"
        r"|代码"
        r"|编程|开发(?:者|团队|人员|商|公司)|创造者|创建者|研发(?:者|团队|人员)|设计者|训练者"
        r"|系统设定"
        r"|(?:知识|信息|数据)(?:更新)?日期))",
        *_TRAINING,
    ),
    _rule(
        r"(?P<told>(?:截至|截止到?|根据|基于|依据|在)(?:我|本模型)(?:的|所)?(?:最后|最近|最新|上次"
        r"|上一次"
        r"|学习|训练|被训练|接受训练)[^,。;\n]{0,12}?(?:更新|知识|数据|训练|学习|语料))",
        *_TRAINING,
    ),
    _rule(r"(?P<told>知识(?:库)?(?:的)?截止(?:日期|时间|到|于))", *_TRAINING),
    _rule(
        r"我(?:所|是|已|已经|曾)?(?:学习|接受|经过|基于|通过|根据)(?:过|了|的)?"
        r"(?P<told>(?:大量|海量|大规模|众多)(?:的)?[^,。;\n]{0,14}?(?:数据|文本|语料|文献|资料"
        r"|知识))",
        *_TRAINING,
    ),
    _rule(
        r"我(?:目前|暂时|现在|并|也|还){0,2}(?P<told>(?:无法|不能|没有(?:办法)?|没法|不支持"
        r"|不具备)(?:直接|实时)?"
        r"(?:联网|上网|访问(?:互联网|网络|实时|外部)|浏览(?:网页|互联网)|(?:获取|查询|搜索"
        r"|检索)(?:最新的?)?"
        r"(?:实时|互联网|网络|网上)|实时(?:数据|信息|联网)|互联网))",
        *_TRAINING,
    ),
    _rule(
        r"(?:我|本(?:助手|系统|机器人|产品|模型))(?:们)?(?:是|已|已经|曾)?(?P<told>被(?:专门|专业)?"
        r"(?:训练|设计|编程|开发|创建|创造|编写|设定|预训练|微调|赋予)(?:成|为|用来|用于|来|出来"
        r"|以|于|的)?"
        r"[^,。;\n]{0,12})",
        Kind.MACHINE,
        Reason.MAKER,
    ),
    _rule(
        rf"(?:我|本(?:助手|系统|机器人|产品|模型|应用|程序))(?:们)?是?(?:{_COUNTED})?"
        rf"(?P<told>由[^,。;!?\n]{{1,30}}?{_MAKING})",
        Kind.MACHINE,
        Reason.MAKER,
    ),
    _rule(
        rf"我是 ?(?P<told>[^,。;!?\n是]{{2,20}}?(?:公司|团队|实验室|大学|研究院|集团|科技)"
        rf"(?:[^,。;!?\n]{{0,6}}?){_MAKING}的)",
        Kind.MACHINE,
        Reason.MAKER,
    ),
)
