"""What the monitor counts, checked against what raters did."""

from datetime import timedelta
from itertools import count
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from annotations.comparisons.exclusion import withdraw_item
from annotations.exceptions import AnnotationsError
from annotations.judging.revising import revise_judgments
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, AuditEvent, StudyRater
from annotations.stats.alarms import Rule
from annotations.studies.monitor.raters import standings
from annotations.studies.monitor.selectors import monitor
from annotations.studies.monitor.services import acknowledge_alarm
from tests import factories
from tests.asking import Program, secret_for
from tests.factories import add_rater, make_running_study
from tests.judging import claim, decline, entry_for, locked, submit


def judge(rater: StudyRater, choices: str, **fields: object) -> list[Assignment]:
    """One pair a letter, as offered."""
    words = {"l": "left", "t": "tie", "r": "right"}
    done = []
    for letter in choices:
        done.append(claim(rater).assignment)
        submit(done[-1], choice=words[letter], **fields)
    return done


def revise(assignment: Assignment, choice: str) -> None:
    criteria = list(assignment.rater.study.criteria.all())
    revise_judgments(
        assignment=Assignment.objects.select_related("rater__study").get(pk=assignment.pk),
        entry=entry_for(criteria, choice, reason="A slip."),
        criteria=criteria,
        based_on=1,
        opened_at=timezone.now(),
    )


class StandingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = make_running_study(single_turn=12, raters_per_comparison=3, repeat_share=0)
        cls.rater, cls.other = add_rater(cls.study), add_rater(cls.study)

    def standing(self, rater: StudyRater):
        rows = standings(self.study, recent_since=timezone.now() - timedelta(days=7))
        return next(row for row in rows if row.pseudonym == rater.pseudonym)

    def test_choices_as_they_stand_now(self):
        first, *_rest = judge(self.rater, "lltr")
        judge(self.other, "rr")
        revise(first, "right")
        row = self.standing(self.rater)
        self.assertEqual((row.lefts, row.ties, row.rights), (1, 1, 2))
        self.assertEqual((row.done, row.left, row.recent), (4, 8, 4))
        self.assertEqual((row.left_share, row.tie_share), (1 / 3, 0.25))
        self.assertEqual(self.standing(self.other).rights, 2)

    def test_every_criterion_alike(self):
        judge(self.rater, "lt")
        pair = claim(self.rater).assignment
        keys = list(self.study.criteria.all())
        entry = entry_for(keys, "left")
        entry.choices["accuracy"] = "right"
        submit_judgments(assignment=locked(pair), entry=entry, criteria=keys)
        self.assertEqual(self.standing(self.rater).copied_share, 2 / 3)

    def test_pace_late_work_and_what_was_handed_on(self):
        open_since = timezone.now() - timedelta(minutes=10)
        for seconds in (30, 60, 90):
            pair = claim(self.rater).assignment
            Assignment.objects.filter(pk=pair.pk).update(claimed_at=open_since)
            submit(pair, active_seconds=seconds)
        decline(claim(self.rater).assignment)
        late = claim(self.rater).assignment
        Assignment.objects.filter(pk=late.pk).update(state="surplus", submitted_at=timezone.now())
        row = self.standing(self.rater)
        self.assertEqual((row.seconds_per_pair, row.declined, row.surplus), (60, 1, 1))
        length = pair.comparison.text_length
        self.assertAlmostEqual(row.seconds_per_thousand, 60 * 1000 / length, places=3)
        self.assertIsNotNone(row.last_seen)

    def test_who_did_nothing_has_a_line(self):
        row = self.standing(self.rater)
        self.assertEqual((row.done, row.left, row.left_share, row.last_seen), (0, 12, None, None))


class RepeatTests(TestCase):
    def test_repeats_alike_once_the_sides_are_put_back(self):
        # How many repeats come due follows from the items' numbers.
        self.enterContext(mock.patch.object(factories, "_numbers", count(1000)))
        study = make_running_study(single_turn=40, raters_per_comparison=1, repeat_share="0.25")
        rater = add_rater(study)
        repeats = 0
        while pair := claim(rater).assignment:
            repeats += pair.kind == "repeat"
            # The first system is better, but for every third repeat.
            flipped = pair.kind == "repeat" and repeats % 3 == 0
            submit(pair, choice="left" if pair.slot.swapped == flipped else "right")
        (row,) = standings(study, recent_since=timezone.now())
        self.assertEqual((row.repeats, row.repeats_same), (10, 7))


class MonitorTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = make_running_study(single_turn=30, raters_per_comparison=2, repeat_share=0)
        cls.rater, cls.other = add_rater(cls.study), add_rater(cls.study)

    def test_an_alarm_is_raised_noted_and_stays(self):
        judge(self.rater, "l" * 25)
        found = monitor(self.study)
        self.assertEqual({alarm.rule for alarm in found.alarms}, {Rule.SIDE, Rule.SAME_SIDE})
        self.assertEqual(found.new_alarms, 2)
        for _ in range(2):
            self.acknowledge("side", "Asked: the left column is wider.")
        event = AuditEvent.objects.get(action="alarm.acknowledge")
        self.assertEqual((event.target, event.data["rule"]), (self.rater.pseudonym, "side"))
        self.assertEqual(event.data["numbers"]["left"], 25)
        again = monitor(self.study)
        self.assertEqual((len(again.alarms), again.new_alarms), (2, 1))
        self.assertEqual(StudyRater.objects.filter(status="active").count(), 2)

    def test_a_program_reads_the_alarm_and_notes_what_was_found(self):
        judge(self.rater, "l" * 25)
        program = Program(secret_for(factories.add_researcher(self.study)))
        path = f"studies/{self.study.slug}/alarms/"
        told = program.get(path).json()["results"]
        self.assertEqual(
            {(one["rule"], one["note"]) for one in told}, {("side", None), ("same_side", None)}
        )
        sent = {"pseudonym": self.rater.pseudonym, "rule": "side", "note": "Asked."}
        self.assertEqual(program.post(path, sent).json()["note"]["note"], "Asked.")
        self.assertEqual(program.post(path, sent | {"rule": "copied"}).status_code, 422)

    def acknowledge(self, rule: str, note: str) -> None:
        acknowledge_alarm(
            study=self.study, pseudonym=self.rater.pseudonym, rule=rule, note=note, by=None
        )

    def test_a_note_needs_words_and_an_alarm(self):
        for note in ("  ", "Nothing to see."):
            with self.assertRaises(AnnotationsError):
                self.acknowledge("side", note)
        self.assertFalse(AuditEvent.objects.filter(action="alarm.acknowledge").exists())

    def test_items_by_how_far_they_are(self):
        pairs = judge(self.rater, "lrl")
        held = claim(self.other).assignment
        handed_on = decline(held, reason="missing_context")
        item = pairs[0].comparison.item
        withdraw_item(study=self.study, item=item, by=None, reason="Broken.")
        found = monitor(self.study).coverage
        judged = {pair.comparison_id for pair in pairs[1:]}
        self.assertEqual(found.withdrawn, 1)
        self.assertEqual((found.complete, found.begun, found.items), (0, len(judged), 30))
        self.assertEqual((found.done, found.planned, found.open), (len(judged), 58, 0))
        first = found.rows[0]
        self.assertEqual(first.item, handed_on.comparison.item.external_id)
        self.assertEqual(first.reasons, (("Missing context", 1),))
        self.assertEqual((first.planned, first.open), (2, 0))

    def test_the_forecast_counts_what_is_left(self):
        judge(self.rater, "lrlrlr")
        found = monitor(self.study).forecast
        self.assertEqual(found.left, 54)
        self.assertEqual(found.end, (timezone.now() + timedelta(days=9)).date())
