"""How an English answer tells that it was trained or made, or that its writer has no body."""

from annotations.blinding.redaction.english_nouns import MADE
from annotations.blinding.redaction.leaks import MAKER, NOT_HUMAN, TRAINING, Rule, rule

# What only a model was trained on; a surgeon may have been trained on cadavers.
_CORPUS = (
    r"(?:data|datasets?|texts?|corpus|corpora|literature|internet|web|books|articles|information"
    r"|knowledge|conversations|dialogues|topics|records|papers|sources)"
)
_WAS = r"(?: was| am|'m|'ve been| have been| had been|'d been)"
_NOT_ABLE = (
    r"(?:do not|don't|cannot|can't|can not|am unable to|am not able to|'m unable to|'m not able to)"
)
_HUMAN_SCHOOLS = (
    r"(?! (?:internal|general|obstetrics|surgery|cardiology|paediatrics|pediatrics|a (?:doctor"
    r"|nurse|surgeon|physician)|professor|dr\b|the (?:army|uk|us|burns)|london|germany|china"
    r"|nature|god|evolution))"
)

RULES: tuple[Rule, ...] = (
    rule(
        r"\b(?P<told>i(?:'m| am) (?:not|neither) (?:actually |really )?(?:a |an )?"
        r"(?:real |actual )?(?:human(?: being)?|person|living (?:person|being)))\b",
        *NOT_HUMAN,
    ),
    rule(
        r"\bi (?:don't|do not|cannot|can't|lack|have no|haven't)(?: (?:actually|really|truly))?"
        r"(?: (?:have|possess|experience|feel))?(?: (?:any|a|an|the|human|personal|real))*"
        r" (?P<told>(?:physical )?(?:form|body)\b(?! aches)|feelings(?! in| about)"
        r"|emotions(?! tied| about)|consciousness"
        r"|sentience|self-awareness|eyes|ears|hands(?! free| on)|nerves|senses|beliefs"
        r"|experiences (?:with|of|or|and)"
        r"|personal experience(?:,| or| and) [a-z]+)",
        *NOT_HUMAN,
    ),
    rule(
        r"\bi (?:lack|have no|don't have|do not have) the (?P<told>(?:ability|capacity|capability)"
        r" (?:to|of|for) (?:feel|experienc|emotion|empath|sens)\w*)",
        *NOT_HUMAN,
    ),
    rule(
        rf"\bi{_WAS}(?: (?:only|also|just|specifically|originally|primarily|specially))?"
        r" (?P<told>(?:pre-?|fine-?)?(?:trained|tuned) (?:on|with|using|from)"
        rf"[^.\n]{{0,60}}?\b{_CORPUS})\b",
        *TRAINING,
    ),
    rule(rf"\bi{_WAS} (?P<told>fine-?tuned)\b", *TRAINING),
    rule(
        r"\b(?P<told>(?:data|texts?|datasets?|corpus|material|sources|literature)"
        rf" (?:that |which )?i{_WAS} trained (?:on|with|from))\b",
        *TRAINING,
    ),
    rule(
        r"\b(?P<told>my (?:pre-?)?(?:training (?:data|set|corpus|dataset|cut-?off|material"
        r"|(?:only )?(?:ended|ends|goes|extends|stops|includes|did not include))"
        r"|(?:last |latest )?(?:knowledge|training|information|data) (?:cut-?off|update|base"
        r"|(?:is|was|gets) (?:\w+ )?updated|is (?:current|only current|up to date)"
        r"|(?:only )?(?:goes|extends|ends|stops|was last))"
        r"|(?:last|latest|most recent) (?:update|training)|cut-?off date|algorithms?"
        r"|programming(?! of)"
        r"|source code|database(?! of)|system prompt|architecture|developers?|creators?"
        r"|programmers|makers|designers))\b(?!\?)",
        *TRAINING,
    ),
    rule(r"\b(?P<told>(?:based on|according to|from|in) my training)\b(?= ?[,.;])", *TRAINING),
    rule(r"\b(?P<told>(?:knowledge|training|data) cut-?off(?: date)?)\b", *TRAINING),
    rule(
        rf"\bi ?(?:{_NOT_ABLE}|have no|lack)(?: currently| directly)?"
        r" ?(?P<told>(?:have |get )?(?:access to )?(?:real[ -]time|live|up-to-the-minute)"
        r" (?:data|information|updates|internet|web|news|access)"
        r"|(?:browse|search|surf|access|open|look up) (?:things on )?(?:the )?(?:internet|web"
        r"|links|urls|websites)"
        r"|(?:have )?(?:internet|web) access"
        r"|(?:have )?access (?:to )?(?:[a-z]+ ){0,6}(?:internet|web)\b"
        r"|(?:remember|recall|retain|store|keep) (?:(?:any|our|your|the) )?(?:previous|past|earlier"
        r"|prior) (?:conversations?|chats?|sessions?|interactions?|messages))",
        *TRAINING,
    ),
    rule(
        rf"\bi{_WAS}(?: (?:only|just|specifically|originally|specially|carefully)){{0,2}}"
        rf"(?: not)? (?P<told>(?!trained\b){MADE} (?:not )?(?:by|to|for|as|with|from|in)\b"
        rf"{_HUMAN_SCHOOLS})",
        *MAKER,
    ),
    rule(
        rf"\bi{_WAS} (?P<told>trained [^.,;\n]{{0,20}}?by [^.,;\n]{{0,40}}?(?:engineer|developer"
        rf"|team|compan|lab|inc"
        r"|corporation|researcher|scientist|institute)\w*)",
        *MAKER,
    ),
    rule(
        r"\b(?P<told>(?:who|that|which) (?:built|created|developed|designed|programmed"
        r"|coded) me)\b",
        *MAKER,
    ),
    rule(
        r"\b(?P<told>(?:(?:built|created|designed|developed|programmed) me (?:on|to|from|using|with"
        r"|not to|as)|trained me (?:on|not to|with data)))\b",
        *MAKER,
    ),
    rule(
        r"\b(?P<told>(?:our|this) (?:assistant|chat ?bot|bot|language model|ai)"
        rf" (?:was|is|has been) {MADE} (?:by|to|for))\b",
        *MAKER,
    ),
    rule(
        r"\bi (?:don't|do not|can't|cannot) (?P<told>(?:experience|feel) (?:physical )?"
        r"(?:pain|emotions?|feelings))\b(?! any ?more)",
        *NOT_HUMAN,
    ),
    rule(r"\b(?P<told>i exist (?:only |solely )?to)\b", *MAKER),
)
