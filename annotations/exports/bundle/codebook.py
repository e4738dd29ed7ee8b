"""What every column of a bundle means, in both languages. Pure."""

from collections.abc import Iterable, Iterator

from annotations.exports.bundle.writing import WrittenTable
from annotations.exports.tables import Column, Row, Table, Type

CODEBOOK = Table(
    "codebook",
    "What every column means",
    "各列的含义",
    (
        Column("table", "The table: its files without ending", "表，即不带扩展名的文件路径"),
        Column("place", "Place of the column, from 1", "列的次序，从 1 起", Type.INTEGER),
        Column("column", "Its name", "列名"),
        Column("type", "What its cells hold", "单元格类型", values=tuple(Type)),
        Column("unit", "Unit, if there is one", "单位（如有）"),
        Column(
            "values", "What can stand in it, if that is a list", "可能的取值（如为列表）", Type.JSON
        ),
        Column("meaning_en", "What it means", "含义（英文）"),
        Column("meaning_zh", "The same in Chinese", "含义（中文）"),
    ),
)


def codebook_rows(written: Iterable[WrittenTable]) -> Iterator[Row]:
    for part in written:
        for place, column in enumerate(part.table.columns, start=1):
            values = list(column.values) or None
            meaning = (column.en, column.zh)
            yield (
                f"{part.folder}/{part.table.name}",
                place,
                column.key,
                column.type.value,
                column.unit,
                values,
                *meaning,
            )
