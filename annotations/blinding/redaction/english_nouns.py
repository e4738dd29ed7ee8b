"""The nouns by which an English writer calls itself a machine, and how they are phrased."""

AI = r"(?<![a-z0-9])(?:a[ .\-]{0,2}i(?![a-z0-9])\.?|artificial(?:ly)?[ \-]{1,2}intelligen(?:ce|t))"
BOT = r"\b(?:(?:chat|med|doc|health)[ \-]?)?bot\b|\brobot\b"
_PROGRAM = (
    r"\b(?:computer|software|computer[ -]based)(?: (?:program(?:me)?|system|application))?\b"
    r"|\b(?:algorithm|neural network|machine|program)\b|\bmachine[ -]learning (?:model|system)\b"
)
_LANGUAGE_MODEL = (
    r"\b(?:language|foundation|transformer|chat|dialogue|medical|health|tcm|generative|reasoning"
    r"|multimodal|text) model\b|\bllm\b|\bconversational agent\b|\bsymptom[ -]checker\b"
    r"|\bquestion[ -]answering system\b"
)
# "Medical assistant" and "physician assistant" are people.
_ASSISTANT = (
    r"\b(?:virtual|digital|automated|computerized|computerised|intelligent|smart|conversational"
    r"|electronic|text-based|helpful|harmless|health|healthcare|wellness|online|interactive)"
    r"(?: [a-z\-]{2,14}){0,2}? (?:assistant|agent|doctor|physician|companion|helper|system"
    r"|service|coach|advis[eo]r|consultant|entity|being|model|tool|guide)\b"
    r"|\b(?:virtual|digital|robot) nurse\b"
    r"|(?<!medical )(?<!physician )(?<!physician's )(?<!doctor's )(?<!surgical )(?<!dental )"
    r"(?<!nursing )(?<!research )(?<!teaching )(?<!clinical )(?<!office )(?<!care )"
    r"\bassistant\b(?! to\b)"
)
TAIL = (
    r"(?:[ \-](?:language|chat|medical|health|healthcare|clinical|virtual|digital|large|assistant"
    r"|model|system|program|programme|tool|chatbot|bot|doctor|physician|nurse|agent|companion"
    r"|helper|service|powered|based|driven|symptom|checker|software|application|app|platform"
    r"|entity|being|like me))"
)
# "An AI researcher" is a person.
PERSON = (
    r"(?![ \-](?:(?!and|who|but|so|not|that|trained|from|by|with|for)[a-z\-]{1,14}[ \-]){0,2}"
    r"(?:researcher|scientist|engineer|developer|specialist|expert|ethicist|enthusiast|surgeon"
    r"|professor|student|radiologist|physicist|fellow|lecturer|programmer|entrepreneur|company"
    r"|startup|patient|user|operator)(?:'s)?\b)"
    r"(?![ \-]+(?:assisted|aided|enabled|supported|guided|operator)\b)"
)
_OF = r"(?: (?:kind|type|sort|form|piece) of)?"
ARTICLE = rf"(?:an?|the|your|one|some|just an?|but an?|my own){_OF} "
# Up to five adjectives; a verb, a preposition or a person ends the noun's phrase.
ADJECTIVES = (
    r"(?:(?!(?:who|that|which|of|with|using|use|in|on|at|for|but|not|to|from|by|about|as|i"
    r"|doctor|physician|nurse|surgeon|radiologist|researcher|patient|than|such|if|when"
    r"|and (?:an?|the|i|my|not))\b)[a-z][a-z0-9'\-]{0,24},? ){0,5}?"
)
MACHINE = f"(?:{AI}|{BOT}|{_PROGRAM}|{_LANGUAGE_MODEL}|{_ASSISTANT})"
MADE = (
    r"(?:created|developed|built|designed|programmed|engineered|pre-?trained|fine-?tuned|coded"
    r"|launched|instructed|configured|trained)"
)
# "by the team at X": the name of the maker goes with the noun.
BY = (
    rf"(?:,? (?:(?:that|which) (?:is|was|has been) |and )?(?:{MADE}|made|powered|run|provided)"
    r" by(?: (?!to\b|and i\b|who\b|that\b|for\b|so\b|but\b)(?:[a-z0-9'&\-]"
    r"|\.(?=[a-z0-9])){1,24}){1,5}"
    r"|,? (?:named|called) [\"'“]?[a-z0-9\-]{2,20}[\"'”]?)?"
)
PHRASE = f"(?:{ARTICLE}{ADJECTIVES})?{MACHINE}{PERSON}{TAIL}{{0,4}}"
