"""Every address × everybody: what is not yours does not exist, and nothing is written.

A new URL without a row here fails.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, TestCase
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.models import (
    Assignment,
    AuditEvent,
    Export,
    Response,
    Study,
    StudyMember,
    Submission,
    User,
)
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests import factories
from tests.judging import entry_for

ACTORS = (
    "anonymous",
    "stranger",
    "rater",
    "rater elsewhere",
    "researcher",
    "researcher elsewhere",
    "analyst",
    "system admin",
)
# Everything of a researcher, but for what AS_ADMINISTRATOR says.
ADMINISTRATOR = "study administrator"
SIGN_IN = 302  # to the sign-in page

RUNS_IT = [302, 404, 404, 404, 200, 404, 404, 404]
GOES_ON = [302, 404, 404, 404, 302, 404, 404, 404]
FAULTY = [302, 404, 404, 404, 422, 404, 404, 404]
PREVIEW = {
    "study": ("get", ("study_id",), RUNS_IT),
    "judge": ("get", ("study_id",), RUNS_IT),
    "submit": ("post", ("study_id", "token"), FAULTY),
    "draft": ("post", ("study_id", "token"), RUNS_IT),
    "decline": ("post", ("study_id", "token"), FAULTY),
    "report": ("post", ("study_id", "token"), FAULTY),
    "history": ("get", ("study_id",), RUNS_IT),
    "finish": ("get", ("study_id",), RUNS_IT),
    # This study has no guideline.
    "guideline": ("get", ("study_id",), [302] + [404] * 7),
    "csrf": ("get", ("study_id",), RUNS_IT),
    "language": ("post", ("study_id",), GOES_ON),
    "size": ("post", ("study_id",), GOES_ON),
}

# name: (method, arguments, an answer for each of ACTORS)
EXPECTED = {
    "home": ("get", (), [302, 200, 302, 302, 302, 302, 302, 200]),
    # Somebody else's published numbers: of no study here.
    "counts": ("get", (), [302] + [200] * 7),
    "set_language": ("post", (), [302] * 8),
    "account:login": ("get", (), [200] + [302] * 7),
    "account:logout": ("post", (), [302] * 8),
    "account:preferences": ("get", (), [302] + [200] * 7),
    "account:signed_out": ("get", (), [200] * 8),
    # A dead link: what a live one does for whom is tested with the links.
    "account:join": ("post", ("token",), [404] * 8),
    # Opened by whoever has its random key; this one is nobody's.
    "account:reminders": ("post", ("key",), [404] * 8),
    "account:code": ("post", (), [422] * 8),
    "account:device": ("get", (), [302] + [200] * 7),
    # A dead link, as above.
    "account:join_team": ("post", ("token",), [404] * 8),
    # For whoever works on studies; a stranger may be somebody who will.
    "account:tokens": ("get", (), [302, 200, 404, 404, 200, 200, 200, 200]),
    "account:revoke_token": ("post", ("api_token",), [302] + [404] * 7),
    "account:profile": ("get", (), [302] + [200] * 7),
    # No mail server in the tests' settings.
    "account:mail_code": ("get", (), [404] * 8),
    # In place of the admin's own form; who is signed in finds nothing here.
    "admin_sign_in": ("get", (), [302] + [404] * 7),
    # Not in demo mode; its own tests open it.
    "account:demo_sign_in": ("get", ("role", "secret"), [404] * 8),
    "rater:study": ("get", ("study_id",), [302, 404, 200, 404, 404, 404, 404, 404]),
    # Accepting leads on to the pairs; this study has no texts, so there is no guideline either,
    # and nothing to withdraw.
    "rater:accept": ("post", ("study_id",), [302, 404, 302, 404, 404, 404, 404, 404]),
    "rater:guideline": ("get", ("study_id",), [302, 404, 404, 404, 404, 404, 404, 404]),
    "rater:withdraw": ("post", ("study_id",), [302, 404, 302, 404, 404, 404, 404, 404]),
    "rater:judge": ("get", ("study_id",), [302, 404, 200, 404, 404, 404, 404, 404]),
    "rater:submit": ("post", ("study_id", "token"), [302, 404, 422, 404, 404, 404, 404, 404]),
    # Without a reason and without a key nothing changes for the one who may.
    "rater:decline": ("post", ("study_id", "token"), [302, 404, 422, 404, 404, 404, 404, 404]),
    "rater:report": ("post", ("study_id", "token"), [302, 404, 422, 404, 404, 404, 404, 404]),
    "rater:history": ("get", ("study_id",), [302, 404, 200, 404, 404, 404, 404, 404]),
    "rater:finish": ("get", ("study_id",), [302, 404, 200, 404, 404, 404, 404, 404]),
    # Not through yet: back to the page that says so.
    "rater:guess": ("post", ("study_id", "judged"), [302, 404, 302, 404, 404, 404, 404, 404]),
    "rater:revise": ("get", ("study_id", "judged"), [302, 404, 200, 404, 404, 404, 404, 404]),
    # Nobody reads the author's opinion before the pair is handed in, and this is no practice.
    "rater:feedback": ("get", ("study_id", "token"), [302] + [404] * 7),
    "rater:any_specialty": ("post", ("study_id",), [302, 404, 302, 404, 404, 404, 404, 404]),
    # The page's script asks; a stranger's session is told so instead of being led to a page.
    "rater:draft": ("post", ("study_id", "token"), [401, 404, 200, 404, 404, 404, 404, 404]),
    "rater:csrf": ("get", ("study_id",), [401, 404, 200, 404, 404, 404, 404, 404]),
    # The raters' own pages, for who runs the study; nothing is stored whatever is sent.
    **{
        f"preview-{language}:{name}": row
        for language in ("en", "zh-hans")
        for name, row in PREVIEW.items()
    },
    "researcher:leaks": ("get", ("slug",), RUNS_IT),
    # Nothing is ticked: back to the page.
    "researcher:decide_leaks": ("post", ("slug",), GOES_ON),
    "researcher:blinding": ("get", ("slug",), [302] + [404] * 7),
    "researcher:record": ("get", ("slug",), RUNS_IT),
    "researcher:protocol": ("get", ("slug",), RUNS_IT),
    "researcher:verify": ("post", ("slug",), RUNS_IT),
    "researcher:note_deviation": ("post", ("slug",), FAULTY),
    "researcher:change_running": ("post", ("slug",), FAULTY),
    "researcher:studies": ("get", (), [302, 200, 200, 200, 200, 200, 200, 200]),
    "researcher:study": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 200, 404]),
    # Whoever was made a researcher or runs a study; an operator's account runs none.
    "researcher:new": ("get", (), [302, 404, 404, 404, 200, 200, 404, 404]),
    "researcher:setup_plan": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:plan_means": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:setup_criteria": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:setup_raters": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:setup_preview": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    # A running study: to its plan.
    "researcher:setup": ("get", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:setup_items": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:setup_item": ("get", ("slug", "item"), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:example_file": (
        "get",
        ("slug", "example"),
        [302, 404, 404, 404, 200, 404, 404, 404],
    ),
    # A running study takes nothing and loses nothing: back to the step, which says so.
    "researcher:remove_items": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:remove_answers": (
        "post",
        ("slug", "system"),
        [302, 404, 404, 404, 302, 404, 404, 404],
    ),
    # An empty form, and files that are not there: their own tests send some.
    "researcher:upload_file": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:uploaded_file": ("get", ("slug", "token"), [302] + [404] * 7),
    "researcher:map_columns": ("post", ("slug", "token"), [302] + [404] * 7),
    "researcher:bad_rows": ("get", ("slug", "token"), [302] + [404] * 7),
    "researcher:import_file": (
        "post",
        ("slug", "token"),
        [302, 404, 404, 404, 302, 404, 404, 404],
    ),
    "researcher:discard_file": (
        "post",
        ("slug", "token"),
        [302, 404, 404, 404, 302, 404, 404, 404],
    ),
    "researcher:setup_start": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:members": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    # To change the team takes an administrator. Empty forms, and the last of them.
    "researcher:add_member": ("post", ("slug",), [302] + [404] * 7),
    "researcher:change_member": ("post", ("slug", "member"), [302] + [404] * 7),
    "researcher:remove_member": ("post", ("slug", "member"), [302] + [404] * 7),
    "researcher:revoke_member_link": ("post", ("slug", "link"), [302] + [404] * 7),
    "researcher:raters": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    # Empty forms, a rater and a link that are not there.
    "researcher:invite": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:invite_group": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:invite_many": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    # Nobody is there who may be reminded.
    "researcher:remind_all": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:rater": ("get", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:pause_rater": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:resume_rater": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:remove_rater": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:replace_rater": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:mail_link": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:remind": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:new_link": ("post", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:revoke": ("post", ("slug", "link"), [302] + [404] * 7),
    # Without the ticked box, so that nothing changes for those who may.
    "researcher:freeze": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:unblind": ("post", ("slug",), [302] + [404] * 7),
    "researcher:exclude": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:pause": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:resume": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:setup_systems": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:new_system": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:new_patient": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:system": ("post", ("slug", "system"), [302, 404, 404, 404, 422, 404, 404, 404]),
    # The study has started: told so, and nothing is removed.
    "researcher:remove_system": ("post", ("slug", "system"), [302] + [404] * 3 + [302] + [404] * 3),
    "researcher:remove_endpoint": (
        "post",
        ("slug", "endpoint"),
        [302, 404, 404, 404, 302, 404, 404, 404],
    ),
    # A system without an endpoint.
    "researcher:try_system": ("post", ("slug", "system"), [302] + [404] * 3 + [409] + [404] * 3),
    "researcher:new_endpoint": ("post", ("slug",), [302, 404, 404, 404, 422, 404, 404, 404]),
    "researcher:endpoint": ("post", ("slug", "endpoint"), [302] + [404] * 3 + [422] + [404] * 3),
    "researcher:endpoint_key": (
        "post",
        ("slug", "endpoint"),
        [302, 404, 404, 404, 422, 404, 404, 404],
    ),
    "researcher:generation": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 404, 404]),
    "researcher:generate": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:pause_generation": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:retry_generation": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:answer": ("post", ("slug", "response"), [302] + [404] * 3 + [422] + [404] * 3),
    "researcher:retry": ("post", ("slug",), [302, 404, 404, 404, 302, 404, 404, 404]),
    "researcher:withdraw_item": ("post", ("slug", "item"), [302] + [404] * 3 + [422] + [404] * 3),
    "researcher:settle": ("post", ("slug", "report"), [302] + [404] * 7),
    "researcher:monitor": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 200, 404]),
    # No alarm is raised here.
    "researcher:acknowledge": ("post", ("slug", "pseudonym", "rule"), [302] + [404] * 7),
    # While the study is blinded nobody has results.
    "researcher:results": ("get", ("slug",), [302] + [404] * 7),
    "researcher:judgments": ("get", ("slug",), [302] + [404] * 7),
    "researcher:pair": ("get", ("slug", "comparison"), [302] + [404] * 7),
    "researcher:report_file": ("get", ("slug", "ending"), [302] + [404] * 7),
    # Nothing is withheld here.
    "researcher:finding": ("post", ("slug", "problem"), [302] + [404] * 7),
    "researcher:figure_file": ("get", ("slug", "figure", "form"), [302] + [404] * 7),
    "researcher:table_file": ("get", ("slug", "name", "form"), [302] + [404] * 7),
    "researcher:text_file": ("get", ("slug", "text"), [302] + [404] * 7),
    "researcher:export": ("post", ("slug", "what", "form"), [302] + [404] * 7),
    # LLM judges: an empty form, a judge and a file that are not there.
    "researcher:judges": ("get", ("slug",), RUNS_IT),
    "researcher:upload_verdicts": ("post", ("slug",), FAULTY),
    "researcher:remove_judge": ("post", ("slug", "judge"), [302] + [404] * 7),
    "researcher:judge_file": ("get", ("slug", "token"), [302] + [404] * 7),
    "researcher:map_verdicts": ("post", ("slug", "token"), [302] + [404] * 7),
    "researcher:import_verdicts": ("post", ("slug", "token"), GOES_ON),
    "researcher:discard_verdicts": ("post", ("slug", "token"), GOES_ON),
    "researcher:bad_verdicts": ("get", ("slug", "token"), [302] + [404] * 7),
    # To erase somebody takes an administrator.
    "researcher:erase_rater": ("get", ("slug", "pseudonym"), [302] + [404] * 7),
    "researcher:exports": ("get", ("slug",), [302, 404, 404, 404, 200, 404, 200, 404]),
    "researcher:make_bundle": ("post", ("slug",), [302] + [404] * 7),
    # None was made.
    "researcher:download_bundle": ("post", ("slug", "job"), [302] + [404] * 7),
}
AS_ADMINISTRATOR = {
    "researcher:add_member": 422,
    "researcher:change_member": 422,
    "researcher:remove_member": 409,
    "researcher:unblind": 422,
}
AFTER_UNBLINDING = {
    "researcher:results": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:judgments": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:pair": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:report_file": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:figure_file": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:table_file": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:text_file": [302, 404, 404, 404, 200, 404, 200, 404],
    "researcher:export": [302, 404, 404, 404, 200, 404, 200, 404],
}
CHANGING = {
    ("researcher:generate", "researcher"),
    ("researcher:pause_generation", "researcher"),
    ("researcher:pause", "researcher"),
    ("researcher:resume", "researcher"),
}
# Django's own, for the system administrator, behind its own sign-in; the API has its own table.
NOT_OURS = {"admin", "api"}


def expected(name: str) -> dict[str, int]:
    """Everybody's answer."""
    answers = dict(zip(ACTORS, EXPECTED[name][2], strict=True))
    return answers | {ADMINISTRATOR: AS_ADMINISTRATOR.get(name, answers["researcher"])}


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in NOT_OURS:
                inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                yield from names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


class PermissionTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(single_turn=2, repeat_share=0)
        other = factories.make_running_study(repeat_share=0)
        rater = factories.add_rater(self.study)
        judged = claim_next_assignment(study=self.study, rater=rater).assignment
        criteria = list(self.study.criteria.all())
        submit_judgments(assignment=judged, entry=entry_for(criteria), criteria=criteria)
        claim = claim_next_assignment(study=self.study, rater=rater)
        analyst, administrator = factories.make_user(), factories.make_user()
        StudyMember.objects.create(study=self.study, user=analyst, role="analyst")
        StudyMember.objects.create(study=self.study, user=administrator, role="administrator")
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "stranger": factories.make_user(),
            "rater": rater.user,
            "rater elsewhere": factories.add_rater(other).user,
            "researcher": factories.add_researcher(self.study),
            "researcher elsewhere": factories.add_researcher(other),
            "analyst": analyst,
            ADMINISTRATOR: administrator,
            "system admin": factories.make_user(is_staff=True, is_superuser=True),
        }
        self.sessions: dict[str, str] = {}
        self.arguments = {
            "study_id": self.study.public_id,
            "token": claim.assignment.token,
            "judged": judged.token,
            "slug": self.study.slug,
            "what": "judgments",
            "item": self.study.items.first().pk,
            "report": 0,
            "judge": 0,
            "system": self.study.systems.first().pk,
            "response": Response.objects.filter(item__study=self.study).first().pk,
            "endpoint": self.study.endpoints.create(name="own", base_url="http://x.test/v1").pk,
            "example": "items.csv",
            "form": "csv",
            "pseudonym": "R-NOBODY",
            "rule": "side",
            # The only administrator, who must stay one.
            "member": self.study.members.get(user=administrator).pk,
            "api_token": 0,
            "key": "nobody",
            "link": 0,
            "job": 0,
            "comparison": self.study.comparisons.first().pk,
            "ending": "html",
            "problem": "dominant_rater",
            "figure": "flow",
            "name": "flow",
            "text": "paragraphs",
            "role": "researcher",
            "secret": "secret",
        }

    def ask(self, name: str, actor: str) -> int:
        method, keys, _ = EXPECTED[name]
        url = reverse(name, kwargs={key: self.arguments[key] for key in keys})
        answer = getattr(self.browser_of(actor), method)(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        own = name.startswith(("rater:", "researcher:"))
        if own and actor == "anonymous" and answer.status_code == SIGN_IN:
            self.assertIn("/sign-in/", answer.headers["Location"])
        return answer.status_code

    def browser_of(self, actor: str) -> Client:
        """A new one, in the session that this actor began unless something ended it."""
        client, user = Client(), self.people[actor]
        if user and not Session.objects.filter(pk=self.sessions.get(actor)).exists():
            client.force_login(user)
            self.sessions[actor] = client.session.session_key
        if user:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client

    def test_every_address_has_a_row(self):
        self.assertEqual(sorted(set(names(get_resolver()))), sorted(EXPECTED))

    def test_everybody_gets_what_is_theirs(self):
        for name in EXPECTED:
            for actor, answer in expected(name).items():
                before = self.written()
                with self.subTest(name, actor=actor):
                    self.assertEqual(self.ask(name, actor), answer)
                    if (name, actor.replace(ADMINISTRATOR, "researcher")) not in CHANGING:
                        self.assertEqual(self.written(), before)

    def written(self) -> tuple[object, ...]:
        rows = (model.objects.count() for model in (Assignment, Submission, Export, AuditEvent))
        return (Study.objects.get(pk=self.study.pk).state, *rows)

    def test_results_after_unblinding(self):
        by = self.people["researcher"]
        freeze_study(study=self.study, by=by)
        unblind_study(study=self.study, by=by, reason="All is judged.")
        for name, answers in AFTER_UNBLINDING.items():
            found = [self.ask(name, actor) for actor in ACTORS]
            with self.subTest(name):
                self.assertEqual(found, answers)

    def test_a_number_opens_nothing(self):
        self.client.force_login(self.people["rater"])
        for wrong in (self.study.pk, self.study.slug):
            with self.assertRaises(NoReverseMatch):
                reverse("rater:study", kwargs={"study_id": wrong})
            self.assertEqual(self.client.get(f"/s/{wrong}/").status_code, 404)
