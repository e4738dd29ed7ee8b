"""Stage 4: planned judgments (slots) are made at the start and handed to raters one at a time."""
