"""Everything a researcher can do, for programs. The same services as the pages call."""
