"""What of a study's set-up is done, by looking at the study: nothing is stored about steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import (
    Criterion,
    Invitation,
    Item,
    Response,
    Study,
    StudyRater,
    System,
)


class Step(StrEnum):
    """The steps in their order."""

    PLAN = "plan"
    ITEMS = "items"
    SYSTEMS = "systems"
    CRITERIA = "criteria"
    RATERS = "raters"
    PREVIEW = "preview"
    START = "start"


@dataclass(frozen=True)
class Gap:
    """What a step still lacks. ``blocks`` says whether the study cannot start without it."""

    step: Step
    sentence: str
    blocks: bool = True


@dataclass(frozen=True)
class Facts:
    """What the steps are judged by, from one statement."""

    is_draft: bool
    items: int
    multi_turn_items: int
    practice_items: int
    candidates: int
    # Candidates that can get no answers: no endpoint, and nothing was imported for them.
    without_answers: tuple[str, ...]
    generated: int
    has_patient: bool
    criteria: tuple[str, ...]
    primary_criterion: str
    raters: int
    open_links: int
    seats: int
    has_guidance: bool
    # One system against the rest, and nobody has said which one.
    lacks_reference: bool

    @property
    def usual_kind(self) -> str:
        """What most items are; before there are any, a simulated patient tells of cases."""
        mostly = 2 * self.multi_turn_items > self.items if self.items else self.has_patient
        return Item.Kind.MULTI_TURN if mostly else Item.Kind.SINGLE_TURN


def facts_of(study: Study) -> Facts:
    """One statement, however large the study."""
    row = Study.objects.filter(pk=study.pk).annotate(**_counts()).values(*_counts()).get()
    return _facts(study, row)


def facts_by_study(studies: QuerySet[Study]) -> dict[int, Facts]:
    """The same of several studies, in one statement for all."""
    found = studies.annotate(**_counts())
    return {study.pk: _facts(study, study.__dict__) for study in found}


def _facts(study: Study, row: Mapping[str, Any]) -> Facts:
    is_fixed = study.panel == Study.Panel.FIXED
    return Facts(
        is_draft=study.state == Study.State.DRAFT,
        items=row["items_count"],
        multi_turn_items=row["multi_turn_count"],
        practice_items=row["practice_count"],
        candidates=row["candidate_count"],
        without_answers=tuple(row["unanswered"] or ()),
        generated=row["generated_count"],
        has_patient=row["has_patient"],
        criteria=tuple(row["criterion_keys"] or ()),
        primary_criterion=study.primary_criterion,
        raters=row["rater_count"],
        open_links=row["link_count"],
        seats=study.raters_per_comparison if is_fixed else 0,
        has_guidance=study.consent_version > 0 and study.guideline_version > 0,
        lacks_reference=study.system_pairs == Study.SystemPairs.ONE_VS_REST
        and study.reference_system_id is None,
    )


def gaps_of(facts: Facts) -> list[Gap]:
    """Everything that is missing, in the order of the steps."""
    return [*_plan(facts), *_items(facts), *_systems(facts), *_criteria(facts), *_raters(facts)]


def _plan(facts: Facts) -> list[Gap]:
    # Which one can be said only once there are systems.
    if not facts.lacks_reference or facts.candidates < 2:
        return []
    return [Gap(Step.PLAN, _("Say in the plan which system is compared with the others."))]


def _items(facts: Facts) -> list[Gap]:
    if facts.items:
        return []
    return [Gap(Step.ITEMS, _("There is no item yet: import the questions or cases."))]


def _systems(facts: Facts) -> list[Gap]:
    found = []
    if facts.candidates < 2:
        found.append(_("A comparison needs at least two systems."))
    found += [
        _("%(system)s has neither an endpoint nor imported answers.") % {"system": name}
        for name in facts.without_answers
    ]
    if facts.multi_turn_items and facts.generated and not facts.has_patient:
        found.append(_("Multi-turn cases need a simulated patient with an endpoint."))
    return [Gap(Step.SYSTEMS, sentence) for sentence in found]


def _criteria(facts: Facts) -> list[Gap]:
    missing = {Criterion.OVERALL, facts.primary_criterion} - set(facts.criteria)
    return [
        Gap(Step.CRITERIA, _("The criterion “%(key)s” is missing.") % {"key": key})
        for key in sorted(missing)
    ]


def _raters(facts: Facts) -> list[Gap]:
    found = []
    if not facts.has_guidance:
        found.append(Gap(Step.RATERS, _("Consent text and guideline are missing.")))
    if not facts.raters and not facts.open_links:
        # A study may start first and find its raters afterwards.
        found.append(Gap(Step.RATERS, _("Nobody is invited yet."), blocks=False))
    elif facts.raters < facts.seats:
        open_seats = facts.seats - facts.raters
        sentence = ngettext(
            "%(count)d seat of the panel is still open.",
            "%(count)d seats of the panel are still open.",
            open_seats,
        )
        found.append(Gap(Step.RATERS, sentence % {"count": open_seats}, blocks=False))
    return found


def _counts() -> dict[str, Any]:
    items = Item.objects.filter(study=OuterRef("pk"))
    proper = items.filter(practice__isnull=True)
    systems = System.objects.filter(study=OuterRef("pk"))
    candidates = systems.filter(role=System.Role.CANDIDATE)
    answered = Response.objects.filter(system=OuterRef("pk"), superseded_at__isnull=True)
    unanswered = candidates.filter(~Exists(answered), endpoint__isnull=True)
    raters = StudyRater.objects.filter(study=OuterRef("pk"))
    links = Invitation.objects.filter(
        study=OuterRef("pk"),
        rater__isnull=True,
        revoked_at__isnull=True,
        use_count__lt=F("use_limit"),
        expires_at__gt=timezone.now(),
    )
    return {
        "items_count": counted(proper),
        "multi_turn_count": counted(items.filter(kind=Item.Kind.MULTI_TURN)),
        "practice_count": counted(items.filter(practice__isnull=False)),
        "candidate_count": counted(candidates),
        "generated_count": counted(candidates.filter(endpoint__isnull=False)),
        "unanswered": _gathered(unanswered, "name", "position"),
        "has_patient": Exists(systems.filter(role=System.Role.PATIENT, endpoint__isnull=False)),
        "criterion_keys": _gathered(
            Criterion.objects.filter(study=OuterRef("pk")), "key", "position"
        ),
        "rater_count": counted(raters.exclude(status=StudyRater.Status.REMOVED)),
        "link_count": counted(links),
    }


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows belong to the study of the outer query."""
    by_study = rows.order_by().values("study").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(by_study), Value(0))


def _gathered(rows: QuerySet[Any], field: str, order: str) -> Subquery:
    gathered = rows.order_by().values("study")
    return Subquery(gathered.annotate(all=ArrayAgg(field, order_by=order)).values("all"))
