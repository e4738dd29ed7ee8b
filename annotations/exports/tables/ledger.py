"""Tables of the bundle that hold the ledger: submissions, assignments, slots, audit log."""

from annotations.exports.tables.columns import (
    CONTENT_SHA256,
    ITEM,
    OPENED_AT,
    PREVIOUS_HASH,
    RATER,
    REVISION,
    SUBMITTED_AT,
    SYSTEM_A,
    SYSTEM_B,
    TASK_TYPE,
    Column,
    Table,
    Type,
    flag,
    time,
    whole,
    words,
)
from annotations.exports.tables.judgments import (
    ACTIVE_SECONDS,
    BOTH_BAD,
    COMMENT,
    FLAGS,
    GUIDELINE_VERSION,
    HASH,
    REASON,
    SUPERSEDES,
)

ASSIGNMENT = Column("assignment", "Random name of the assignment", "分配的随机标识")
KIND = Column(
    "kind",
    "What the assignment was for: first, repeat (hidden) or practice",
    "分配的用途：first 首次、repeat 隐藏重复、practice 练习",
    values=("first", "repeat", "practice"),
)
SWAPPED = flag("swapped", "true if system_b stood on the left", "true 表示 system_b 显示在左侧")
STATES = ("open", "submitted", "declined", "expired", "surplus", "withdrawn")
STATE = Column(
    "state",
    "What became of it: submitted, declined (handed on), expired, surplus (too late) or withdrawn",
    "结果：submitted 已提交、declined 已转交、expired 已过期、surplus 多余、withdrawn 已撤回",
    values=STATES,
)
SLOT = whole("slot", "Number of the slot within its comparison", "名额在该对比中的序号")

SUBMISSIONS = Table(
    "submissions",
    "The ledger: one row per submission, every revision, with what its hash covers",
    "账本：每次提交（含各修订）一行，附其哈希所涵盖的内容",
    (
        whole("submission", "Number in the study's ledger, from 1", "在研究账本中的序号，从 1 起"),
        ASSIGNMENT,
        RATER,
        KIND,
        SUPERSEDES,
        REVISION,
        Column("idempotency_key", "Random key of the form that was sent", "所发表单的随机键"),
        REASON,
        COMMENT,
        BOTH_BAD,
        *FLAGS,
        GUIDELINE_VERSION,
        OPENED_AT,
        SUBMITTED_AT,
        ACTIVE_SECONDS,
        Column(
            "origin",
            "here: judged here; imported: judged elsewhere",
            "here 在此评判；imported 从别处导入",
            values=("here", "imported"),
        ),
        TASK_TYPE,
        ITEM,
        SWAPPED,
        Column(
            "response_a_sha256",
            "Hash of the response of system_a: of the list of its turns' texts",
            "system_a 回答的哈希：其各消息文本列表的哈希",
        ),
        Column("response_b_sha256", "The same of system_b", "同上，system_b"),
        whole(
            "text_length",
            "Code points of everything that a rater reads of the pair",
            "该对中评审医生所读全部文本的码点数",
            "code points",
        ),
        STATE.named("assignment_state", "State of its assignment", "其分配的状态"),
        flag("is_current", "true if no later revision exists", "true 表示没有更新的修订"),
        CONTENT_SHA256,
        PREVIOUS_HASH,
        HASH,
    ),
)

EXCLUSIONS = Table(
    "exclusions",
    "Submissions that a rule of the protocol leaves out of the results",
    "按方案规则排除在结果之外的提交",
    (
        whole("submission", "Number of the submission", "提交的序号"),
        Column("rule", "The first rule that applies", "首个适用的规则"),
    ),
)

ASSIGNMENTS = Table(
    "assignments",
    "One row per pair that a rater was given, and what became of it",
    "每次分配给评审医生的一对一行，及其结果",
    (
        ASSIGNMENT,
        RATER,
        TASK_TYPE,
        ITEM,
        SYSTEM_A,
        SYSTEM_B,
        KIND,
        SLOT,
        SWAPPED,
        STATE,
        OPENED_AT,
        SUBMITTED_AT,
        time("declined_at", "When it was handed on, UTC", "转交的时间，UTC"),
        Column("decline_reason", "Why it was handed on", "转交的原因"),
        words("decline_note", "The reason in the rater's words", "评审医生的说明"),
    ),
)

SLOTS = Table(
    "slots",
    "One row per planned judgment, with the side that was drawn for it at the start",
    "每个评审名额一行，附开始时抽定的左右位置",
    (
        TASK_TYPE,
        ITEM,
        SYSTEM_A,
        SYSTEM_B,
        KIND,
        SLOT,
        whole(
            "seat", "Seat in a fixed panel; empty in an open pool", "固定小组中的席位；开放池为空"
        ),
        SWAPPED,
        whole("position", "Place in the drawn order", "抽定次序中的位置"),
        Column(
            "status",
            "unreleased, free, held, done or withdrawn",
            "unreleased 未发放、free 空闲、held 进行中、done 已评判、withdrawn 已撤回",
            values=("unreleased", "free", "held", "done", "withdrawn"),
        ),
        RATER.named("rater", "Of a repeat: whose it is", "重复评判所属的评审医生"),
        whole("due_after", "Of a repeat: after so many pairs", "重复评判：在多少对之后"),
        flag("is_released", "true if raters could be given it", "true 表示已可分配"),
        time("withdrawn_at", "When the comparison was withdrawn, UTC", "对比撤回的时间，UTC"),
        words("withdrawn_reason", "Why", "撤回的原因"),
    ),
)

_EVENT = (
    whole("event", "Number in the study's audit chain, from 1", "在研究审计链中的序号，从 1 起"),
    Column(
        "actor",
        "Who: user:key, rater:pseudonym or system",
        "操作者：user:键、rater:化名 或 system",
    ),
    Column("action", "What was done", "操作"),
    words("target", "To what", "对象"),
    Column("data", "Particulars, as JSON", "细节，JSON", Type.JSON),
    time("created_at", "When, UTC", "时间，UTC"),
)

AUDIT_LOG = Table(
    "audit_log",
    "What was done in the study, up to its unblinding",
    "揭盲为止研究中的每项操作",
    (
        *_EVENT,
        CONTENT_SHA256,
        PREVIOUS_HASH,
        HASH.named(
            "hash",
            "SHA-256 of previous_hash:event:content_sha256",
            "previous_hash:event:content_sha256 的 SHA-256",
        ),
    ),
)

DEVIATIONS = Table(
    "deviations",
    "What departed from the protocol after the start: dated, with who and why; rows of audit_log",
    "开始之后偏离方案的事项：附日期、操作者与原因；均为 audit_log 中的行",
    _EVENT,
)


def _of(table: Table, *keys: str) -> tuple[Column, ...]:
    by_key = {column.key: column for column in table.columns}
    return tuple(by_key[key] for key in keys)


_CHAIN = ("content_sha256", "previous_hash", "hash")
# Of a frozen study that nobody may see unblinded yet: analysis.contents.blinded.
BLINDED_SUBMISSIONS = Table(
    "submissions",
    "The ledger: one row per submission, every revision; its hashes cover the sides as well",
    "账本：每次提交（含各修订）一行；其哈希也涵盖左右位置",
    _of(
        SUBMISSIONS,
        *("submission", "assignment", "rater", "kind", "supersedes", "revision", "both_bad"),
        *("recognised", "harm_left", "harm_right", "guideline_version", "opened_at"),
        *("submitted_at", "active_seconds", "task_type", "item", "assignment_state"),
        *("is_current", *_CHAIN),
    ),
)
BLINDED_ASSIGNMENTS = Table(
    "assignments",
    ASSIGNMENTS.en,
    ASSIGNMENTS.zh,
    _of(
        ASSIGNMENTS,
        *("assignment", "rater", "task_type", "item", "kind", "state", "opened_at"),
        *("submitted_at", "declined_at", "decline_reason"),
    ),
)
BLINDED_AUDIT_LOG = Table(
    "audit_log",
    "What was done in the study, up to the manifest of its freeze",
    "冻结清单为止研究中的每项操作",
    _of(AUDIT_LOG, "event", "action", "created_at", *_CHAIN),
)
BLINDED_DEVIATIONS = Table(
    "deviations",
    DEVIATIONS.en,
    DEVIATIONS.zh,
    _of(DEVIATIONS, "event", "action", "created_at"),
)
