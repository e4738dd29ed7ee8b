"""What the columns of the results tables mean; the tables: annotations.analysis.tables."""

from annotations.exports.tables.columns import (
    CRITERION,
    RATER,
    SYSTEM_A,
    SYSTEM_B,
    Care,
    Column,
    Type,
    flag,
    whole,
)


def _number(key: str, en: str, zh: str, unit: str = "") -> Column:
    return Column(key, en, zh, Type.NUMBER, unit)


def _limits(key: str, en: str, zh: str) -> tuple[Column, Column]:
    return (
        _number(f"{key}_low", f"Lower 95 % limit: {en}", f"95 % 下限：{zh}"),
        _number(f"{key}_high", f"Upper 95 % limit: {en}", f"95 % 上限：{zh}"),
    )


_KNOWN = (
    CRITERION,
    SYSTEM_A,
    SYSTEM_B,
    RATER,
    Column("system", "The system", "被测模型"),
    Column(
        "part",
        "all; task_type, category or specialty: a stratum; without_flagged, strict_wins, "
        "first_answer_longer or first_answer_shorter: a sensitivity analysis",
        "all 全部；task_type、category、specialty 分层；without_flagged、strict_wins、"
        "first_answer_longer、first_answer_shorter 敏感性分析",
    ),
    Column("part_value", "Which stratum; else empty", "层的取值；否则为空"),
    whole("wins", "Judgments that preferred system_a", "偏好 system_a 的评判数"),
    whole("ties", "Ties, both bad included", "平局数，含“两者都不好”"),
    whole("losses", "Judgments that preferred system_b", "偏好 system_b 的评判数"),
    whole("n", "wins + ties + losses", "胜 + 平 + 负"),
    _number("win_share", "wins / n", "胜 / n"),
    _number("tie_share", "Share of ties", "平局占比"),
    _number("loss_share", "losses / n", "负 / n"),
    whole("both_bad", "Ties of which both answers were called bad", "平局中两个回答都不好的数目"),
    whole("not_applicable", "Judgments that left the criterion out", "不适用的评判数"),
    Column("estimand", "Which number this is", "所估计的量"),
    _number("value", "Its value; empty where it cannot be estimated", "数值；无法估计时为空"),
    Column("not_estimable", "Why it cannot be estimated; else empty", "无法估计的原因；否则为空"),
    *_limits(
        "these_experts",
        "other items, these very experts (bootstrap over items)",
        "其他题目、这些专家（按题目自助抽样）",
    ),
    *_limits(
        "experts_like_these",
        "other items and other experts like these (two-way sandwich)",
        "其他题目及同类专家（双向聚类稳健方差）",
    ),
    *_limits(
        "experts_like_these_by_rater",
        "other experts like these (sandwich over raters)",
        "同类专家（按评审医生聚类）",
    ),
    *_limits("independent_judgments", "if all judgments were independent", "假定评判相互独立"),
    *_limits("exact", "Clopper and Pearson, as if independent", "Clopper–Pearson，假定独立"),
    whole("judgments", "Judgments that it is made of", "所依据的评判数"),
    whole("items", "Items that it is made of", "所依据的题目数"),
    whole("raters", "Raters that it is made of", "所依据的评审医生数"),
    Column("method", "Key and version of the method (docs/statistics.md)", "方法及版本"),
    Column(
        "family",
        "declared or explored: how p values are adjusted",
        "检验族：declared 预设、explored 探索",
    ),
    Column("test", "Name of the test", "检验名称"),
    _number("statistic", "Its statistic", "检验统计量"),
    _number("degrees", "Degrees of freedom", "自由度"),
    _number("p_value", "Two-sided p value", "双侧 p 值"),
    _number("p_adjusted", "Adjusted within its family", "族内校正的 p 值"),
    _number("p_holm", "Adjusted by Holm over the rows of the criterion", "Holm 校正的 p 值"),
    _number(
        "smallest_difference",
        "Smallest win difference that this study could have shown (80 % power)",
        "本研究能检出的最小胜率差（功效 80 %）",
    ),
    flag("is_significant", "true if p is below 0.05", "true 表示 p < 0.05"),
    whole(
        "flips_to_undo", "Judgments that would have to turn to undo it", "推翻结论所需反转的评判数"
    ),
    whole("raters_to_undo", "Raters that would have to go", "推翻结论所需剔除的评审医生数"),
    *_limits("without_item", "over all samples without one item", "逐一剔除题目的范围"),
    whole("flips_of_sign_test", "The same for the exact sign test", "精确符号检验所需反转数"),
    _number("variance_item", "Variance between items", "题目间方差"),
    _number("variance_rater", "Variance between raters", "评审医生间方差"),
    _number("variance_rest", "What is left", "残差方差"),
    _number("item_icc", "Share of the variance between items", "题目组内相关系数"),
    *_limits("item_icc", "of item_icc", "item_icc"),
    _number("rater_icc", "Share of the variance between raters", "评审医生组内相关系数"),
    _number("panel_reliability", "Reliability of the panel's mean", "小组均值的信度"),
    _number("error_now", "Standard error now", "目前的标准误"),
    _number("error_with_twice_the_items", "With twice the items", "题目加倍时的标准误"),
    _number("error_with_twice_the_raters", "With twice the raters", "评审医生加倍时的标准误"),
    _number("win_difference", "(wins - losses) / n", "（胜 − 负）/ n"),
    _number("low", "Lower 95 % limit", "95 % 下限"),
    _number("high", "Upper 95 % limit", "95 % 上限"),
    _number("rank", "Place by strength, from 1", "按强度的名次，从 1 起"),
    _number("log_strength", "Log strength, sum zero", "对数强度，和为零"),
    _number(
        "elo_like", "1000 + 400/ln 10 * log strength", "类 Elo 分：1000 + 400/ln 10 × 对数强度"
    ),
    _number("rank_these_low", "Best rank that fits, these experts", "可能的最好名次（这些专家）"),
    _number("rank_these_high", "Worst rank that fits, these experts", "可能的最差名次（这些专家）"),
    _number(
        "rank_like_low", "Best rank that fits, experts like these", "可能的最好名次（同类专家）"
    ),
    _number(
        "rank_like_high", "Worst rank that fits, experts like these", "可能的最差名次（同类专家）"
    ),
    _number("best_these", "Chance of being the best, these experts", "为最佳的概率（这些专家）"),
    _number(
        "best_like", "Chance of being the best, experts like these", "为最佳的概率（同类专家）"
    ),
    Column("model", "Which model the term is of; empty: Davidson's", "所属模型；空为 Davidson"),
    Column("pair", "Which pair; empty: all", "所属对；空为全部"),
    whole("decisive", "Judgments that chose a side", "选择了一侧的评判数"),
    _number("left_share", "Share of the left side among them", "其中选择左侧的占比"),
    *_limits("tie_share", "of tie_share, exact", "tie_share（精确）"),
    *_limits("left_share", "of left_share, exact", "left_share（精确）"),
    _number("median_seconds", "Median active time of a pair", "每对有效用时的中位数", "s"),
    _number("agreement", "Share of agreement with the other raters", "与其他评审医生一致的占比"),
    _number("lean", "Mean outcome minus that of the others", "平均结果与他人之差"),
    _number("fast_share", "Share of pairs below the minimum time", "低于最短时间的占比"),
    _number("longest_streak", "Longest run of one side", "同侧连续选择的最长长度"),
    _number("streak_chance", "Chance of such a run by a fair coin", "公平硬币出现这样连续的概率"),
    Column("flags", "Flags of the quality gates, by blanks", "质量关卡标记，以空格分隔"),
    _number("slope", "Slope of the verdict on this criterion", "总体对该维度的斜率"),
    _number("same_share", "Share of pairs with the same outcome on both", "两者结果相同的占比"),
    Column(
        "type",
        "harm: may do harm; any_mark: any marked passage; else the type of the mark",
        "harm 可能有害；any_mark 任意标记；否则为标记类型",
    ),
    Column("severity", "Severity of the mark", "标记的严重程度"),
    whole(
        "judged_answers",
        "Answers of the system that were judged, once per judgment",
        "该模型被评判的回答次数",
    ),
    whole("marks", "Marked passages", "标记的片段数"),
    whole("judgments_with", "Judgments with at least one", "至少有一处的评判数"),
    _number("share", "judgments_with / judged_answers", "judgments_with / judged_answers"),
    Column("step", "Step from items to analysed judgments", "从题目到分析的步骤"),
    Column(
        "reason",
        "Why so many did not go on; empty: the step itself",
        "未进入下一步的原因；空为该步骤本身",
    ),
    Column("note", "In somebody's words", "原话", care=Care.WORDS),
    whole("count", "How many", "数目"),
    Column("problem", "What an integrity check found", "完整性检查的发现"),
    Column("sentence", "The same as a sentence", "说明"),
)
RESULT_COLUMNS = {column.key: column for column in _KNOWN}
TITLES = {
    "win_tie_loss": ("Wins, ties and losses of every pair", "各对的胜、平、负"),
    "win_difference": ("Win differences and what follows from them", "胜率差及相关指标"),
    "counted_apart": ("What is counted beside wins, ties and losses", "另行计数的评判"),
    "tests": ("Tests of no difference, and of the margin", "差异检验与非劣效检验"),
    "trust": ("How firmly each conclusion stands", "结论的稳固程度"),
    "without_rater": ("Win differences without one rater", "逐一剔除评审医生的胜率差"),
    "ranking": ("Strengths and ranks", "强度与名次"),
    "model_terms": ("Further terms of the models", "模型的其他参数"),
    "one_vs_rest": ("Each system against all others", "各模型对其余模型"),
    "agreement": ("How raters agree", "评审医生间一致性"),
    "retest": ("How raters repeat themselves", "重测一致性"),
    "position_bias": ("Preference for a side", "位置偏倚"),
    "raters": ("Rater by rater", "逐位评审医生"),
    "drivers": ("Which criterion goes with the verdict", "与总体相关的维度"),
    "safety": ("Harm and marked passages by system", "各模型的危害与标记"),
    "flow": ("From items to analysed judgments", "从题目到分析的流程"),
    "findings": ("What integrity checks found", "完整性检查的发现"),
}


def result_column(key: str) -> Column:
    """A column that is not explained here cannot leave."""
    return RESULT_COLUMNS[key]


def title_of(table: str, language: str) -> str:
    """What a table of results holds, in "en" or "zh-hans"."""
    return dict(zip(("en", "zh-hans"), TITLES[table], strict=True))[language]
