"""What a trial brought, and what a whole study would cost and take at that rate."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.blinding.redaction import Leak, find_leaks
from annotations.generation.failures import sentence
from annotations.generation.trials import MINUTE_FULL, UNNOTICED_AFTER
from annotations.models import Item, Study, System, Trial, TrialCall

# Without items yet the estimate is for so many questions.
ASSUMED_ITEMS = 100


@dataclass(frozen=True)
class Piece:
    """A stretch of an answer, with the finding that it is, if any."""

    text: str
    leak: Leak | None = None


@dataclass(frozen=True)
class SampleResult:
    """One sample with what came back."""

    question: str
    kind: str
    language: str
    item: str
    patient: str
    answer: tuple[Piece, ...]
    seconds: float | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: Decimal | None
    reported_model: str
    code: str
    sentence: str
    detail: str

    @property
    def leaks(self) -> list[Piece]:
        return [piece for piece in self.answer if piece.leak]

    @property
    def is_pending(self) -> bool:
        return not (self.answer or self.patient or self.code)


@dataclass(frozen=True)
class Estimate:
    """For every answer this system owes the study, or for a hundred questions."""

    items: int
    is_assumed: bool
    cost: Decimal | None
    seconds: float
    at_once: int


@dataclass(frozen=True)
class TrialResult:
    """The latest trial of a system."""

    trial_id: int
    status: str
    is_unnoticed: bool
    samples: tuple[SampleResult, ...]
    cost: Decimal | None
    estimate: Estimate | None

    @property
    def is_done(self) -> bool:
        return self.status == Trial.Status.DONE

    @property
    def has_leaks(self) -> bool:
        return any(sample.leaks for sample in self.samples)

    @property
    def is_clean(self) -> bool:
        return self.is_done and not self.has_leaks and any(one.answer for one in self.samples)


def latest_trial(system: System) -> TrialResult | None:
    """With all that the page shows; two statements beside those of the estimate."""
    trial = system.trials.order_by("-pk").first()
    if trial is None:
        return None
    calls = list(trial.calls.order_by("sample", "pk"))
    has_prices = _has_prices(system)
    samples = tuple(
        _sample(system, sample, [one for one in calls if one.sample == number], trial, has_prices)
        for number, sample in enumerate(trial.samples)
    )
    waited = timezone.now() - trial.created_at
    return TrialResult(
        trial_id=trial.pk,
        status=trial.status,
        is_unnoticed=trial.status == Trial.Status.WAITING and waited > 2 * UNNOTICED_AFTER,
        samples=samples,
        cost=sum((call.cost for call in calls), Decimal(0)) if has_prices else None,
        estimate=_estimate(system, trial, calls, has_prices),
    )


def pieces(text: str, aliases: list[str]) -> tuple[Piece, ...]:
    """The text cut at what would tell raters who wrote it."""
    found, end = [], 0
    for leak in find_leaks(text, tuple(aliases)):
        if leak.start > end:
            found.append(Piece(text[end : leak.start]))
        found.append(Piece(text[leak.start : leak.end], leak))
        end = leak.end
    return (*found, Piece(text[end:])) if text[end:] else tuple(found)


def _has_prices(system: System) -> bool:
    endpoint = system.endpoint
    return bool(
        endpoint
        and (
            endpoint.price_per_million_prompt_tokens or endpoint.price_per_million_completion_tokens
        )
    )


def _sample(
    system: System, sample: dict[str, str], calls: list[TrialCall], trial: Trial, has_prices: bool
) -> SampleResult:
    said = {call.purpose: call.shown_text for call in calls}
    patient = said.get(TrialCall.Purpose.PATIENT, "")
    # Of the patient there is nothing to hide: whoever plays it plays it for all systems.
    answer = said.get(TrialCall.Purpose.ANSWER, "")
    last = calls[-1] if calls else None
    code = (last.error_code if last else "") or sample.get("code", "")
    if not code and trial.status == Trial.Status.DONE and not (answer or patient):
        code = "not_asked"
    return SampleResult(
        question=sample["text"],
        kind=sample["kind"],
        language=sample["language"],
        item=sample["item"],
        patient=patient,
        answer=pieces(answer, system.revealing_names) if answer else (),
        seconds=last.latency_ms / 1000 if last and last.latency_ms is not None else None,
        prompt_tokens=last.prompt_tokens if last else None,
        completion_tokens=last.completion_tokens if last else None,
        cost=sum((call.cost for call in calls), Decimal(0)) if has_prices and calls else None,
        reported_model=last.reported_model if last else "",
        code=code,
        sentence=_sentence(code),
        detail=(last.error if last and last.error_code else "") or sample.get("detail", ""),
    )


def _sentence(code: str) -> str:
    if code == MINUTE_FULL:
        return _("The endpoint's limit per minute is used up; try again in a minute.")
    if code == "not_asked":
        return _("Not asked: it would have failed in the same way, or the worker stopped.")
    return sentence(code)


def _estimate(
    system: System, trial: Trial, calls: list[TrialCall], has_prices: bool
) -> Estimate | None:
    """By the mean of what was answered; a dialogue sends all that was said before, every round."""
    answered = [one for one in calls if one.status == TrialCall.Status.SUCCEEDED]
    if system.endpoint is None or not answered or system.role == System.Role.PATIENT:
        return None
    samples = len({one.sample for one in answered})
    seconds = sum(one.latency_ms or 0 for one in answered) / 1000 / samples
    cost = sum((one.cost for one in answered), Decimal(0)) / samples
    single, multi = _items(trial.study)
    rounds = trial.study.planned_rounds
    is_assumed = not single + multi
    single = single or (ASSUMED_ITEMS if is_assumed else 0)
    at_once = system.endpoint.concurrency
    return Estimate(
        items=single + multi,
        is_assumed=is_assumed,
        cost=cost * (single + multi * rounds * (rounds + 1) // 2) if has_prices else None,
        seconds=seconds * (single + multi * rounds) / at_once,
        at_once=at_once,
    )


def _items(study: Study) -> tuple[int, int]:
    kinds = list(study.items.order_by().values_list("kind", flat=True))
    return kinds.count(Item.Kind.SINGLE_TURN), kinds.count(Item.Kind.MULTI_TURN)
