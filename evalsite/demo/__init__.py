"""What the demo shows: a study file and its items, in the documented formats."""
