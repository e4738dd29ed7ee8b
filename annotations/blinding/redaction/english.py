"""How an English answer tells that a machine wrote it.

Built from parts: who speaks, the verb, the noun of the machine. Bare "AI" is also aortic
insufficiency and aromatase inhibitor, so it counts only where the writer speaks of itself.
"""

import re
from functools import lru_cache
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.english_nouns import (
    ADJECTIVES,
    AI,
    ARTICLE,
    BOT,
    BY,
    MACHINE,
    PERSON,
    PHRASE,
    TAIL,
)
from annotations.blinding.redaction.leaks import ADDRESSED, GENERATED, SELF, Rule, rule

_NO_DOCTOR = (
    r"not a (?:real |human |licensed |medical |qualified |trained )*"
    r"(?:doctor|physician|person|human|human being|clinician|nurse|professional|therapist)"
    r"[,;]? (?:but|just|only|i'm|i am|rather|merely)"
)
_ADVERBS = (
    r"(?:(?:just|only|merely|simply|actually|really|basically|essentially|in fact|of course|also"
    r"|currently|ultimately|still|here as|being|rather|instead|like|however|after all|technically"
    r"|in essence|at heart|nothing (?:more|but)(?: than)?|no more than|little more than"
    rf"|none other than|more of|afraid|sorry|sadly|unfortunately|honestly|{_NO_DOCTOR}),? ){{0,3}}"
)
_I_AM = (
    r"\b(?:i ?am|i'm|im|i was|i remain|we are|we're|it's me,|being|am i"
    r"|i (?:function|operate|work|act|serve|exist|speak|respond|reply|run) (?:only |just )?as"
    r"|i (?:can|must) (?:only )?(?:speak|answer|act|help) as|i consider myself)"
)
_YOU_ARE_WITH = (
    r"\byou(?:'re| are| were|'ve been| have been)?"
    r"(?: (?:now|currently|actually|really|only|just)){0,2}"
    r" (?:talking|speaking|chatting|interacting|communicating|conversing|dealing) (?:to|with)"
)
_MEDICAL_AI = re.compile(
    r"aromatase|trozole|exemestane|tamoxifen|aortic|insufficien|regurgitat|adrenal|o?estrogen"
    r"|arousal|apno?ea|adequate intake"
)
_NEVER_BEFORE_AS = re.compile(
    r"\b(?:such|same|well|soon|far|long|much|just|known|serves?|served|serving|used?|using|acts?"
    r"|acting|works?|working|functions?|functioning|described|regarded|classified|cleared"
    r"|approved|marketed|sold|seen|viewed|implemented|deployed|defined|operates?|introduced"
    r"|designed|on|patients?|taken|given|prescribed|appears?|abbreviated|written|reported) $"
)
_IMAGING = re.compile(r"radiolog|mammogra|scan|x-ray|imag|ecg|report|screen|retin|patholog")


def _speaks_of_itself(found: Match[str]) -> bool:
    """Whether "as an AI …" is about the writer, and not about a device or a drug."""
    text, start, end = found.string, found.start(), found.end()
    lead, rest = windows.before(text, start), windows.after(text, end)
    if _NEVER_BEFORE_AS.search(lead):
        return False
    if _is_about_medical_ai(text) and re.fullmatch(AI, _noun(found)):
        return bool(re.match(r"(?: (?!i\b)[a-z' ]{2,40})?[,:]? ?(?:i|my)\b", rest))
    # "As AI spreads in radiology, I …": without an article the noun may have a verb of its own.
    if not re.match(ARTICLE, found["told"]) and re.match(r" (?!i\b|my\b)[a-z]", rest):
        return False
    if windows.names_the_writer(rest) or windows.names_the_writer(lead):
        return True
    opens = not re.search(r"[a-z]", lead[-30:]) or bool(re.search(r"[,:;(\-] ?$", lead))
    return opens and bool(re.match(r" ?[,:(]|$", rest))


@lru_cache(maxsize=4)
def _is_about_medical_ai(text: str) -> bool:
    return bool(_MEDICAL_AI.search(text))


def _noun(found: Match[str]) -> str:
    return re.sub(r"^(?:an?|the|your) ", "", found["told"]).strip()


def _in_self_talk(found: Match[str]) -> bool:
    """A weak clue counts when the sentence speaks in the first person or of this answer."""
    lead = windows.before(found.string, found.start())
    return windows.names_the_writer(lead) or bool(_ANSWER.search(lead))


_ANSWER = re.compile(
    r"\b(?:answer|response|reply|text|message|advice|content|summary|above|it|this)\b"
)


def _is_introduced(found: Match[str]) -> bool:
    """ "I'm Ada, your AI assistant": but "I'm sorry, an AI …" has no name to hide."""
    return not _NO_NAMES.match(found["name"])


_NO_NAMES = re.compile(
    r"(?:sorry|afraid|glad|happy|here|only|just|not|an?|the|your|sure|so|very|aware|unable|no|truly"
    r"|currently|also|actually|always|still|at|in|on|pleased|delighted|honou?red|dr)\b"
)


def _is_no_subject(found: Match[str]) -> bool:
    """ "AI cannot replace the radiologist" is about medicine."""
    text = found.string
    sentence = windows.before(text, found.start()) + windows.after(text, found.start())
    return not _IMAGING.search(sentence)


RULES: tuple[Rule, ...] = (
    rule(rf"{_I_AM} {_ADVERBS}(?P<told>{PHRASE}{BY})", *SELF),
    rule(
        rf"\b(?:i am|i'm) {_ADVERBS}(?P<told>{ARTICLE}{ADJECTIVES}(?:tool|app"
        rf"|software|humanoid|device|(?:piece of )?code))\b{PERSON}",
        *SELF,
    ),
    rule(rf"\b(?:i am|i'm) {_ADVERBS}(?P<told>code|lines of code)\b(?! (?:red|blue))", *SELF),
    # "I'm Ada, your AI health assistant": the name goes too.
    rule(
        r"\b(?:i am|i'm|my name is|this is) (?P<told>(?P<name>[a-z][\w\-]{1,20}(?: [\w\-]{1,20})?)"
        r"(?:(?:, | ?\(| - )(?:and i am |and i'm |i am |i'm )?|,? and (?:i am|i'm) )"
        rf"{ARTICLE}{ADJECTIVES}{MACHINE}{PERSON}{TAIL}{{0,4}}{BY})",
        *SELF,
        _is_introduced,
    ),
    rule(rf"\bas (?P<told>{PHRASE}{BY})", *SELF, _speaks_of_itself),
    rule(
        r"\bnot (?:a|an|your) [a-z ]{3,30}[,;] ?(?:but|just|only|merely) "
        rf"(?P<told>{PHRASE})",
        *SELF,
    ),
    rule(rf"(?P<told>(?:\ban? )?{MACHINE}{TAIL}{{0,3}}? (?:like|such as) (?:me|myself))\b", *SELF),
    rule(rf"\bme, (?P<told>your {ADJECTIVES}{MACHINE}{TAIL}{{0,3}})", *SELF),
    rule(r"\b(?P<told>(?:we|us|other) (?:ais|language models|chat ?bots|llms|bots))\b", *SELF),
    rule(rf"\bi(?:'m| am)? ?, (?:as |being )?(?P<told>{PHRASE}),", *SELF),
    rule(
        rf"\bi(?:'m| am) (?P<told>(?:powered|driven|run|operated|generated) (?:by|on) {PHRASE})",
        *SELF,
    ),
    rule(rf"\bmy (?:own )?(?P<told>{AI} [a-z]+)", *SELF),
    rule(rf"{_YOU_ARE_WITH} (?P<told>{PHRASE})", *ADDRESSED),
    rule(rf"\bthis (?:conversation|chat|exchange) is with (?P<told>{PHRASE})", *ADDRESSED),
    rule(
        r"\bthe (?P<told>(?:ai |language )+(?:model|assistant|chat ?bot)) (?:that )?you(?:'re| are)"
        r" (?:now )?(?:using|talking to|speaking to|chatting with)\b",
        *ADDRESSED,
    ),
    rule(rf"\bfrom (?P<told>an? {AI}(?:'s|s')? (?:point of view|perspective|standpoint))", *SELF),
    rule(
        rf"\b(?:it's|it is|this is|here is|here's) (?:me, )?(?:your|an?) "
        rf"(?P<told>(?:friendly |personal |helpful |trusty |very own )*{AI}{TAIL}{{0,3}})"
        r"(?= ?[.,!:;]| here| speaking| again|$)",
        *SELF,
    ),
    rule(
        rf"\b(?P<told>(?:this|the|our) (?:{AI}(?: (?:assistant|chatbot|bot|model|doctor))|{BOT}"
        r"|language model|(?:virtual|digital|health) assistant))(?! of\b)"
        r" (?:cannot|can't|can not|could not|does not|doesn't|do not|is not|isn't|is unable"
        r"|is only|will not|won't|may make|may be wrong|has no|recommends|suggests|advises)\b",
        *SELF,
    ),
    rule(
        rf"\b(?P<told>this {AI}) (?:cannot|can't|does not|doesn't|is not|isn't|is unable|may)\b",
        *SELF,
        _is_no_subject,
    ),
    rule(
        r"\b(?P<told>(?:this|the) model) (?:was not|wasn't|is not|isn't|has not been)"
        r" (?:trained|designed|able|intended|meant) to (?:give|provide|offer|answer|replace)\b",
        *SELF,
    ),
    rule(
        rf"(?P<told>(?:\ban? )?{AI}(?: (?:chat ?bot|assistant|model|tool|system))?)"
        r" (?:cannot|can't|can never|must not|should not|should never|is no|is not a)"
        r" (?:fully |ever )?(?:replace|replacement for|be a substitute for|substitute for|examine"
        r"|diagnose|treat) (?:your|a|the|real|professional|medical|you|qualified)\b",
        *SELF,
        _is_no_subject,
    ),
    rule(
        rf"(?:^|\n) {{0,3}}(?P<told>{AI} (?:assistant|doctor|answer|response|reply)|assistant"
        rf"|chatbot|{BOT}|language model) ?:",
        *SELF,
    ),
    rule(
        rf"(?:^|[.!?\n,] ?)(?:your |an? )?(?P<told>{MACHINE}{TAIL}{{0,3}}) here\b"
        r"(?=[,.!:]| to help)",
        *SELF,
    ),
    rule(
        r"\b(?:generated|written|produced|created|composed|answered|drafted|provided|given)"
        rf"(?: (?:entirely|automatically|solely))? (?P<told>(?:by|with|using) {PHRASE})",
        *GENERATED,
        _in_self_talk,
    ),
    rule(
        rf"(?P<told>{AI}[ \-]{{1,2}}(?:generated|written|produced|created|authored))\)? ?"
        r"(?:response|answer|content|text|reply|advice|information|summary|message|output"
        r"|suggestion"
        r"|[.,:;)\]]|$)",
        *GENERATED,
    ),
    rule(
        r"\b(?P<told>(?:automated|automatic|auto-?generated|computer-generated|machine-generated)"
        r" (?:response|reply|answer|message|advice))\b",
        *GENERATED,
    ),
)
