"""The labelled answers, and how well the scan finds their leaks.

    .venv/bin/python -m tests.identity_leaks            prints the tables of docs/identity-leaks.md
    .venv/bin/python -m tests.identity_leaks --write    puts them there

With HUATUO100_DIR (the folder of the published answers) their tables too.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotations.blinding.redaction import Leak, find_leaks
from annotations.stats.rates import wilson_interval

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "identity-leaks.md"
REFERENCE = ROOT / "tests" / "reference"
PUBLISHED = ("inst.GPT4", "inst.HuatuoGPT2-7B", "conv.GPT4", "conv.HuatuoGPT2-7B")
# Which half a text of the first round belongs to. What this draws must not change: the rules
# were tuned on one half only.
SEED = "identity-leaks-1"
TUNE, HELD_OUT = "tune", "held-out"


@dataclass(frozen=True)
class Label:
    start: int
    end: int
    kind: str

    def meets(self, leak: Leak) -> bool:
        return leak.start < self.end and self.start < leak.end


@dataclass(frozen=True)
class Answer:
    id: str
    source: str
    language: str
    half: str
    text: str
    aliases: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def leaks(self) -> tuple[Leak, ...]:
        return _leaks(self.text, self.aliases)


@cache
def _leaks(text: str, aliases: tuple[str, ...]) -> tuple[Leak, ...]:
    return find_leaks(text, aliases)


def huatuo100_dir() -> str:
    return os.environ.get("HUATUO100_DIR", "")


def half_by_seed(id: str) -> str:
    return TUNE if hashlib.sha256(f"{SEED}:{id}".encode()).digest()[0] % 2 else HELD_OUT


def half_of(id: str, round: int) -> str:
    """Rounds 2 and 3 were read while the rules were written, round 4 was never."""
    return {1: half_by_seed(id), 2: TUNE, 3: TUNE, 4: HELD_OUT}[round]


def written_answers() -> list[Answer]:
    return [
        Answer(
            id=row["id"],
            source="SmolLM2" if row["category"] == "smollm2" else "written for this",
            language=row["language"],
            half=half_of(row["id"], row["round"]),
            text=row["text"],
            aliases=tuple(row["aliases"]),
            labels=labels_of(row),
        )
        for row in rows("identity_leaks.jsonl")
    ]


def published_answers(folder: str) -> list[Answer]:
    texts = {key: text for name in PUBLISHED for key, text in published_texts(folder, name)}
    return [_published(row, texts[row["file"], row["id"]]) for row in published_labels()]


def published_labels() -> list[dict]:
    return rows("identity_leaks_huatuo100.jsonl")


def published_texts(folder: str, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    """An answer of several rounds is its assistant turns, a blank line between them."""
    for row in json.loads(Path(folder, f"{name}.json").read_text("utf-8")):
        output = row["model_output"]
        text = output if isinstance(output, str) else "\n\n".join(turn[1] for turn in output)
        yield (f"{name}.json", str(row["id"])), text


def _published(row: dict, text: str) -> Answer:
    if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
        raise ValueError(f"{row['file']} {row['id']} is not the text that was labelled")
    id = f"{row['file']}:{row['id']}"
    name = row["file"].removesuffix(".json")
    return Answer(id, name, "zh", half_by_seed(id), text, (), labels_of(row))


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (REFERENCE / name).read_text("utf-8").splitlines()]


def labels_of(row: dict) -> tuple[Label, ...]:
    return tuple(Label(**span) for span in row["spans"])


@dataclass(frozen=True)
class Matrix:
    """Answers (or spans) that leak and were found, leak and were not, do not and were, do not."""

    found: int
    missed: int
    false: int
    silent: int = 0

    @property
    def recall(self) -> str:
        return share(self.found, self.found + self.missed)

    @property
    def precision(self) -> str:
        return share(self.found, self.found + self.false)


def share(part: int, whole: int) -> str:
    if not whole:
        return "–"
    interval = wilson_interval(part, whole)
    return f"{part / whole:.1%} ({interval.low:.1%} to {interval.high:.1%})"


def by_answer(answers: list[Answer]) -> Matrix:
    pairs = [(bool(answer.labels), bool(answer.leaks)) for answer in answers]
    return Matrix(*map(pairs.count, [(True, True), (True, False), (False, True), (False, False)]))


def by_span(answers: list[Answer]) -> Matrix:
    """A span is found when any reported span meets it, and false when it meets no label."""
    found = missed = false = 0
    for answer in answers:
        hits = sum(any(map(label.meets, answer.leaks)) for label in answer.labels)
        found, missed = found + hits, missed + len(answer.labels) - hits
        false += sum(not any(label.meets(leak) for label in answer.labels) for leak in answer.leaks)
    return Matrix(found, missed, false)


def table(answers: list[Answer]) -> str:
    lines = [
        "| half | answers | n | leak, found | leak, missed | none, found | none, silent "
        "| recall (95 %) | precision (95 %) | spans: recall | spans: precision |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for half in (TUNE, HELD_OUT):
        ours = [answer for answer in answers if answer.half == half]
        lines += [
            _line(half, name, [a for a in ours if belongs(a)]) for name, belongs in _groups(ours)
        ]
    return "\n".join(lines)


def _groups(answers: list[Answer]) -> list[tuple[str, Callable[[Answer], bool]]]:
    languages = sorted({answer.language for answer in answers})
    sources = sorted({answer.source for answer in answers})
    return [
        ("all", lambda answer: True),
        *((code, lambda a, code=code: a.language == code) for code in languages),
        *((name, lambda a, name=name: a.source == name) for name in sources),
    ]


def _line(half: str, name: str, answers: list[Answer]) -> str:
    matrix, spans = by_answer(answers), by_span(answers)
    cells = [
        half, name, len(answers), matrix.found, matrix.missed, matrix.false, matrix.silent,
        matrix.recall, matrix.precision, spans.recall, spans.precision,
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def verdicts(answers: list[Answer], only_found: bool = False) -> str:
    """One line for each answer: what the scan says of it. No text."""
    lines = ["| file | id | kinds | reasons |", "|---|---|---|---|"]
    for answer in answers:
        if answer.leaks or not only_found:
            file, id = answer.id.split(":")
            kinds = ", ".join(sorted({leak.kind for leak in answer.leaks})) or "–"
            reasons = ", ".join(sorted({leak.reason for leak in answer.leaks})) or "–"
            lines.append(f"| {file} | {id} | {kinds} | {reasons} |")
    return "\n".join(lines)


def measured(folder: str = "") -> dict[str, str]:
    """The parts of the docs, by the name of their markers."""
    written = written_answers()
    parts = {"written": table(written)}
    if folder:
        published = published_answers(folder)
        parts["together"] = table([*written, *published])
        parts["published"] = table(published)
        parts["verdicts"] = verdicts(published, only_found=True)
    return parts


def part_of(text: str, name: str) -> str:
    _, part, _ = re.split(rf"<!-- {name} -->", text)
    return part.strip()


def with_parts(text: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        before, _, after = re.split(rf"<!-- {name} -->", text)
        text = f"{before}<!-- {name} -->\n\n{part}\n\n<!-- {name} -->{after}"
    return text


def main() -> None:
    parts = measured(huatuo100_dir())
    if "--write" in sys.argv:
        DOCS.write_text(with_parts(DOCS.read_text("utf-8"), parts), "utf-8")
        return
    for name, part in parts.items():
        print(f"{name}\n\n{part}\n")


if __name__ == "__main__":
    main()
