"""TRIPOD-LLM (doi 10.1038/s41591-024-03425-5): its numbered items, and those for abstracts. Pure.

Numbers are the published ones; topics are in our words, the wording stands there.
"""

from annotations.exports.checklists.wording import Item, Text, not_asked, write

TITLE = Text("title", "标题")
ABSTRACT = Text("abstract", "摘要")
BACKGROUND = Text("background", "背景")
OBJECTIVES = Text("objectives", "目的")
DATA = Text("data", "数据")
MODELS = Text("models and methods", "模型与方法")
OUTPUT = Text("output and its evaluation", "输出及其评价")
ANNOTATION = Text("annotation", "标注")
PROMPTING = Text("prompting", "提示词")
SUMMARIES = Text("summarisation", "摘要任务")
TUNING = Text("tuning", "调优")
COMPUTE = Text("compute", "算力")
ETHICS = Text("ethics", "伦理")
OPENNESS = Text("open science", "开放科学")
PUBLIC = Text("public involvement", "公众参与")
PARTICIPANTS = Text("participants", "研究对象")
PERFORMANCE = Text("performance", "性能")
UPDATING = Text("updating of models", "模型更新")
DISCUSSION = Text("discussion", "讨论")
USE = Text("use in context", "实际使用")

BUILDING = write(
    "how each model was built and tuned, or where its makers say so",
    "各模型的构建与调优方式，或其开发者公开资料的出处",
)
CONTEXT = write("the healthcare context and why these models", "医疗应用场景及选择这些模型的理由")
REGISTRATION = write(
    "register and number, or that the study was not registered", "注册平台与注册号，或说明未注册"
)

ITEMS = (
    Item("1", TITLE, "title"),
    Item("2", ABSTRACT, write("the abstract; its points are 2a to 2l", "摘要；要点见 2a 至 2l")),
    Item("2a", ABSTRACT, "title"),
    Item("2b", ABSTRACT, CONTEXT),
    Item("2c", ABSTRACT, "objectives"),
    Item("2d", ABSTRACT, "size"),
    Item("2e", ABSTRACT, "items"),
    Item("2f", ABSTRACT, "systems"),
    Item("2g", ABSTRACT, BUILDING),
    Item("2h", ABSTRACT, "dialogue"),
    Item("2i", ABSTRACT, "outcome"),
    Item("2j", ABSTRACT, "results"),
    Item("2k", ABSTRACT, write("implications and concerns", "意义与需关注的问题")),
    Item("2l", ABSTRACT, REGISTRATION),
    Item("3a", BACKGROUND, CONTEXT),
    Item(
        "3b",
        BACKGROUND,
        write(
            "whom the models are meant for, and where in care", "模型的适用人群及其在诊疗中的位置"
        ),
    ),
    Item("4", OBJECTIVES, "objectives"),
    Item("5a", DATA, "items"),
    Item("5b", DATA, "items"),
    Item("5c", DATA, "dates"),
    Item("5d", DATA, "preparing"),
    Item("5e", DATA, "missing"),
    Item("6a", MODELS, "systems"),
    Item("6b", MODELS, BUILDING),
    Item("6c", MODELS, "settings"),
    Item("6d", MODELS, "outputs"),
    Item(
        "6e",
        MODELS,
        not_asked("answers are compared; nothing is classified.", "本研究比较答案，不涉及分类。"),
    ),
    Item("7a", OUTPUT, "metrics"),
    Item(
        "7b",
        OUTPUT,
        write(
            "what the physicians' preference says about the intended use",
            "医生偏好与预期用途之间的关系",
        ),
    ),
    Item("7c", OUTPUT, "outcome"),
    Item("7d", OUTPUT, "assessors"),
    Item("7e", OUTPUT, "comparing"),
    Item("8a", ANNOTATION, "labels"),
    Item("8b", ANNOTATION, "annotators"),
    Item("8c", ANNOTATION, "background"),
    Item("9a", PROMPTING, "prompts"),
    Item("9b", PROMPTING, write("which data the prompts were developed on", "开发提示词所用数据")),
    Item(
        "10",
        SUMMARIES,
        not_asked(
            "unless the items ask for summaries: no text is shortened before it is judged.",
            "除非题目要求撰写摘要：评判前不对文本作缩写处理。",
        ),
    ),
    Item(
        "11",
        TUNING,
        write("whether models were tuned for this study, and how", "本研究是否调优模型及其方法"),
    ),
    Item("12", COMPUTE, "compute"),
    Item("13", ETHICS, "ethics"),
    Item("14a", OPENNESS, write("funding and the funders' role", "资助来源及资助方的作用")),
    Item("14b", OPENNESS, write("conflicts of interest", "利益冲突")),
    Item("14c", OPENNESS, "protocol"),
    Item("14d", OPENNESS, REGISTRATION),
    Item("14e", OPENNESS, "data"),
    Item("14f", OPENNESS, "code"),
    Item(
        "15",
        PUBLIC,
        write(
            "how patients and the public took part, or that they did not",
            "患者与公众的参与情况，或说明未参与",
        ),
    ),
    Item("16a", PARTICIPANTS, "flow"),
    Item(
        "16b",
        PARTICIPANTS,
        write(
            "if the items hold patients' data: its characteristics", "如题目含患者数据：数据特征"
        ),
    ),
    Item(
        "16c",
        PARTICIPANTS,
        not_asked("no clinical outcomes are evaluated.", "本研究不评价临床结局。"),
    ),
    Item(
        "16d",
        PARTICIPANTS,
        write(
            "if the items hold patients' data: patients in each analysis",
            "如题目含患者数据：各项分析的患者人数",
        ),
    ),
    Item("17", PERFORMANCE, "results"),
    Item("18", UPDATING, "updating"),
    Item(
        "19a",
        DISCUSSION,
        write(
            "the interpretation, with fairness and earlier studies",
            "结果解读，包括公平性与既往研究",
        ),
    ),
    Item("19b", DISCUSSION, "limits"),
    Item("19c", USE, write("known difficulties of data of this kind", "此类数据已知的困难")),
    Item(
        "19d",
        USE,
        write("intended input, user and human oversight", "预期输入、使用者与人工监督程度"),
    ),
    Item("19e", USE, write("what happens to poor or missing input", "对低质量或缺失输入的处理")),
    Item("19f", USE, write("what users must do and know", "使用者需要的操作与专业水平")),
    Item("19g", DISCUSSION, write("next steps of research", "后续研究方向")),
)
