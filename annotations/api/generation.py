"""The asking of systems: how far it is, and what goes wrong."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.generation.launch import launch_generation, retry_failed
from annotations.generation.selectors import failed_responses, generation_progress
from annotations.models import Study

from .schema import documented
from .serializers import Moment, NothingSerializer
from .views import ApiView


class SystemProgressSerializer(serializers.Serializer):
    """One system's responses by status."""

    system_id = serializers.IntegerField()
    name = serializers.CharField()
    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()


class FailureSerializer(serializers.Serializer):
    """A response that waits for a researcher, or for its next try."""

    response_id = serializers.IntegerField()
    item = serializers.CharField(source="external_id")
    system = serializers.CharField()
    is_final = serializers.BooleanField()
    failures = serializers.IntegerField()
    not_before = Moment()
    code = serializers.CharField()
    message = serializers.CharField(source="sentence")


class GenerationSerializer(serializers.Serializer):
    """How far generation is."""

    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    is_finished = serializers.BooleanField(help_text="Nothing is pending or running.")
    systems = SystemProgressSerializer(many=True)
    failures = FailureSerializer(many=True, help_text="At most fifty.")


class QueuedSerializer(serializers.Serializer):
    """How many answers were put in line."""

    queued = serializers.IntegerField()


class GenerationView(ApiView):
    """How far generation is."""

    @documented("read_generation", "generation", answer=GenerationSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Counts by system and the latest failures."""
        return Response(_progress(self.study(slug, study_run_by)))


class StartGenerationView(ApiView):
    """Ask every system for what the study lacks."""

    scopes = {"POST": "run"}

    @documented(
        "start_generation",
        "generation",
        answer=QueuedSerializer,
        status=202,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Queue what is missing. Repeating it adds only what is missing by then."""
        study = self.study(slug, study_run_by)
        self.taken(NothingSerializer)
        return Response({"queued": launch_generation(study)}, status=202)


class RetryGenerationView(ApiView):
    """Try what has failed again."""

    scopes = {"POST": "run"}

    @documented(
        "retry_generation",
        "generation",
        answer=QueuedSerializer,
        status=202,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put every finally failed answer back in line."""
        study = self.study(slug, study_run_by)
        self.taken(NothingSerializer)
        return Response({"queued": retry_failed(study=study, by=request.user)}, status=202)


def _progress(study: Study) -> dict[str, object]:
    systems = generation_progress(study)
    sums = {
        status: sum(getattr(system, status) for system in systems)
        for status in ("pending", "running", "done", "failed")
    }
    found = sums | {
        "is_finished": not (sums["pending"] or sums["running"]),
        "systems": systems,
        "failures": failed_responses(study),
    }
    return GenerationSerializer(found).data
