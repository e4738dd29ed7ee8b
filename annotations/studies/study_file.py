"""Read a study file (docs/formats.md): TOML or JSON to a plan, or to all its faults. Pure."""

import json
import re
import tomllib
from collections import Counter

from annotations.datasets.decoding import read_text
from annotations.datasets.limits import MAX_JSON_DEPTH, MAX_LABEL_CHARACTERS
from annotations.datasets.reading import UnreadableError, json_error
from annotations.datasets.rows import Json, Reason, RowError
from annotations.datasets.strict_json import load_json
from annotations.studies.plan import (
    CriterionPlan,
    EndpointPlan,
    PatientPlan,
    StudyPlan,
    SystemPlan,
)
from annotations.studies.rules import (
    RANGES,
    STOPPING_KINDS,
    SYSTEM_PAIRS,
    WITHDRAWAL_RULES,
    ExclusionPlan,
    ExclusionRule,
)
from annotations.studies.table import Table

PANELS = ("fixed", "open")
SCALES = ("three_point", "five_point")
LEAK_POLICIES = ("mask", "regenerate", "exclude", "flag")
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_URL = re.compile(r"https?://[^\s/?#]+\S*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_study_file(file: str, data: bytes) -> tuple[StudyPlan | None, tuple[RowError, ...]]:
    """The plan, or every fault of the file."""
    try:
        table = Table(file, _load(file, data))
    except UnreadableError as unreadable:
        return None, unreadable.errors
    plan = _plan(table)
    table.refuse_rest()
    _check_names(table, plan)
    return (None if table.errors else plan), tuple(table.errors)


def _load(file: str, data: bytes) -> dict[str, Json]:
    text = read_text(file, data)
    try:
        is_json = text.lstrip().startswith("{")
        # TOML goes through JSON, because the database keeps parameters as JSON: no dates, no NaN.
        value = load_json(text if is_json else json.dumps(tomllib.loads(text)))
    except RecursionError as error:
        fault = RowError(file, None, "", Reason.TOO_DEEP, {"limit": MAX_JSON_DEPTH})
        raise UnreadableError(fault) from error
    except (tomllib.TOMLDecodeError, TypeError) as error:
        fault = RowError(file, None, "", Reason.INVALID_TOML, {"detail": str(error)[:200]})
        raise UnreadableError(fault) from error
    except ValueError as error:
        raise UnreadableError(json_error(file, None, "", error)) from error
    return value if isinstance(value, dict) else {}


def _plan(table: Table) -> StudyPlan:
    default = StudyPlan(slug="", title={}, systems=())
    return StudyPlan(
        slug=table.word("slug", SLUG),
        title=table.both("title"),
        instructions=table.both("instructions", default.instructions),
        consent=table.both("consent", default.consent),
        guideline=table.both("guideline", default.guideline),
        systems=table.tables("systems", _system),
        criteria=table.tables("criteria", _criterion) or default.criteria,
        endpoints=table.tables("endpoints", _endpoint),
        patient=table.table("patient", _patient, required=False),
        researchers=table.texts("researchers"),
        panel=table.choice("panel", PANELS, default.panel),
        raters_per_comparison=table.integer("raters_per_comparison", 3, least=1, most=100),
        repeat_share=table.number("repeat_share", default.repeat_share, least=0, most=1),
        lease_seconds=3600 * table.integer("lease_hours", 24, least=1, most=8760),
        planned_rounds=table.integer("planned_rounds", 2, least=1, most=50),
        scale=table.choice("scale", SCALES, default.scale),
        primary_criterion=table.word("primary_criterion", KEY, required=False) or "overall",
        allows_both_bad=table.flag("allows_both_bad", True),
        allows_not_applicable=table.flag("allows_not_applicable", True),
        shows_reference=table.flag("shows_reference", False),
        leak_policy=table.choice("leak_policy", LEAK_POLICIES, default.leak_policy),
        hands_on_recognised=table.flag("hands_on_recognised", False),
        matches_specialties=table.flag("matches_specialties", False),
        seed=table.text("seed", required=False, limit=64),
        reviews_leaks=table.flag("reviews_leaks", False),
        hypotheses=table.both("hypotheses", default.hypotheses),
        noninferiority_margin=table.number("noninferiority_margin", None, least=0, most=1),
        exclusion_rules=table.tables("exclusion_rules", _exclusion_rule),
        stopping_rule=table.choice("stopping_rule", STOPPING_KINDS, default.stopping_rule),
        withdrawal_rule=table.choice("withdrawal_rule", WITHDRAWAL_RULES, default.withdrawal_rule),
        export_responses=table.flag("export_responses", True),
        retain_until=table.day("retain_until"),
        system_pairs=table.choice("system_pairs", SYSTEM_PAIRS, default.system_pairs),
        reference_system=table.label("reference_system"),
    )


def _system(table: Table) -> SystemPlan:
    system = SystemPlan(
        name=table.text("name", limit=MAX_LABEL_CHARACTERS),
        aliases=table.texts("aliases"),
        endpoint=table.label("endpoint"),
        model=table.label("model"),
        parameters=table.json_object("parameters"),
        system_prompt=table.text("system_prompt", required=False),
        prompt_template=table.text("prompt_template", required=False) or "{prompt}",
    )
    if system.endpoint and not system.model:
        table.refuse("model", Reason.MISSING)
    _check_placeholder(table, "prompt_template", system.prompt_template, "{prompt}")
    return system


def _patient(table: Table) -> PatientPlan:
    patient = PatientPlan(
        name=table.label("name") or "Simulated patient",
        endpoint=table.text("endpoint", limit=MAX_LABEL_CHARACTERS),
        model=table.text("model", limit=MAX_LABEL_CHARACTERS),
        parameters=table.json_object("parameters"),
        prompt=table.both("prompt") if table.has("prompt") else None,
    )
    for language, text in (patient.prompt or {}).items():
        _check_placeholder(table, f"prompt.{language}", text, "{case}")
    return patient


def _endpoint(table: Table) -> EndpointPlan:
    return EndpointPlan(
        name=table.text("name", limit=80),
        base_url=table.word("base_url", _URL),
        api_key_env=table.word("api_key_env", _VARIABLE, required=False),
        concurrency=table.integer("concurrency", 4, least=1, most=1000),
        requests_per_minute=table.integer("requests_per_minute", None, least=1, most=1_000_000),
        timeout_seconds=table.integer("timeout_seconds", 120, least=1, most=3600),
        max_attempts=table.integer("max_attempts", 6, least=1, most=100),
    )


def _criterion(table: Table) -> CriterionPlan:
    return CriterionPlan(
        key=table.word("key", KEY), name=table.both("name"), description=table.both("description")
    )


def _exclusion_rule(table: Table) -> ExclusionPlan:
    rule = table.one_of("rule", tuple(ExclusionRule))
    limits = RANGES[ExclusionRule(rule)] if rule in tuple(ExclusionRule) else None
    if limits is None:
        return ExclusionPlan(rule)
    value = table.number("value", None, least=limits.least, most=limits.most)
    if value is None and not table.errors:
        table.refuse("value", Reason.MISSING)
    return ExclusionPlan(rule, value)


def _check_placeholder(table: Table, field: str, text: str, placeholder: str) -> None:
    if text and placeholder not in text:
        table.refuse(field, Reason.NO_PLACEHOLDER, placeholder=placeholder)


def _check_names(table: Table, plan: StudyPlan) -> None:
    """What one table says about another: names are there, and once."""
    if len(plan.systems) < 2:
        table.refuse("systems", Reason.TOO_FEW, least=2)
    if plan.matches_specialties and plan.panel != "open":
        table.refuse("matches_specialties", Reason.NEEDS_POOL)
    _check_pairs(table, plan)
    keys = [criterion.key for criterion in plan.criteria]
    for needed in dict.fromkeys(("overall", plan.primary_criterion)):
        if needed not in keys:
            table.refuse("criteria", Reason.UNKNOWN_NAME, value=needed)
    endpoints = [endpoint.name for endpoint in plan.endpoints]
    patients = (plan.patient,) if plan.patient else ()
    speakers: tuple[SystemPlan | PatientPlan, ...] = (*plan.systems, *patients)
    for speaker in speakers:
        if speaker.endpoint and speaker.endpoint not in endpoints:
            table.refuse("endpoints", Reason.UNKNOWN_NAME, value=speaker.endpoint)
    _refuse_twice(table, "criteria", keys)
    _refuse_twice(table, "endpoints", endpoints)
    _refuse_twice(table, "systems", [speaker.name for speaker in speakers])


def _check_pairs(table: Table, plan: StudyPlan) -> None:
    """One against the rest names the one; a margin of nothing is no margin."""
    if plan.noninferiority_margin == 0:
        table.refuse("noninferiority_margin", Reason.MALFORMED, value="0")
    if plan.system_pairs == "one_vs_rest" and not plan.reference_system:
        table.refuse("reference_system", Reason.MISSING)
    if plan.reference_system and plan.reference_system not in {one.name for one in plan.systems}:
        table.refuse("reference_system", Reason.UNKNOWN_NAME, value=plan.reference_system)
    _refuse_twice(table, "exclusion_rules", [rule.rule for rule in plan.exclusion_rules])


def _refuse_twice(table: Table, field: str, names: list[str]) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            table.refuse(field, Reason.TWICE, value=name)
