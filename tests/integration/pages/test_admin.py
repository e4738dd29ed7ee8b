"""The operator's admin: no way around the ledger or the blinding, and every look is on record."""

from django.contrib import admin
from django.test import TestCase
from django.urls import reverse

from annotations import models
from annotations.generation.keys import encrypt_key
from annotations.models import ApiToken, AttemptCount, AuditEvent, Endpoint, User
from tests import factories
from tests.asking import secret_for
from tests.results import always, judge

OPERATED = {"User", "Study", "Endpoint", "Letter", "AttemptCount", "ApiToken"}
# What an operator may change or delete by it; everything else is for looking at.
CHANGED, DELETED = {"User"}, {"AttemptCount"}


class AdminTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_running_study(raters_per_comparison=1, repeat_share=0)
        judge(cls.study, factories.add_rater(cls.study), always("win"), comment="canary-comment")
        cls.rosa = factories.add_researcher(cls.study)
        cls.secret = secret_for(cls.rosa)
        Endpoint.objects.create(
            study=cls.study,
            name="own",
            base_url="http://10.0.0.7/v1",
            encrypted_key=encrypt_key("sk-canary"),
        )
        AttemptCount.objects.create(key="password:x", window_start="2026-01-01T00:00Z", count=10)
        cls.root = factories.make_user(
            email="root@example.org", password="p", is_staff=True, is_superuser=True
        )

    def setUp(self) -> None:
        self.client.force_login(self.root)

    def url(self, model: type, page: str, *args: object) -> str:
        return reverse(f"admin:annotations_{model._meta.model_name}_{page}", args=args)

    def actions(self) -> list[tuple[str, str]]:
        found = AuditEvent.objects.filter(study=None).order_by("sequence")
        return list(found.values_list("action", "target"))

    def test_only_what_an_operator_needs_is_there(self):
        registered = {model.__name__ for model in admin.site._registry}
        self.assertEqual(registered, OPERATED)

    def test_nothing_is_added_and_little_is_changed(self):
        request = self.client.get(reverse("admin:index")).wsgi_request
        for model, own in admin.site._registry.items():
            with self.subTest(model.__name__):
                self.assertFalse(own.has_add_permission(request))
                self.assertEqual(own.has_change_permission(request), model.__name__ in CHANGED)
                self.assertEqual(own.has_delete_permission(request), model.__name__ in DELETED)

    def test_a_change_that_is_sent_all_the_same_is_refused(self):
        for model in admin.site._registry:
            row = model.objects.first()
            if row is None or model.__name__ in CHANGED:
                continue
            with self.subTest(model.__name__):
                before = model.objects.values().get(pk=row.pk)
                answer = self.client.post(self.url(model, "change", row.pk), {"state": "draft"})
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(model.objects.values().get(pk=row.pk), before)

    def test_pages_show_no_key_no_seed_and_no_name_of_a_system(self):
        secrets = ("sk-canary", "secret-", self.study.seed, self.secret, "canary-comment")
        for model in admin.site._registry:
            pages = [self.url(model, "changelist")]
            pages += [self.url(model, "change", row.pk) for row in model.objects.all()[:3]]
            for page in pages:
                with self.subTest(page):
                    answer = self.client.get(page)
                    self.assertEqual(answer.status_code, 200)
                    for secret in secrets:
                        self.assertNotContains(answer, secret)

    def test_every_look_is_on_record(self):
        self.client.get(self.url(User, "changelist"))
        self.client.get(self.url(User, "change", self.rosa.pk))
        looks = [("admin.list", "user"), ("admin.read", f"user:{self.rosa.pk}")]
        self.assertEqual(self.actions()[-2:], looks)

    def test_a_changed_account_is_on_record_without_its_name(self):
        data = {"name": "Canary", "email": "c@example.org", "language": "en"}
        answer = self.client.post(self.url(User, "change", self.rosa.pk), data)
        self.assertEqual(answer.status_code, 302)
        event = AuditEvent.objects.get(action="user.change")
        self.assertEqual(event.target, f"user:{self.rosa.key}")
        self.assertNotIn("Canary", str(event.data))
        self.rosa.refresh_from_db()
        self.assertFalse(self.rosa.is_active)

    def test_a_lost_token_is_revoked(self):
        token = ApiToken.objects.get()
        data = {"action": "revoke", "_selected_action": [token.pk]}
        self.client.post(self.url(ApiToken, "changelist"), data)
        token.refresh_from_db()
        self.assertIsNotNone(token.revoked_at)
        event = AuditEvent.objects.get(action="token.revoke")
        self.assertEqual(event.actor, f"user:{self.root.key}")

    def test_staff_without_rights_reads_nothing(self):
        self.client.force_login(factories.make_user(is_staff=True))
        for model in admin.site._registry:
            self.assertEqual(self.client.get(self.url(model, "changelist")).status_code, 403)
        self.client.force_login(self.rosa)
        self.assertEqual(self.client.get(self.url(User, "changelist")).status_code, 302)

    def test_a_sign_in_of_staff_is_on_record(self):
        self.client.logout()
        data = {"username": "root@example.org", "password": "p"}
        self.client.post(reverse("account:login"), data)
        self.assertIn(("staff.sign_in", ""), self.actions())
        self.client.logout()
        before = AuditEvent.objects.count()
        data = {"username": self.rosa.email, "password": "correct horse"}
        self.client.post(reverse("account:login"), data)
        self.assertEqual(AuditEvent.objects.count(), before)

    def test_what_is_not_here_has_no_address(self):
        for model in (models.Judgment, models.Response, models.System, models.Submission):
            path = f"/admin/annotations/{model._meta.model_name}/"
            self.assertEqual(self.client.get(path).status_code, 404)
