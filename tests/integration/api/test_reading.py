"""Reading by the API: what a list costs, page by page, and in which language errors speak."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from annotations.models import StudyMember
from tests import factories
from tests.asking import Program, secret_for

LISTS = (
    "studies/",
    "{at}progress/",
    "{at}comparisons/",
    "{at}items/",
    "{at}responses/",
    "{at}leaks/",
    "{at}alarms/",
    "{at}deviations/",
    "{at}systems/",
    "{at}endpoints/",
    "{at}generation/",
    "{at}guidance/",
    "{at}raters/",
    "{at}invitations/",
    "{at}members/",
    "{at}members/links/",
    "{at}problems/",
    "{at}record/",
    "{at}exports/",
)
MOST_STATEMENTS = 9


class CostTests(TestCase):
    def costs(self, items: int, people: int) -> dict[str, int]:
        study = factories.make_running_study(
            single_turn=items, multi_turn=items, raters_per_comparison=2
        )
        rosa = factories.add_researcher(study)
        for number in range(people):
            factories.add_rater(study)
            StudyMember.objects.create(study=study, user=factories.make_user())
            factories.add_researcher(factories.make_study(), rosa)
            study.endpoints.create(name=f"e{number}", base_url="http://x.test/v1")
        program = Program(secret_for(rosa))
        program.get("studies/")  # notes that the token was used
        costs = {}
        for path in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as found:
                answer = program.get(path.format(at=f"studies/{study.slug}/"))
            self.assertEqual(answer.status_code, 200)
            costs[path] = len(found)
        return costs

    def test_statements_do_not_grow_with_the_rows(self):
        few = self.costs(items=1, people=1)
        self.assertEqual(self.costs(items=5, people=4), few)
        dear = {path: cost for path, cost in few.items() if cost > MOST_STATEMENTS}
        self.assertLessEqual(set(dear), {"{at}generation/"}, few)


class ListTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.fill_study(factories.make_study(), single_turn=5)
        cls.program = Program(secret_for(factories.add_researcher(cls.study)))
        cls.at = f"studies/{cls.study.slug}/"

    def test_pages_follow_one_another(self):
        page = self.program.get(f"{self.at}items/", page_size=2).json()
        found = [row["id"] for row in page["results"]]
        while page["next"]:
            page = self.program.get(page["next"].removeprefix("http://testserver")).json()
            found += [row["id"] for row in page["results"]]
        self.assertEqual(found, list(self.study.items.order_by("pk").values_list("pk", flat=True)))

    def test_a_cursor_that_nobody_was_given_is_not_found(self):
        for cursor in ("x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
            answer = self.program.get(f"{self.at}items/", cursor=cursor)
            self.assertIn(answer.status_code, (200, 404))

    def test_a_page_is_as_long_as_was_asked_for_or_refused(self):
        for size in ("0", "-1", "501", "five", "", "2.0"):
            answer = self.program.get(f"{self.at}items/", page_size=size)
            self.assertEqual(answer.status_code, 422, size)
            self.assertEqual(answer.json()["errors"][0]["field"], "page_size")
        twice = self.program.get(f"{self.at}items/?page_size=1&page_size=2")
        self.assertEqual(twice.status_code, 422)

    def test_bad_rows_are_told_at_once_with_row_field_and_reason(self):
        rows = [
            {"external_id": "a", "kind": "single_turn", "language": "en", "prompt": "Why?"},
            {"external_id": "b", "kind": "single_turn", "language": "fr", "prompt": ""},
            {"external_id": "a", "kind": "single_turn", "language": "en", "prompt": "Why?"},
        ]
        before = self.study.items.count()
        answer = self.program.post(f"{self.at}items/", {"rows": rows})
        self.assertEqual((answer.status_code, answer.json()["code"]), (422, "bad_rows"))
        told = {(one["row"], one["field"], one["code"]) for one in answer.json()["errors"]}
        expected = {
            (2, "language", "unknown_value"),
            (2, "prompt", "empty"),
            (3, "external_id", "duplicate_id"),
        }
        self.assertEqual(told, expected)
        self.assertEqual(self.study.items.count(), before)
        good = self.program.post(f"{self.at}items/", {"rows": rows, "import_good": True})
        self.assertEqual((good.status_code, good.json()["items"]["new"]), (200, 1))
        again = self.program.post(f"{self.at}items/", {"rows": rows[:1]})
        self.assertEqual(again.json()["items"], {"new": 0, "unchanged": 1})

    def test_errors_are_in_the_language_of_the_request(self):
        program = Program(self.program.headers["Authorization"].split()[1], language="zh-hans")
        answer = program.post(f"{self.at}items/", {"rows": [{"external_id": "z"}]})
        self.assertRegex(answer.json()["message"], "[\u4e00-\u9fff]")
        self.assertRegex(answer.json()["errors"][0]["message"], "[\u4e00-\u9fff]")

    def test_what_cannot_be_stored_or_parsed_is_refused(self):
        client, headers = self.program.client, self.program.headers
        bodies = {
            b"{": 400,
            b"[" * 2000: 400,
            b'{"slug": 1, "slug": 2}': 400,
            b"\xff": 400,
            b'{"rows": NaN}': 400,
            b'{"rows": []}': 422,
            b'{"rows": [{"external_id": "\\u0000"}]}': 422,
        }
        for body, status in bodies.items():
            with self.subTest(body[:20]):
                answer = client.post(
                    f"/api/v1/{self.at}items/",
                    body,
                    content_type="application/json",
                    headers=headers,
                )
                self.assertEqual(answer.status_code, status)
        big = b'{"reason": "' + b"x" * 1_100_000 + b'"}'
        answer = client.post(
            f"/api/v1/{self.at}exclude/", big, content_type="application/json", headers=headers
        )
        self.assertEqual(answer.status_code, 413)
        text = client.post(
            f"/api/v1/{self.at}pause/", b"x", content_type="text/plain", headers=headers
        )
        self.assertEqual(text.status_code, 415)


class UnblindingTests(TestCase):
    def test_takes_the_password_once_more(self):
        study = factories.make_running_study()
        rosa = factories.add_researcher(study)
        program, at = Program(secret_for(rosa)), f"studies/{study.slug}/unblind/"
        self.assertEqual(program.post(f"studies/{study.slug}/freeze/", {}).status_code, 200)
        wrong = program.post(at, {"reason": "Done.", "password": "no"})
        self.assertEqual(wrong.status_code, 422)
        study.refresh_from_db()
        self.assertEqual(study.state, "frozen")
        right = program.post(at, {"reason": "Done.", "password": "correct horse"})
        self.assertEqual((right.status_code, right.json()["state"]), (200, "unblinded"))
        event = study.audit_events.get(action="study.unblind")
        self.assertEqual(event.data, {"reason": "Done.", "proof": "password"})
        self.assertEqual(program.get(f"studies/{study.slug}/results/").status_code, 200)
