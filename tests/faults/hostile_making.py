"""Files that would harm whoever reads them: bombs, lies, and absurd shapes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from annotations.datasets.rows import Reason

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.sharedStrings+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
ROOT_RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
SHEET_RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
HEADER = b"external_id,kind,language,prompt\n"


@dataclass(frozen=True)
class Hostile:
    """One file, and the reasons with which it may be refused."""

    name: str
    make: Callable[[BinaryIO, float], None]
    reasons: tuple[Reason, ...]


def workbook(stream: BinaryIO, sheet: Iterator[bytes], strings: Iterator[bytes]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", ROOT_RELATIONS)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", SHEET_RELATIONS)
        for name, pieces in (("worksheets/sheet1", sheet), ("sharedStrings", strings)):
            with archive.open(f"xl/{name}.xml", "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)


def sheet_of(rows: Iterator[bytes], start: str = '<?xml version="1.0"?>') -> Iterator[bytes]:
    yield f'{start}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    yield from rows
    yield b"</sheetData></worksheet>"


def strings_of(*entries: bytes) -> Iterator[bytes]:
    yield f'<?xml version="1.0"?><sst xmlns="{MAIN}">'.encode()
    yield from (b"<si><t>" + entry + b"</t></si>" for entry in entries)
    yield b"</sst>"


def text_row(*texts: str) -> bytes:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{cells}</row>".encode()


HEADER_ROW = text_row("external_id", "kind", "language", "prompt")


def workbook_bomb(stream: BinaryIO, scale: float) -> None:
    """Four gigabytes of blanks in four megabytes."""
    piece, count = b" " * (4 * MEGABYTE), max(int(1024 * scale), 30)
    workbook(stream, sheet_of(piece for _ in range(count)), strings_of(b"x"))


def lying_bomb(stream: BinaryIO, scale: float) -> None:
    """The same, and the archive's list says that it is small."""
    inner = io.BytesIO()
    workbook(inner, sheet_of(b" " * MEGABYTE for _ in range(int(300 * scale) + 120)), strings_of())
    data = bytearray(inner.getvalue())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    stream.write(bytes(data))


def many_strings(stream: BinaryIO, scale: float) -> None:
    """As much in shared strings as a workbook may hold, all of them tiny."""
    count = int(3_400_000 * scale)
    strings = strings_of(*(b"%07d" % n for n in range(count)))
    workbook(stream, sheet_of(iter([HEADER_ROW])), strings)


def repeated_string(stream: BinaryIO, scale: float) -> None:
    """One text of a megabyte that every cell points to."""
    cell = b'<c t="s"><v>0</v></c>'
    rows = (b"<row>" + cell * 4 + b"</row>" for _ in range(int(40_000 * scale) + 100))
    workbook(stream, sheet_of(iter([HEADER_ROW, *rows])), strings_of(b"x" * MEGABYTE))


def billion_laughs(stream: BinaryIO, scale: float) -> None:
    row = b'<row><c t="inlineStr"><is><t>&j;</t></is></c></row>'
    workbook(stream, sheet_of(iter([row]), LAUGHS), strings_of())


def laughing_strings(stream: BinaryIO, scale: float) -> None:
    strings = iter([f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'.encode()])
    workbook(stream, sheet_of(iter([HEADER_ROW])), strings)


def wide_sheet(stream: BinaryIO, scale: float) -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * int(1_000_000 * scale) + b"</row>"
    workbook(stream, sheet_of(iter([row])), strings_of())


def far_row(stream: BinaryIO, scale: float) -> None:
    row = b'<row r="2000000000"><c t="inlineStr"><is><t>x</t></is></c></row>'
    workbook(stream, sheet_of(iter([HEADER_ROW, row])), strings_of())


def deep_xml(stream: BinaryIO, scale: float) -> None:
    depth = int(1_000_000 * scale)
    rows = iter([b"<row><c>" + b"<x>" * depth + b"</x>" * depth + b"</c></row>"])
    workbook(stream, sheet_of(rows), strings_of())


def deep_json(stream: BinaryIO, scale: float) -> None:
    stream.write(b"[" * 100_000)


def deep_json_lines(stream: BinaryIO, scale: float) -> None:
    stream.write(b'{"a":' * 100_000)


def many_values(stream: BinaryIO, scale: float) -> None:
    stream.write(b"[" + b"{}," * int(16 * MEGABYTE * scale) + b"{}]")


def many_columns(stream: BinaryIO, scale: float) -> None:
    stream.write(b"a," * 1_000_000 + b"a\n")


def long_line(stream: BinaryIO, scale: float) -> None:
    for _ in range(max(int(1024 * scale), 51)):
        stream.write(b"x" * MEGABYTE)


def long_cell(stream: BinaryIO, scale: float) -> None:
    stream.write(HEADER + b"x" * int(49 * MEGABYTE * scale))


def open_quote(stream: BinaryIO, scale: float) -> None:
    stream.write(HEADER + b'"' + b"x,\n" * int(16 * MEGABYTE * scale))


def escaped_quotes(stream: BinaryIO, scale: float) -> None:
    stream.write(b'{"a":"' + b'\\"' * int(24 * MEGABYTE * scale))


def utf_16(stream: BinaryIO, scale: float) -> None:
    stream.write((HEADER.decode() + "头痛" * int(10 * MEGABYTE * scale)).encode("utf-16"))


def nuls(stream: BinaryIO, scale: float) -> None:
    stream.write(HEADER + bytes(int(49 * MEGABYTE * scale)))


def not_quite_gb18030(stream: BinaryIO, scale: float) -> None:
    stream.write(HEADER + "头痛".encode("gb18030") * int(12 * MEGABYTE * scale) + b"\xff")


def faulty_rows(stream: BinaryIO, scale: float) -> None:
    """A hundred thousand rows with two hundred fields each that nobody knows."""
    row = b"{" + b",".join(b'"%d":1' % n for n in range(200)) + b"}\n"
    for _ in range(int(33_000 * scale)):
        stream.write(row)


def absurd_groups(stream: BinaryIO, scale: float) -> None:
    """A billion rows: one value, repeated by a few bytes."""
    table = pa.table({"external_id": pa.array(["x"] * int(10_000_000 * scale)).dictionary_encode()})
    pq.write_table(table, stream, use_dictionary=True, row_group_size=1_000_000)


def repeated_value(stream: BinaryIO, scale: float) -> None:
    """Ninety thousand rows, each with the same megabyte."""
    indices = pa.array([0] * int(90_000 * scale), pa.int32())
    values = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * MEGABYTE]))
    table = pa.table({"external_id": values})
    pq.write_table(table, stream, use_dictionary=True, row_group_size=10_000)


def many_parquet_columns(stream: BinaryIO, scale: float) -> None:
    count = int(20_000 * scale) + 300
    pq.write_table(pa.table({f"c{n}": [1] for n in range(count)}), stream)


def spoilt_footer(stream: BinaryIO, scale: float) -> None:
    stream.write(b"PAR1" + zlib.compress(b"x" * 1000) + struct.pack("<I", 2**31 - 1) + b"PAR1")
