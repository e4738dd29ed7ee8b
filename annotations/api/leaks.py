"""Words that tell who wrote an answer: what the scan found, and what is decided about it."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.comparisons.leak_review import BY_HAND, decide_hits, hits_of
from annotations.comparisons.services import release_ready_comparisons
from annotations.models import LeakHit

from .errors import Fault, Refused
from .schema import documented
from .serializers import Moment, page_of
from .views import ApiView

WAITING = OpenApiParameter(
    "waiting", enum=["true", "false"], description="Only what waits for a decision (true)."
)


class LeakSerializer(serializers.ModelSerializer):
    """One find, with what stood around it."""

    item = serializers.CharField(source="response.item.external_id")
    system = serializers.CharField(source="response.system.name")
    response_id = serializers.IntegerField()
    decided_at = Moment(allow_null=True)

    class Meta:
        model = LeakHit
        fields = (
            "id",
            "item",
            "system",
            "response_id",
            "before",
            "words",
            "after",
            "kind",
            "reason",
            "decision",
            "decided_at",
        )
        read_only_fields = fields


class DecideSerializer(serializers.Serializer):
    """The finds that are meant, and what is to become of them."""

    finds = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=1000,
    )
    decision = serializers.ChoiceField([decision.value for decision in BY_HAND])


class DecidedSerializer(serializers.Serializer):
    """How many finds were decided now; what was decided before stays."""

    decided = serializers.IntegerField()


class LeaksView(ApiView):
    """What the scan found."""

    @documented(
        "list_leaks",
        "leaks",
        answer=page_of(LeakSerializer),
        is_list=True,
        is_filtered=True,
        parameters=(WAITING,),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every find in the order in which they were made."""
        study = self.study(slug, study_run_by)
        waiting = request.query_params.get("waiting", "false")
        if waiting not in ("true", "false"):
            raise Refused([Fault("invalid", "waiting is true or false.", "waiting")])
        return self.page(hits_of(study, waiting=waiting == "true"), LeakSerializer, ordering="pk")


class DecideLeaksView(ApiView):
    """Decisions about finds."""

    scopes = {"POST": "run"}

    @documented(
        "decide_leaks", "leaks", answer=DecidedSerializer, body=DecideSerializer, changes=True
    )
    def post(self, request: Request, slug: str) -> Response:
        """Accept, mask or exclude; each find once. An answer whose last find is decided goes on."""
        study = self.study(slug, study_run_by)
        data = self.taken(DecideSerializer)
        count = decide_hits(
            study=study, by=request.user, hit_ids=data["finds"], decision=data["decision"]
        )
        release_ready_comparisons(study)
        return Response(DecidedSerializer({"decided": count}).data)
