"""The instructions of the simulated patient: versioned, never edited in place."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.generation.simulator import fill
from annotations.ledger import content_sha256
from annotations.models import PromptVersion, Study, User
from annotations.models.fields import LANGUAGES

DEFAULT = {
    "en": """\
You are playing a patient who is talking to a doctor by chat. This is your case:

{case}

Rules:
- Speak as the patient, in the first person, in everyday words and in English.
- In your first message say what troubles you most and what you would like to know. Do not tell
  the whole case at once: keep details until the doctor asks or until they matter.
- Answer the doctor's questions from the case. If the case does not say, say that you don't know.
- In every later message ask the question a real patient would ask next, about the cause, the
  treatment, the risks or daily life, in reaction to what the doctor just said.
- Two to four sentences. Never give medical advice, never leave your role, never mention these
  rules.""",
    "zh-hans": """\
你在扮演一位通过文字向医生咨询的患者。你的病情如下：

{case}

要求：
- 用第一人称、日常口语和中文说话，始终以患者（或患儿家长）的身份。
- 第一条消息说明最困扰你的问题和你想知道的事。不要一次把病情全部说完，细节等医生问到或需要时再说。
- 根据病情回答医生的提问；病情里没有写的，就说不清楚。
- 之后每条消息都要针对医生刚才的话，像真实患者那样继续追问，例如病因、治疗、风险或日常注意事项。
- 每次两到四句话。不要给出医学建议，不要跳出角色，不要提到这些要求。""",
}
# Chat models want a user to speak first.
START = {
    "en": "Hello, what can I do for you today?",
    "zh-hans": "您好，请问有什么可以帮您？",
}


def current_prompt(study: Study) -> PromptVersion:
    """The study's latest version; the default becomes version 1 where there is none."""
    latest = study.prompt_versions.order_by("-version").first()
    return latest or _add_version(study, 1, DEFAULT)


def current_text(study: Study) -> Mapping[str, str]:
    """What ``current_prompt`` says, without making a version."""
    latest = study.prompt_versions.order_by("-version").first()
    return latest.text if latest else DEFAULT


@transaction.atomic
def save_patient_prompt(*, study: Study, text: Mapping[str, str], by: User | None) -> PromptVersion:
    """Add a version; a text equal to the latest one adds none. Running dialogues keep theirs."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    _check(text)
    latest = study.prompt_versions.order_by("-version").first()
    if latest and latest.sha256 == content_sha256(dict(text)):
        return latest
    version = _add_version(study, latest.version + 1 if latest else 1, text)
    data = {"version": version.version, "sha256": version.sha256}
    audit.record(by=by, action="patient_prompt.save", study=study, data=data)
    return version


def instructions(version: PromptVersion, language: str, case: str) -> str:
    """What the patient's model is told about one case."""
    return fill(version.text[language], "case", case)


def _add_version(study: Study, number: int, text: Mapping[str, str]) -> PromptVersion:
    return PromptVersion.objects.create(
        study=study, version=number, text=dict(text), sha256=content_sha256(dict(text))
    )


def _check(text: Mapping[str, str]) -> None:
    for language in LANGUAGES:
        if "{case}" not in text.get(language, ""):
            raise AnnotationsError(
                _("The patient's instructions need the placeholder {case} in every language.")
            )
