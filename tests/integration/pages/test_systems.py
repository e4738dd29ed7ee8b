"""Setting up systems and endpoints on their pages."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.generation.keys import decrypt_key
from annotations.models import AuditEvent, Endpoint, Response, System
from annotations.studies.endpoints import check_base_url
from annotations.studies.lifecycle import start_study
from tests.factories import add_researcher, fill_study, make_item, make_response, make_study

LIMITS = {
    "concurrency": "4",
    "requests_per_minute": "",
    "timeout_seconds": "120",
    "max_attempts": "6",
    "price_per_million_prompt_tokens": "0",
    "price_per_million_completion_tokens": "0",
    "budget": "",
}
SYSTEM = {
    "name": "Gamma",
    "aliases": "Gamma-7B\n\n Gamma Labs \nGamma-7B",
    "endpoint": "",
    "model_name": "",
    "prompt_template": "{prompt}",
}


class SetUpTestCase(TestCase):
    def setUp(self):
        self.study = make_study()
        self.client.force_login(add_researcher(self.study))

    def url(self, name, **arguments):
        return reverse(f"researcher:{name}", kwargs={"slug": self.study.slug, **arguments})

    def post(self, name, data, **arguments):
        return self.client.post(self.url(name, **arguments), data)

    def add_endpoint(self, **fields):
        data = {"name": "cloud", "base_url": "https://api.example.com/v1", **LIMITS} | fields
        return self.post("new_endpoint", data)


class EndpointPageTests(SetUpTestCase):
    def test_an_endpoint_is_added_and_its_key_never_shown_again(self):
        self.assertRedirects(self.add_endpoint(key=" sk-canary "), self.url("setup_systems"))
        endpoint = self.study.endpoints.get()
        self.assertEqual(decrypt_key(endpoint.encrypted_key), "sk-canary")
        for name, arguments in (("setup_systems", {}), ("endpoint", {"endpoint": endpoint.pk})):
            page = self.client.get(self.url(name, **arguments))
            self.assertNotContains(page, "sk-canary")
            self.assertNotContains(page, endpoint.encrypted_key)
            self.assertContains(page, "key is stored, set on")
        for event in AuditEvent.objects.all():
            self.assertNotIn("sk-canary", str(event.data))

    def test_what_is_refused_comes_back_without_the_key(self):
        page = self.add_endpoint(key="sk-canary", base_url="ftp://x/v1")
        self.assertContains(page, "begins with http://", status_code=422)
        self.assertNotContains(page, "sk-canary", status_code=422)
        self.assertFalse(Endpoint.objects.exists())

    def test_addresses(self):
        for given, kept in (
            (" https://a.example/v1/ ", "https://a.example/v1"),
            ("http://10.0.0.7:8000/v1/chat/completions", "http://10.0.0.7:8000/v1"),
        ):
            self.assertEqual(check_base_url(given), kept)
        for refused in (
            "file:///etc/passwd",
            "gopher://x",
            "https://",
            "https://user:pw@x/v1",
            "https://x/v1?a=b",
            "https://x:99999/v1",
            "api.example.com/v1",
        ):
            self.assertEqual(self.add_endpoint(base_url=refused).status_code, 422, refused)

    def test_a_budget_needs_prices(self):
        page = self.add_endpoint(budget="5")
        self.assertContains(page, "A budget needs prices", status_code=422)
        self.add_endpoint(budget="5", price_per_million_completion_tokens="2")
        self.assertEqual(self.study.endpoints.get().budget, 5)

    def test_a_key_is_replaced_and_removed(self):
        self.add_endpoint(key="sk-first")
        endpoint = self.study.endpoints.get()
        self.post("endpoint_key", {"key": "sk-second"}, endpoint=endpoint.pk)
        endpoint.refresh_from_db()
        self.assertEqual(decrypt_key(endpoint.encrypted_key), "sk-second")
        page = self.post("endpoint_key", {"key": "两"}, endpoint=endpoint.pk)
        self.assertContains(page, "characters that no key has", status_code=409)
        self.post("endpoint_key", {"remove": "1"}, endpoint=endpoint.pk)
        endpoint.refresh_from_db()
        self.assertEqual((endpoint.encrypted_key, endpoint.key_set_at), ("", None))

    def test_a_private_address_says_who_can_allow_it(self):
        self.add_endpoint(base_url="http://192.168.3.4:8000/v1")
        page = self.client.get(self.url("endpoint", endpoint=self.study.endpoints.get().pk))
        self.assertContains(page, "PRIVATE_ENDPOINTS")

    def test_one_that_is_asked_is_not_removed(self):
        self.add_endpoint()
        endpoint = self.study.endpoints.get()
        self.study.systems.update(endpoint=endpoint)
        self.post("remove_endpoint", {}, endpoint=endpoint.pk)
        self.assertTrue(self.study.endpoints.exists())
        self.study.systems.update(endpoint=None)
        self.post("remove_endpoint", {}, endpoint=endpoint.pk)
        self.assertFalse(self.study.endpoints.exists())

    def test_after_the_start_limits_change_and_the_address_does_not(self):
        self.add_endpoint()
        start_study(study=fill_study(self.study, single_turn=1), by=None)
        endpoint = self.study.endpoints.get()
        self.assertNotContains(
            self.client.get(self.url("endpoint", endpoint=endpoint.pk)), "base_url"
        )
        data = {"name": "x", "base_url": "https://evil.example", **LIMITS, "concurrency": "9"}
        self.post("endpoint", data, endpoint=endpoint.pk)
        endpoint.refresh_from_db()
        self.assertEqual(
            (endpoint.name, endpoint.base_url, endpoint.concurrency),
            ("cloud", "https://api.example.com/v1", 9),
        )
        self.assertEqual(AuditEvent.objects.get(action="endpoint.limits").data, {"concurrency": 9})


class SystemPageTests(SetUpTestCase):
    def test_a_system_is_added_with_what_it_is_sent(self):
        self.add_endpoint()
        endpoint = self.study.endpoints.get()
        data = SYSTEM | {
            "endpoint": endpoint.pk,
            "model_name": "gamma-7b-chat",
            "temperature": "0.2",
            "max_tokens": "800",
            "more": '{"presence_penalty": 0.5}',
            "system_prompt": "Be brief.\r\nBe kind.",
        }
        self.assertRedirects(self.post("new_system", data), self.url("setup_systems"))
        system = self.study.systems.get(name="Gamma")
        self.assertEqual(system.aliases, ["Gamma-7B", "Gamma Labs"])
        self.assertEqual(
            system.parameters, {"temperature": 0.2, "max_tokens": 800, "presence_penalty": 0.5}
        )
        self.assertEqual((system.system_prompt, system.position), ("Be brief.\nBe kind.", 2))
        page = self.client.get(self.url("system", system=system.pk))
        for shown in ("Gamma Labs", "0.2", "presence_penalty", "gamma-7b-chat"):
            self.assertContains(page, shown)

    def test_what_is_wrong_is_said_beside_its_field(self):
        self.add_endpoint()
        endpoint = self.study.endpoints.get().pk
        for wrong, status, said in (
            ({"endpoint": endpoint}, 422, "by which name the endpoint knows"),
            ({"more": "{"}, 422, "This is not JSON"),
            ({"more": "[1]"}, 422, "Give a JSON object"),
            ({"more": '{"seed": 1}'}, 422, "field of their own"),
            ({"more": '{"stream": true}'}, 409, "set by the site itself"),
            ({"prompt_template": "Hello"}, 409, "where the question goes"),
            ({"name": "secret-alpha"}, 409, "a system “secret-alpha” already"),
            ({"aliases": "answers compared"}, 409, "it names this system"),
        ):
            with self.subTest(said):
                page = self.post("new_system", SYSTEM | wrong)
                self.assertContains(page, said, status_code=status)
        self.assertEqual(self.study.systems.count(), 2)

    def test_changed_settings_discard_what_others_brought(self):
        self.add_endpoint()
        system = self.study.systems.first()
        item = make_item(self.study)
        kept = make_response(item, system)
        generated = make_response(
            make_item(self.study), system, origin="generated", settings_sha256="of other settings"
        )
        data = SYSTEM | {"name": system.name, "aliases": "", "system_prompt": "New."}
        self.assertRedirects(self.post("system", data, system=system.pk), self.url("setup_systems"))
        self.assertTrue(Response.objects.filter(pk=kept.pk).exists())
        self.assertFalse(Response.objects.filter(pk=generated.pk).exists())
        self.assertEqual(
            AuditEvent.objects.get(action="system.change").data["answers_discarded"], 1
        )

    def test_a_system_is_removed_with_its_answers(self):
        system = self.study.systems.first()
        make_response(make_item(self.study), system)
        page = self.client.get(self.url("remove_system", system=system.pk))
        self.assertContains(page, "1 answer of this system is removed")
        self.post("remove_system", {}, system=system.pk)
        self.assertFalse(System.objects.filter(pk=system.pk).exists())
        self.assertFalse(Response.objects.exists())

    def test_after_the_start_nothing_changes(self):
        start_study(study=fill_study(self.study, single_turn=1), by=None)
        system = self.study.systems.first()
        for name, data, arguments in (
            ("new_system", SYSTEM, {}),
            ("system", SYSTEM, {"system": system.pk}),
            ("new_endpoint", {"name": "x", "base_url": "https://x.example/v1", **LIMITS}, {}),
        ):
            page = self.post(name, data, **arguments)
            self.assertContains(page, "The study has started", status_code=409)
        self.post("remove_system", {}, system=system.pk)
        self.assertEqual(self.study.systems.count(), 2)
        self.assertFalse(self.study.endpoints.exists())


class PatientPageTests(SetUpTestCase):
    def test_the_patient_comes_with_instructions_that_can_be_changed(self):
        self.add_endpoint()
        page = self.client.get(self.url("new_patient"))
        self.assertContains(page, "你在扮演一位")
        data = {
            "name": "Patient",
            "endpoint": self.study.endpoints.get().pk,
            "model_name": "p",
            "prompt_zh": "你是患者。{case}",
            "prompt_en": "You are ill.",
        }
        page = self.post("new_patient", data)
        self.assertContains(page, "Put {case} where", status_code=422)
        self.post("new_patient", data | {"prompt_en": "You are ill.\r\n{case}"})
        patient = self.study.systems.get(role="patient")
        self.assertEqual(patient.model_name, "p")
        self.assertEqual(
            self.study.prompt_versions.get().text,
            {"zh-hans": "你是患者。{case}", "en": "You are ill.\n{case}"},
        )
        page = self.post("new_patient", data | {"prompt_en": "{case}", "name": "Other"})
        self.assertContains(page, "has a simulated patient already", status_code=409)


class ListTests(SetUpTestCase):
    def test_the_list_costs_the_same_however_many_systems(self):
        self.add_endpoint()

        def statements():
            with CaptureQueriesContext(connection) as captured:
                self.client.get(self.url("setup_systems"))
            return len(captured)

        before = statements()
        for number in range(5):
            self.post("new_system", SYSTEM | {"name": f"Gamma {number}", "aliases": ""})
            self.add_endpoint(name=f"e{number}")
        self.assertEqual(statements(), before)
