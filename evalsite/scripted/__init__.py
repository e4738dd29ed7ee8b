"""The model server of the demo: OpenAI's chat interface over scripted answers, labelled as such.

It lets the demo go the whole way of a real study (HTTP, tokens, errors, a patient that asks
on) without a key or a network. Run it with ``python -m evalsite.scripted --port N``.
"""
