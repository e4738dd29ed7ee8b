"""The reporting checklists as tables of a bundle, in both languages. Pure."""

from collections.abc import Iterator

from annotations.exports.checklists import CHECKLISTS, Checklist, Record, lines_of
from annotations.exports.checklists.wording import Status
from annotations.exports.tables import Column, Row, Table

COLUMNS = (
    Column("item", "Number of the published item", "已发表清单中的条目编号"),
    Column(
        "topic",
        "Its topic in our words; the wording: see the published checklist",
        "主题（本软件的表述，英文），原文见已发表清单",
    ),
    Column("topic_zh", "The topic in Chinese", "主题（中文）"),
    Column(
        "status",
        "filled, not_applicable or author_must_write",
        "filled 已填写、not_applicable 不适用、author_must_write 须由作者填写",
        values=tuple(Status),
    ),
    Column("answer", "Our answer, with the file that shows it", "回答及可供查证的文件（英文）"),
    Column("answer_zh", "The answer in Chinese", "回答及可供查证的文件（中文）"),
)


def checklist_tables(record: Record) -> Iterator[tuple[Table, list[Row]]]:
    for one in CHECKLISTS.values():
        name = one.key.replace("-", "_")
        table = Table(name, f"{one.name}, item by item", f"{one.name} 清单", COLUMNS)
        yield table, list(_rows(one, record))


def _rows(checklist: Checklist, record: Record) -> Iterator[Row]:
    for line in lines_of(checklist, record):
        item, answer = line.item, line.answer
        yield (
            item.number,
            item.topic.en,
            item.topic.zh,
            str(answer.status),
            answer.of("en"),
            answer.of("zh-hans"),
        )
