"""Studies whose systems are asked over HTTP."""

from typing import Any
from unittest import mock

from annotations.generation import tasks
from annotations.models import Endpoint, Response, Study, System
from annotations.studies.lifecycle import start_study
from tests.factories import make_item, make_study
from tests.fake_provider import FakeProvider


def make_generating_study(
    fake: FakeProvider,
    *,
    single_turn: int = 1,
    multi_turn: int = 0,
    timeout_seconds: int = 1,
    max_attempts: int = 3,
    concurrency: int = 64,
    requests_per_minute: int | None = None,
    parameters: dict[str, Any] | None = None,
    **fields,
) -> Study:
    """A draft study whose two systems, and patient if it needs one, live at the fake provider."""
    study = make_study(**fields)
    endpoint = Endpoint.objects.create(
        study=study,
        name="fake",
        base_url=fake.url,
        timeout_seconds=timeout_seconds,
        max_attempts=max_attempts,
        concurrency=concurrency,
        requests_per_minute=requests_per_minute,
    )
    for system in study.systems.all():
        system.endpoint, system.model_name = endpoint, f"model of {system.name}"
        system.parameters = parameters or {}
        system.save()
    if multi_turn:
        System.objects.create(
            study=study,
            role=System.Role.PATIENT,
            position=9,
            name="patient",
            endpoint=endpoint,
            model_name="patient",
        )
    for kind, count in (("single_turn", single_turn), ("multi_turn", multi_turn)):
        for _ in range(count):
            make_item(study, kind=kind)
    return study


def start_generating(fake: FakeProvider, **options) -> Study:
    return start_study(study=make_generating_study(fake, **options), by=None)


def responses_of(study: Study):
    return Response.objects.filter(item__study=study).order_by("pk")


def run(response: Response) -> Response:
    """What a worker does with one message, here and now; the row as it is afterwards."""
    with mock.patch.multiple(tasks, CONTINUES_SECONDS=0, RELEASE_SECONDS=0):
        tasks.generate_response(response.pk)
    response.refresh_from_db()
    return response
