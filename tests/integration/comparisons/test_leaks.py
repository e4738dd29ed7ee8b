"""No pair is released before both answers were looked through, and the policy decides."""

from io import StringIO
from unittest.mock import patch

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.comparisons import leaks
from annotations.comparisons.services import release_ready_comparisons
from annotations.exceptions import WrongState
from annotations.generation.versions import MOST_VERSIONS
from annotations.ledger import content_sha256, text_sha256
from annotations.models import Comparison, LeakHit, Response, Study, Turn
from annotations.studies.lifecycle import freeze_study, start_study
from tests.factories import fill_study, make_item, make_response, make_study

LEAK = "As an AI language model, I advise rest. I am SECRET-ALPHA."
MASKED = "As ‹omitted›, I advise rest. I am ‹omitted›."
CLEAN = "Rest, and drink enough."


def make_leaking_study(text: str = LEAK, **fields) -> Study:
    """A draft with one pair, the first system's answer with a leak in it, and one clean pair."""
    study = fill_study(make_study(repeat_share=0, **fields), single_turn=1)
    item = make_item(study, external_id="leaking")
    first, second = study.systems.order_by("position")
    make_response(item, first, text)
    make_response(item, second, CLEAN)
    return study


def start(study: Study) -> Study:
    return start_study(study=study, by=None)


class PolicyTests(TestCase):
    def leaking(self, study: Study) -> Comparison:
        return study.comparisons.get(item__external_id="leaking")

    def test_flagged_it_is_shown_as_it_came_and_recorded(self):
        study = start(make_leaking_study(leak_policy="flag"))
        hits = LeakHit.objects.order_by("start")
        self.assertEqual(
            [(hit.kind, hit.reason, hit.decision, hit.decided_by) for hit in hits],
            [
                ("machine", "self_description", "flagged", "system"),
                ("own", "study_name", "flagged", "system"),
            ],
        )
        for hit in hits:
            self.assertEqual(hit.turn.shown_text[hit.start : hit.end], hit.words)
            self.assertEqual(hit.scanned_sha256, hit.turn.shown_sha256)
        self.assertIsNotNone(self.leaking(study).released_at)
        self.assertEqual(self.leaking(study).response_a.leak_state, "settled")
        self.assertEqual(self.leaking(study).response_b.leak_state, "clear")
        event = study.audit_events.get(action="leaks.scan")
        self.assertEqual(
            event.data,
            {"answers": 4, "with_finds": 1, "finds": 2, "decisions": {"flagged": 2}},
        )

    def test_masked_it_is_shown_with_placeholders_and_both_texts_stay(self):
        study = start(make_leaking_study(leak_policy="mask"))
        response = self.leaking(study).response_a
        turn = response.turns.get()
        self.assertEqual((turn.raw_text, turn.shown_text), (LEAK, MASKED))
        self.assertEqual(turn.raw_sha256, text_sha256(LEAK))
        self.assertEqual(turn.shown_sha256, text_sha256(MASKED))
        self.assertEqual(response.shown_sha256, content_sha256([MASKED]))
        self.assertEqual(LeakHit.objects.filter(decision="masked").count(), 2)
        self.assertEqual(self.leaking(study).text_length, len(MASKED + CLEAN) + self.question())

    def question(self) -> int:
        return len(self.leaking(Study.objects.get()).item.prompt)

    def test_excluded_its_pair_is_withdrawn_and_nobody_gets_it(self):
        study = start(make_leaking_study(leak_policy="exclude"))
        pair = self.leaking(study)
        self.assertIsNone(pair.released_at)
        self.assertEqual(pair.withdrawn_reason, "An answer tells who wrote it.")
        self.assertEqual(set(pair.slots.values_list("status", flat=True)), {"withdrawn"})
        self.assertEqual(study.released_count, 1)

    def test_what_was_imported_cannot_be_generated_anew_and_is_excluded(self):
        study = start(make_leaking_study(leak_policy="regenerate"))
        self.assertIsNotNone(self.leaking(study).withdrawn_at)
        self.assertEqual(set(LeakHit.objects.values_list("decision", flat=True)), {"excluded"})

    def test_what_was_generated_is_generated_anew_but_not_for_ever(self):
        study = make_leaking_study(leak_policy="regenerate")
        Response.objects.update(origin=Response.Origin.GENERATED)
        start(study)
        for version in range(2, MOST_VERSIONS + 1):
            newest = Response.objects.get(item__external_id="leaking", version=version)
            self.assertEqual(newest.status, Response.Status.PENDING)
            self.assertEqual(self.leaking(study).response_a, newest)
            self.complete(newest, LEAK)
            self.assertEqual(release_ready_comparisons(study), 0)
        pair = self.leaking(study)
        self.assertIsNotNone(pair.withdrawn_at)
        self.assertEqual(pair.response_a.version, MOST_VERSIONS)
        self.assertEqual(
            sorted(LeakHit.objects.values_list("decision", flat=True)),
            ["excluded"] * 2 + ["regenerated"] * 4,
        )

    def test_a_clean_second_version_is_released(self):
        study = make_leaking_study(leak_policy="regenerate")
        Response.objects.update(origin=Response.Origin.GENERATED)
        start(study)
        self.complete(self.leaking(study).response_a, CLEAN)
        self.assertEqual(release_ready_comparisons(study), 1)
        self.assertEqual(self.leaking(study).response_a.version, 2)

    def complete(self, response: Response, text: str) -> None:
        Turn.objects.create(
            response=response,
            position=0,
            round_number=1,
            role="assistant",
            raw_text=text,
            shown_text=text,
            raw_sha256=text_sha256(text),
            shown_sha256=text_sha256(text),
        )
        Response.objects.filter(pk=response.pk).update(
            status="done", completed_at=timezone.now(), shown_sha256=content_sha256([text])
        )

    def test_what_a_patient_says_is_looked_through_too(self):
        study = fill_study(make_study(repeat_share=0, leak_policy="mask"), single_turn=1)
        item = make_item(study, kind="multi_turn", external_id="leaking")
        first, second = study.systems.order_by("position")
        make_response(item, first, "Hello secret-beta, I cough.", "Drink.")
        make_response(item, second, "I cough.", "Rest.")
        turn = self.leaking(start(study)).response_a.turns.get(position=0)
        self.assertEqual(turn.shown_text, "Hello ‹omitted›, I cough.")

    def test_with_review_nothing_is_out_before_somebody_decided(self):
        study = start(make_leaking_study(leak_policy="mask", reviews_leaks=True))
        self.assertIsNone(self.leaking(study).released_at)
        self.assertEqual(self.leaking(study).response_a.leak_state, "waiting")
        self.assertEqual(set(LeakHit.objects.values_list("decision", flat=True)), {""})
        self.assertEqual(study.released_count, 1)


class AgainTests(TestCase):
    def test_new_names_are_found_and_in_released_pairs_only_flagged(self):
        study = start(make_leaking_study("Ask zephyrion-nine.", leak_policy="mask"))
        self.assertFalse(LeakHit.objects.exists())
        study.systems.filter(position=1).update(aliases=["Zephyrion-Nine"])
        call_command("scan_answers", study.slug, stdout=StringIO())
        hit = LeakHit.objects.get()
        self.assertEqual((hit.words, hit.decision), ("zephyrion-nine", "flagged"))
        self.assertEqual(hit.turn.shown_text, "Ask zephyrion-nine.")
        self.assertEqual(leaks.scan_again(study=study).finds, 0)

    def test_a_frozen_study_is_not_scanned(self):
        study = freeze_study(study=start(make_leaking_study()), by=None)
        with self.assertRaises(WrongState):
            leaks.scan_again(study=study)


class GuardTests(TestCase):
    """What holds whoever writes: the database refuses the rest."""

    def refuses(self, name: str, rows, **values) -> None:
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            rows.update(**values)
        self.assertEqual(caught.exception.__cause__.diag.constraint_name, name)

    def test_an_answer_that_was_not_scanned_is_not_released(self):
        with patch("annotations.comparisons.services.scan_answers"):
            study = start(make_leaking_study())
        self.assertEqual(study.released_count, 0)
        pairs = study.comparisons.all()
        self.refuses("comparison_scanned_before_release", pairs, released_at=timezone.now())
        self.assertEqual(release_ready_comparisons(study), 2)

    def test_what_raters_may_have_read_stays(self):
        study = start(make_leaking_study())
        turns = Turn.objects.all()
        self.refuses("turn_shown_is_final", turns, shown_text="other")
        self.refuses("turn_raw_is_final", turns, raw_text="other")
        other = Response.objects.order_by("-pk").first()
        pair = study.comparisons.order_by("pk")[:1]
        pairs = Comparison.objects.filter(pk__in=pair.values("pk"))
        self.refuses("comparison_answers_are_final", pairs, response_a=other)

    def test_a_find_stays_as_it_was_found_and_decided(self):
        start(make_leaking_study())
        self.refuses("leak_hit_is_final", LeakHit.objects.all(), words="nothing")
        self.refuses("leak_hit_is_final", LeakHit.objects.all(), decision="accepted")
