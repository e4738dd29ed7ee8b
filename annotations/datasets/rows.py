"""What a file holds once it is read: items, responses and bad rows. Pure: no Django, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

SINGLE_TURN = "single_turn"
MULTI_TURN = "multi_turn"
KINDS = (SINGLE_TURN, MULTI_TURN)
LANGUAGES = ("zh-hans", "en")
PATIENT = "patient"
ASSISTANT = "assistant"


class Reason(StrEnum):
    """Why a row, or a whole file, is bad. ``messages.py`` says it in the reader's language."""

    # the file as a whole, or from this row on
    FILE_TOO_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    NO_ROWS = "no_rows"
    NOT_UTF8 = "not_utf8"
    UTF_16 = "utf_16"
    NOT_TEXT = "not_text"
    PACKED = "packed"
    OLD_EXCEL = "old_excel"
    BROKEN_WORKBOOK = "broken_workbook"
    BROKEN_PARQUET = "broken_parquet"
    XML_ENTITIES = "xml_entities"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_MANY_ERRORS = "too_many_errors"
    TOO_COSTLY = "too_costly"
    UNREADABLE = "unreadable"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NOT_A_LIST = "not_a_list"
    INVALID_CSV = "invalid_csv"
    DUPLICATE_COLUMN = "duplicate_column"
    # one row
    INVALID_JSON = "invalid_json"
    TOO_DEEP = "too_deep"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_CELL_COUNT = "wrong_cell_count"
    FORMULA_ERROR = "formula_error"
    UNKNOWN_FIELD = "unknown_field"
    MISSING = "missing"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    BAD_CHARACTER = "bad_character"
    UNKNOWN_VALUE = "unknown_value"
    NOT_FOR_KIND = "not_for_kind"
    ANSWER_AND_TURNS = "answer_and_turns"
    DUPLICATE_ID = "duplicate_id"
    # conversations
    UNKNOWN_ROLE = "unknown_role"
    PATIENT_FIRST = "patient_first"
    NOT_ALTERNATING = "not_alternating"
    ASSISTANT_LAST = "assistant_last"
    NOT_A_ROUND = "not_a_round"
    # study files
    INVALID_TOML = "invalid_toml"
    MALFORMED = "malformed"
    OUT_OF_RANGE = "out_of_range"
    NO_PLACEHOLDER = "no_placeholder"
    TOO_FEW = "too_few"
    UNKNOWN_NAME = "unknown_name"
    TWICE = "twice"
    NEEDS_POOL = "needs_pool"
    # judgments made elsewhere
    SAME_SYSTEM = "same_system"
    NOT_A_MOMENT = "not_a_moment"
    JUDGED_TWICE = "judged_twice"
    SIDES_DIFFER = "sides_differ"
    NO_PRIMARY = "no_primary"
    NO_RESPONSE = "no_response"
    AMBIGUOUS_ITEM = "ambiguous_item"
    # verdicts of an LLM judge
    ORDER_TWICE = "order_twice"
    NO_JUDGE = "no_judge"
    NO_VERDICT = "no_verdict"
    # against what the study holds already
    NAMES_SYSTEM = "names_system"
    OTHER_CONTENT = "other_content"
    UNKNOWN_ITEM = "unknown_item"
    KIND_MISMATCH = "kind_mismatch"


@dataclass(frozen=True)
class RowError:
    """One reason why one row is bad. ``row`` is None where the whole file is meant."""

    file: str
    row: int | None
    field: str
    reason: Reason
    params: Mapping[str, str | int] = dataclass_field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class RowWarning:
    """What in a good row looks like the identity of a patient; people decide what it is."""

    file: str
    row: int
    field: str
    kind: str
    excerpt: str


@dataclass(frozen=True)
class TurnRow:
    """One message of a conversation."""

    role: str
    text: str


@dataclass(frozen=True)
class ItemRow:
    """One item of a file, with its place there for later messages."""

    file: str
    row: int
    external_id: str
    kind: str
    language: str
    category: str = ""
    specialty: str = ""
    prompt: str = ""
    case: str = ""
    reference: str = ""
    extra: Mapping[str, Json] = dataclass_field(default_factory=dict, hash=False)
    # Of an item that is there for practice: what its author thinks (docs/formats.md).
    practice: Mapping[str, Json] | None = dataclass_field(default=None, hash=False)


@dataclass(frozen=True)
class ResponseRow:
    """What one system answered to one item, with its place in the file."""

    file: str
    row: int
    external_id: str
    kind: str
    turns: tuple[TurnRow, ...]
    extra: Mapping[str, Json] = dataclass_field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class JudgmentRow:
    """What one rater chose elsewhere, on one criterion of one pair."""

    file: str
    row: int
    external_id: str
    # Empty where the file does not say it.
    kind: str
    left: str
    right: str
    # False: the file says who was compared, not who stood where.
    knows_sides: bool
    rater: str
    criterion: str
    choice: str
    # ISO, with its zone; empty where the file does not say it.
    judged_at: str = ""
    comment: str = ""


@dataclass(frozen=True)
class VerdictRow:
    """What an LLM judge said of one pair, with its sides this way, or both ways."""

    file: str
    row: int
    external_id: str
    # Empty where the file does not say it.
    kind: str
    left: str
    right: str
    # Left, tie or right, for the system named there; empty where the answer could not be read.
    verdict: str
    criterion: str
    judge: str
    # True: the row also says what was said with the sides exchanged; "left" still means the
    # system that ``left`` names.
    has_both: bool = False
    turned: str = ""


@dataclass(frozen=True)
class ParsedFile:
    """Everything one file holds. A row with an error is in neither list of rows."""

    file: str
    sha256: str
    items: tuple[ItemRow, ...] = ()
    responses: tuple[ResponseRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowWarning, ...] = ()
    judgments: tuple[JudgmentRow, ...] = ()
    verdicts: tuple[VerdictRow, ...] = ()
