"""How large a file and its parts may be: far above any real study, far below what hurts."""

MAX_FILE_BYTES = 50 * 1024 * 1024
# What a workbook may hold once it is unpacked; a Chinese novel is one megabyte.
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
# In all cells together: a packed file may repeat one text a hundred thousand times.
MAX_CHARACTERS = 64 * 1024 * 1024
MAX_ROWS = 100_000
MAX_SPREADSHEET_ROWS = 1_048_576
MAX_COLUMNS = 200
# All bad rows are told at once, but not without end.
MAX_ERRORS = 20_000
# Of one record in JSON.
MAX_RECORD_CHARACTERS = 8 * 1024 * 1024
# Of what looks like a patient's identity; who has had so many reads the file.
MAX_WARNINGS = 5_000
# json.loads raises RecursionError from about 1,000 levels on; no real row nests beyond ten.
MAX_JSON_DEPTH = 32
# A list of 12 million empty objects is a 50 MB file and a gigabyte of memory.
MAX_JSON_VALUES = 2_000_000
MAX_ID_CHARACTERS = 120
MAX_LABEL_CHARACTERS = 120
MAX_TEXT_CHARACTERS = 100_000
MAX_EXTRA_CHARACTERS = 500_000
MAX_TURNS = 200
