"""What tests of the judging page without a browser share."""

from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.models import Assignment
from tests import factories

HTMX = {"HX-Request": "true"}


VERDICT = {
    "overall": "left",
    "professionalism": "left",
    "accuracy": "tie",
    "richness": "right",
    "humanistic_care": "not_applicable",
}


class JudgingCase(TestCase):
    """Alice rates a running study of two single-turn questions."""

    fields: dict[str, Any] = {}

    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice")
        self.study = factories.make_running_study(
            single_turn=2,
            raters=[self.alice],
            raters_per_comparison=1,
            repeat_share=0,
            **self.fields,
        )
        self.client.force_login(self.alice)
        self.url = reverse("rater:judge", kwargs={"study_id": self.study.public_id})

    def open_pair(self) -> Assignment:
        self.page = self.client.get(self.url)
        return Assignment.objects.get(rater__user=self.alice, state="open")

    def submit(
        self, assignment: Assignment, headers: dict[str, str] | None = None, **fields: str
    ) -> HttpResponse:
        fields = {"idempotency_key": "0" * 32} | fields
        return self.client.post(self.submit_url(assignment), fields, headers=headers)

    def submit_url(self, assignment: Assignment) -> str:
        args = {"study_id": self.study.public_id, "token": assignment.token}
        return reverse("rater:submit", kwargs=args)
