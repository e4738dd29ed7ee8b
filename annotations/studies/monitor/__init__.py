"""How a running study goes: by rater and by item, in sides and choices, never in systems."""
