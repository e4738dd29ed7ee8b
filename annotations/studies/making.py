"""A new study from a template, or as a copy of an earlier one."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.selectors import current_texts
from annotations.exceptions import AnnotationsError
from annotations.models import Endpoint, Item, Study, StudyMember, System, User
from annotations.studies.plan import (
    PLAIN_RULES,
    Both,
    CriterionPlan,
    EndpointPlan,
    PatientPlan,
    StudyPlan,
    SystemPlan,
)
from annotations.studies.rules import ExclusionPlan
from annotations.studies.setup import create_study
from annotations.studies.templates import TEMPLATES

# Addresses of pages stand where a study's short name could.
RESERVED = frozenset({"new"})
# Beside what a plan says of an endpoint.
ENDPOINT_COSTS = (
    "budget",
    "price_per_million_prompt_tokens",
    "price_per_million_completion_tokens",
)


@transaction.atomic
def study_from_template(*, template: str, title: Both, slug: str, by: User) -> Study:
    """Not to be repeated: a short name that is taken is an error."""
    plan = StudyPlan(slug=_fit(slug), title=title, systems=(), **TEMPLATES[template].rules)
    return _made(plan, by, {"template": template})


@transaction.atomic
def study_from_earlier(
    *,
    earlier: Study,
    title: Both,
    slug: str,
    by: User,
    with_items: bool = False,
    with_keys: bool = False,
) -> Study:
    """Rules, criteria, texts, systems and endpoints of an earlier study; never people or judgments.

    The caller has seen that this user runs the earlier study. Keys of endpoints are taken along
    only when they say so. The seed is always a new one.
    """
    plan = replace(_plan_of(earlier), slug=_fit(slug), title=title)
    copied = {"items": with_items, "keys": with_keys}
    study = _made(plan, by, {"copy_of": str(earlier.public_id)} | copied)
    _copy_endpoints(earlier, study, with_keys=with_keys)
    if with_items:
        _copy_items(earlier, study)
    return study


def free_slug(title: str) -> str:
    """A short name from the title that no study has yet."""
    stem = slugify(title)[:50] or "study"
    taken = set(Study.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= RESERVED
    candidates = (f"{stem}-{number}" if number > 1 else stem for number in range(1, 100_000))
    return next(slug for slug in candidates if slug not in taken)


def _fit(slug: str) -> str:
    if slug in RESERVED:
        raise AnnotationsError(_("A study cannot be called “%(slug)s”.") % {"slug": slug})
    return slug


def _made(plan: StudyPlan, by: User, data: dict[str, Any]) -> Study:
    study = create_study(plan=plan, by=by)
    StudyMember.objects.get_or_create(
        study=study, user=by, defaults={"role": StudyMember.Role.ADMINISTRATOR}
    )
    audit.record(by=by, action="study.make", study=study, data=data)
    return study


def _plan_of(study: Study) -> StudyPlan:
    texts = {text.purpose: text.text for text in current_texts(study)}
    systems = list(study.systems.select_related("endpoint").order_by("position"))
    reference = study.reference_system
    return StudyPlan(
        slug="",
        title={},
        instructions=study.instructions,
        systems=tuple(_system(one) for one in systems if one.role == System.Role.CANDIDATE),
        patient=next((_patient(study, one) for one in systems if _can_play(one)), None),
        criteria=tuple(
            CriterionPlan(one.key, one.name, one.description) for one in study.criteria.all()
        ),
        endpoints=tuple(_endpoint(one) for one in study.endpoints.order_by("pk")),
        hypotheses=study.hypotheses,
        exclusion_rules=tuple(_exclusion(rule) for rule in study.exclusion_rules),
        stopping_rule=study.stopping_rule["kind"],
        reference_system=reference.name if reference else "",
        **{field: getattr(study, field) for field in PLAIN_RULES},
        **texts,
    )


def _system(system: System) -> SystemPlan:
    return SystemPlan(
        name=system.name,
        aliases=tuple(system.aliases),
        endpoint=system.endpoint.name if system.endpoint else "",
        model=system.model_name,
        parameters=system.parameters,
        system_prompt=system.system_prompt,
        prompt_template=system.prompt_template,
    )


def _can_play(system: System) -> bool:
    return system.role == System.Role.PATIENT and system.endpoint is not None


def _patient(study: Study, system: System) -> PatientPlan:
    assert system.endpoint is not None
    prompt = study.prompt_versions.order_by("-version").first()
    return PatientPlan(
        name=system.name,
        endpoint=system.endpoint.name,
        model=system.model_name,
        parameters=system.parameters,
        prompt=prompt.text if prompt else None,
    )


def _exclusion(rule: dict[str, str | None]) -> ExclusionPlan:
    value = rule["value"]
    return ExclusionPlan(str(rule["rule"]), None if value is None else Decimal(value))


def _endpoint(endpoint: Endpoint) -> EndpointPlan:
    return EndpointPlan(
        name=endpoint.name,
        base_url=endpoint.base_url,
        concurrency=endpoint.concurrency,
        requests_per_minute=endpoint.requests_per_minute,
        timeout_seconds=endpoint.timeout_seconds,
        max_attempts=endpoint.max_attempts,
    )


def _copy_endpoints(earlier: Study, study: Study, *, with_keys: bool) -> None:
    """Prices and budgets; a key only when that was confirmed, and still encrypted."""
    fields = [*ENDPOINT_COSTS, *(["encrypted_key"] if with_keys else [])]
    by_name = {endpoint.name: endpoint for endpoint in study.endpoints.all()}
    for source in earlier.endpoints.all():
        for field in fields:
            setattr(by_name[source.name], field, getattr(source, field))
    Endpoint.objects.bulk_update(by_name.values(), fields)


def _copy_items(earlier: Study, study: Study) -> None:
    """Questions and cases, practice included; answers stay where they are."""
    rows = []
    for item in earlier.items.order_by("pk").iterator(1000):
        item.pk, item.study = None, study
        rows.append(item)
    Item.objects.bulk_create(rows, batch_size=1000)
