"""What moves a study on. Repeating an act that was done changes nothing."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from annotations.access import study_administered_by, study_run_by
from annotations.comparisons.exclusion import exclude_failed
from annotations.entrance.attempts import TooManyAttempts, count_attempt
from annotations.entrance.codes import account_key
from annotations.models import Study, User
from annotations.studies import lifecycle

from .schema import documented
from .serializers import NothingSerializer, ReasonSerializer
from .studies import StudySerializer, shown
from .views import ApiView

# The same count as at the sign-in: a token is no second place to guess at.
MOST_GUESSES = 10


class UnblindSerializer(ReasonSerializer):
    """Why, and the password once more: a token that got lost must not be enough."""

    password = serializers.CharField(max_length=500, trim_whitespace=False, write_only=True)

    def validate_password(self, password: str) -> str:
        user: User = self.context["user"]
        if not user.has_usable_password():
            raise serializers.ValidationError(
                _("You have no password: unblind on the study's page."), code="no_password"
            )
        try:
            count_attempt(f"password:{account_key(user=user)}", most=MOST_GUESSES)
        except TooManyAttempts as error:
            raise serializers.ValidationError(str(error), code="too_many_attempts") from error
        if not user.check_password(password):
            raise serializers.ValidationError(_("This is not your password."), code="wrong")
        return password


def unblind(*, study: Study, by: User, reason: str, password: str) -> Study:
    """The serializer has looked at the password."""
    return lifecycle.unblind_study(study=study, by=by, reason=reason, proof="password")


class ActView(ApiView):
    """One act; the subclasses say which."""

    fetch: ClassVar[Callable[[User, str], Study]] = staticmethod(study_run_by)
    perform: ClassVar[Callable[..., object]]
    body: ClassVar[type[Serializer]] = NothingSerializer

    def post(self, request: Request, slug: str) -> Response:
        study = self.study(slug, type(self).fetch)
        data: dict[str, Any] = self.taken(self.body, user=request.user)
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
        unblind,
        "Let results by system exist, of a frozen study; who, when and why is recorded.",
        fetch=study_administered_by,
        body=UnblindSerializer,
    ),
}
