"""Reporting checklists: what this bundle answers, and what its authors must write themselves.

The items' numbers are those of the published checklists, their topics in our words: the wording
stands there. CHART: doi 10.1136/bmjmed-2025-001632; TRIPOD-LLM: doi 10.1038/s41591-024-03425-5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.exports.tables import Column, Row, Table

FILLED, AUTHOR, NOT_APPLICABLE = "filled", "author_must_write", "not_applicable"
COLUMNS = (
    Column("item", "Number of the published item", "已发表清单中的条目编号"),
    Column(
        "topic",
        "Its topic in our words; the wording: see the published checklist",
        "主题（本软件的表述），原文见已发表清单",
    ),
    Column(
        "status",
        "filled, not_applicable or author_must_write",
        "filled 已填写、not_applicable 不适用、author_must_write 须由作者填写",
        values=(FILLED, AUTHOR, NOT_APPLICABLE),
    ),
    Column("answer", "Our answer, with the file that shows it", "回答及可供查证的文件"),
)
CHART = Table("chart", "CHART, item by item", "CHART 清单", COLUMNS)
TRIPOD = Table("tripod_llm", "TRIPOD-LLM, item by item", "TRIPOD-LLM 清单", COLUMNS)


@dataclass(frozen=True)
class Facts:
    """What the answers are made of."""

    title: str
    systems: tuple[str, ...]
    items: int
    comparisons: int
    raters: int
    judgments: int
    raters_per_comparison: int
    primary_criterion: str
    criteria: tuple[str, ...]
    protocol_sha256: str
    judged_elsewhere: bool
    has_guideline: bool
    has_consent: bool
    has_reference: bool
    has_simulated_patient: bool
    with_answers: bool
    margin: str


def _write(what: str) -> tuple[str, str]:
    return AUTHOR, f"author must write: {what}"


def _filled(text: str) -> tuple[str, str]:
    return FILLED, text


def chart_rows(facts: Facts) -> Iterator[Row]:
    common = _common(facts)
    answers = {
        ("1a", "title"): common["title"],
        ("1b", "abstract"): _write("abstract"),
        ("2a", "background"): _write("background"),
        ("2b", "background"): _write("objectives; hypotheses stand in protocol.json"),
        ("3a", "model identifiers"): common["models"],
        ("3b", "model identifiers"): _write("maker, release and access of each model"),
        ("4a", "model details"): _write("base model, tuning"),
        ("4b", "model details"): common["parameters"],
        ("4c", "model details"): common["parameters"],
        ("5a", "prompt engineering"): common["prompts"],
        ("5b", "prompt engineering"): _write("who developed the prompts, and how"),
        ("6a", "query strategy"): _filled("data/responses: origin, reported_model"),
        ("6b", "query strategy"): _filled("data/responses: completed_at of every answer (UTC)"),
        ("6c", "query strategy"): common["dialogue"],
        ("6d", "query strategy"): common["outputs"],
        ("7a", "performance evaluation"): common["reference"],
        ("7b", "performance evaluation"): common["evaluation"],
        ("8", "sample size"): common["size"],
        ("9a", "data analysis"): common["analysis"],
        ("10a", "results"): common["results"],
        ("10b", "results"): common["agreement"],
        ("10c", "results"): common["harm"],
        ("11a", "discussion"): _write("interpretation"),
        ("11b", "discussion"): _write("limitations"),
        ("11c", "discussion"): _write("implications"),
        ("12a", "disclosures"): _write("conflicts of interest"),
        ("12b", "funding"): _write("funding"),
        ("12c", "ethics"): common["ethics"],
        ("12d", "protocol"): common["protocol"],
        ("12e", "data availability"): common["data"],
    }
    return ((*item, *answer) for item, answer in answers.items())


def tripod_rows(facts: Facts) -> Iterator[Row]:
    common = _common(facts)
    answers = {
        ("1", "title"): common["title"],
        ("2", "abstract"): _write("abstract"),
        ("3", "background"): _write("background"),
        ("4", "objectives"): _write("objectives; hypotheses stand in protocol.json"),
        ("5", "data"): _filled(f"data/items: {facts.items} items with their hashes"),
        ("6", "analytical methods"): common["analysis"],
        ("7", "output of the models"): common["outputs"],
        ("8", "annotation"): common["evaluation"],
        ("9", "prompting"): common["prompts"],
        ("10", "summarisation"): (NOT_APPLICABLE, "no texts are summarised before they are judged"),
        ("11", "instruction tuning"): _write(
            "tuning of the models, if any was done for this study"
        ),
        ("12", "compute"): _write("hardware and cost of the models"),
        ("13", "ethics"): common["ethics"],
        ("14", "open science"): common["data"],
        ("15", "public involvement"): _write("patients and public"),
        ("16", "participants"): common["size"],
        ("17", "performance"): common["results"],
        ("18", "updating of the models"): _filled(
            "data/responses: version, is_current; systems are fixed at the start"
        ),
        ("19", "discussion"): _write("interpretation, limitations, implications"),
    }
    return ((*item, *answer) for item, answer in answers.items())


def _common(facts: Facts) -> dict[str, tuple[str, str]]:
    """Answers that both checklists ask for."""
    texts = "data/turns: every text as it came and as it was shown"
    if not facts.with_answers:
        texts = "data/turns: hashes; the protocol does not hand the texts out"
    size = (
        f"{facts.items} items, {facts.comparisons} comparisons, {facts.raters} raters, "
        f"{facts.judgments} submissions; {facts.raters_per_comparison} raters planned each"
    )
    return {
        "title": _filled(f"as raters read it: {facts.title}; the article's: author must write"),
        "models": _filled(f"data/systems: {', '.join(facts.systems)}"),
        "parameters": _filled("data/systems: model_name, parameters, system_prompt"),
        "prompts": _filled(
            "data/systems: system_prompt, prompt_template; data/items: prompt, case"
        ),
        "dialogue": _filled("a simulated patient led the consultations: data/systems, role patient")
        if facts.has_simulated_patient
        else _filled("each item is a conversation of its own; data/responses"),
        "outputs": _filled(texts),
        "reference": _filled("data/items: reference")
        if facts.has_reference
        else (NOT_APPLICABLE, "answers are compared with each other, not with a reference"),
        "evaluation": _filled(
            ("imported" if facts.judged_elsewhere else "blinded")
            + f" pairwise judgments by physicians on {', '.join(facts.criteria)}; "
            f"primary: {facts.primary_criterion}; data/criteria"
            + ("; guideline: data/guidance_texts" if facts.has_guideline else "")
        ),
        "size": _filled(size + "; why so many: author must write"),
        "analysis": _filled(
            "protocol.json; results/win_difference: two named intervals; results/tests"
            + (f"; margin {facts.margin}" if facts.margin else "")
        ),
        "results": _filled("results/win_tie_loss, results/win_difference, results/flow"),
        "agreement": _filled("results/agreement, results/retest, results/position_bias"),
        "harm": _filled("results/safety; data/marked_spans"),
        "ethics": _filled("raters' consent: data/acceptances; approval: author must write")
        if facts.has_consent
        else _write("approval and consent"),
        "protocol": _filled(f"protocol.json, SHA-256 {facts.protocol_sha256}, fixed at the start"),
        "data": _filled("this bundle; verify.py, recompute.py, recompute.R; where it lies: author"),
    }
