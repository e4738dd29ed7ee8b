"""What there is of results beside the report: under scrambled names, and how blinding held."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.analysis.blinding_report import BlindingReport, blinding_report
from annotations.analysis.scrambled import ScrambledPair, scrambled_pairs
from annotations.analysis.unblinding import require_unblinded

from .schema import documented
from .serializers import list_of
from .views import ApiView


class IntervalSerializer(serializers.Serializer):
    """An interval with its ends."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class ScrambledResultSerializer(serializers.Serializer):
    """Of the pair's first name, on one criterion; null where nothing was judged."""

    criterion = serializers.CharField()
    win = serializers.FloatField(allow_null=True)
    tie = serializers.FloatField(allow_null=True)
    loss = serializers.FloatField(allow_null=True)
    win_difference = serializers.FloatField(allow_null=True)
    interval = IntervalSerializer(allow_null=True)
    n = serializers.IntegerField(allow_null=True, help_text="Only where all pairs have the same.")


class ScrambledPairSerializer(serializers.Serializer):
    """Two systems by names that tell nothing."""

    first = serializers.CharField()
    second = serializers.CharField()
    results = ScrambledResultSerializer(many=True)


class ScrambledView(ApiView):
    """Results under scrambled names."""

    scopes = {"GET": "results"}

    @documented(
        "read_scrambled_results",
        "results",
        answer=list_of(ScrambledPairSerializer),
        changes=True,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Between freeze and unblinding, for analysts too; before and after it answers 409."""
        pairs = scrambled_pairs(self.study(slug))
        return Response({"results": ScrambledPairSerializer(map(_plain, pairs), many=True).data})


class BlindingSerializer(serializers.Serializer):
    """How well the blinding held."""

    pairs = serializers.ListField(
        child=serializers.DictField(), help_text="What tells two systems apart."
    )
    leaks = serializers.ListField(child=serializers.DictField(), help_text="Finds by system.")
    guesses = serializers.ListField(
        child=serializers.DictField(), help_text="What raters thought, with Bang's index."
    )
    james = serializers.FloatField(allow_null=True)
    sides_p = serializers.FloatField(allow_null=True)


class BlindingView(ApiView):
    """The blinding report."""

    scopes = {"GET": "results"}

    @documented("read_blinding_report", "results", answer=BlindingSerializer, changes=True)
    def get(self, request: Request, slug: str) -> Response:
        """Before the unblinding this answers 409."""
        study = self.study(slug)
        require_unblinded(study)
        return Response(_report(blinding_report(study)))


def _plain(pair: ScrambledPair) -> dict[str, Any]:
    return asdict(pair)


def _report(report: BlindingReport) -> dict[str, Any]:
    return BlindingSerializer(asdict(report)).data
