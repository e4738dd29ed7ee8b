"""What the plan of this very study means: its own counts and texts, where it has any."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Avg, Count, Sum
from django.db.models.functions import Length

from annotations.models import Response, Study, Turn
from annotations.studies.consequences import (
    PUBLISHED_DECISIVE,
    PUBLISHED_LENGTH,
    READING_SPEED,
    Consequences,
    Reading,
    Work,
    consequences,
)
from annotations.studies.setup_state import Facts

USUAL_ITEMS = 100
USUAL_SYSTEMS = 2


def planned_consequences(study: Study, facts: Facts, rules: Mapping[str, Any]) -> Consequences:
    """``rules`` are those on the page, not yet stored; what it does not say is the study's."""
    rater_count = rules.get("raters_per_comparison", study.raters_per_comparison)
    is_fixed = rules.get("panel", study.panel) == Study.Panel.FIXED
    work = Work(
        items=rules.get("expected_items") or facts.items or USUAL_ITEMS,
        systems=max(facts.candidates, USUAL_SYSTEMS),
        one_vs_rest=rules.get("system_pairs", study.system_pairs) == Study.SystemPairs.ONE_VS_REST,
        raters_per_comparison=rater_count,
        repeat_share=float(rules.get("repeat_share", study.repeat_share)),
        raters=rater_count if is_fixed else max(facts.raters, rater_count),
    )
    kind = rules.get("expected_kind") or facts.usual_kind
    return consequences(work, _reading(study, kind))


def _reading(study: Study, kind: str) -> Reading:
    speed = READING_SPEED[_language(study)]
    characters = _measured(study)
    if characters is not None:
        return Reading(characters, speed, PUBLISHED_DECISIVE[kind], is_measured=True)
    # The published texts are Chinese; the same said in English takes about as long to read.
    return Reading(
        PUBLISHED_LENGTH[kind], READING_SPEED["zh-hans"], PUBLISHED_DECISIVE[kind], False
    )


def _language(study: Study) -> str:
    """The one that most items are written in."""
    counted = study.items.values_list("language").annotate(n=Count("pk")).order_by("-n").first()
    return counted[0] if counted else "zh-hans"


def _measured(study: Study) -> float | None:
    """Characters of the question and two complete answers, on average; None without answers."""
    complete = Turn.objects.filter(
        response__item__study=study,
        response__item__practice__isnull=True,
        response__status=Response.Status.DONE,
        response__superseded_at__isnull=True,
    )
    found = complete.aggregate(
        characters=Sum(Length("shown_text")), answers=Count("response", distinct=True)
    )
    if not found["answers"]:
        return None
    asked = study.items.filter(practice__isnull=True).aggregate(
        length=Avg(Length("prompt") + Length("case"))
    )
    return float(2 * found["characters"] / found["answers"] + (asked["length"] or 0))
