"""Keys for programs: hashed, expiring, scoped, and never further than their person."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.entrance.api_tokens import find_token, live_tokens_of, make_token, revoke_token
from annotations.exceptions import AnnotationsError
from annotations.models import ApiToken, AuditEvent
from tests import factories
from tests.asking import Program, secret_for


class TokenTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study()
        cls.rosa = factories.add_researcher(cls.study)

    def make(self, *scopes: str, **fields):
        return make_token(user=self.rosa, name="Jupyter", scopes=scopes or ("read",), **fields)

    def test_only_the_hash_is_kept(self):
        made = self.make()
        with connection.cursor() as cursor:
            for table in ("annotations_apitoken", "annotations_auditevent"):
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
                self.assertNotIn(made.secret.removeprefix("hev_"), cursor.fetchone()[0])
        self.assertEqual(find_token(made.secret), made.token)

    def test_making_and_revoking_are_recorded(self):
        made = self.make("read", "run", study=self.study)
        revoke_token(made.token)
        revoke_token(made.token)
        events = AuditEvent.objects.filter(action__startswith="token.").order_by("pk")
        self.assertEqual([event.action for event in events], ["token.create", "token.revoke"])
        self.assertEqual(events[0].data["scopes"], ["read", "run"])
        self.assertEqual(events[0].study, self.study)
        self.assertNotIn(made.secret, str([event.data for event in events]))

    def test_a_dead_token_opens_nothing(self):
        dead = {
            "revoked": {"revoked_at": timezone.now()},
            "expired": {
                "created_at": timezone.now() - timedelta(days=2),
                "expires_at": timezone.now() - timedelta(seconds=1),
            },
        }
        for why, fields in dead.items():
            with self.subTest(why):
                made = self.make()
                ApiToken.objects.filter(pk=made.token.pk).update(**fields)
                answer = Program(made.secret).get("studies/")
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.assertEqual(live_tokens_of(self.rosa).count(), 0)

    def test_what_is_no_token_is_401(self):
        made = self.make()
        for secret in (
            "hev_",
            "hev_x y",
            made.secret + "x",
            made.secret.upper(),
            "\xff",
            "x" * 5000,
        ):
            with self.subTest(secret[:10]):
                self.assertEqual(Program(secret).get("studies/").status_code, 401)

    def test_whoever_may_not_sign_in_may_not_ask(self):
        made = self.make()
        self.rosa.is_active = False
        self.rosa.save()
        self.assertEqual(Program(made.secret).get("studies/").status_code, 401)

    def test_a_session_opens_nothing(self):
        self.client.force_login(self.rosa)
        self.assertEqual(self.client.get("/api/v1/studies/").status_code, 401)

    def test_it_reaches_as_far_as_its_person_does_now(self):
        program = Program(self.make().secret)
        self.assertEqual(program.get(f"studies/{self.study.slug}/").status_code, 200)
        self.study.members.all().delete()
        self.assertEqual(program.get(f"studies/{self.study.slug}/").status_code, 404)

    def test_how_long_and_how_many(self):
        for days in (0, 366):
            with self.assertRaises(AnnotationsError):
                self.make(days=days)
        with self.assertRaises(AnnotationsError):
            make_token(user=self.rosa, name="x", scopes=())
        for _ in range(50):
            self.make()
        with self.assertRaises(AnnotationsError):
            self.make()

    def test_the_database_knows_the_scopes(self):
        token = self.make().token
        for fields in ({"scopes": ["read", "everything"]}, {"expires_at": token.created_at}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                ApiToken.objects.filter(pk=token.pk).update(**fields)

    def test_when_it_was_used_is_noted_once_a_minute(self):
        program = Program(self.make().secret)
        with self.assertNumQueries(3):  # the token, its note, the studies with roles
            program.get("studies/")
        with self.assertNumQueries(2):
            program.get("studies/")

    def test_errors_speak_the_language_that_was_asked_for(self):
        program = Program(self.make("run").secret, language="zh-hans")
        self.assertEqual(program.get("studies/").json()["message"], "该令牌缺少权限“read”。")
        self.assertEqual(Program(language="en").get("studies/").json()["code"], "not_authenticated")


class SchemaTests(TestCase):
    def test_is_open_and_names_the_token(self):
        answer = Program().get("schema/")
        self.assertEqual(answer.status_code, 200)
        schema = answer.json()
        self.assertEqual(schema["components"]["securitySchemes"]["token"]["scheme"], "bearer")
        self.assertIn("/api/v1/studies/{slug}/", schema["paths"])

    def test_every_operation_names_its_errors(self):
        operations = [
            (path, method, operation)
            for path, methods in Program().get("schema/").json()["paths"].items()
            for method, operation in methods.items()
            if "schema" not in path
        ]
        for path, method, operation in operations:
            with self.subTest(f"{method} {path}"):
                self.assertLessEqual({"401", "403", "404"}, operation["responses"].keys())


class UsingScopes(TestCase):
    def test_secret_for_has_every_scope(self):
        user = factories.make_user()
        self.assertEqual(set(find_token(secret_for(user)).scopes), set(ApiToken.Scope.values))
