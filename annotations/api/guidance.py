"""What raters agree to and go by."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.entrance.guidance import publish_guidance
from annotations.entrance.selectors import current_texts
from annotations.models import GuidanceText

from .schema import documented
from .serializers import LongBothSerializer, list_of
from .views import ApiView


class GuidanceSerializer(serializers.ModelSerializer):
    """One version of the consent text or of the guideline."""

    text = LongBothSerializer()
    version = serializers.IntegerField(read_only=True)

    class Meta:
        model = GuidanceText
        fields = ("purpose", "version", "text")
        validators = ()


class GuidanceView(ApiView):
    """The study's texts for raters."""

    scopes = {"GET": "read", "POST": "setup"}

    @documented("list_guidance", "raters", answer=list_of(GuidanceSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """The newest version of each."""
        texts = current_texts(self.study(slug, study_run_by))
        return Response({"results": GuidanceSerializer(texts, many=True).data})

    @documented(
        "publish_guidance",
        "raters",
        answer=GuidanceSerializer,
        status=201,
        body=GuidanceSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a version, which raters accept before their next pair; an equal text adds none."""
        study = self.study(slug, study_run_by)
        data = self.taken(GuidanceSerializer)
        text = publish_guidance(study=study, by=request.user, **data)
        return Response(GuidanceSerializer(text).data, status=201)
