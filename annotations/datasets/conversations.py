"""The ways in which datasets write a conversation, all made one. Pure: no Django, no I/O."""

from annotations.datasets.rows import ASSISTANT, PATIENT, Json
from annotations.datasets.strict_json import load_json

_ROLES = {
    "user": PATIENT,
    "human": PATIENT,
    "患者": PATIENT,
    "病人": PATIENT,
    "用户": PATIENT,
    "gpt": ASSISTANT,
    "bot": ASSISTANT,
    "doctor": ASSISTANT,
    "医生": ASSISTANT,
    "助手": ASSISTANT,
}


def plain_turns(value: Json) -> Json:
    """A list of ``{"role", "text"}``, from messages, ShareGPT's from/value, or [patient, doctor].

    A system message is an instruction and no part of the conversation. What is none of these
    is left as it is: the check of the row says what is wrong with it.
    """
    if isinstance(value, str):
        try:
            value = load_json(value)
        except ValueError:
            return value
    if not isinstance(value, list):
        return value
    messages = [message for entry in value for message in _messages(entry)]
    while messages and isinstance(messages[0], dict) and messages[0].get("role") == "system":
        messages.pop(0)
    return messages


def _messages(entry: Json) -> list[Json]:
    if isinstance(entry, list) and len(entry) == 2:
        roles = (PATIENT, ASSISTANT)
        return [{"role": role, "text": text} for role, text in zip(roles, entry, strict=True)]
    if not isinstance(entry, dict):
        return [entry]
    message = dict(entry)
    for ours, theirs in (("role", "from"), ("text", "value")):
        if theirs in message and ours not in message:
            message[ours] = message.pop(theirs)
    role = message.get("role")
    if isinstance(role, str):
        message["role"] = _ROLES.get(role.strip().casefold(), role)
    return [message]
