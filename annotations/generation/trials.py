"""Try a system out: three answers through the very code that generates a study's."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.generation import budget, calls, leases
from annotations.generation.dialogue import patient_of_study
from annotations.generation.failures import Failure
from annotations.generation.limits import NotNow
from annotations.generation.patient_prompt import START, current_prompt, instructions
from annotations.generation.providers.base import ProviderError, RetryableProviderError
from annotations.generation.simulator import Said, doctor_messages, patient_messages
from annotations.generation.thinking import shown_text
from annotations.generation.trial_samples import Sample, samples_for
from annotations.models import Item, Study, System, Trial, TrialCall, Turn, User

# A trial that no worker took is forgotten after this; its button can be pressed again.
WAITS_AT_MOST = timedelta(minutes=10)
UNNOTICED_AFTER = timedelta(seconds=5)
# Why a sample was not asked for, beside the codes of failures.
MINUTE_FULL = "minute_full"
Purpose, Status = TrialCall.Purpose, Trial.Status


@transaction.atomic
def start_trial(*, study: Study, system: System, by: User | None) -> Trial:
    """Note what is to be asked. While one of the system is under way, that one is returned."""
    system = System.objects.select_for_update(of=("self",), no_key=True).get(pk=system.pk)
    if system.endpoint_id is None:
        raise AnnotationsError(_("This system has no endpoint: its answers come from a file."))
    close_abandoned()
    under_way = system.trials.exclude(status=Status.DONE).first()
    if under_way:
        return under_way
    trial = Trial.objects.create(
        study=study,
        system=system,
        asked_by=by if by and by.pk else None,
        samples=samples_for(study, system),
    )
    audit.record(by=by, action="system.try", study=study, target=system.name)
    return trial


def close_abandoned() -> int:
    """Trials whose worker died, or that nobody took."""
    now = timezone.now()
    dead = Q(status=Status.RUNNING, leased_until__lt=now)
    forgotten = Q(status=Status.WAITING, created_at__lt=now - WAITS_AT_MOST)
    return Trial.objects.filter(dead | forgotten).update(
        status=Status.DONE, leased_until=None, finished_at=now
    )


def unnoticed_trials() -> list[int]:
    """Those whose message may have been lost."""
    since = timezone.now() - UNNOTICED_AFTER
    waiting = Trial.objects.filter(status=Status.WAITING, created_at__lt=since)
    return list(waiting.values_list("pk", flat=True))


def claim_trial(trial_id: int) -> Trial | None:
    """Take it for this worker, or None if it is taken, done, or gone."""
    until = timezone.now() + leases.GRACE
    waiting = Trial.objects.filter(pk=trial_id, status=Status.WAITING)
    if not waiting.update(status=Status.RUNNING, leased_until=until):
        return None
    return Trial.objects.select_related("study", "system__endpoint").get(pk=trial_id)


def run_trial(trial: Trial) -> None:
    """Ask for one sample after the other; what would fail the same way again is not asked."""
    try:
        for number, sample in enumerate(trial.samples):
            if not _try_one(trial, number, sample):
                break
    finally:
        Trial.objects.filter(pk=trial.pk, status=Status.RUNNING).update(
            status=Status.DONE,
            leased_until=None,
            finished_at=timezone.now(),
            samples=trial.samples,
        )


def _try_one(trial: Trial, number: int, sample: Sample) -> bool:
    """False when there is no use in going on."""
    try:
        _converse(trial, number, sample)
    except NotNow as wait:
        spent = isinstance(wait, budget.BudgetSpent)
        sample["code"] = Failure.BUDGET_SPENT if spent else MINUTE_FULL
        return False
    except RetryableProviderError:
        return True
    except ProviderError as error:
        sample["code"] = error.code  # for those without a call; the others tell it themselves
        return False
    except AnnotationsError as error:
        sample["code"], sample["detail"] = Failure.INTERNAL, str(error)
        return False
    return True


def _converse(trial: Trial, number: int, sample: Sample) -> None:
    if sample["kind"] == Item.Kind.SINGLE_TURN:
        question = sample["text"]
    else:
        question = _opening(trial, number, sample)
    if trial.system.role == System.Role.CANDIDATE:
        system, said = trial.system, [Said(Turn.Role.PATIENT, question)]
        messages = doctor_messages(system.system_prompt, system.prompt_template, said)
        _ask(trial, number, system, messages, Purpose.ANSWER)


def _opening(trial: Trial, number: int, sample: Sample) -> str:
    """What the patient says first."""
    is_patient = trial.system.role == System.Role.PATIENT
    patient = trial.system if is_patient else patient_of_study(trial.study)
    if patient is None:
        raise AnnotationsError(_("Multi-turn items need a system that plays the patient."))
    language = sample["language"]
    told = instructions(current_prompt(trial.study), language, sample["text"])
    messages = patient_messages(told, START[language], [])
    return _ask(trial, number, patient, messages, Purpose.PATIENT)


def _ask(
    trial: Trial, number: int, system: System, messages: list[dict[str, str]], purpose: Purpose
) -> str:
    endpoint = calls.endpoint_of(system)
    call = TrialCall(trial=trial, sample=number, endpoint=endpoint, purpose=purpose)
    hold_on = partial(_hold_on, trial, endpoint.timeout_seconds)
    reply = calls.perform(call, system, messages, hold_on)
    call.raw_text, call.shown_text = reply.text, shown_text(reply.text)
    call.save(update_fields=["raw_text", "shown_text"])
    return call.shown_text


def _hold_on(trial: Trial, call_seconds: int) -> None:
    running = Trial.objects.filter(pk=trial.pk, status=Status.RUNNING)
    if not running.update(leased_until=leases.until(call_seconds)):
        raise leases.LeaseLost
