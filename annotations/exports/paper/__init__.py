"""The report to take away: figures, tables, texts, checklists, and the whole as HTML or PDF."""
