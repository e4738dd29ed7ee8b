"""How physicians come in: seats, links, one-time codes, consent and guideline, profile."""
