"""Create what is to be generated, and wake the workers once it is committed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError, WrongState
from annotations.generation import claims, services, tasks, trials, versions
from annotations.models import Response, Study, System, Trial, User


@transaction.atomic
def launch_generation(study: Study) -> int:
    """Plan and queue every answer the study lacks; says how many are new.

    Repeating it adds only what is missing and wakes the workers for the rest.
    """
    planned = services.plan_responses(study)
    if study.generation_paused_at:
        study.generation_paused_at = None
        study.save(update_fields=["generation_paused_at"])
    wake_on_commit(study)
    return planned


@transaction.atomic
def start_generation(*, study: Study, by: User | None) -> int:
    """Have the answers written that are missing, also of a draft; says how many are new.

    Repeating it adds what is missing. A generation that was paused goes on.
    """
    study = _locked(study)
    if study.state not in claims.ASKING_STATES:
        raise WrongState(_("Answers are generated while a study is a draft or runs."))
    was_paused = study.generation_paused_at is not None
    planned = launch_generation(study)
    if planned or was_paused:
        data = {"answers": planned, "resumed": was_paused}
        audit.record(by=by, action="generation.start", study=study, data=data)
    elif not Response.objects.filter(item__study=study).exists():
        raise AnnotationsError(
            _("There is nothing to generate: the study needs items, and systems with an endpoint.")
        )
    return planned


@transaction.atomic
def pause_generation(*, study: Study, by: User | None) -> None:
    """Ask for nothing more; what is being written is finished. Repeating it changes nothing."""
    study = _locked(study)
    if study.generation_paused_at is None:
        study.generation_paused_at = timezone.now()
        study.save(update_fields=["generation_paused_at"])
        audit.record(by=by, action="generation.pause", study=study)


def _locked(study: Study) -> Study:
    return Study.objects.select_for_update(no_key=True).get(pk=study.pk)


@transaction.atomic
def retry_failed(*, study: Study, by: User | None, response_ids: list[int] | None = None) -> int:
    """Put failed responses back in line and wake the workers; says how many."""
    count = services.reset_failed(study=study, by=by, response_ids=response_ids)
    wake_on_commit(study)
    return count


@transaction.atomic
def launch_trial(*, study: Study, system: System, by: User | None) -> Trial:
    """Have three sample answers asked for by a worker; the page looks at them as they come."""
    trial = trials.start_trial(study=study, system=system, by=by)

    def send() -> None:
        # At once, before all that waits for a study: somebody sits there and looks.
        tasks.run_trial.delay(trial.pk)

    transaction.on_commit(send, robust=True)
    return trial


@transaction.atomic
def regenerate(response: Response) -> Response | None:
    """Queue another version of a generated answer; None if there can be no other."""
    replacement = versions.new_version(response)
    if replacement is not None:
        wake_on_commit(response.item.study)
    return replacement


def wake_on_commit(study: Study) -> None:
    """Let workers look at the study once what was changed is committed."""

    # A function with a name and no partial: Django names it when it logs the failure.
    def wake() -> None:
        tasks.wake(study=study)

    # robust: a broker that is down must not turn stored rows into an error page; the sweep sends.
    transaction.on_commit(wake, robust=True)
