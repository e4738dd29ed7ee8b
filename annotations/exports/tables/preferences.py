"""Preference pairs: the columns that tuning libraries read, and what tells how sure a pair is."""

from annotations.exports.tables.columns import (
    CATEGORY,
    CRITERION,
    ITEM,
    LANGUAGE,
    SPECIALTY,
    TASK_TYPE,
    Care,
    Column,
    Type,
    flag,
    whole,
)


def _messages(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, Type.MESSAGES, care=Care.ANSWER)


PREFERENCE_PAIRS = (
    _messages("prompt", "Messages that both conversations begin with", "两段对话共同的开头消息"),
    _messages("chosen", "The rest of the preferred conversation", "更受偏好的对话的其余部分"),
    _messages("rejected", "The rest of the other one", "另一段对话的其余部分"),
    flag(
        "tie",
        "true if as many raters preferred the one as the other; chosen is then system_a's",
        "true 表示偏好两者的评审医生一样多；此时 chosen 为 system_a 的回答",
    ),
    Column(
        "agreement",
        "Share of the raters that gave the most frequent outcome",
        "给出最常见结果的评审医生占比",
        Type.NUMBER,
    ),
    whole("raters", "Raters whose judgment counts", "计入的评审医生数"),
    whole("votes_chosen", "Raters who preferred chosen", "偏好 chosen 的人数"),
    whole("votes_tie", "Raters who called it a tie", "判平的人数"),
    whole("votes_rejected", "Raters who preferred rejected", "偏好 rejected 的人数"),
    whole(
        "shared_messages",
        "Length of prompt; 0 where a simulated patient began differently",
        "prompt 的消息数；模拟患者的开头不同则为 0",
    ),
    Column("chosen_system", "Which system wrote chosen", "chosen 所属的被测模型"),
    Column("rejected_system", "Which system wrote rejected", "rejected 所属的被测模型"),
    CRITERION.named("criterion", "The primary criterion", "主要评价维度"),
    ITEM,
    TASK_TYPE,
    LANGUAGE,
    CATEGORY,
    SPECIALTY,
)
