"""The whole unblinded study as one ZIP that checks itself: asked for, then fetched."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import runs_study
from annotations.exports.bundle.profiles import Profile
from annotations.exports.jobs import hand_out
from annotations.exports.launch import request_bundle
from annotations.models import ExportJob

from .schema import documented
from .serializers import Moment
from .views import ApiView


class WishSerializer(serializers.Serializer):
    """Which bundle: identified names raters, and takes somebody who runs the study."""

    profile = serializers.ChoiceField([profile.value for profile in Profile])


class BundleSerializer(serializers.ModelSerializer):
    """A bundle on its way, or ready; made again it has the same bytes."""

    filename = serializers.CharField(source="export.filename", allow_null=True, default=None)
    sha256 = serializers.CharField(source="export.sha256", allow_null=True, default=None)
    created_at = Moment()

    class Meta:
        model = ExportJob
        fields = (
            "id",
            "profile",
            "state",
            "done_steps",
            "all_steps",
            "bytes",
            "filename",
            "sha256",
            "created_at",
        )
        read_only_fields = fields


class BundlesView(ApiView):
    """Ask for a bundle."""

    scopes = {"POST": "results"}

    @documented(
        "make_bundle",
        "results",
        answer=BundleSerializer,
        status=202,
        body=WishSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Repeating it returns the one under way. Frozen: a blinded one; before the freeze: 409."""
        study = self.study(slug)
        profile = Profile(self.taken(WishSerializer)["profile"])
        job = request_bundle(study=study, by=request.user, profile=profile)
        return Response(BundleSerializer(job).data, status=202)


class BundleView(ApiView):
    """One bundle."""

    scopes = {"GET": "results"}

    @documented("read_bundle", "results", answer=BundleSerializer)
    def get(self, request: Request, slug: str, bundle: int) -> Response:
        """How far it is."""
        return Response(BundleSerializer(self.job(slug, bundle)).data)

    def job(self, slug: str, bundle: int) -> ExportJob:
        """What names raters is there for those who run the study."""
        study = self.study(slug)
        jobs = study.export_jobs.select_related("study", "export")
        if not runs_study(self.request.user, study):
            jobs = jobs.exclude(profile=Profile.IDENTIFIED)
        return get_object_or_404(jobs, pk=bundle)


class BundleFileView(BundleView):
    """The ZIP itself."""

    @documented(
        "fetch_bundle",
        "results",
        answer={(200, "application/zip"): OpenApiTypes.BINARY},
        changes=True,
    )
    def get(self, request: Request, slug: str, bundle: int) -> FileResponse:
        """The file; 404 until it is ready, and once it was removed. The fetching is recorded."""
        job = self.job(slug, bundle)
        stream = hand_out(job=job, by=request.user) if job.export else None
        if stream is None:
            raise Http404
        name = job.export.filename
        return FileResponse(
            stream, as_attachment=True, filename=name, content_type="application/zip"
        )
