"""The nouns by which a Chinese writer calls itself a machine, and how they are phrased.

Folded text has no blanks next to Chinese characters and only simplified ones.
"""

from annotations.blinding.redaction.english_nouns import MACHINE as ENGLISH_MACHINE

AI = r"(?:(?<![a-z0-9])a[ .\-]{0,2}i(?![a-z0-9])\.?|人工智[能慧])"
# 动物模型, 风险预测模型 are models of another kind.
_OTHER_MODELS = "".join(
    f"(?<!{word})"
    for word in (
        "动物", "小鼠", "大鼠", "细胞", "疾病", "预测", "风险", "评分", "数学", "统计", "回归",
        "病理", "体外", "人体", "评估", "解剖", "实验", "牙齿", "石膏", "角色", "3d",
    )
)  # fmt: skip
LANGUAGE_MODEL = (
    r"(?:(?:超?大型?|大规模|超大规模|预训练|自然|医学|医疗|中文){0,3}语言(?:处理)?模型|大模型"
    r"|(?:对话|聊天|问答|认知|医疗|医学|深度学习|机器学习|生成式|专业){0,2}"
    rf"{_OTHER_MODELS}模型|(?<![a-z0-9])llm(?![a-z0-9])|智能体)"
)
BOT = (
    r"(?:(?:聊天|对话|问答|问诊|医疗|健康|智能|服务|客服){0,2}机器人"
    r"|机器(?=[,。;!?\s而]|$))"
)
_PROGRAM = (
    r"(?:(?:计算机|电脑|软件|应用)?程[序式]|算法|软件|自动(?:问答|回复|应答|问诊)?系统|问答系统)"
)
CLEVER = (
    r"(?:(?:人工|在线|线上)?智能|虚拟|数字|自动|电子)[^,。;:!?\n的]{0,8}?"
    r"(?:助手|助理|医生|医师|大夫|顾问|客服|系统|管家|伙伴|护士|专家|程序|药师|医助|角色|形象|人物"
    r"|存在|实体|人(?![工体们]))"
)
# 李医生的助手 is a person; so is the one who hands over the instruments.
_ASSISTANT = (
    r"(?:健康|医疗|医学|问诊|线上|在线|专属|私人|贴心|用药|知识|问答|对话|小|语言|咨询){0,4}"
    r"(?<!医生)(?<!医生的)(?<!医师)(?<!手术)(?<!第一)(?<!第二)(?<!科研)(?<!研究)(?<!主任)"
    r"(?<!教授的)(?<!主任的)(?<!得力)(?<!好)助手"
)
NOUN = f"(?:{AI}|{LANGUAGE_MODEL}|{BOT}|{_PROGRAM}|{CLEVER}|{_ASSISTANT}|{ENGLISH_MACHINE})"
# Artificial intelligence as a subject: 人工智能辅助诊断, AI影像, 机器人手术.
SUBJECT = (
    r"(?!辅助|影像|研究|研发|领域|方向|方面|技术|相关|阅片|读片|识别|筛查|手术|应用|产业|公司|科技"
    r"|专业|工程|伦理|课程|算法(?:工程|研究)|模型的训练|的训练数据|训练数据|从业|爱好|学者|专家"
    r"|博士"
    r"|诊断系统|诊断软件|诊断结果)"
)
TAIL = (
    r"(?: ?(?:大?语言模型|语言|大?模型|小?助手|助理|医疗|医学|健康|医生|医师|大夫|问诊|咨询"
    r"|机器人|顾问|客服|系统|工具|产品|应用|程[序式]|智能体|聊天|对话|问答|平台|服务|管理师"
    r"|language|model"
    r"|assistant"
    r"|chatbot|llm|专家系统)){0,4}"
)
COUNTED = r"(?:一)?(?:个|名|款|位|种|台|套|只)"
WHOSE = r"(?:您|你|大家)(?:们)?(?:的|身边的)"
# Long adjectives only behind a counter; what someone does with an AI is no adjective.
LONG = r"[^,。;:!?\n]{0,40}?"
_SHORT = (
    r"(?:(?!从事|使用|利用|运用|采用|研究|负责|学习|关注|擅长|通过|借助|说|让|跟|和|与|做|被)"
    r"[^,。;:!?\n的在用过给到得]){0,10}?"
)
PHRASE = (
    rf"(?:(?:{COUNTED}|{WHOSE}|由|基于|专为|专门|能够|来自){LONG}{NOUN}"
    rf"|{_SHORT}{NOUN}|[^,。;:!?\n]{{1,12}}?的(?:{AI}|{CLEVER}|{LANGUAGE_MODEL}|{BOT}))"
    # 小智: the name that such machines are given.
    rf"{SUBJECT}{TAIL}(?:小\w{{1,2}}(?=[,。!;:?\n]|$))?"
)
PEOPLE = (
    r"(?:医生|医师|大夫|护士|研究员|研究者|学者|专家|工程师|博士|教授|主任|患者|病人|学生|从业者"
    r"|爱好者|治疗师|药师|技师|人员|研究生|硕士|同学|家属|的人)"
)
MAKING = (
    r"(?:开发|研发|训练|创建|创造|打造|推出|设计|构建|制造|制作|发布|编写|研制|驱动"
    r"|提供(?:技术)?支持|支持)"
)
