"""LLM judges of a study: their verdicts come as a file, and can be taken away again."""
