"""Ask for things of other people's studies, by every address there is, pages and API alike."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.models import AuditEvent, Study
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.asking import Program, secret_for
from tests.integration.api.test_permissions import EXPECTED as API
from tests.integration.test_url_permissions import EXPECTED as PAGES
from tests.judging import submit

STUDIES = 4
# Addresses whose argument is no thing of a study, or which say nothing of one.
APART = {"account:demo_sign_in", "account:join", "account:join_team"}


class SwappedIds(TestCase):
    """Four studies; whoever asks belongs to one of them, and at least one id is another's."""

    studies: ClassVar[list[dict[str, Any]]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.studies = [_made(number) for number in range(STUDIES)]
        cls.routes = [
            (kind, name, method, keys)
            for kind, name, method, keys in _routes()
            if set(keys) & set(cls.studies[0]["ids"])
            and set(keys) <= set(cls.studies[0]["ids"]) | {"what", "form", "rule"}
        ]

    def ask_for_others(self, count: int, seed: int = 1) -> Counter[int]:
        """So many requests; no answer holds a byte of a study that is not the asker's."""
        draw = random.Random(seed)
        answers: Counter[int] = Counter()
        for number in range(count):
            kind, name, method, keys = self.routes[number % len(self.routes)]
            own, other = draw.sample(self.studies, 2)
            ids = {"what": "judgments", "form": "csv", "rule": "side"}
            foreign = draw.choice([key for key in keys if key in other["ids"]])
            for key in keys:
                if key in own["ids"]:
                    is_foreign = key == foreign or draw.random() < 0.5
                    ids[key] = (other if is_foreign else own)["ids"][key]
            path = reverse(name, kwargs={key: ids[key] for key in keys})
            client = (
                own[draw.choice(("program", "member", "rater"))]
                if kind == "page"
                else (own["program"])
            )
            with self.subTest(f"{method} {path}"):
                answers[self._ask(client, method, path, other)] += 1
        return answers

    def _ask(self, client: Any, method: str, path: str, other: dict[str, Any]) -> int:
        before = AuditEvent.objects.count()
        point = transaction.savepoint()
        if isinstance(client, Program):
            answer = client.ask(method, path, {} if method in ("post", "patch") else None)
        else:
            answer = getattr(client, method)(path)
        whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found = whole.decode(errors="replace") + str(answer.headers)
        # What was asked for may be said back: the page's language switch leads to the same address.
        told = [one for one in other["canaries"] if one in found and one not in path]
        self.assertEqual(told, [])
        # A sign-in page, nothing, or a refusal: never the thing.
        # Of a preview nothing is stored, and its tokens are no things of a study: one's own
        # preview answers whatever stands there.
        refusals = (302, 401, 403, 404, 405, *((200, 422) if path.startswith("/preview/") else ()))
        self.assertIn(answer.status_code, refusals)
        self.assertEqual(AuditEvent.objects.count(), before)
        transaction.savepoint_rollback(point)
        return answer.status_code


def _routes() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for name, (method, keys, _answers) in PAGES.items():
        if name not in APART:
            yield "page", name, method, keys
    for (name, method), (keys, _scope, _answers) in API.items():
        yield "api", f"api:{name}", method, keys


def _made(number: int) -> dict[str, Any]:
    """A study with a canary in everything that could be told, and three who ask in its name."""
    mark = f"canary{number}x{random.Random(number).getrandbits(40):x}"
    study = factories.make_study(
        slug=f"study{number}",
        title=factories.both(f"Title {mark}"),
        raters_per_comparison=2,
        repeat_share=0,
    )
    for system in study.systems.all():
        system.name = f"system-{mark}-{system.position}"
        system.save(update_fields=["name"])
    factories.fill_study(study, single_turn=3)
    study.items.update(prompt=f"Question {mark}")
    rater = factories.add_rater(study, factories.make_user(name=f"Dr. {mark}"))
    member = factories.add_researcher(study, factories.make_user(email=f"{mark}@example.org"))
    start_study(study=study, by=None)
    study = Study.objects.get(pk=study.pk)
    judged = claim_next_assignment(study=study, rater=rater).assignment
    submit(judged)
    held = claim_next_assignment(study=study, rater=rater).assignment
    endpoint = study.endpoints.create(name=f"endpoint {mark}", base_url=f"http://{mark}.test/v1")
    secret = secret_for(member)
    return {
        "ids": {
            "study_id": study.public_id,
            "slug": study.slug,
            "token": held.token,
            "judged": judged.token,
            "item": study.items.first().pk,
            "system": study.systems.first().pk,
            "endpoint": endpoint.pk,
            "response": study.items.first().responses.first().pk,
            "answer": study.items.first().responses.first().pk,
            "pseudonym": rater.pseudonym,
            "member": study.members.get().pk,
            "api_token": member.api_tokens.get().pk,
        },
        "canaries": [mark, str(study.public_id), held.token, judged.token, rater.pseudonym],
        "program": Program(secret),
        "member": _signed_in(member),
        "rater": _signed_in(rater.user),
    }


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
