"""A study's way from draft to unblinded."""

from datetime import date

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.raters import add_rater
from annotations.exceptions import AnnotationsError, WrongState
from annotations.ledger import content_sha256
from annotations.models import Assignment, Comparison, Slot, Study, StudyMember, System
from annotations.studies.lifecycle import (
    freeze_study,
    pause_study,
    resume_study,
    start_study,
    unblind_study,
)
from tests.factories import (
    add_researcher,
    fill_study,
    make_item,
    make_response,
    make_running_study,
    make_study,
    make_user,
)


class StartTests(TestCase):
    def test_it_plans_every_judgment_and_releases_what_is_complete(self):
        study = make_running_study(single_turn=4, multi_turn=2, repeat_share="0.5")
        self.assertEqual(study.state, Study.State.RUNNING)
        self.assertEqual(study.comparisons.filter(released_at__isnull=False).count(), 6)
        self.assertEqual(study.released_count, 6)
        self.assertEqual(study.slots.filter(kind="first", status=Slot.Status.FREE).count(), 18)
        self.assertEqual(study.slots.filter(kind="repeat", status="unreleased").count(), 3)

    def test_starting_again_changes_nothing(self):
        study = make_running_study()
        again = start_study(study=study, by=None)
        self.assertEqual(again.started_at, study.started_at)
        self.assertEqual(study.slots.filter(kind="first").count(), 3)
        self.assertEqual(study.audit_events.count(), 1)

    def test_response_a_is_of_the_earlier_system(self):
        study = make_running_study(single_turn=3)
        for comparison in study.comparisons.select_related("response_a__system"):
            self.assertEqual(comparison.response_a.system.position, 0)
            self.assertLess(comparison.system_a.position, comparison.system_b.position)

    def test_an_item_of_one_system_only_is_recorded_as_without_comparison(self):
        study = fill_study(make_study(), single_turn=1)
        lonely = make_item(study, external_id="lonely")
        make_response(lonely, study.systems.get(position=0))
        start_study(study=study, by=None)
        self.assertEqual(study.comparisons.count(), 1)
        event = study.audit_events.get(action="study.start")
        self.assertEqual(event.data["items_without_comparison"], ["lonely"])

    def test_a_study_without_anything_to_compare_stays_a_draft(self):
        study = make_study()
        with self.assertRaises(AnnotationsError):
            start_study(study=study, by=None)
        study.refresh_from_db()
        self.assertEqual(study.state, Study.State.DRAFT)
        self.assertFalse(study.audit_events.exists())

    def test_the_protocol_is_fixed_and_hashed_and_keeps_the_seed_secret(self):
        study = make_running_study()
        self.assertEqual(study.protocol_sha256, content_sha256(study.protocol))
        self.assertEqual(study.protocol["seed_commitment"], study.seed_commitment)
        self.assertNotIn(study.seed, str(study.protocol))

    def test_the_rules_are_in_the_protocol_as_they_stood(self):
        study = make_study(
            noninferiority_margin="0.1",
            exclusion_rules=[{"rule": "recognised", "value": None}],
            stopping_rule={"kind": "sequential"},
            retain_until=date(2036, 12, 31),
        )
        study = start_study(study=fill_study(study, single_turn=1), by=None)
        protocol = study.protocol
        self.assertEqual(protocol["noninferiority_margin"], "0.1000")
        self.assertEqual(protocol["exclusion_rules"], [{"rule": "recognised", "value": None}])
        self.assertEqual(protocol["stopping_rule"], {"kind": "sequential"})
        self.assertEqual(protocol["retain_until"], "2036-12-31")
        self.assertEqual(protocol["analysis_plan"]["estimand"], "win_difference")

    def test_one_against_the_rest_compares_nothing_else(self):
        study = make_study(system_pairs="one_vs_rest")
        third = System.objects.create(study=study, position=2, name="secret-gamma")
        fill_study(study, single_turn=2)
        with self.assertRaises(AnnotationsError):
            start_study(study=study, by=None)
        study.reference_system = study.systems.get(position=1)
        study.save(update_fields=["reference_system"])
        study = start_study(study=study, by=None)
        pairs = study.comparisons.values_list("system_a__position", "system_b__position")
        self.assertEqual(sorted(pairs), [(0, 1), (0, 1), (1, 2), (1, 2)])
        self.assertEqual(study.protocol["reference_system"], "secret-beta")
        self.assertFalse(study.comparisons.filter(system_a__position=0, system_b=third).exists())

    def test_the_database_refuses_rules_that_cannot_be(self):
        study = make_study()
        started = {"state": "running", "started_at": timezone.now()}
        for name, wrong in {
            "study_one_vs_rest_has_its_one": {"system_pairs": "one_vs_rest"} | started,
            "study_margin_is_a_win_difference": {"noninferiority_margin": 0},
            "study_stopping_rule_known": {"stopping_rule": {"kind": "sometimes"}},
            "study_withdrawal_rule_known": {"withdrawal_rule": "perhaps"},
            "study_hypotheses_in_both_languages": {"hypotheses": {"en": "only"}},
        }.items():
            with self.assertRaisesMessage(IntegrityError, name), transaction.atomic():
                Study.objects.filter(pk=study.pk).update(**wrong)

    def test_a_pair_exists_once_in_either_order(self):
        study = make_running_study()
        pair = study.comparisons.get()
        with self.assertRaisesMessage(IntegrityError, "comparison_pair_once"), transaction.atomic():
            Comparison.objects.create(
                study=study,
                item=pair.item,
                system_a=pair.system_b,
                system_b=pair.system_a,
                response_a=pair.response_b,
                response_b=pair.response_a,
                raters_per_comparison=3,
            )


class EndTests(TestCase):
    def test_pausing_and_resuming(self):
        study = make_running_study()
        self.assertEqual(pause_study(study=study, by=None).state, Study.State.PAUSED)
        self.assertEqual(resume_study(study=study, by=None).state, Study.State.RUNNING)

    def test_freezing_withdraws_what_is_open_and_notes_the_head(self):
        study = make_running_study()
        rater = add_rater(study=study, user=make_user(), by=None)
        claim_next_assignment(study=study, rater=rater)
        freeze_study(study=study, by=None)
        self.assertEqual(Assignment.objects.get().state, Assignment.State.WITHDRAWN)
        event = study.audit_events.get(action="study.freeze")
        self.assertEqual(event.data["open_assignments_withdrawn"], 1)
        self.assertEqual(event.data["submissions"], 0)

    def test_a_claim_that_read_the_study_before_the_freeze_gets_nothing(self):
        study = make_running_study()
        rater = add_rater(study=study, user=make_user(), by=None)
        stale = Study.objects.get(pk=study.pk)
        freeze_study(study=study, by=None)
        self.assertIsNone(claim_next_assignment(study=stale, rater=rater).assignment)
        self.assertFalse(Assignment.objects.exists())

    def test_only_a_frozen_study_is_unblinded_and_only_with_a_reason(self):
        study = make_running_study()
        with self.assertRaises(WrongState):
            unblind_study(study=study, by=None, reason="done")
        frozen = freeze_study(study=study, by=None)
        with self.assertRaises(AnnotationsError):
            unblind_study(study=frozen, by=None, reason=" ")
        researcher = add_researcher(study)
        unblinded = unblind_study(study=frozen, by=researcher, reason="analysis plan signed")
        self.assertTrue(unblinded.is_unblinded)
        event = study.audit_events.get(action="study.unblind")
        self.assertEqual(event.actor, f"user:{researcher.key}")
        self.assertEqual(event.data, {"reason": "analysis plan signed", "proof": "command line"})

    def test_the_database_knows_no_unblinded_study_that_was_never_frozen(self):
        study = make_running_study()
        with self.assertRaisesMessage(IntegrityError, "frozen_at"), transaction.atomic():
            Study.objects.filter(pk=study.pk).update(state=Study.State.UNBLINDED)


class RolesTests(TestCase):
    def test_a_panel_gives_seats_in_turn_until_it_is_complete(self):
        study = make_study(panel="fixed", raters_per_comparison=2)
        seats = [add_rater(study=study, user=make_user(), by=None).seat for _ in range(2)]
        self.assertEqual(seats, [1, 2])
        with self.assertRaises(AnnotationsError):
            add_rater(study=study, user=make_user(), by=None)

    def test_adding_somebody_again_returns_their_rater(self):
        study, user = make_study(), make_user()
        first = add_rater(study=study, user=user, by=None)
        self.assertEqual(add_rater(study=study, user=user, by=None), first)

    def test_nobody_is_member_and_rater_of_one_study(self):
        study = make_study()
        researcher, physician = add_researcher(study), make_user()
        with self.assertRaises(AnnotationsError):
            add_rater(study=study, user=researcher, by=None)
        add_rater(study=study, user=physician, by=None)
        with self.assertRaisesMessage(IntegrityError, "nobody is rater"), transaction.atomic():
            StudyMember.objects.create(study=study, user=physician)
