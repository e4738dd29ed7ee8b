"""Change a draft: its rules, its criteria, its texts. A started study refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.names import named_systems
from annotations.exceptions import AnnotationsError
from annotations.models import Criterion, Study, System, User
from annotations.studies.drafts import locked_draft
from annotations.studies.plan import PLAIN_RULES, CriterionPlan

# What raters read of the study itself.
READ_BY_RATERS = ("title", "instructions")
# Rules that the set-up changes; everything else of a study has an act of its own.
RULES = frozenset(
    {
        *READ_BY_RATERS,
        *PLAIN_RULES,
        "hypotheses",
        "exclusion_rules",
        "stopping_rule",
        "reference_system",
    }
)


@dataclass(frozen=True)
class Edited:
    """The study as it is now, and which of its fields the edit changed."""

    study: Study
    changed: tuple[str, ...]


@transaction.atomic
def change_rules(*, study: Study, by: User | None, rules: Mapping[str, Any]) -> Edited:
    """Set rules of a draft; repeating it changes nothing and records nothing."""
    assert rules.keys() <= RULES, sorted(rules.keys() - RULES)
    study = locked_draft(study)
    changed = sorted(name for name, value in rules.items() if getattr(study, name) != value)
    for name in changed:
        setattr(study, name, rules[name])
    for name in READ_BY_RATERS:
        if name in changed:
            refuse_named_systems(study, rules[name].values())
    if changed:
        study.save(update_fields=changed)
        audit.record(by=by, action="study.edit", study=study, data={"fields": changed})
    return Edited(study, tuple(changed))


@transaction.atomic
def change_criteria(*, study: Study, by: User | None, criteria: Sequence[CriterionPlan]) -> Study:
    """Give a draft these criteria in this order; the overall verdict is always one of them.

    Repeating it changes nothing and records nothing.
    """
    study = locked_draft(study)
    keys = [criterion.key for criterion in criteria]
    _refuse_unfit(study, criteria, keys)
    if _stored(study) == list(criteria):
        return study
    study.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(
            study=study,
            key=criterion.key,
            position=position,
            name=dict(criterion.name),
            description=dict(criterion.description),
        )
        for position, criterion in enumerate(criteria)
    )
    if study.primary_criterion not in keys:
        study.primary_criterion = Criterion.OVERALL
        study.save(update_fields=["primary_criterion"])
    audit.record(by=by, action="criteria.edit", study=study, data={"criteria": keys})
    return study


def _refuse_unfit(study: Study, criteria: Sequence[CriterionPlan], keys: list[str]) -> None:
    if Criterion.OVERALL not in keys:
        raise AnnotationsError(_("The overall verdict cannot be removed."))
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise AnnotationsError(
            _("The short name “%(key)s” is used by two criteria.") % {"key": twice[0]}
        )
    for criterion in criteria:
        refuse_named_systems(study, [*criterion.name.values(), *criterion.description.values()])


def _stored(study: Study) -> list[CriterionPlan]:
    return [CriterionPlan(one.key, one.name, one.description) for one in study.criteria.all()]


def refuse_named_systems(study: Study, texts: Any) -> None:
    """What raters read names no system: it would tell every one of them what is compared."""
    systems = study.systems.filter(role=System.Role.CANDIDATE)
    names = [name for system in systems for name in system.revealing_names]
    for text in texts:
        if found := named_systems(text, names):
            raise AnnotationsError(
                _("Raters read this text, and it names a system: %(names)s.")
                % {"names": ", ".join(dict.fromkeys(found))}
            )
