"""A real language model on this machine, for ``make demo-llm`` and its tests.

It is very small (SmolLM2, 135 million parameters): real enough to exercise every step from the
request to the judgment, and medically worthless. Its answers are never to be believed.
"""
