"""Who compared what and who stood where: comparisons, raters and slots as a file tells them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils import timezone

from annotations.blinding.specialties import normal_specialty
from annotations.comparisons.services import release_ready_comparisons
from annotations.models import Assignment, Comparison, Slot, Study, StudyRater
from annotations.models.study import new_pseudonym
from annotations.studies.elsewhere.cases import Case
from annotations.studies.elsewhere.names import BATCH, Names

# What may stand in exports as it is; a name of a person may not.
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


def place_comparisons(
    study: Study,
    cases: Sequence[Case],
    names: Names,
    raters_of: Mapping[tuple[object, ...], int],
) -> dict[tuple[object, ...], Comparison]:
    """One for each pair that anybody judged, the earlier system of the study first."""
    made: dict[tuple[object, ...], Comparison] = {}
    for case in cases:
        pair = names.pair(case.first)
        if pair in made:
            continue
        item = names.item(case.first)
        first, second = names.ordered(case.first)
        made[pair] = Comparison(
            study=study,
            item=item,
            system_a=first,
            system_b=second,
            response_a=names.response(item, first),
            response_b=names.response(item, second),
            raters_per_comparison=raters_of[pair],
        )
    Comparison.objects.bulk_create(made.values(), batch_size=BATCH)
    # What raters could have read is looked through here too; of FLAG nothing else follows.
    while release_ready_comparisons(study):
        pass
    study.refresh_from_db()
    return made


def make_raters(study: Study, cases: Sequence[Case]) -> dict[str, StudyRater]:
    """Each by a pseudonym: the file's own where it is a code, else a new one."""
    labels = dict.fromkeys(case.first.rater for case in cases)
    made = {
        label: StudyRater(
            study=study, pseudonym=label if _CODE.fullmatch(label) else new_pseudonym()
        )
        for label in labels
    }
    StudyRater.objects.bulk_create(made.values())
    return made


def make_assignments(
    study: Study,
    cases: Sequence[Case],
    comparisons: Mapping[tuple[object, ...], Comparison],
    raters: Mapping[str, StudyRater],
    names: Names,
) -> list[Assignment]:
    """A slot with the placement that the file says, and its assignment, for each case."""
    numbers: Counter[tuple[object, ...]] = Counter()
    slots, now = [], timezone.now()
    for position, case in enumerate(cases):
        pair = names.pair(case.first)
        numbers[pair] += 1
        comparison = comparisons[pair]
        slots.append(
            Slot(
                study=study,
                comparison=comparison,
                number=numbers[pair],
                specialty=normal_specialty(comparison.item.specialty),
                swapped=names.system(case.first.left).pk == comparison.system_b_id,
                position=position,
                status=Slot.Status.FREE,
            )
        )
    Slot.objects.bulk_create(slots, batch_size=BATCH)
    assignments = []
    for case, slot in zip(cases, slots, strict=True):
        moment = case.moment(now)
        assignments.append(
            Assignment(
                slot=slot,
                comparison=slot.comparison,
                rater=raters[case.first.rater],
                state=Assignment.State.SUBMITTED,
                claimed_at=moment,
                leased_until=moment,
                submitted_at=moment,
            )
        )
    Assignment.objects.bulk_create(assignments, batch_size=BATCH)
    return assignments
