"""Three sample answers of a system, before all of them are paid for."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.generation.launch import launch_trial
from annotations.generation.trial_results import SampleResult, TrialResult, latest_trial
from annotations.models import System, Trial

from .schema import documented
from .serializers import NothingSerializer
from .views import ApiView


class FoundWordsSerializer(serializers.Serializer):
    """Words in an answer that would tell raters who wrote it."""

    words = serializers.CharField()
    kind = serializers.CharField()
    reason = serializers.CharField(help_text="A stable code, see docs/identity-leaks.md.")


class SampleSerializer(serializers.Serializer):
    """One sample: what was asked, what came back, or why nothing did."""

    kind = serializers.CharField()
    language = serializers.CharField()
    item = serializers.CharField(help_text="External id; empty for one of our own questions.")
    question = serializers.CharField()
    patient = serializers.CharField(help_text="The simulated patient's opening, or empty.")
    answer = serializers.CharField()
    found = FoundWordsSerializer(many=True)
    seconds = serializers.FloatField(allow_null=True)
    prompt_tokens = serializers.IntegerField(allow_null=True)
    completion_tokens = serializers.IntegerField(allow_null=True)
    cost = serializers.DecimalField(max_digits=20, decimal_places=8, allow_null=True)
    reported_model = serializers.CharField()
    code = serializers.CharField(help_text="Of what went wrong; empty while nothing did.")
    message = serializers.CharField(help_text="The same in the language of Accept-Language.")
    detail = serializers.CharField()


class EstimateSerializer(serializers.Serializer):
    """What all answers of this system would cost and take at that rate."""

    items = serializers.IntegerField()
    is_assumed = serializers.BooleanField(help_text="The study has no items yet.")
    cost = serializers.DecimalField(max_digits=20, decimal_places=8, allow_null=True)
    seconds = serializers.FloatField()
    at_once = serializers.IntegerField()


class TrialSerializer(serializers.Serializer):
    """A system's latest trial; ask again until its status is done."""

    id = serializers.IntegerField(source="trial_id")
    status = serializers.ChoiceField(Trial.Status.choices)
    samples = SampleSerializer(many=True)
    cost = serializers.DecimalField(max_digits=20, decimal_places=8, allow_null=True)
    estimate = EstimateSerializer(allow_null=True)


class TrialView(ApiView):
    """Trials of one system."""

    scopes = {"GET": "read", "POST": "run"}

    @documented("read_trial", "systems", answer=TrialSerializer)
    def get(self, request: Request, slug: str, system: int) -> Response:
        """The latest trial, as far as it is; 404 where there was none."""
        return Response(_told(self._system(slug, system)))

    @documented(
        "try_system",
        "systems",
        answer=TrialSerializer,
        status=202,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, system: int) -> Response:
        """Have three samples asked for, which costs. While a trial goes on, it is that one."""
        chosen = self._system(slug, system)
        self.taken(NothingSerializer)
        launch_trial(study=chosen.study, system=chosen, by=request.user)
        return Response(_told(chosen), status=202)

    def _system(self, slug: str, system: int) -> System:
        study = self.study(slug, study_run_by)
        return get_object_or_404(study.systems.select_related("study", "endpoint"), pk=system)


def _told(system: System) -> dict[str, Any]:
    found = latest_trial(system)
    if found is None:
        raise Http404
    return TrialSerializer(_flat(found)).data


def _flat(trial: TrialResult) -> dict[str, Any]:
    return vars(trial) | {"samples": [_sample(one) for one in trial.samples]}


def _sample(sample: SampleResult) -> dict[str, Any]:
    """The page cuts the answer into pieces to mark the finds; a program gets text and finds."""
    found = [
        {"words": piece.text, "kind": piece.leak.kind, "reason": piece.leak.reason}
        for piece in sample.answer
        if piece.leak
    ]
    text = "".join(piece.text for piece in sample.answer)
    return vars(sample) | {"answer": text, "found": found, "message": sample.sentence}
