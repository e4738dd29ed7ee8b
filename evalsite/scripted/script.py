"""What the scripted models say: they look at the messages they are sent and at nothing else."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SYSTEMS = {"scripted-a": "a", "scripted-b": "b"}
PATIENT = "scripted-patient"
MODELS = (*SYSTEMS, PATIENT)
ANSWERS = Path(__file__).parent / "answers"
ITEMS = Path(__file__).parent.parent / "demo" / "items.jsonl"

Messages = list[dict[str, str]]

# Said where no script fits, so that a study with other questions is not fooled into thinking
# that somebody answered.
UNKNOWN = {
    "zh": "这是演示用的脚本服务器，只准备了演示研究里的回答，没有这个问题的答案。",
    "en": "This is the demo's scripted server. It holds the demo study's answers only, "
    "and none for this question.",
}
ASKS_ON = {
    "zh": "医生，那我平时还要注意什么？出现什么情况要马上去医院？",
    "en": "Thank you. What else should I watch out for, and when do I need to be seen at once?",
}
CLOSING = {
    "zh": "谢谢医生，我没有别的问题了，会照您说的去做。",
    "en": "Thank you, doctor. I have no more questions and will do as you say.",
}
FAREWELL = {
    "zh": "不客气。请按前面说的去做，情况加重或有新的不适请及时就医。祝您早日康复。",
    "en": "You're welcome. Please go ahead as discussed, and be seen promptly if things get "
    "worse or anything new appears. I wish you a quick recovery.",
}


def plain(text: str) -> str:
    """The text with every run of white space as one blank: templates may wrap lines anew."""
    return " ".join(text.split())


def language_of(text: str) -> str:
    return "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"


@dataclass
class Case:
    """One patient case: how the patient opens, and what they say after a scripted answer."""

    text: str
    opening: str
    after: dict[str, str] = field(default_factory=dict)


class Script:
    """Every scripted answer, found by the text it answers."""

    def __init__(self, items: Path = ITEMS, answers: Path = ANSWERS) -> None:
        self.questions: dict[str, dict[str, str]] = {}
        self.replies: dict[str, dict[str, str]] = {key: {} for key in SYSTEMS.values()}
        self.cases: list[Case] = []
        script: dict[str, Any] = {}
        for path in sorted(answers.glob("*.toml")):
            script |= tomllib.loads(path.read_text(encoding="utf-8"))
        for line in items.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            self._add(item, script[item["external_id"]])

    def _add(self, item: dict[str, str], script: dict[str, Any]) -> None:
        if item["kind"] == "single_turn":
            answers = {key: script[key].strip() for key in self.replies}
            self.questions[plain(item["prompt"])] = answers
            return
        case = Case(plain(item["case"]), script["opening"])
        for key, replies in self.replies.items():
            self._add_dialogue(case, replies, script[key])
        self.cases.append(case)

    def _add_dialogue(
        self, case: Case, replies: dict[str, str], rounds: list[dict[str, str]]
    ) -> None:
        said = case.opening
        for position, this in enumerate(rounds):
            replies[plain(said)] = this["assistant"].strip()
            following = rounds[position + 1 : position + 2]
            said = following[0]["patient"] if following else CLOSING[language_of(said)]
            case.after[plain(this["assistant"])] = said

    def answer(self, model: str, messages: Messages) -> str:
        if model == PATIENT:
            return self._as_patient(messages)
        return self._as_system(SYSTEMS[model], _last(messages, "user"))

    def _as_system(self, key: str, asked: str) -> str:
        if asked in self.replies[key]:
            return self.replies[key][asked]
        for question, answers in self.questions.items():
            if question in asked:  # a prompt template may have put something around it
                return answers[key]
        language = language_of(asked)
        if asked == CLOSING[language] or asked == ASKS_ON[language]:
            return FAREWELL[language]
        return UNKNOWN[language]

    def _as_patient(self, messages: Messages) -> str:
        everything = plain(" ".join(message["content"] for message in messages))
        case = next((case for case in self.cases if case.text in everything), None)
        if case is None:
            return UNKNOWN[language_of(everything)]
        if not any(message["role"] == "assistant" for message in messages):
            return case.opening
        # An answer nobody scripted (a real system judged beside the scripted ones) is asked on.
        return case.after.get(_last(messages, "user"), ASKS_ON[language_of(case.text)])


def _last(messages: Messages, role: str) -> str:
    said = [message["content"] for message in messages if message["role"] == role]
    return plain(said[-1]) if said else ""
