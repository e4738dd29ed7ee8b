"""How an English answer tells that a machine wrote it.

Built from parts: who speaks, the verb, the noun of the machine. Bare "AI" is also aortic
insufficiency and aromatase inhibitor, so it counts only where the writer speaks of itself.
"""

import re
from functools import lru_cache
from re import Match

from annotations.blinding.redaction import windows
from annotations.blinding.redaction.leaks import Kind, Reason, Rule

AI = r"(?<![a-z0-9])(?:a[ .\-]{0,2}i(?![a-z0-9])\.?|artificial(?:ly)?[ \-]{1,2}intelligen(?:ce|t))"
_BOT = r"\b(?:(?:chat|med|doc|health)[ \-]?)?bot\b|\brobot\b"
_PROGRAM = (
    r"\b(?:computer|software|computer[ -]based)(?: (?:program(?:me)?|system|application))?\b"
    r"|\b(?:algorithm|neural network|machine)\b|\bmachine[ -]learning (?:model|system)\b"
)
_LANGUAGE_MODEL = (
    r"\b(?:language|foundation|transformer|chat|dialogue) model\b|\bllm\b|\bconversational agent\b"
    r"|\bsymptom[ -]checker\b|\bquestion[ -]answering system\b"
)
# "Medical assistant" and "physician assistant" are people.
_ASSISTANT = (
    r"\b(?:virtual|digital|automated|computerized|computerised|intelligent|smart|conversational"
    r"|electronic|text-based|helpful|harmless|health|healthcare|wellness|online|interactive)"
    r"(?: [a-z\-]{2,14}){0,2}? (?:assistant|agent|doctor|physician|nurse|companion|helper|system"
    r"|service|coach|advis[eo]r|consultant|entity|being|model|tool|guide)\b"
    r"|(?<!medical )(?<!physician )(?<!physician's )(?<!doctor's )(?<!surgical )(?<!dental )"
    r"(?<!nursing )(?<!research )(?<!teaching )(?<!clinical )(?<!office )(?<!care )\bassistant\b"
)
_TAIL = (
    r"(?:[ \-](?:language|chat|medical|health|healthcare|clinical|virtual|digital|large|assistant"
    r"|model|system|program|programme|tool|chatbot|bot|doctor|physician|nurse|agent|companion"
    r"|helper|service|powered|based|driven|symptom|checker|software|application|app|platform"
    r"|entity|being|like me))"
)
# "An AI researcher" is a person.
_PERSON = (
    r"(?![ \-](?:(?!and|who|but|so|not|that|trained|from|by|with|for)[a-z\-]{1,14}[ \-]){0,2}"
    r"(?:researcher|scientist|engineer|developer|specialist|expert|ethicist|enthusiast|surgeon"
    r"|professor|student|radiologist|physicist|fellow|lecturer|programmer|entrepreneur|company"
    r"|startup|patient|user|operator)\b)(?![ \-]+(?:assisted|aided|enabled|supported|guided)\b)"
)
_ARTICLE = r"(?:an?|the|your|one|some kind of|a kind of|a type of|just an?|but an?) "
# Up to five adjectives; a verb or a preposition ends the noun's phrase.
_ADJECTIVES = (
    r"(?:(?!(?:who|that|which|of|with|using|use|in|on|at|for|and|but|not|to|from|by|about|as|i"
    r"|doctor|physician|nurse|surgeon|radiologist|researcher|patient|than|such|if|when)\b)"
    r"[a-z][a-z0-9'\-]{0,24},? ){0,5}?"
)
MACHINE = f"(?:{AI}|{_BOT}|{_PROGRAM}|{_LANGUAGE_MODEL}|{_ASSISTANT})"
PHRASE = f"(?:{_ARTICLE}{_ADJECTIVES})?{MACHINE}{_PERSON}{_TAIL}{{0,4}}"

_ADVERBS = (
    r"(?:(?:just|only|merely|simply|actually|really|basically|essentially|in fact|of course|also"
    r"|currently|ultimately|still|here as|being|rather|instead|like|however|after all"
    r"|not a (?:real |human |licensed |medical |qualified )*"
    r"(?:doctor|physician|person|human|human being|clinician|nurse|professional|therapist)"
    r"[,;]? (?:but|just|only|i'm|i am|rather|merely)),? ){0,3}"
)
_I_AM = r"\b(?:i ?am|i'm|im|i was|i remain|we are|we're|it's me,|being|am i)"
_YOU_ARE_WITH = (
    r"\byou(?:'re| are| were|'ve been| have been)?(?: (?:now|currently|actually|really|only"
    r"|just)){0,2}"
    r" (?:talking|speaking|chatting|interacting|communicating|conversing|dealing) (?:to|with)"
)
_MADE = (
    r"(?:created|developed|built|designed|programmed|engineered|pre-?trained|fine-?tuned|coded"
    r"|launched|instructed|configured|trained(?= (?:by|to|as|for|with|on) ))"
)
# What only a model was trained on; a surgeon may have been trained on cadavers.
_CORPUS = (
    r"(?:data|datasets?|texts?|corpus|corpora|literature|internet|web|books|articles|information"
    r"|knowledge|conversations|dialogues|topics|records|papers|sources)"
)
_MEDICAL_AI = re.compile(
    r"aromatase|trozole|exemestane|tamoxifen|aortic|insufficien|regurgitat|adrenal|o?estrogen"
    r"|arousal|apn(?:o)?ea"
)
_NEVER_BEFORE_AS = re.compile(
    r"\b(?:such|same|well|soon|far|long|much|just|known|serves?|served|serving|used?|using|acts?"
    r"|acting|works?|working|functions?|functioning|described|regarded|classified|cleared"
    r"|approved|marketed|sold|seen|viewed|implemented|deployed|defined|operates?|introduced"
    r"|designed|on|patients?|taken|given|prescribed|appears?|abbreviated|written|reported) $"
)


def _speaks_of_itself(found: Match[str]) -> bool:
    """Whether "as an AI …" is about the writer, and not about a device or a drug."""
    text, start, end = found.string, found.start(), found.end()
    lead, rest = windows.before(text, start), windows.after(text, end)
    if _NEVER_BEFORE_AS.search(lead):
        return False
    if _is_about_medical_ai(text) and re.fullmatch(AI, _noun(found)):
        return bool(re.match(r"[,:]? ?(?:i|my)\b", rest))
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
    text = found.string
    lead = windows.before(text, found.start())
    return windows.names_the_writer(lead) or bool(
        re.search(
            r"\b(?:answer|response|reply|text|message|advice|content|summary|above|it)\b", lead
        )
    )


def _is_introduced(found: Match[str]) -> bool:
    """ "I'm Ada, your AI assistant": but "I'm sorry, an AI …" has no name to hide."""
    return not _NO_NAMES.match(found["name"])


_NO_NAMES = re.compile(
    r"(?:sorry|afraid|glad|happy|here|only|just|not|an?|the|your|sure|so|very|aware|unable|no|truly"
    r"|currently|also|actually|always|still|at|in|on|pleased|delighted|honou?red)\b"
)

_SELF = (Kind.MACHINE, Reason.SELF_DESCRIPTION)
_TRAINING = (Kind.MACHINE, Reason.TRAINING)


def _rule(pattern: str, kind: Kind, reason: Reason) -> Rule:
    return Rule(re.compile(pattern), kind, reason)


RULES: tuple[Rule, ...] = (
    _rule(rf"{_I_AM} {_ADVERBS}(?P<told>{PHRASE})", *_SELF),
    # "I'm Ada, your AI health assistant": the name goes too.
    Rule(
        re.compile(
            rf"\b(?:i am|i'm|my name is|this is) (?P<told>(?P<name>[a-z][\w\-]{{1,20}}(?: [\w\-]"
            rf"{{1,20}})?)(?:, | ?\(| - )(?:and i am |and i'm |i am |i'm )?{_ARTICLE}"
            rf"{_ADJECTIVES}{MACHINE}{_PERSON}{_TAIL}{{0,4}})"
        ),
        *_SELF,
        _is_introduced,
    ),
    Rule(
        re.compile(rf"\bas (?P<told>{PHRASE})"),
        *_SELF,
        _speaks_of_itself,
    ),
    _rule(
        rf"\bnot (?:a|an|your) [a-z ]{{3,30}}[,;] ?(?:but|just|only|merely) (?P<told>{PHRASE})",
        *_SELF,
    ),
    _rule(
        rf"(?P<told>(?:\ban? )?{MACHINE}{_TAIL}{{0,3}}? (?:like|such as) (?:me|myself))\b", *_SELF
    ),
    _rule(rf"\bi(?:'m| am)? ?, (?:as|being) (?P<told>{PHRASE}),", *_SELF),
    _rule(rf"{_YOU_ARE_WITH} (?P<told>{PHRASE})", Kind.MACHINE, Reason.ADDRESSED),
    _rule(
        rf"\b(?P<told>(?:this|the|our) (?:{AI}(?: (?:assistant|chatbot|bot|model|doctor))?|{_BOT}"
        r"|language model|(?:virtual|digital|health) assistant))(?! of\b)"
        r" (?:cannot|can't|can not|could not|does not|doesn't|do not|is not|isn't|is unable"
        r"|is only|will not|won't|may make|may be wrong|has no|recommends|suggests|advises)\b",
        *_SELF,
    ),
    _rule(
        rf"(?:^|\n) {{0,3}}(?P<told>{AI} (?:assistant|doctor|answer|response|reply)|assistant"
        rf"|chatbot|{_BOT}|language model) ?:",
        Kind.MACHINE,
        Reason.SELF_DESCRIPTION,
    ),
    _rule(
        rf"(?:^|[.!?\n,] ?)(?:your |an? )?(?P<told>{MACHINE}{_TAIL}{{0,3}}) here\b(?=[,.!:]"
        rf"| to help)",
        *_SELF,
    ),
    _rule(
        r"\b(?P<told>i(?:'m| am) (?:not|neither) (?:actually |really )?(?:a |an )?(?:real "
        r"|actual )?"
        r"(?:human(?: being)?|person|living (?:person|being)))\b",
        Kind.MACHINE,
        Reason.NOT_HUMAN,
    ),
    _rule(
        r"\bi (?:don't|do not|cannot|can't|lack|have no|haven't)(?: (?:actually|really|truly))?"
        r"(?: (?:have|possess|experience|feel))?(?: (?:any|a|an|the|human|personal|real))*"
        r" (?P<told>(?:physical )?(?:form|body)\b(?! aches)|feelings(?! in)|emotions|consciousness"
        r"|sentience|self-awareness|beliefs|personal experiences?(?:,| or| and) [a-z]+)",
        Kind.MACHINE,
        Reason.NOT_HUMAN,
    ),
    _rule(
        rf"\bi (?:was|am|have been|had been|'ve been|is)(?: (?:only|also|just|specifically"
        rf"|originally|"
        rf"primarily|specially))? (?P<told>(?:pre-?|fine-?)?(?:trained|tuned) (?:on|with|using"
        rf"|from)"
        rf"[^.\n]{{0,60}}?\b{_CORPUS})\b",
        *_TRAINING,
    ),
    _rule(r"\bi(?: was| am|'m| have been) (?P<told>fine-?tuned)\b", *_TRAINING),
    _rule(
        r"\b(?P<told>my (?:pre-?)?(?:training (?:data|set|corpus|dataset|cut-?off|ended|ends"
        r"|material)"
        r"|(?:last |latest )?(?:knowledge|training|information|data) (?:cut-?off|update|base"
        r"|is (?:current|limited|only current|up to date)|(?:only )?(?:goes|extends|ends|stops"
        r"|was last))"
        r"|(?:last|latest|most recent) (?:update|training)|cut-?off date|algorithms?|programming"
        r"|source code|parameters are|database|system prompt|architecture|developers?|creators?"
        r"|programmers|makers|designers))\b",
        *_TRAINING,
    ),
    _rule(
        r"\b(?P<told>(?:knowledge|training|data) cut-?off(?: date)?)\b",
        *_TRAINING,
    ),
    _rule(
        r"\bi (?:do not|don't|cannot|can't|can not|have no|lack|am unable to|am not able to"
        r"|'m unable to)"
        r"(?: currently| directly)? ?(?P<told>(?:have |get )?(?:access to )?(?:real[ -]time|live"
        r"|current"
        r"|up-to-the-minute) (?:data|information|updates|internet|web|news|access)"
        r"|(?:browse|search|surf|access|open|look up) (?:things on )?(?:the )?(?:internet|web"
        r"|links|urls|websites)"
        r"|(?:have )?(?:internet|web) access|have access to the (?:internet|web))",
        *_TRAINING,
    ),
    _rule(
        rf"\bi(?:'m| am| was|'ve been| have been|'d been)(?: (?:only|just|specifically|originally"
        rf"|specially|carefully)){{0,2}} (?P<told>{_MADE} (?:by|to|for|as|with|from|in)\b"
        r"(?! (?:internal|general|obstetrics|surgery|cardiology|paediatrics|pediatrics|a (?:doctor"
        r"|nurse|surgeon|physician)|professor|dr\b|the army|the uk|the us|london|germany|china)))",
        Kind.MACHINE,
        Reason.MAKER,
    ),
    Rule(
        re.compile(
            rf"\b(?:generated|written|produced|created|composed|answered|drafted|provided|given)"
            rf"(?: (?:entirely|automatically|solely))? (?P<told>(?:by|with|using) {PHRASE})"
        ),
        Kind.MACHINE,
        Reason.GENERATED,
        _in_self_talk,
    ),
    _rule(
        rf"(?P<told>{AI}[ \-]{{1,2}}(?:generated|written|produced|created|authored))\)? ?"
        r"(?:response|answer|content|text|reply|advice|information|summary|message|output"
        r"|[.,:;)\]]|$)",
        Kind.MACHINE,
        Reason.GENERATED,
    ),
)
