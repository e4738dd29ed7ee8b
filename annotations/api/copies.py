"""A new study made like an earlier one."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.studies.making import free_slug, study_from_earlier

from .schema import documented
from .serializers import BothSerializer, StrictBoolean
from .studies import StudySerializer, require_new_studies, shown
from .views import ApiView


class CopySerializer(serializers.Serializer):
    """How the copy is called, and what it takes along beside rules, texts and systems."""

    title = BothSerializer()
    slug = serializers.SlugField(
        max_length=60, required=False, help_text="Left out, it is made from the title."
    )
    with_items = StrictBoolean(default=False)
    with_keys = StrictBoolean(
        default=False, help_text="The keys of its endpoints too: you may spend on them."
    )


class CopyView(ApiView):
    """Copies of a study."""

    scopes = {"POST": "setup"}

    @documented(
        "copy_study",
        "studies",
        answer=StudySerializer,
        status=201,
        body=CopySerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """A draft with the study's rules, texts and systems; never its people or judgments."""
        earlier = self.study(slug, study_run_by)
        require_new_studies(request)
        data = self.taken(CopySerializer)
        data.setdefault("slug", free_slug(data["title"]["en"]))
        study = study_from_earlier(earlier=earlier, by=request.user, **data)
        return Response(shown(study, request), status=201)
