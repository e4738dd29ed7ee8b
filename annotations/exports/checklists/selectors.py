"""The record of a study, counted; for checklists."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from annotations.exports.checklists.record import Calls, Record, SystemRecord
from annotations.models import (
    Item,
    Kind,
    LeakHit,
    MarkedSpan,
    ProviderCall,
    Response,
    Study,
    System,
)
from annotations.studies.deviations import deviations_of

MILLISECONDS_A_MINUTE = 60_000


def record_of(study: Study, *, with_answers: bool = True) -> Record:
    """``with_answers``: whether what goes out holds the texts themselves."""
    margin = study.noninferiority_margin
    return Record(
        title=study.title["en"],
        systems=_systems(study),
        **_items(study),
        **_answers(study),
        **_judging(study),
        calls=_calls(study),
        finds=LeakHit.objects.filter(response__item__study=study).count(),
        leak_policy=study.leak_policy,
        planned_raters=study.raters_per_comparison,
        criteria=tuple(study.criteria.order_by("position").values_list("key", flat=True)),
        primary=study.primary_criterion,
        margin="" if margin is None else str(margin.normalize()),
        has_hypotheses=any(study.hypotheses.values()),
        exclusion_rules=len(study.exclusion_rules),
        guideline_version=study.guideline_version,
        consent_version=study.consent_version,
        deviations=deviations_of(study).count(),
        protocol_sha256=study.protocol_sha256,
        started=_day(study.started_at),
        judged_elsewhere=study.judged_elsewhere,
        has_patient=study.systems.filter(role=System.Role.PATIENT).exists(),
        with_answers=with_answers,
    )


def _systems(study: Study) -> tuple[SystemRecord, ...]:
    reported: dict[int, set[str]] = {}
    named = ProviderCall.objects.filter(response__item__study=study).exclude(reported_model="")
    for system, name in named.values_list("response__system", "reported_model").distinct():
        reported.setdefault(system, set()).add(name)
    candidates = study.systems.filter(role=System.Role.CANDIDATE).order_by("position")
    return tuple(
        SystemRecord(
            name=one.name,
            model=one.model_name,
            reported=tuple(sorted(reported.get(one.pk, ()))),
            has_endpoint=one.endpoint_id is not None,
        )
        for one in candidates
    )


def _items(study: Study) -> dict[str, Any]:
    own = study.items.filter(practice__isnull=True)
    languages = own.values_list("language").annotate(n=Count("pk")).order_by("language")
    return own.aggregate(
        single_turn=Count("pk", filter=Q(kind=Item.Kind.SINGLE_TURN)),
        multi_turn=Count("pk", filter=Q(kind=Item.Kind.MULTI_TURN)),
        categories=Count("category", filter=~Q(category=""), distinct=True),
        specialties=Count("specialty", filter=~Q(specialty=""), distinct=True),
    ) | {
        "languages": tuple(languages),
        "has_reference": own.exclude(reference="").exists(),
    }


def _answers(study: Study) -> dict[str, Any]:
    every = Response.objects.filter(
        item__study=study, item__practice__isnull=True, system__role=System.Role.CANDIDATE
    )
    current, done = Q(superseded_at__isnull=True), Q(status=Response.Status.DONE)
    found = every.aggregate(
        answers=Count("pk", filter=current),
        complete=Count("pk", filter=current & done),
        regenerated=Count("pk", filter=~current),
        first=Min("completed_at", filter=current & done & Q(origin=Response.Origin.GENERATED)),
        last=Max("completed_at", filter=current & done & Q(origin=Response.Origin.GENERATED)),
    )
    first, last = found.pop("first"), found.pop("last")
    return found | {"first_answer": _day(first), "last_answer": _day(last)}


def _judging(study: Study) -> dict[str, Any]:
    pairs = study.comparisons.filter(is_practice=False)
    several = (
        study.submissions.filter(revision=1, assignment__kind=Kind.FIRST)
        .values("assignment__comparison")
        .annotate(n=Count("assignment__rater", distinct=True))
        .filter(n__gte=2)
    )
    standing = study.submissions.filter(superseded_by=None).exclude(assignment__kind=Kind.PRACTICE)
    return {
        "comparisons": pairs.count(),
        "withdrawn": pairs.filter(withdrawn_at__isnull=False).count(),
        "raters": study.raters.filter(first_count__gt=0).count(),
        "judgments": standing.count(),
        "judged_by_several": several.count(),
        "repeats": standing.filter(assignment__kind=Kind.REPEAT).count(),
        "marks": MarkedSpan.objects.filter(submission__in=standing).count(),
    }


def _calls(study: Study) -> Calls:
    found = ProviderCall.objects.filter(response__item__study=study).aggregate(
        count=Count("pk"),
        prompt_tokens=Sum("prompt_tokens"),
        completion_tokens=Sum("completion_tokens"),
        milliseconds=Sum("latency_ms"),
    )
    return Calls(minutes=(found.pop("milliseconds") or 0) / MILLISECONDS_A_MINUTE, **found)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
