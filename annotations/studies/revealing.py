"""What raters read of a study, looked through for its systems' names.

Texts are checked when they are written, but a system may be added, or get another name, after that.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from annotations.blinding.names import named_systems
from annotations.entrance.selectors import current_texts
from annotations.exceptions import AnnotationsError
from annotations.models import Study, System
from annotations.studies.setup_state import Gap, Step


def revealing_texts(study: Study) -> list[Gap]:
    """Every text that names a system; three statements, however large the study."""
    systems = study.systems.filter(role=System.Role.CANDIDATE)
    names = [name for system in systems for name in system.revealing_names]
    gaps = []
    for step, place, texts in _read_by_raters(study):
        found = dict.fromkeys(name for text in texts for name in named_systems(text, names))
        if found:
            sentence = _("Raters read %(place)s, and it names a system: %(names)s.")
            gaps.append(Gap(step, sentence % {"place": place, "names": ", ".join(found)}))
    return gaps


def refuse_revealing_texts(study: Study) -> None:
    if gaps := revealing_texts(study):
        raise AnnotationsError(gaps[0].sentence)


def _read_by_raters(study: Study) -> Iterator[tuple[Step, str, Iterable[str]]]:
    yield Step.PLAN, _("the title"), study.title.values()
    yield Step.PLAN, _("the instructions"), study.instructions.values()
    for criterion in study.criteria.all():
        texts = [*criterion.name.values(), *criterion.description.values()]
        yield Step.CRITERIA, _("the criterion “%(key)s”") % {"key": criterion.key}, texts
    for text in current_texts(study):
        yield Step.RATERS, str(text.get_purpose_display()), text.text.values()
