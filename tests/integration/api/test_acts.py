"""What researchers do on pages, done by a program: the same services, the same refusals."""

from hashlib import sha256

from django.test import TestCase

from annotations.datasets.columns import read_columns
from annotations.datasets.parsing import Content
from annotations.models import LeakHit, Response, Study
from annotations.studies.lifecycle import freeze_study, start_study
from tests import factories
from tests.asking import Program, secret_for
from tests.integration.comparisons.test_leaks import make_leaking_study
from tests.results import always, judge


class ActsTestCase(TestCase):
    def program_for(self, study: Study) -> Program:
        self.rosa = factories.add_researcher(study)
        self.study, self.at = study, f"studies/{study.slug}/"
        return Program(secret_for(self.rosa))


class DraftTests(ActsTestCase):
    def setUp(self) -> None:
        study = factories.fill_study(factories.make_study(), single_turn=2)
        self.program = self.program_for(study)
        self.row = {"external_id": "new", "kind": "single_turn", "language": "en"}

    def test_a_preview_tells_every_bad_row_and_writes_nothing(self):
        rows = [self.row | {"prompt": "Why?"}, self.row | {"external_id": "bad", "prompt": ""}]
        answer = self.program.post(f"{self.at}items/", {"rows": rows, "preview": True})
        self.assertEqual(answer.status_code, 200, answer.content)
        told = answer.json()
        self.assertTrue(told["is_preview"])
        self.assertEqual([(one["row"], one["field"]) for one in told["errors"]], [(2, "prompt")])
        self.assertEqual(self.study.items.count(), 2)

    def test_items_and_answers_are_taken_back(self):
        item = self.study.items.first()
        self.assertEqual(self.program.delete(f"{self.at}items/{item.pk}/").status_code, 204)
        self.assertEqual(self.study.items.count(), 1)
        system = self.study.systems.first()
        path = f"{self.at}systems/{system.pk}/responses/"
        self.assertEqual(self.program.delete(path).status_code, 204)
        self.assertEqual(system.responses.count(), 0)
        self.assertEqual(self.program.delete(f"{self.at}items/").status_code, 204)
        self.assertEqual(self.study.items.count(), 0)

    def test_a_copy_has_rules_and_systems_and_nobody_else(self):
        title = factories.both("Again")
        answer = self.program.post(f"{self.at}copy/", {"title": title, "with_items": True})
        self.assertEqual(answer.status_code, 201, answer.content)
        copy = Study.objects.get(slug=answer.json()["slug"])
        names = list(copy.systems.values_list("name", flat=True))
        self.assertEqual(names, list(self.study.systems.values_list("name", flat=True)))
        self.assertEqual((copy.items.count(), copy.members.get().user), (2, self.rosa))
        narrow = Program(secret_for(self.rosa, study=self.study))
        self.assertEqual(narrow.post(f"{self.at}copy/", {"title": title}).status_code, 403)

    def test_a_trial_needs_an_endpoint_and_is_told_as_it_comes(self):
        system = self.study.systems.first()
        path = f"{self.at}systems/{system.pk}/trial/"
        self.assertEqual(self.program.post(path, {}).status_code, 422)
        self.assertEqual(self.program.get(path).status_code, 404)
        endpoint = self.study.endpoints.create(name="own", base_url="http://127.0.0.1:9/v1")
        self.study.systems.filter(pk=system.pk).update(endpoint=endpoint, model_name="m")
        answer = self.program.post(path, {})
        self.assertEqual(answer.status_code, 202, answer.content)
        told = self.program.get(path).json()
        self.assertEqual(told["id"], answer.json()["id"])
        self.assertEqual(len(told["samples"]), 3)
        self.assertEqual(told["samples"][0]["question"], self.study.items.first().prompt)

    def test_a_link_into_the_team_is_revoked(self):
        self.study.members.filter(user=self.rosa).update(role="administrator")
        sent = {"email": "new@example.org", "role": "analyst"}
        self.assertTrue(self.program.post(f"{self.at}members/", sent).json()["link"])
        (link,) = self.program.get(f"{self.at}members/links/").json()["results"]
        path = f"{self.at}members/links/{link['id']}/"
        self.assertEqual(self.program.delete(path).status_code, 204)
        self.assertEqual(self.program.get(f"{self.at}members/links/").json()["results"], [])


class RunningTests(ActsTestCase):
    def setUp(self) -> None:
        study = factories.make_running_study(
            single_turn=2, panel="fixed", raters_per_comparison=1, repeat_share=0
        )
        self.program = self.program_for(study)

    def test_a_rater_is_changed_replaced_and_reminded_once(self):
        rater = factories.add_rater(self.study)
        at = f"{self.at}raters/{rater.pseudonym}/"
        told = self.program.patch(at, {"quota": 1, "status": "paused"}).json()
        self.assertEqual((told["quota"], told["status"]), (1, "paused"))
        self.assertEqual(self.program.post(f"{at}remind/", {}).status_code, 409)
        self.program.patch(at, {"status": "active"})
        self.assertEqual(self.program.post(f"{at}remind/", {}).status_code, 201)
        self.assertEqual(self.program.post(f"{at}remind/", {}).status_code, 409)
        self.assertEqual(self.program.post(f"{at}link/", {"by_mail": True}).status_code, 422)
        answer = self.program.post(f"{at}replace/", {"name": "Dr. New"})
        self.assertEqual(answer.status_code, 201, answer.content)
        self.assertEqual(self.program.get(at).json()["status"], "removed")
        successor = self.program.get(f"{self.at}raters/{answer.json()['pseudonym']}/").json()
        self.assertEqual((successor["name"], successor["seat"]), ("Dr. New", rater.seat))

    def test_what_may_change_is_changed_with_its_reason_and_both_are_deviations(self):
        body = {"lease_seconds": 7200, "reason": "Ward rounds are long."}
        answer = self.program.post(f"{self.at}change/", body)
        self.assertEqual(answer.json()["lease_seconds"], 7200)
        answer = self.program.post(f"{self.at}deviations/", {"what": "A rater had two screens."})
        self.assertEqual(answer.status_code, 201, answer.content)
        told = self.program.get(f"{self.at}deviations/").json()["results"]
        actions = [event["action"] for event in told]
        self.assertEqual(actions, ["deviation.change", "deviation.record"])

    def test_an_imported_answer_is_read_and_not_regenerated(self):
        response = Response.objects.filter(item__study=self.study).first()
        path = f"{self.at}responses/{response.pk}/"
        told = self.program.get(path).json()
        self.assertEqual([version["is_current"] for version in told["versions"]], [True])
        answer = self.program.post(f"{path}regenerate/", {"reason": "Cut off."})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("endpoint", answer.json()["message"])

    def test_the_ledger_is_verified_and_the_protocol_has_its_hash(self):
        judge(self.study, factories.add_rater(self.study), always("win"))
        told = self.program.get(f"{self.at}verification/").json()
        self.assertEqual([chain["holds"] for chain in told["chains"]], [True, True])
        self.assertEqual(told["chains"][0]["rows"], 2)
        self.study.refresh_from_db()
        protocol = self.program.get(f"{self.at}protocol/")
        self.assertEqual(sha256(protocol.content).hexdigest(), self.study.protocol_sha256)

    def test_results_under_scrambled_names_exist_between_freeze_and_unblinding(self):
        judge(self.study, factories.add_rater(self.study), always("win"))
        path = f"{self.at}results/scrambled/"
        self.assertEqual(self.program.get(path).status_code, 409)
        freeze_study(study=self.study, by=None)
        (pair,) = self.program.get(path).json()["results"]
        self.assertEqual({pair["first"], pair["second"]}, {"A", "B"})
        overall = next(one for one in pair["results"] if one["criterion"] == "overall")
        self.assertEqual(sorted([overall["win"], overall["loss"]]), [0.0, 1.0])


class LeakTests(ActsTestCase):
    def test_finds_are_listed_and_decided_once(self):
        study = start_study(study=make_leaking_study(reviews_leaks=True), by=None)
        program = self.program_for(study)
        path = f"{self.at}leaks/"
        found = program.get(path, waiting="true").json()["results"]
        self.assertEqual(len(found), 2)
        ids = [one["id"] for one in found]
        body = {"finds": ids, "decision": "masked"}
        self.assertEqual(program.post(f"{path}decide/", body).json(), {"decided": 2})
        self.assertEqual(program.post(f"{path}decide/", body).json(), {"decided": 0})
        self.assertEqual(program.get(path, waiting="true").json()["results"], [])
        self.assertEqual(LeakHit.objects.filter(decision="masked").count(), 2)
        pair = study.comparisons.get(item__external_id="leaking")
        self.assertIsNotNone(pair.released_at)  # as on the page, it is not left waiting


class ColumnTests(TestCase):
    def test_pairs_are_read(self):
        told = ["prompt=Question (EN)", "external_id = No."]
        read = read_columns(told, Content.ITEMS)
        self.assertEqual(read, {"prompt": "Question (EN)", "external_id": "No."})
