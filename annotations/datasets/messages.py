"""What a bad row is told to people as: one sentence for every reason."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.datasets.identity import Identity
from annotations.datasets.rows import Reason, RowError

SENTENCES = {
    Reason.FILE_TOO_LARGE: gettext_lazy("the file is larger than %(limit)s MB"),
    Reason.FILE_EMPTY: gettext_lazy("the file is empty"),
    Reason.NO_ROWS: gettext_lazy("the file holds no rows"),
    Reason.NOT_UTF8: gettext_lazy(
        "the file is not UTF-8 text (first bad byte in line %(line)s); save it as UTF-8"
    ),
    Reason.UTF_16: gettext_lazy(
        "the file is UTF-16 text (Excel's “Unicode text”); save it as “CSV UTF-8” or as XLSX"
    ),
    Reason.NOT_TEXT: gettext_lazy("the file is neither a table nor text"),
    Reason.PACKED: gettext_lazy("the file is packed; unpack it first"),
    Reason.OLD_EXCEL: gettext_lazy(
        "the file is an old Excel file (.xls), or one with a password; save it as XLSX without one"
    ),
    Reason.BROKEN_WORKBOOK: gettext_lazy("the workbook cannot be read (%(detail)s)"),
    Reason.BROKEN_PARQUET: gettext_lazy("the Parquet file cannot be read (%(detail)s)"),
    Reason.XML_ENTITIES: gettext_lazy(
        "the workbook defines XML entities, which no spreadsheet program writes; it was not opened"
    ),
    Reason.UNPACKED_TOO_LARGE: gettext_lazy(
        "the workbook holds %(found)s MB when it is unpacked, at most %(limit)s MB are allowed"
    ),
    Reason.TOO_MUCH_TEXT: gettext_lazy("the file holds more than %(limit)s million characters"),
    Reason.TOO_MANY_ERRORS: gettext_lazy("more than %(limit)s faults; the rest was not read"),
    Reason.TOO_COSTLY: gettext_lazy(
        "reading the file takes more time or memory than is allowed; split it, "
        "or save it in a simpler format"
    ),
    Reason.UNREADABLE: gettext_lazy("the file cannot be read; it is probably damaged (%(detail)s)"),
    Reason.TOO_MANY_ROWS: gettext_lazy("the file has more than %(limit)s rows"),
    Reason.TOO_MANY_COLUMNS: gettext_lazy("the file has more than %(limit)s columns"),
    Reason.NOT_A_LIST: gettext_lazy("the file is JSON but not a list of rows"),
    Reason.INVALID_CSV: gettext_lazy(
        "this row is not valid CSV, and nothing after it was read (%(detail)s)"
    ),
    Reason.DUPLICATE_COLUMN: gettext_lazy("this column stands twice in the header"),
    Reason.INVALID_JSON: gettext_lazy("this is not valid JSON (%(detail)s)"),
    Reason.TOO_DEEP: gettext_lazy("nested deeper than %(limit)s levels"),
    Reason.NOT_AN_OBJECT: gettext_lazy("an object with named fields is expected"),
    Reason.WRONG_CELL_COUNT: gettext_lazy("the row has %(found)s cells, the header %(expected)s"),
    Reason.FORMULA_ERROR: gettext_lazy("the spreadsheet shows the error “%(value)s” here"),
    Reason.UNKNOWN_FIELD: gettext_lazy("no such field exists"),
    Reason.MISSING: gettext_lazy("is missing"),
    Reason.EMPTY: gettext_lazy("is empty"),
    Reason.WRONG_TYPE: gettext_lazy("has the wrong type, expected: %(expected)s"),
    Reason.TOO_LONG: gettext_lazy("has %(found)s characters, at most %(limit)s are allowed"),
    Reason.TOO_MANY: gettext_lazy("holds more than %(limit)s entries"),
    Reason.BAD_CHARACTER: gettext_lazy("holds the character %(code)s, which cannot be stored"),
    Reason.UNKNOWN_VALUE: gettext_lazy("is “%(value)s”, allowed: %(allowed)s"),
    Reason.NOT_FOR_KIND: gettext_lazy("has no place in an item of the kind %(kind)s"),
    Reason.ANSWER_AND_TURNS: gettext_lazy("answer and turns are both given, one is expected"),
    Reason.DUPLICATE_ID: gettext_lazy(
        "the id “%(value)s” stands in row %(first)s of this file already"
    ),
    Reason.UNKNOWN_ROLE: gettext_lazy("the role “%(value)s” is neither patient nor assistant"),
    Reason.PATIENT_FIRST: gettext_lazy("a conversation begins with the patient"),
    Reason.NOT_ALTERNATING: gettext_lazy(
        "patient and assistant speak by turns, here “%(role)s” speaks twice running"
    ),
    Reason.ASSISTANT_LAST: gettext_lazy("a conversation ends with the assistant's answer"),
    Reason.NOT_A_ROUND: gettext_lazy("a round is a list of two texts: patient, doctor"),
    Reason.INVALID_TOML: gettext_lazy("this is not valid TOML (%(detail)s)"),
    Reason.MALFORMED: gettext_lazy("“%(value)s” cannot stand here"),
    Reason.OUT_OF_RANGE: gettext_lazy("must lie between %(least)s and %(most)s"),
    Reason.NO_PLACEHOLDER: gettext_lazy("%(placeholder)s is missing from the text"),
    Reason.TOO_FEW: gettext_lazy("at least %(least)s are needed"),
    Reason.UNKNOWN_NAME: gettext_lazy("“%(value)s” is referred to and not defined"),
    Reason.TWICE: gettext_lazy("“%(value)s” is defined twice"),
    Reason.NEEDS_POOL: gettext_lazy("needs an open pool: in a fixed panel everybody judges all"),
    Reason.NAMES_SYSTEM: gettext_lazy("raters read it, and it names a system: “%(value)s”"),
    Reason.SAME_SYSTEM: gettext_lazy("“%(value)s” stands on both sides"),
    Reason.NOT_A_MOMENT: gettext_lazy("“%(value)s” is no date or time; write 2024-03-01 14:30"),
    Reason.JUDGED_TWICE: gettext_lazy(
        "this rater judges this pair on this criterion in row %(first)s already"
    ),
    Reason.SIDES_DIFFER: gettext_lazy(
        "in row %(first)s the same rater has the two systems on the other sides"
    ),
    Reason.NO_PRIMARY: gettext_lazy(
        "this rater's choice on the criterion “%(value)s” is missing for this pair"
    ),
    Reason.NO_RESPONSE: gettext_lazy("the study has no answer of “%(value)s” to this item"),
    Reason.AMBIGUOUS_ITEM: gettext_lazy(
        "the study has a single-turn and a multi-turn item “%(value)s”; say the kind"
    ),
    Reason.ORDER_TWICE: gettext_lazy(
        "this judge's verdict on this pair with these sides stands in row %(first)s already"
    ),
    Reason.NO_JUDGE: gettext_lazy("nothing says which judge this is; give its name below"),
    Reason.NO_VERDICT: gettext_lazy(
        "not one verdict in it could be read; say which column holds the verdicts"
    ),
    Reason.OTHER_CONTENT: gettext_lazy(
        "“%(value)s” came before with other content, and an import never changes anything"
    ),
    Reason.UNKNOWN_ITEM: gettext_lazy("the study has no item “%(value)s”"),
    Reason.KIND_MISMATCH: gettext_lazy(
        "the item “%(value)s” is of the kind %(kind)s, the response is not"
    ),
}
IDENTITIES = {
    Identity.ID_CARD: gettext_lazy("identity-card number"),
    Identity.PHONE: gettext_lazy("telephone number"),
    Identity.EMAIL: gettext_lazy("e-mail address"),
    Identity.NAME: gettext_lazy("name of a person"),
    Identity.BIRTH_DATE: gettext_lazy("date of birth"),
    Identity.HOSPITAL_NUMBER: gettext_lazy("hospital number"),
}
TYPES = {
    "text": gettext_lazy("text"),
    "list": gettext_lazy("list"),
    "object": gettext_lazy("object"),
    "number": gettext_lazy("number"),
    "true or false": gettext_lazy("true or false"),
}


def describe(error: RowError) -> str:
    """The reason alone, for a table that has the row and the field in columns of their own."""
    params = {**error.params}
    if "expected" in params:
        params["expected"] = str(TYPES.get(str(params["expected"]), params["expected"]))
    return str(SENTENCES[error.reason]) % params


def describe_place(error: RowError) -> str:
    """File, row and field, as far as the error has them."""
    place = error.file
    if error.row is not None:
        place = _("%(file)s, row %(row)s") % {"file": place, "row": error.row}
    if error.field:
        place = _("%(place)s, field %(field)s") % {"place": place, "field": error.field}
    return place
