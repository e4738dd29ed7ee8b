"""One response with all its versions; and a new version in its place."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from annotations import models
from annotations.access import study_run_by
from annotations.generation.reading import response_of_study, versions_of
from annotations.studies.regenerating import regenerate_answer

from .responses import ResponseSerializer
from .schema import documented
from .serializers import Moment, ReasonSerializer
from .views import ApiView


class VersionSerializer(serializers.Serializer):
    """One version of an answer."""

    id = serializers.IntegerField(source="response_id")
    version = serializers.IntegerField()
    status = serializers.ChoiceField(models.Response.Status.choices)
    reason = serializers.CharField(help_text="Why it was written anew; empty for the first.")
    created_at = Moment()
    is_current = serializers.BooleanField()
    comparisons = serializers.IntegerField()


class OneResponseSerializer(ResponseSerializer):
    """One response, superseded or not, with every version there is of it."""

    versions = serializers.SerializerMethodField()

    class Meta(ResponseSerializer.Meta):
        fields = (*ResponseSerializer.Meta.fields, "versions")
        read_only_fields = fields

    def get_versions(self, response: models.Response) -> VersionSerializer(many=True):
        return VersionSerializer(versions_of(response), many=True).data


class RegeneratedSerializer(serializers.Serializer):
    """The new version, and what became of the comparisons of the old one."""

    id = serializers.IntegerField(source="response.pk")
    version = serializers.IntegerField(source="response.version")
    withdrawn = serializers.IntegerField(help_text="Shown to somebody: new ones take their place.")
    waiting = serializers.IntegerField(help_text="Shown to nobody: they wait for the new answer.")


class ResponseView(ApiView):
    """One response."""

    @documented("read_response", "responses", answer=OneResponseSerializer)
    def get(self, request: Request, slug: str, answer: int) -> Answer:
        """One response with its messages and versions, the newest version first."""
        return Answer(OneResponseSerializer(_response(self, slug, answer)).data)


class RegenerateView(ApiView):
    """Have one answer written anew."""

    scopes = {"POST": "run"}

    @documented(
        "regenerate_response",
        "responses",
        answer=RegeneratedSerializer,
        status=202,
        body=ReasonSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str, answer: int) -> Answer:
        """Queue a new version, with the reason. Not to be repeated: the old one is superseded."""
        old = _response(self, slug, answer)
        made = regenerate_answer(response=old, by=request.user, **self.taken(ReasonSerializer))
        return Answer(RegeneratedSerializer(made).data, status=202)


def _response(view: ApiView, slug: str, answer: int) -> models.Response:
    study = view.study(slug, study_run_by)
    found: models.Response = get_object_or_404(response_of_study(study), pk=answer)
    return found
