"""Invented requests from the API's own description, each looked at against that description."""

from collections import Counter
from typing import Any, ClassVar

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import TestCase
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from annotations.models import Response, Study, User
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests import factories
from tests.asking import secret_for

# What is left out: "positive_data_acceptance". JSON Schema cannot say, for instance, that a system
# must be one of the study's, so much that fits the description is rightly refused.
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
    "negative_data_rejection",
)
OFTEN = st.sampled_from([True, True, True, False])


class InventedRequests(TestCase):
    """Every operation gets ``examples`` requests that fit its description and as many that do not.

    Most of them go to things that are there. Each is undone, so that none spoils the next.
    """

    examples: ClassVar[int] = 5
    token: ClassVar[str]
    paths: ClassVar[list[dict[str, Any]]]

    @classmethod
    def setUpTestData(cls) -> None:
        rosa = factories.make_user(email="rosa@example.org")
        studies = [
            factories.fill_study(factories.make_study(), single_turn=2, multi_turn=1),
            factories.make_running_study(single_turn=2),
            factories.make_running_study(single_turn=1),
            factories.make_running_study(single_turn=1),
        ]
        cls.paths = [_things(study, rosa) for study in studies]
        for study in studies[2:]:
            freeze_study(study=study, by=rosa)
        unblind_study(study=studies[3], by=rosa, reason="All is judged.")
        cls.token = secret_for(rosa)

    def setUp(self) -> None:
        # As Django's own test client does: the connection with the test's transaction stays open.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)

    def invent(self) -> Counter[str]:
        """Send them; says how many requests each status answered."""
        answers: Counter[str] = Counter()
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
        for result in schema.get_all_operations():
            operation = result.ok()
            for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
                with self.subTest(operation.label, mode=mode.value):
                    self._try(operation, mode, answers)
        return answers

    def _try(self, operation: Any, mode: GenerationMode, answers: Counter[str]) -> None:
        strategy = operation.as_strategy(generation_mode=mode)
        headers = {"Authorization": f"Bearer {self.token}"}

        @seed(1)
        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy, known=OFTEN, things=st.sampled_from(self.paths))
        def send(case: Any, known: bool, things: dict[str, Any]) -> None:
            if known and case.path_parameters:
                own = {key: things[key] for key in case.path_parameters if key in things}
                case.path_parameters = {**case.path_parameters, **own}
            # A savepoint and no atomic block: an export opens a transaction of its own, outermost.
            before = transaction.savepoint()
            response = case.call_and_validate(headers=headers, checks=checks())
            transaction.savepoint_rollback(before)
            answers[str(response.status_code)] += 1

        send()


def checks() -> list[Any]:
    return [CHECKS.get_one(name) for name in CHECKED]


def _things(study: Study, rosa: User) -> dict[str, Any]:
    """What stands in addresses, of one study that Rosa administers."""
    member = study.members.create(user=rosa, role="administrator")
    rater = factories.add_rater(study)
    endpoint = study.endpoints.create(name="own", base_url="http://127.0.0.1:9/v1")
    return {
        "slug": study.slug,
        "item": study.items.first().pk,
        "system": study.systems.first().pk,
        "answer": Response.objects.filter(item__study=study).first().pk,
        "endpoint": endpoint.pk,
        "member": member.pk,
        "pseudonym": rater.pseudonym,
    }
