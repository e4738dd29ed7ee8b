"""CHART (doi 10.1136/bmjmed-2025-001632), by its published numbers. Pure.

Topics are in our words, as the statement's abstract names them; the wording stands there.
"""

from annotations.exports.checklists.wording import Item, Text, write

TITLE = Text("title and abstract", "标题与摘要")
BACKGROUND = Text("background", "背景")
MODELS = Text("model identifiers", "模型标识")
DETAILS = Text("model details", "模型细节")
PROMPTS = Text("prompt engineering", "提示词工程")
QUERIES = Text("query strategy", "提问策略")
EVALUATION = Text("performance evaluation", "性能评价")
SIZE = Text("sample size", "样本量")
ANALYSIS = Text("data analysis", "数据分析")
RESULTS = Text("results", "结果")
DISCUSSION = Text("discussion", "讨论")
OPENNESS = Text("open science", "开放科学")

ITEMS = (
    Item("1a", TITLE, "title"),
    Item("1b", TITLE, write("the abstract", "摘要")),
    Item("2a", BACKGROUND, write("background", "背景")),
    Item("2b", BACKGROUND, "objectives"),
    Item("3a", MODELS, "systems"),
    Item("3b", MODELS, write("how each model can be had", "各模型的获取方式")),
    Item("4a", DETAILS, write("base model and tuning", "基座模型与调优方法")),
    Item("4b", DETAILS, "settings"),
    Item("4c", DETAILS, "settings"),
    Item("5a", PROMPTS, "prompts"),
    Item("5b", PROMPTS, "prompts"),
    Item("6a", QUERIES, "querying"),
    Item("6b", QUERIES, "querying"),
    Item("6c", QUERIES, "dialogue"),
    Item("6d", QUERIES, "outputs"),
    Item("7a", EVALUATION, "reference"),
    Item("7b", EVALUATION, "assessors"),
    Item("8", SIZE, "size"),
    Item("9a", ANALYSIS, "analysis"),
    Item("10a", RESULTS, "results"),
    Item("10b", RESULTS, "agreement"),
    Item("10c", RESULTS, "harm"),
    Item("11a", DISCUSSION, write("the interpretation", "结果解读")),
    Item("11b", DISCUSSION, "limits"),
    Item("11c", DISCUSSION, write("implications", "意义")),
    Item("12a", OPENNESS, write("conflicts of interest", "利益冲突")),
    Item("12b", OPENNESS, write("funding", "资助来源")),
    Item("12c", OPENNESS, "ethics"),
    Item("12d", OPENNESS, "protocol"),
    Item("12e", OPENNESS, "data"),
)
