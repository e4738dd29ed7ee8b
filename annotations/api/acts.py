"""What moves a study on. Repeating an act that was done changes nothing."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from annotations.access import study_administered_by, study_run_by
from annotations.comparisons.exclusion import exclude_failed
from annotations.models import Study, User
from annotations.studies import lifecycle

from .schema import documented
from .serializers import NothingSerializer, ReasonSerializer
from .studies import StudySerializer, shown
from .views import ApiView


class ActView(ApiView):
    """One act; the subclasses say which."""

    fetch: ClassVar[Callable[[User, str], Study]] = staticmethod(study_run_by)
    perform: ClassVar[Callable[..., object]]
    body: ClassVar[type[Serializer]] = NothingSerializer

    def post(self, request: Request, slug: str) -> Response:
        study = self.study(slug, type(self).fetch)
        data: dict[str, Any] = self.taken(self.body)
        type(self).perform(study=study, by=request.user, **data)
        return Response(shown(study, request))


def act(
    name: str,
    scope: str,
    perform: Callable[..., object],
    sentence: str,
    *,
    fetch: Callable[[User, str], Study] = study_run_by,
    body: type[Serializer] = NothingSerializer,
) -> type[ActView]:
    """A view for one act, described."""
    fields = {
        "__doc__": sentence,
        "scopes": {"POST": scope},
        "perform": staticmethod(perform),
        "fetch": staticmethod(fetch),
        "body": body,
    }
    view = type(f"{name.title()}View", (ActView,), fields)

    def post(self: ActView, request: Request, slug: str) -> Response:
        return ActView.post(self, request, slug)

    post.__doc__ = sentence
    describe = documented(f"{name}_study", "acts", answer=StudySerializer, body=body, changes=True)
    view.post = describe(post)
    return view


VIEWS = {
    "start": act(
        "start",
        "run",
        lifecycle.start_study,
        "Fix the protocol, draw every placement and queue the answers that are missing.",
    ),
    "pause": act("pause", "run", lifecycle.pause_study, "Give raters no new pairs."),
    "resume": act("resume", "run", lifecycle.resume_study, "Give raters pairs again."),
    "exclude": act(
        "exclude",
        "run",
        exclude_failed,
        "Withdraw every comparison that waits for an answer that has finally failed.",
        body=ReasonSerializer,
    ),
    "freeze": act(
        "freeze",
        "administer",
        lifecycle.freeze_study,
        "End judging for good; a frozen study cannot be reopened.",
    ),
    "unblind": act(
        "unblind",
        "administer",
        lifecycle.unblind_study,
        "Let results by system exist, of a frozen study; who, when and why is recorded.",
        fetch=study_administered_by,
        body=ReasonSerializer,
    ),
}
