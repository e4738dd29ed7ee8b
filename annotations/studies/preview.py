"""Pairs to look at a study through a rater's eyes: its own answers, or a sample. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest

from django.db.models import Count, OuterRef, QuerySet, Subquery

from annotations.blinding.blinded import BlindedAssignment, BlindedTurn, blind_assignment
from annotations.blinding.rendering import render_answer
from annotations.judging.marks import texts_of, turns_of
from annotations.judging.spans import Place
from annotations.models import Assignment, Comparison, Item, Response, Slot, Study, System, Turn
from annotations.studies.sample_pairs import SAMPLES, SamplePair

PER_KIND = 3
TOKEN = "preview-"


@dataclass(frozen=True)
class PreviewPair:
    """One pair of the preview, and what of it can be marked."""

    number: int
    total: int
    assignment: BlindedAssignment
    texts: Mapping[Place, str]
    is_sample: bool


def preview_pair(study: Study, number: int, language: str) -> PreviewPair:
    """The pair of this number, counted from 1 and starting over after the last."""
    items = _items(study)
    if not items:
        return _sample(number, language)
    place = (number - 1) % len(items)
    assignment = _unsaved(study, items[place], place + 1)
    return PreviewPair(
        number=place + 1,
        total=len(items),
        assignment=blind_assignment(assignment, shows_reference=study.shows_reference),
        texts=texts_of(turns_of(assignment)),
        is_sample=False,
    )


def number_of(token: str) -> int:
    """The pair that a preview's token names; the first for any other text."""
    number = token.removeprefix(TOKEN)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1


def _complete(study: Study) -> QuerySet[Response]:
    return Response.objects.filter(
        item__study=study,
        system__role=System.Role.CANDIDATE,
        status=Response.Status.DONE,
        superseded_at__isnull=True,
        sample=0,
    )


def _items(study: Study) -> list[Item]:
    """A few of each kind, taking turns, so that both layouts are seen."""
    answered = _complete(study).filter(item=OuterRef("pk")).order_by().values("item")
    counted = study.items.filter(practice__isnull=True).annotate(
        answers=Subquery(answered.annotate(n=Count("pk")).values("n"))
    )
    kinds = [
        list(counted.filter(kind=kind, answers__gte=2).order_by("pk")[:PER_KIND])
        for kind in Item.Kind
    ]
    return [item for item in chain.from_iterable(zip_longest(*kinds)) if item]


def _unsaved(study: Study, item: Item, number: int) -> Assignment:
    """Rows as a claim would find them, in memory alone: the page is built from nothing else."""
    first, second = _complete(study).filter(item=item).order_by("system__position")[:2]
    return Assignment(
        token=f"{TOKEN}{number}",
        comparison=Comparison(item=item, response_a=first, response_b=second),
        slot=Slot(swapped=number % 2 == 0),
    )


def _sample(number: int, language: str) -> PreviewPair:
    samples = SAMPLES[language]
    place = (number - 1) % len(samples)
    sample = samples[place]
    return PreviewPair(
        number=place + 1,
        total=len(samples),
        assignment=_blinded(sample, f"{TOKEN}{place + 1}", language),
        texts=_texts(sample),
        is_sample=True,
    )


def _blinded(sample: SamplePair, token: str, language: str) -> BlindedAssignment:
    is_case = len(sample.left) > 1
    return BlindedAssignment(
        token=token,
        item_kind=Item.Kind.MULTI_TURN if is_case else Item.Kind.SINGLE_TURN,
        language=language,
        category="",
        specialty="",
        prompt="" if is_case else sample.asked,
        case=sample.asked if is_case else "",
        reference="",
        left=_turns(sample.left),
        right=_turns(sample.right),
    )


def _turns(texts: tuple[str, ...]) -> tuple[BlindedTurn, ...]:
    return tuple(
        BlindedTurn(
            role=_role(texts, position),
            html=render_answer(text),
            round_number=position // 2 + 1 if len(texts) > 1 else 1,
            position=position,
        )
        for position, text in enumerate(texts)
    )


def _role(texts: tuple[str, ...], position: int) -> str:
    return Turn.Role.PATIENT if len(texts) > 1 and position % 2 == 0 else Turn.Role.ASSISTANT


def _texts(sample: SamplePair) -> dict[Place, str]:
    return {
        (side, position): text
        for side, texts in (("left", sample.left), ("right", sample.right))
        for position, text in enumerate(texts)
        if _role(texts, position) == Turn.Role.ASSISTANT
    }
