"""Mail to raters: sent once, with the mail server or the broker down later, never with content."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from unittest import mock

from django.core import mail
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from annotations.entrance import letters, tasks
from annotations.entrance.inviting import BadList, invite_list
from annotations.entrance.raters import add_rater, physician
from annotations.entrance.reminding import raters_to_remind, remind, stop_reminders
from annotations.entrance.seats import remove_rater
from annotations.exceptions import AnnotationsError
from annotations.models import AuditEvent, Invitation, Letter, StudyRater, User
from annotations.models.fields import new_key
from tests.factories import add_researcher, make_running_study, make_user
from tests.judging import claim, submit

SITE = "https://study.example.org"
DOWN = mock.patch(
    "django.core.mail.EmailMessage.send", side_effect=SMTPServerDisconnected("wang@example.org")
)


def link_in(text: str) -> str:
    return text.split(f"{SITE}")[1].split()[0]


class InvitingTests(TestCase):
    def setUp(self) -> None:
        self.study = make_running_study(raters_per_comparison=3)
        self.key = new_key()

    def invite(self, text: str, **fields: object):
        given = {"key": self.key, "by": None} | fields
        return invite_list(study=self.study, text=text, **given)

    def test_everybody_gets_a_link_of_their_own(self):
        invited = self.invite("王医生,,Cardiology,20\n李医生\nAnna Smith,anna@example.org")
        self.assertEqual(len({one.link.token for one in invited}), 3)
        first = invited[0].rater
        self.assertEqual((first.user.name, first.quota), ("王医生", 20))
        self.assertEqual(first.specialties, ["Cardiology"])
        self.assertFalse(Letter.objects.exists())

    def test_with_one_bad_line_nobody_is_invited(self):
        boss = add_researcher(self.study)
        physician(email="in@example.org", name="In")
        add_rater(study=self.study, user=User.objects.get(email="in@example.org"), by=None)
        with self.assertRaises(BadList) as caught:
            self.invite(f"王医生\nBoss,{boss.email}\nIn,in@example.org\nX,x@-bad-.org,3")
        self.assertEqual(
            [(line.line, line.fault) for line in caught.exception.lines],
            [(2, "runs_it"), (3, "known"), (4, "bad_mail")],
        )
        self.assertEqual((self.study.raters.count(), Invitation.objects.count()), (1, 0))

    def test_a_panel_has_so_many_seats(self):
        self.study = make_running_study(panel="fixed", raters_per_comparison=2)
        with self.assertRaises(BadList) as caught:
            self.invite("一\n二\n三")
        self.assertEqual(
            [(line.line, line.fault) for line in caught.exception.lines], [(3, "no_seat")]
        )
        self.assertEqual([one.rater.seat for one in self.invite("一\n二")], [1, 2])

    def test_an_empty_list(self):
        with self.assertRaises(AnnotationsError):
            self.invite(" \n")

    def test_sent_again_it_is_the_same_people_and_one_letter(self):
        text = "王医生,wang@example.org\n李医生"
        first, second = self.invite(text, site=SITE), self.invite(text, site=SITE)
        self.assertEqual([one.rater for one in first], [one.rater for one in second])
        self.assertEqual(first[0].link.token, second[0].link.token)
        self.assertEqual(Letter.objects.count(), 1)


class LetterTests(TestCase):
    def setUp(self) -> None:
        self.study = make_running_study(single_turn=2, raters_per_comparison=3)
        text = "王医生,wang@example.org"
        (self.invited,) = invite_list(
            study=self.study, text=text, key=new_key(), by=None, site=SITE
        )
        self.letter = Letter.objects.get()

    def test_the_link_in_it_is_the_one_on_the_page_and_signs_in(self):
        self.assertTrue(letters.send_letter(self.letter.pk))
        (sent,) = mail.outbox
        self.assertEqual(sent.to, ["wang@example.org"])
        self.assertEqual(link_in(sent.body), f"/join/{self.invited.link.token}/")
        client = Client()
        client.post(link_in(sent.body))
        self.assertEqual(client.session["_auth_user_id"], str(self.invited.rater.user_id))

    def test_delivered_twice_it_is_sent_once(self):
        for _ in range(2):
            tasks.send_letter(self.letter.pk)
        tasks.send_due_letters()
        self.assertEqual(len(mail.outbox), 1)
        self.letter.refresh_from_db()
        self.assertEqual(self.letter.state, "sent")

    def test_with_the_mail_server_down_it_waits_and_the_link_works(self):
        with DOWN, self.assertLogs("annotations.entrance.tasks", "WARNING") as logs:
            tasks.send_letter(self.letter.pk)
        self.assertNotIn("wang@", "".join(logs.output))
        self.letter.refresh_from_db()
        self.assertEqual(
            (self.letter.state, self.letter.error), ("queued", "SMTPServerDisconnected")
        )
        tasks.send_due_letters()
        self.assertEqual(mail.outbox, [])
        self.assertEqual(Client().post(f"/join/{self.invited.link.token}/").status_code, 302)

    def test_once_it_is_up_again_the_sweep_sends_it(self):
        with DOWN, self.assertLogs("annotations.entrance.tasks", "WARNING"):
            tasks.send_letter(self.letter.pk)
        self.make_due()
        tasks.send_due_letters()
        self.assertEqual(link_in(mail.outbox[0].body), f"/join/{self.invited.link.token}/")

    def test_a_worker_that_died_while_sending(self):
        Letter.objects.update(attempts=1, not_before=timezone.now() + letters.LEASE)
        tasks.send_due_letters()
        self.assertEqual(mail.outbox, [])
        self.make_due()
        tasks.send_due_letters()
        self.assertEqual(len(mail.outbox), 1)

    def make_due(self) -> None:
        Letter.objects.update(not_before=timezone.now() - timedelta(seconds=1))

    def test_nobody_who_left_is_written_to(self):
        remove_rater(rater=self.invited.rater, by=None)
        tasks.send_due_letters()
        self.letter.refresh_from_db()
        self.assertEqual((mail.outbox, self.letter.state), ([], "dropped"))

    def test_a_broker_that_is_down_makes_no_error(self):
        broken = mock.patch("celery.app.base.Celery.send_task", side_effect=OperationalError)
        run = self.captureOnCommitCallbacks(execute=True)
        with broken as sent, self.assertLogs("django.test", "ERROR"), run:
            letters.queue_letter(rater=self.invited.rater, kind="invitation", site=SITE, by=None)
        self.assertTrue(sent.called)
        self.assertEqual(Letter.objects.filter(state="queued").count(), 2)

    def test_the_database_alone_opens_nothing(self):
        stored = [*Letter.objects.values_list(), *Invitation.objects.values_list()]
        self.assertNotIn(self.invited.link.token, repr(stored))
        with override_settings(SECRET_KEY="another"):
            self.assertNotEqual(letters.token_of(self.letter.key), self.invited.link.token)


class ReminderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = make_running_study(single_turn=2, raters_per_comparison=3, repeat_share=0)
        user = make_user(name="王医生", email="wang@example.org")
        cls.rater = add_rater(study=cls.study, user=user, by=None)

    def remind(self, **fields: object):
        rater = StudyRater.objects.select_related("study", "user").get(pk=self.rater.pk)
        return remind(rater=rater, **{"site": SITE, "by_mail": True, "by": None} | fields)

    def test_at_most_one_in_three_days(self):
        self.assertTrue(self.remind())
        self.assertIsNone(self.remind())
        StudyRater.objects.update(reminded_at=timezone.now() - timedelta(days=3, seconds=1))
        self.assertTrue(self.remind(by_mail=False))
        events = AuditEvent.objects.filter(action="rater.remind").order_by("sequence")
        self.assertEqual([event.data["channel"] for event in events], ["mail", "copied"])

    def test_it_carries_no_content(self):
        self.remind()
        tasks.send_due_letters()
        (sent,) = mail.outbox
        text = sent.subject + sent.body
        for item in self.study.items.all():
            self.assertNotIn(item.external_id, text)
            self.assertNotIn(item.prompt, text)
        for hidden in ("secret-", "Answer 0", self.rater.pseudonym, self.study.slug):
            self.assertNotIn(hidden, text)

    def test_who_asks_for_none_gets_none_without_signing_in(self):
        self.remind()
        tasks.send_due_letters()
        headers = mail.outbox[0].extra_headers
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        address = headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)
        # As a mail program sends it: no cookie, no token.
        client = Client(enforce_csrf_checks=True)
        self.assertContains(client.get(address), "at most once in three days")
        self.assertFalse(StudyRater.objects.filter(reminders_stopped_at__isnull=False).exists())
        for _ in range(2):
            answer = client.post(address, {"List-Unsubscribe": "One-Click"})
            self.assertContains(answer, "no more reminders")
        self.assertEqual(AuditEvent.objects.filter(action="reminders.stop").count(), 1)
        StudyRater.objects.update(reminded_at=None)
        self.assertIsNone(self.remind())
        client.post(address, {"again": "1"})
        self.assertTrue(self.remind())

    def test_a_reminder_on_its_way_is_dropped_when_they_ask_for_none(self):
        self.remind()
        stop_reminders(rater=StudyRater.objects.select_related("study").get(pk=self.rater.pk))
        tasks.send_due_letters()
        self.assertEqual(mail.outbox, [])

    def test_who_has_nothing_left_or_judged_today_is_not_reminded(self):
        self.assertEqual(raters_to_remind(self.study), [self.rater])
        submit(claim(self.rater).assignment)
        self.assertEqual(raters_to_remind(self.study), [])
        submit(claim(self.rater).assignment)
        self.assertIsNone(self.remind())


@override_settings(MAIL_IS_SET_UP=True, SITE_URL=SITE)
class PageTests(TestCase):
    def setUp(self) -> None:
        self.study = make_running_study(single_turn=2, raters_per_comparison=3)
        self.client.force_login(add_researcher(self.study))

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"researcher:{name}", kwargs={"slug": self.study.slug} | arguments)

    def invite(self, people: str, **fields: object):
        given = {"key": new_key(), "days": 14, "people": people} | fields
        return self.client.post(
            self.url("invite_many"), {f"list-{name}": value for name, value in given.items()}
        )

    def test_a_list_with_mail_down_is_a_page_of_links_to_copy(self):
        with DOWN, self.captureOnCommitCallbacks(execute=True):
            page = self.invite("王医生,wang@example.org\n李医生", by_mail="on")
        self.assertContains(page, 'class="segno"', count=2)
        self.assertContains(page, "by mail too", count=1)
        self.assertContains(page, "[李医生]")
        self.assertEqual(Letter.objects.get().state, "queued")
        self.assertEqual(self.client.get(self.url("raters")).status_code, 200)

    def test_bad_lines_are_named_and_the_text_stays(self):
        page = self.invite("王医生\nnobody@example.org")
        self.assertContains(page, "Line 2: It begins with no name.", status_code=422)
        self.assertContains(page, "王医生", status_code=422)
        self.assertFalse(StudyRater.objects.exists())

    def test_a_rater_from_invitation_to_successor(self):
        self.invite("王医生")
        rater = StudyRater.objects.get()
        at = {"pseudonym": rater.pseudonym}
        page = self.url("rater", **at)
        self.client.post(page, {"place-quota": 1, "place-specialties": "心内科、呼吸科"})
        self.client.post(self.url("pause_rater", **at))
        rater.refresh_from_db()
        self.assertEqual(
            (rater.quota, rater.specialties, rater.status), (1, ["呼吸科", "心内科"], "paused")
        )
        self.client.post(self.url("resume_rater", **at))
        self.assertContains(self.client.post(self.url("remind", **at)), "still waiting")
        self.assertRedirects(self.client.post(self.url("remind", **at)), page)
        given = {"successor-key": new_key(), "successor-name": "李医生"}
        for _ in range(2):
            answer = self.client.post(self.url("replace_rater", **at), given)
            self.assertContains(answer, "A link for 李医生")
        self.assertEqual(self.study.raters.filter(status="active").get().quota, 1)
        self.assertEqual(self.client.post(self.url("remove_rater", **at), {}).status_code, 422)

    def test_a_new_link_by_mail_is_shown_as_well(self):
        self.invite("王医生,wang@example.org")
        rater = StudyRater.objects.get()
        url = self.url("mail_link", pseudonym=rater.pseudonym)
        page = self.client.post(url)
        tasks.send_due_letters()
        self.assertContains(page, link_in(mail.outbox[0].body).split("/join/")[1])
        User.objects.filter(pk=rater.user_id).update(email=None)
        self.assertEqual(self.client.post(url).status_code, 404)

    def test_reminding_all_shows_the_texts(self):
        self.invite("王医生\n李医生")
        page = self.client.post(self.url("remind_all"))
        self.assertContains(page, "Links for 2 people")
        self.assertRedirects(self.client.post(self.url("remind_all")), self.url("raters"))
        self.assertEqual(AuditEvent.objects.filter(action="rater.remind").count(), 2)
