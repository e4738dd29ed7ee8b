"""Counts of what can be given to raters, kept with the study so that no page counts rows."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from annotations.blinding.specialties import normal_specialty
from annotations.models import Comparison, Study


def count_as_released(study_id: int, comparisons: Iterable[Comparison], *, sign: int = 1) -> None:
    """Add comparisons (with their items) to the study's counts, or take them out of them.

    Practice pairs are not to be among them. The study's row is locked until the transaction ends.
    """
    rows = list(comparisons)
    if not rows:
        return
    study = Study.objects.select_for_update(no_key=True).get(pk=study_id)
    counts: dict[str, Any] = defaultdict(lambda: {"count": 0, "text_length": 0})
    counts.update(study.released_by_specialty)
    for comparison in rows:
        of_specialty = counts[normal_specialty(comparison.item.specialty)]
        of_specialty["count"] += sign
        of_specialty["text_length"] += sign * comparison.text_length
    study.released_by_specialty = dict(counts)
    study.released_count += sign * len(rows)
    study.released_text_length += sign * sum(comparison.text_length for comparison in rows)
    study.save(update_fields=["released_by_specialty", "released_count", "released_text_length"])
