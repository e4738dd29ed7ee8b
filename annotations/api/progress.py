"""How a study stands, in counts: nothing by system, so that analysts may read it too."""

from django.db.models import Count, F, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import study_run_by
from annotations.models import Comparison, Slot, Study
from annotations.models.slot import Kind
from annotations.studies.selectors import choice_totals, planned_work, rater_progress

from .schema import documented
from .serializers import Moment, page_of
from .views import ApiView


class PlannedSerializer(serializers.Serializer):
    """Comparisons and planned judgments by where they are on their way."""

    comparisons = serializers.IntegerField()
    released = serializers.IntegerField()
    failed = serializers.IntegerField()
    slots = serializers.IntegerField(help_text="Planned judgments, hidden repeats apart.")
    held = serializers.IntegerField()
    done = serializers.IntegerField()
    repeats = serializers.IntegerField()
    repeats_done = serializers.IntegerField()


class ChoicesSerializer(serializers.Serializer):
    """What was clicked on overall, over the whole study: a side is not a system."""

    left = serializers.IntegerField()
    tie = serializers.IntegerField()
    right = serializers.IntegerField()


class RaterProgressSerializer(serializers.Serializer):
    """One rater's share of the work, under the pseudonym."""

    pseudonym = serializers.CharField()
    first = serializers.IntegerField(help_text="Pairs judged.")
    repeats = serializers.IntegerField(help_text="Hidden repeats judged.")


class ProgressSerializer(serializers.Serializer):
    """How a study stands."""

    state = serializers.ChoiceField(Study.State.choices)
    planned = PlannedSerializer()
    choices = ChoicesSerializer()
    raters = RaterProgressSerializer(many=True)


class ComparisonSerializer(serializers.ModelSerializer):
    """One pair on its way: what is planned and done, never how it was judged."""

    item = serializers.CharField(source="external_id")
    system_a = serializers.CharField(source="first_system")
    system_b = serializers.CharField(source="second_system")
    planned = serializers.IntegerField()
    held = serializers.IntegerField()
    done = serializers.IntegerField()
    released_at, withdrawn_at = Moment(allow_null=True), Moment(allow_null=True)

    class Meta:
        model = Comparison
        fields = (
            "id",
            "item",
            "system_a",
            "system_b",
            "is_practice",
            "planned",
            "held",
            "done",
            "released_at",
            "withdrawn_at",
        )
        read_only_fields = fields


class ProgressView(ApiView):
    """How a study stands."""

    @documented("read_progress", "progress", answer=ProgressSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Counts of the whole study and of each rater."""
        study = self.study(slug)
        found = {
            "state": study.state,
            "planned": planned_work(study),
            "choices": choice_totals(study),
            "raters": rater_progress(study),
        }
        return Response(ProgressSerializer(found).data)


class ComparisonsView(ApiView):
    """The study's pairs."""

    @documented("list_comparisons", "progress", answer=page_of(ComparisonSerializer), is_list=True)
    def get(self, request: Request, slug: str) -> Response:
        """Every pair with the number of its judgments planned, held and done."""
        return self.page(_counted(self.study(slug, study_run_by)), ComparisonSerializer)


def _counted(study: Study) -> QuerySet[Comparison]:
    first = Q(slots__kind=Kind.FIRST)
    counts = {
        "planned": first & ~Q(slots__status=Slot.Status.WITHDRAWN),
        "held": first & Q(slots__status=Slot.Status.HELD),
        "done": first & Q(slots__status=Slot.Status.DONE),
    }
    return study.comparisons.annotate(
        external_id=F("item__external_id"),
        first_system=F("system_a__name"),
        second_system=F("system_b__name"),
        **{name: Count("slots", filter=which) for name, which in counts.items()},
    )
