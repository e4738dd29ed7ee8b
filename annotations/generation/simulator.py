"""A patient talks to a doctor: the loop over two chat models. Pure: no Django, no I/O.

Each model sees the conversation from its own side: what it said itself is
"assistant", what the other said is "user".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

PATIENT, ASSISTANT = "patient", "assistant"

Message = dict[str, str]


@dataclass(frozen=True)
class Said:
    """One message of the conversation, as it is shown."""

    role: str
    text: str


Speaker = Callable[[Sequence[Said]], str]


def converse(
    said: Sequence[Said], *, rounds: int, patient: Speaker, doctor: Speaker
) -> tuple[Said, ...]:
    """Go on until the planned rounds are complete; a resumed conversation repeats nothing.

    A speaker gets all that was said and returns its next message; it may store
    the message before it returns, so that a crash costs at most one call.
    """
    talk = list(said)
    while len(talk) < 2 * rounds:
        role, speak = (ASSISTANT, doctor) if len(talk) % 2 else (PATIENT, patient)
        talk.append(Said(role, speak(tuple(talk))))
    return tuple(talk)


def patient_messages(prompt: str, start: str, said: Sequence[Said]) -> list[Message]:
    """What the patient's model is sent. ``start`` asks for the first message: models want a user
    to speak first."""
    return [_message("system", prompt), _message("user", start), *_seen_by(PATIENT, said)]


def doctor_messages(system_prompt: str, template: str, said: Sequence[Said]) -> list[Message]:
    """What the system under evaluation is sent; the template goes around the first message."""
    messages = [_message("system", system_prompt)] if system_prompt.strip() else []
    talk = _seen_by(ASSISTANT, said)
    talk[0]["content"] = fill(template, "prompt", talk[0]["content"])
    return messages + talk


def fill(template: str, name: str, text: str) -> str:
    """Put the text where {name} stands; other braces, as in LaTeX or JSON, stay as they are."""
    return template.replace("{" + name + "}", text)


def _seen_by(role: str, said: Sequence[Said]) -> list[Message]:
    return [_message("assistant" if one.role == role else "user", one.text) for one in said]


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}
