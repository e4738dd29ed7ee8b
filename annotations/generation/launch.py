"""Create what is to be generated, and wake the workers once it is committed."""

from django.db import transaction

from annotations.generation import services, tasks, trials, versions
from annotations.models import Response, Study, System, Trial, User


@transaction.atomic
def launch_generation(study: Study) -> int:
    """Plan and queue every answer the study lacks; says how many are new.

    Repeating it adds only what is missing and wakes the workers for the rest.
    """
    planned = services.plan_responses(study)
    _wake_on_commit(study)
    return planned


@transaction.atomic
def retry_failed(*, study: Study, by: User | None, response_ids: list[int] | None = None) -> int:
    """Put failed responses back in line and wake the workers; says how many."""
    count = services.reset_failed(study=study, by=by, response_ids=response_ids)
    _wake_on_commit(study)
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
        _wake_on_commit(response.item.study)
    return replacement


def _wake_on_commit(study: Study) -> None:
    # A function with a name and no partial: Django names it when it logs the failure.
    def wake() -> None:
        tasks.wake(study=study)

    # robust: a broker that is down must not turn stored rows into an error page; the sweep sends.
    transaction.on_commit(wake, robust=True)
