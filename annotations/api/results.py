"""Results by system of an unblinded study; before that they do not exist."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.analysis.tables import results_json
from annotations.analysis.unblinding import require_unblinded

from .schema import documented
from .views import ApiView


class ResultsSerializer(serializers.Serializer):
    """Every table of the report, a row per number, and what is needed to compute it again."""

    origin = serializers.DictField()
    systems = serializers.ListField(child=serializers.CharField())
    raters = serializers.ListField(child=serializers.CharField(), help_text="Pseudonyms.")
    tables = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField()),
        help_text="By name; see docs/statistics.md.",
    )
    acknowledged = serializers.ListField(
        child=serializers.DictField(),
        help_text="Findings against the results that a researcher has looked at, and why they are "
        "shown: problem, name, role, at, reason.",
    )
    judges = serializers.ListField(
        child=serializers.DictField(),
        help_text="LLM judges held against the experts; no evidence of the study, not in bundles.",
    )


class ResultsView(ApiView):
    """Results of an unblinded study."""

    scopes = {"GET": "results"}

    @documented("read_results", "results", answer=ResultsSerializer, changes=True)
    def get(self, request: Request, slug: str) -> Response:
        """Before the unblinding this answers 409."""
        study = self.study(slug)
        require_unblinded(study)
        return Response(results_json(study))
