"""What is missing of a set-up is seen by looking at the study."""

from django.test import TestCase

from annotations.entrance.invitations import make_group_link
from annotations.models import Endpoint, System
from annotations.studies.setup_state import Gap, Step, facts_of, gaps_of
from tests import factories


def gaps(study) -> list[Gap]:
    study.refresh_from_db()
    return gaps_of(facts_of(study))


class SetupStateTests(TestCase):
    def setUp(self):
        self.study = factories.make_study()

    def steps(self) -> set[Step]:
        return {gap.step for gap in gaps(self.study)}

    def test_a_study_without_items_and_answers(self):
        self.assertEqual(self.steps(), {Step.ITEMS, Step.SYSTEMS, Step.RATERS})
        without = [gap.sentence for gap in gaps(self.study) if gap.step == Step.SYSTEMS]
        self.assertEqual(
            without,
            [
                "secret-alpha has neither an endpoint nor imported answers.",
                "secret-beta has neither an endpoint nor imported answers.",
            ],
        )

    def test_imported_answers_complete_items_and_systems(self):
        factories.fill_study(self.study, single_turn=1)
        self.assertEqual(self.steps(), {Step.RATERS})

    def test_practice_alone_is_no_study(self):
        factories.make_practice(self.study, "tie")
        self.assertIn(Step.ITEMS, self.steps())

    def test_generated_cases_need_a_patient(self):
        factories.make_item(self.study, kind="multi_turn")
        endpoint = Endpoint.objects.create(
            study=self.study, name="here", base_url="http://localhost:9/v1"
        )
        self.study.systems.update(endpoint=endpoint)
        self.assertIn(Step.SYSTEMS, self.steps())
        System.objects.create(
            study=self.study, position=9, name="patient", role="patient", endpoint=endpoint
        )
        self.assertNotIn(Step.SYSTEMS, self.steps())

    def test_a_single_system_compares_nothing(self):
        self.study.systems.filter(position=1).delete()
        sentences = [gap.sentence for gap in gaps(self.study)]
        self.assertIn("A comparison needs at least two systems.", sentences)

    def test_overall_and_the_primary_criterion_are_needed(self):
        self.study.primary_criterion = "accuracy"
        self.study.save()
        self.study.criteria.filter(key__in=["overall", "accuracy"]).delete()
        found = [gap.sentence for gap in gaps(self.study) if gap.step == Step.CRITERIA]
        self.assertEqual(len(found), 2)

    def test_a_link_that_can_be_used_is_an_invitation(self):
        make_group_link(study=self.study, name="Ward", use_limit=3, days=3, by=None)
        sentences = [gap.sentence for gap in gaps(self.study)]
        self.assertNotIn("Nobody is invited yet.", sentences)
        self.study.invitations.update(use_count=3)
        sentences = [gap.sentence for gap in gaps(self.study)]
        self.assertIn("Nobody is invited yet.", sentences)

    def test_open_seats_are_counted_and_block_nothing(self):
        study = factories.make_study(panel="fixed", raters=[factories.make_user()])
        found = [gap for gap in gaps(study) if "seats" in gap.sentence]
        self.assertEqual(found[0].sentence, "2 seats of the panel are still open.")
        self.assertFalse(found[0].blocks)

    def test_costs_one_statement(self):
        factories.fill_study(self.study, single_turn=3)
        with self.assertNumQueries(1):
            facts_of(self.study)
