"""Alarms about raters' work, and what somebody found who looked into one."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.stats.alarms import Rule
from annotations.studies.monitor.selectors import ShownAlarm, find_alarm, monitor
from annotations.studies.monitor.services import acknowledge_alarm

from .schema import documented
from .serializers import Moment, list_of
from .views import ApiView

RULES = [(rule.value, rule.value) for rule in Rule]


class NoteSerializer(serializers.Serializer):
    """What somebody found who looked into an alarm."""

    note = serializers.CharField(max_length=2000)
    at = Moment()


class AlarmSerializer(serializers.Serializer):
    """A rule that fires for one rater; nobody is excluded by it."""

    pseudonym = serializers.CharField()
    rule = serializers.ChoiceField(RULES)
    message = serializers.CharField(help_text="In the language of Accept-Language.")
    meaning = serializers.CharField(help_text="What may lie behind it.")
    note = NoteSerializer(allow_null=True)


class AcknowledgeSerializer(serializers.Serializer):
    """What was found, for the record."""

    pseudonym = serializers.CharField(max_length=20)
    rule = serializers.ChoiceField(RULES)
    note = serializers.CharField(max_length=2000)


class AlarmsView(ApiView):
    """Alarms of a study."""

    scopes = {"GET": "read", "POST": "run"}

    @documented("list_alarms", "progress", answer=list_of(AlarmSerializer))
    def get(self, request: Request, slug: str) -> Response:
        """Those that are raised now: of choices by side, times and repeats, never by system."""
        study = self.study(slug, study_run_by)
        return Response({"results": [_told(alarm) for alarm in monitor(study).alarms]})

    @documented(
        "acknowledge_alarm",
        "progress",
        answer=AlarmSerializer,
        body=AcknowledgeSerializer,
        changes=True,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Note what was found, with the numbers of the moment. The same note adds nothing."""
        study = self.study(slug, study_run_by)
        data = self.taken(AcknowledgeSerializer)
        acknowledge_alarm(study=study, by=request.user, **data)
        found = find_alarm(study, data["pseudonym"], data["rule"])
        if found is None:
            raise Http404
        return Response(_told(found[1]))


def _told(alarm: ShownAlarm) -> dict[str, Any]:
    words = {"message": alarm.words.sentence, "meaning": alarm.words.meaning}
    row = vars(alarm) | words | {"note": alarm.acknowledgement}
    return AlarmSerializer(row).data
