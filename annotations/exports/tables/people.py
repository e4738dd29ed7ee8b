"""Tables of the bundle about raters: under a pseudonym, or named in the identified file only."""

from annotations.exports.tables.columns import RATER, Care, Column, Table, Type, time, whole


def _named(key: str, en: str, zh: str, type: Type = Type.TEXT, unit: str = "") -> Column:
    return Column(key, en, zh, type, unit, care=Care.IDENTITY)


RATERS = Table(
    "raters",
    "One row per rater",
    "每位评审医生一行",
    (
        RATER,
        whole(
            "seat", "Seat in a fixed panel; empty in an open pool", "固定小组中的席位；开放池为空"
        ),
        Column(
            "specialties",
            "As stated on joining a study that matches specialties, as JSON",
            "加入按专科分配的研究时所述的专科，JSON",
            Type.JSON,
            care=Care.WORDS,
        ),
        whole(
            "first_judgments", "Pairs judged, without hidden repeats", "评判的对数，不含隐藏重复"
        ),
        whole("all_judgments", "Pairs judged, hidden repeats included", "评判的对数，含隐藏重复"),
        whole("handed_on", "Pairs handed on", "转交的对数"),
        Column(
            "active_seconds",
            "Seconds with a page in view, as the browser says",
            "页面处于前台的秒数，由浏览器报告",
            Type.NUMBER,
            "s",
        ),
        _named("name", "The rater's name; empty after an erasure", "评审医生姓名；删除后为空"),
        _named("email", "E-mail, if there is one", "电子邮箱（如有）"),
        _named("title", "Professional title, as stated", "自述职称"),
        _named("years_of_practice", "As stated", "自述从业年限", Type.INTEGER, "years"),
        _named("languages", "As stated, as JSON", "自述语言，JSON", Type.JSON),
        _named("joined_at", "When the rater joined, UTC", "加入时间，UTC", Type.TIME, "UTC"),
    ),
)

_PURPOSE = Column(
    "purpose",
    "consent or guideline",
    "consent 知情同意；guideline 评审指南",
    values=("consent", "guideline"),
)
_VERSION = whole("version", "Version of the text, from 1", "文本版本，从 1 起")

ACCEPTANCES = Table(
    "acceptances",
    "Which rater accepted which text",
    "评审医生对各文本的确认",
    (
        RATER,
        _PURPOSE,
        _VERSION,
        Column(
            "read_in", "Language in which it was read", "阅读时的语言", values=("en", "zh-hans")
        ),
        time("accepted_at", "When, UTC", "确认时间，UTC"),
        time(
            "withdrawn_at",
            "When a consent was withdrawn, UTC; else empty",
            "撤回同意的时间，UTC；否则为空",
        ),
    ),
)

GUIDANCE_TEXTS = Table(
    "guidance_texts",
    "The texts that raters agreed to and went by",
    "评审医生确认并遵循的文本",
    (
        _PURPOSE,
        _VERSION,
        time("created_at", "When it was published, UTC", "发布时间，UTC"),
        Column("text_en", "In English (Markdown)", "英文（Markdown）"),
        Column("text_zh", "In Chinese (Markdown)", "中文（Markdown）"),
        Column(
            "sha256",
            "SHA-256 of both texts as canonical JSON",
            "两种语言文本（规范 JSON）的 SHA-256",
        ),
    ),
)
