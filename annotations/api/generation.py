"""The asking of systems: how far it is, and what goes wrong."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.generation.launch import pause_generation, retry_failed, start_generation
from annotations.generation.progress import generation_state
from annotations.generation.selectors import failed_responses
from annotations.models import Study

from .schema import documented
from .serializers import Moment, NothingSerializer
from .views import ApiView


class SystemProgressSerializer(serializers.Serializer):
    """One system's responses by status."""

    name = serializers.CharField()
    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    prompt_tokens = serializers.IntegerField()
    completion_tokens = serializers.IntegerField()
    cost = serializers.DecimalField(max_digits=20, decimal_places=8)


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

    missing = serializers.IntegerField(help_text="Wanted and not yet in line: start generation.")
    open = serializers.IntegerField(help_text="In line or being written.")
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    is_paused = serializers.BooleanField()
    is_finished = serializers.BooleanField(help_text="Nothing is missing and nothing is open.")
    seconds_left = serializers.FloatField(allow_null=True)
    cost = serializers.DecimalField(max_digits=20, decimal_places=8)
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
        """Queue what is missing, also of a draft; what was paused goes on."""
        study = self.study(slug, study_run_by)
        self.taken(NothingSerializer)
        queued = start_generation(study=study, by=request.user)
        return Response({"queued": queued}, status=202)


class PauseGenerationView(ApiView):
    """Ask for nothing more."""

    scopes = {"POST": "run"}

    @documented(
        "pause_generation",
        "generation",
        answer=GenerationSerializer,
        body=NothingSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """What is being written is finished. Starting again resumes; repeating changes nothing."""
        study = self.study(slug, study_run_by)
        self.taken(NothingSerializer)
        pause_generation(study=study, by=request.user)
        return Response(_progress(self.study(slug, study_run_by)))


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
    state = generation_state(study)
    names = ("missing", "open", "running", "done", "failed", "seconds_left", "cost", "systems")
    found = {name: getattr(state, name) for name in names} | {
        "is_paused": state.paused,
        "is_finished": not (state.missing or state.open),
        "failures": failed_responses(study),
    }
    return GenerationSerializer(found).data
