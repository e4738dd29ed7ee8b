"""What stands in the place of hidden words.

Neutral (the same for a name and for "an AI"), readable within a sentence, and of characters that
Markdown gives no meaning, else "[…](…)" would become a link.
"""

PLACEHOLDERS = {"zh": "〔略〕", "en": "‹omitted›"}
