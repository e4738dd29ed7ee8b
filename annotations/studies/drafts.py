"""What is fixed when a study starts can be changed only before."""

from django.utils.translation import gettext as _

from annotations.exceptions import WrongState
from annotations.models import Study


def locked_draft(study: Study) -> Study:
    """The study's row, locked until the transaction ends, so that no start comes in between."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.state != Study.State.DRAFT:
        raise WrongState(_("The study has started: this is fixed now."))
    return study
