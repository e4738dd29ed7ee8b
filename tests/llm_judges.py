"""LLM judges for tests: verdicts put straight into the tables, or into a file's rows."""

import json
from collections.abc import Iterable

from annotations.datasets.mapping import ColumnMapping
from annotations.datasets.parsing import Content, Request, parse
from annotations.datasets.rows import ParsedFile
from annotations.models import Item, JudgeVerdict, LlmJudge, Study

# An item, and what is said of its first system with it on the left and on the right.
Said = tuple[Item, int | None, int | None]


def add_judge(
    study: Study, said: Iterable[Said], *, name: str = "gpt-judge", criterion: str = "overall"
) -> LlmJudge:
    """On the pair of the study's first two systems."""
    first, second = study.systems.order_by("position")[:2]
    judge = LlmJudge.objects.create(
        study=study,
        name=name,
        criterion=study.criteria.get(key=criterion),
        file_name="verdicts.jsonl",
        sha256=f"{len(name)}ab" * 16,
        imported_by="system",
    )
    for item, left, right in said:
        JudgeVerdict.objects.create(
            judge=judge,
            item=item,
            first=first,
            second=second,
            left_first=left,
            right_first=right,
        )
    return judge


def parsed(*rows: dict[str, object]) -> ParsedFile:
    """These rows as JSON lines, their columns called like the fields, or as FastChat has it."""
    columns = {"external_id": "question_id"} if "question_id" in rows[0] else {}
    names = {name for row in rows for name in row} - {"question_id"}
    request = Request(Content.VERDICTS, mapping=ColumnMapping(columns | {n: n for n in names}))
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return parse("verdicts.jsonl", text.encode(), request)
