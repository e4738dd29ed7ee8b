"""The demo's model server, over real HTTP."""

import http.client
import json
import threading
from unittest import TestCase

from evalsite.scripted.script import ITEMS
from evalsite.scripted.server import NOTICE, ScriptedServer


class ScriptedServerTests(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ScriptedServer(port=0)
        cls.thread = threading.Thread(target=cls.server.serve_forever, args=(0.01,))
        cls.thread.start()
        cls.addClassCleanup(cls.thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def ask(self, method: str, path: str, body: bytes | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=5)
        try:
            connection.request(method, path, body)
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def chat(self, **request):
        status, _, raw = self.ask("POST", "/v1/chat/completions", json.dumps(request).encode())
        return status, json.loads(raw)

    def test_says_everywhere_that_answers_are_scripted(self):
        status, headers, body = self.ask("GET", "/")
        self.assertEqual((status, body.decode()), (200, NOTICE + "\n"))
        self.assertEqual(headers["X-Scripted-Answers"], "true")
        _, _, models = self.ask("GET", "/v1/models")
        listed = {row["id"]: row["description"] for row in json.loads(models)["data"]}
        self.assertEqual(
            listed, dict.fromkeys(("scripted-a", "scripted-b", "scripted-patient"), NOTICE)
        )

    def test_answers_in_the_shape_of_the_openai_interface(self):
        prompt = json.loads(ITEMS.read_text(encoding="utf-8").splitlines()[1])["prompt"]
        messages = [{"role": "user", "content": prompt}]
        status, body = self.chat(model="scripted-a", messages=messages, temperature=0)
        self.assertEqual(status, 200)
        choice = body["choices"][0]
        self.assertEqual(
            (choice["finish_reason"], choice["message"]["role"]), ("stop", "assistant")
        )
        self.assertTrue(choice["message"]["content"].startswith("您好，别担心"))
        usage = body["usage"]
        self.assertEqual(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"])
        self.assertEqual(
            (body["object"], body["model"], body["system_fingerprint"]),
            ("chat.completion", "scripted-a", "scripted-demo"),
        )

    def test_refuses_what_it_cannot_do_with_an_error_body(self):
        messages = [{"role": "user", "content": "Hello"}]
        for status, request in (
            (404, {"model": "other", "messages": messages}),
            (400, {"model": "scripted-a", "messages": messages, "stream": True}),
            (400, {"model": "scripted-a", "messages": []}),
            (400, {"model": "scripted-a", "messages": [{"role": "user", "content": None}]}),
        ):
            answer = self.chat(**request)
            self.assertEqual(answer[0], status)
            self.assertEqual(answer[1]["error"]["type"], "invalid_request_error")

    def test_survives_bodies_that_are_not_a_request(self):
        for body in (b"", b"{", b"[]", b"[" * 100_000):
            self.assertEqual(self.ask("POST", "/v1/chat/completions", body)[0], 400)
        self.assertEqual(self.ask("GET", "/v1/other")[0], 404)
