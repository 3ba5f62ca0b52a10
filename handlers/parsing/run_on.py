"""Where clauses part in English that was dictated or typed in a hurry: "met Jane she's keen will send the quote Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.parsing.cues import Hit
from handlers.parsing.mask import Entity, Mask

SHORTEST = 24
"""A shorter sentence says only one thing."""
JOIN = r"(?:(?:and|also|so|then|but|plus) ){0,3}"
STEPS = (
    "try|call|ring|send|price|quote|courier|revert|follow up|get back|check|chase|email|visit|drop|prepare|share|arrange|update|resend|pass|meet"
    "|circle|draft|rework|put|bring|go back|go again|confirm|speak|be back|text|msg|message|whatsapp|ping|collect|submit|book|swing|pop|deliver|quote"
)
REACH = "visit|meet|call|ring|phone|text|email|whatsapp|msg|message|ping|chase|calling|ringing|texting|emailing|chasing"
REACHED = "spoke (?:to|with)|talked (?:to|with)|(?:called|rang|visited|emailed|whatsapped|messaged|phoned|texted) (?=[\ue000\ue001])"
SUBJECTS = (
    "he|she|they|i|we|you|it|who|that|which|client|customer|boss|manager|owner|team|engineer|director|buyer|guys?|lady|uncle|wife|husband|head|sir"
    "|madam|ji|chef|md|fd|cfo|ceo|gm|procurement|purchase|purchasing|finance|legal|accounts|hq|side|office|people"
    "|(?<!at )(?<!from )(?<!with )(?<!to )[\ue000\ue001]"
)
AFTER_SAYING = (
    "because|that|says?|said|if|when|while|as|thinks?|know|hope|hoping|where|what|how|why|who|since|though|until|till|than|reckons?|me|whether"
)
AUXILIARY = (
    "to|will|ll|can|could|should|would|must|going|gonna|please|pls|plz|not|dont|didnt|never|let|have|has|had|be|was|were|is|are|cant|wont|just"
)
PLACES: tuple[tuple[str, str], ...] = (
    (rf"{JOIN}(?:theyre|theyve|theyll|hes|shes)", AFTER_SAYING),
    (rf"{JOIN}(?:he|she) (?:say|ask|want|like|need|agree|okay|ok)", f"{AFTER_SAYING}|{AUXILIARY}"),
    (rf"{JOIN}(?:i|we) (?:(?:also|still|then) ){{0,2}}(?:need to|have to|must|should|gotta|gonna|will|am going to|chase)", AFTER_SAYING),
    (rf"{JOIN}(?:i|we) owe (?:him|her|them|\ue000)", AFTER_SAYING),
    (rf"{JOIN}(?:im|i'm|i am) (?:gonna|going to|also gonna)", AFTER_SAYING),
    (r"and (?:wants|needs|want|need|asked for|asking for|would like)", "they|who|to|we|i|you"),
    (
        r"(?:and |but )?(?:the )?(?:balance|advance|remaining|rest|other half|second half|final part)(?: [a-z0-9%\ue003]+){0,3}"
        r" (?:will|he will|they will|to come|by|in|on|due|next)",
        "of|with|and|the|their|no|for|get|some|paid|a|this|half|full",
    ),
    (rf"(?:so |then )?(?:will|gonna|going to|have to) (?:{STEPS})", f"{SUBJECTS}|{AFTER_SAYING}|{AUXILIARY}|and|also|still|only|then|im|i'm|am"),
    (
        rf"(?:{REACH}) (?:him|her|them|back|again)(?= [^\ue000\ue001]{{0,20}}\ue002)",
        f"{SUBJECTS}|{AFTER_SAYING}|{AUXILIARY}|and|also|then|need|asked|want|wants|us",
    ),
    (
        r"(?:wants|needs) (?:a|an|the|our) (?:price|quote|quotation|sample|samples|demo|proposal|brochure|catalogue)",
        f"{SUBJECTS}|and|also|{AFTER_SAYING}",
    ),
    (r"(?:phone|mob|mobile|ph|tel|contact|cell|number)(?: no| number| is){0,2}(?= \ue004)", "his|her|their|my|the|a|by|on"),
    (r"(?:revised|new|updated|final) (?:quote|quotation|price|proposal) to (?:him|her|them)", f"the|a|our|{AUXILIARY}"),
    (r"(?:chasing|sending|awaiting) (?:the|up|his|her|them|over|across)", f"{AUXILIARY}|{SUBJECTS}|am|im|and|still|now"),
    (r"(?:next|site|follow up|second) (?:visit|meeting|call|demo)(?= (?:with [\ue001a-z ]{1,20})?(?:on |at |for |set for |is |is on )?\ue002)", ""),
    (r"(?:so |and )?(?:put|mark|move) (?:it|that|this|them|that one|this one|\ue000)(?: deal)? (?:at|in|to|as|down as|into)", AUXILIARY),
    (rf"{JOIN}ill (?:{STEPS}|get|do|let|give|take|have|go|keep)", f"{AFTER_SAYING}|{SUBJECTS}|is|was|fell|feeling|very|been"),
    (
        r"(?:the )?(?:deal|order|project|po|budget) (?:is |size |value |worth |of )(?:is )?(?:around |about |approx |roughly )?\ue003",
        "the|a|this|that|of|and",
    ),
    (r"(?:should|expected to|likely to|expect to|hoping to) close", f"{AFTER_SAYING}|it|deal|they|we|this|that|and|he|she"),
    (r"(?:nobody|no one|noone) (?:picks?|picked|picking|answers?|answered|answering|replies|replied) ?(?:up)?", AFTER_SAYING),
    (r"(?:so )?(?:i )?(?:said|told (?:him|her|them)) (?:id|ill|i'd|i'll|i would|i will|we'd|we'll)", f"{AUXILIARY}|and"),
    (rf"(?:{JOIN}i |then )?(?:{REACHED})", f"{AUXILIARY}|{SUBJECTS}|{AFTER_SAYING}|and|also|never|already|whoever|ever|anyone"),
)
"""What begins a clause, and the words behind which it does not."""


SHAPES = [(re.compile(rf"(?<=\S )(?:{opening})(?![a-z'])"), re.compile(rf"(?:^|[^a-z'])(?:{barred or '(?!)'}) $")) for opening, barred in PLACES]
MEMBER = re.compile(
    rf"(?<=\S )(?:{JOIN}(?P<named>\ue001) (?:please|pls|plz|can you|could you|can u|will you)"
    rf"|(?:(?:and|also|so|then|but|please|pls|plz|can you|could you|can u) ){{1,3}}(?:tell|ask|get|remind) (?P<told>\ue001))(?![a-z'])"
)
SAME = re.compile("(?<=\\S )(?:and |also )?(?:the )?same (?:for|with|at) (?=[\ue000\ue001])")
NOT_SAME = re.compile("(?:^| )(?:do|did|the|want|wants|is|are|be) $")
TURN = re.compile(
    "(?<=\\S )(?:(?:and|also|then|but|plus|while|next) )?(?:\ue001 (?:at|from|of|over at|over from) )?\ue000"
    "(?=(?: (?P<verb>[a-z]+|[\ue001-\ue006]))(?: |$))"
)
TALKS = re.compile(
    "(?<=\\S )(?:and |but )?\ue001 (?:loves|likes|wants|says|said|needs|asked|agreed|confirmed|thinks|wasnt"
    "|is (?:keen|happy|fine|ok|okay|good|up))(?= )"
)
"""Somebody known, and what he thinks of it."""
SEVERAL = re.compile(
    "(?:^| )(?:both|two|three|four|five|several"
    "|few|couple|[2-9]|round|around|parties|shops|sites|places|outlets"
    "|stores|dealers|customers|clients|visits|calls)(?= )"
)
"""Behind one of these each customer has its turn."""
NO_TURN = re.compile(
    "(?:^| )(?:at|from|to|with|for|of|the|over|by|via|re|about|in|on|w/|@|visited|called|rang|met|saw|emailed|messaged|whatsapped|phoned|told|asked"
    "|like|said|says|say|that|because|if|when|or|as|both|and|texted|tried|seeing|per|into|off|than"
    "|only|me|us|paid|left|near|behind|past|outside|inside|is|was) $"
)
VERBS = re.compile(
    "has|have|is|are|was|were|say|says|said|want|wants|wanted|need|needs|ask|asks|asked|asking|not|no|didnt|dont|doesnt|wont|cant|still|ready|owner|manager|boss|very"
    "|keen|happy|ok|okay|signed|paid|confirmed|gave|given|told|went|closed|cancelled|rejected|agreed|agree|will|looking|interested|never|already|out|busy"
    "|rang|called|too|might|may|nobody|purchase|buyer|side|theyre|wasnt|werent|isnt|havent|hasnt|likes|like|loves|loved|liked|wired|transferred|settled|renewed|ordered|seems|sounds|\ue001"
)

TELLING = ("past.", "contract.", "payment.", "checkin.", "lead.", "deal.", "stage.", "task.", "command.", "result.", "base.")
"""Behind one of these something has been told, and something else may follow."""
DOUBTED = ("veto.hypothetical", "veto.joking")
"""Behind one of these nothing is told."""


def run_on(mask: Mask, hits: Sequence[Hit], start: int, end: int) -> list[int]:
    """The places inside a sentence without marks at which its wording begins a new clause."""
    if end - start < SHORTEST:
        return []
    chars = mask.chars
    found = {
        hit.start() for pattern, barred in SHAPES for hit in pattern.finditer(chars, start + 1, end) if not before(barred, chars, start, hit.start())
    }
    found |= {hit.start() for hit in MEMBER.finditer(chars, start + 1, end) if one_of_us(mask.at(hit.start("named" if hit["named"] else "told")))}
    found |= {hit.start() for hit in SAME.finditer(chars, start + 1, end) if not before(NOT_SAME, chars, start, hit.start())}
    found |= set(turns(mask, start, end))
    inside = [(hit.start, hit.end) for hit in hits if hit.cue in ("task.remind", "split.before")]
    told = min((hit.start for hit in hits if start <= hit.start and hit.cue.startswith(TELLING)), default=end)
    if any(hit.cue in DOUBTED and start <= hit.start <= told for hit in hits):
        return []
    return sorted(place for place in found if place > told and not any(low < place < high for low, high in inside))


def before(barred: re.Pattern[str], chars: str, start: int, place: int) -> bool:
    """Whether the word before a place keeps it from beginning a clause."""
    return barred.search(chars[max(start, place - 16) : place]) is not None


def one_of_us(person: Entity | None) -> bool:
    """Whether somebody is a member."""
    return person is not None and any(one.kind == "member" for one in person.candidates)


def turns(mask: Mask, start: int, end: int) -> Iterator[int]:
    """Where another known company has its turn: "called both Acme no budget and Zeta wants samples"."""
    first = next((one.place for one in mask.within(start, end, ("company", "person")) if one.known), end)
    several = SEVERAL.search(mask.chars, start, first) is not None
    for hit in TALKS.finditer(mask.chars, start + 1, end):
        person = mask.at(hit.group().index("\ue001") + hit.start())
        if person is not None and any(one.kind == "contact" for one in person.candidates) and not before(NO_TURN, mask.chars, start, hit.start()):
            yield hit.start()
    for hit in TURN.finditer(mask.chars, start + 1, end):
        company = mask.at(hit.group().index("\ue000") + hit.start())
        if company is None or not company.known or before(NO_TURN, mask.chars, start, hit.start()):
            continue
        if not several and not VERBS.fullmatch(hit["verb"]):
            continue
        earlier = mask.within(start, hit.start(), ("company", "person"))
        firms = {one.name if one.kind == "company" else one.company for name in earlier for one in name.candidates} - {""}
        if len(firms) != 1 or not firms & {one.name for one in company.candidates}:
            yield hit.start()
