"""How large a file and its parts may be: far above any real study, far below what hurts."""

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
# json.loads raises RecursionError from about 1,000 levels on; no real row nests beyond ten.
MAX_JSON_DEPTH = 32
# A list of 12 million empty objects is a 50 MB file and a gigabyte of memory.
MAX_JSON_VALUES = 2_000_000
MAX_ID_CHARACTERS = 120
MAX_LABEL_CHARACTERS = 120
MAX_TEXT_CHARACTERS = 100_000
MAX_EXTRA_CHARACTERS = 500_000
MAX_TURNS = 200
