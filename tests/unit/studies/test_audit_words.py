"""Every act that the code records can be read as a sentence, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.test import SimpleTestCase
from django.utils import translation

from annotations.studies.audit_sentences import BY_PREFIX, in_words, sentence_of
from annotations.studies.audit_words import SENTENCES

ROOT = Path(__file__).parents[3] / "annotations"
# Of an f-string its fixed part, with the dot.
IS_ACTION = re.compile(r"[a-z_]+\.[a-z_]+|[a-z_]+\.|\.[a-z_]+")


def actions() -> Iterator[str]:
    """Of every module that records."""
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text("utf-8")
        if "audit" not in source or "migrations" in path.parts or path.stem == "audit_words":
            continue
        for node in ast.walk(ast.parse(source)):
            for value in _recorded(node):
                yield from filter(IS_ACTION.fullmatch, map(_text, ast.walk(value)))


def _recorded(node: ast.AST) -> list[ast.expr]:
    """Where an action's name stands: given as ``action``, kept under that name, or passed on."""
    if isinstance(node, ast.keyword) and node.arg == "action":
        return [node.value]
    if isinstance(node, ast.Assign) and "action" in getattr(node.targets[0], "id", "").lower():
        return [node.value]
    if isinstance(node, ast.Call) and "_record" in getattr(node.func, "id", ""):
        return [one for one in node.args if isinstance(one, ast.Constant)]
    return []


def _text(node: ast.AST) -> str:
    value = getattr(node, "value", None)
    return value if isinstance(node, ast.Constant) and isinstance(value, str) else ""


def is_said(action: str) -> bool:
    if action.startswith("."):
        return any(known.endswith(action) for known in SENTENCES)
    return action in BY_PREFIX or sentence_of(action) is not None


class AuditWordsTests(SimpleTestCase):
    def test_every_action_has_a_sentence(self):
        found = sorted(set(actions()))
        self.assertIn("study.freeze", found)
        self.assertIn("export.", found)
        self.assertGreater(len(found), 40)
        self.assertEqual([action for action in found if not is_said(action)], [])

    def test_every_sentence_is_said_in_chinese(self):
        with translation.override("zh-hans"):
            for action, sentence in (*SENTENCES.items(), *BY_PREFIX.items()):
                with self.subTest(action):
                    self.assertRegex(str(sentence), "[\u4e00-\u9fff]")

    def test_values_are_put_on_one_line(self):
        for value, words in (
            (True, "yes"),
            (None, "–"),
            ([1, "two"], "1, two"),
            ({"from": 1, "to": None}, "from: 1, to: –"),
            (dict.fromkeys("abcdefghi", 1), "9 entries"),
        ):
            self.assertEqual(in_words(value), words)
