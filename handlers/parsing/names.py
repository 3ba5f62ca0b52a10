"""Known names: an index of companies, contacts and members, looked up exactly, then fuzzily with a margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from handlers.parsing.like_names import least_score, most_like, of_like_length
from handlers.parsing.name_forms import NICKNAME, SHORT, WHOLE, Form, company_forms, contact_forms, member_forms
from handlers.parsing.name_words import FAMILIAR, Token, is_han, is_within, joined, name_key, same_word, title_length, tokens, words

FORMS_KEPT = 20_000
"""Names whose forms are remembered: a new one among thousands has the index built again, which is quick where the others' forms are known."""
POSSESSIVE_LENGTH = 4
"""So long at least is a name before an s without an apostrophe: "at oakwells depot"."""
SHORT_HAN = 2
LONGEST_TITLE = 5


@dataclass(frozen=True)
class KnownContact:
    """A person the workspace knows, and the company that the person belongs to."""

    name: str
    company: str = ""


@dataclass(frozen=True)
class Candidate:
    """A known name: ``kind`` is ``company``, ``contact`` or ``member``; a contact has its company."""

    kind: str
    name: str
    company: str = ""


@dataclass(frozen=True)
class Match:
    """What a said name may stand for: nothing, one known name, or several that fit equally well."""

    candidates: tuple[Candidate, ...] = ()
    fuzzy: bool = False

    @property
    def one(self) -> Candidate | None:
        """The only candidate; None where there is none or where there are several."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def name(self) -> str | None:
        """The known spelling of the only candidate."""
        return self.candidates[0].name if len(self.candidates) == 1 else None

    @property
    def several(self) -> bool:
        """Whether it must be asked about."""
        return len(self.candidates) > 1


@dataclass(frozen=True)
class Mention:
    """A known name in a text: its place and whom it may mean."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    strength: int
    """One of ``name_forms.WHOLE`` … ``SURNAME``; a surname alone wants a title or a context."""


FORMS = {"company": company_forms, "contact": contact_forms, "member": member_forms}


@lru_cache(FORMS_KEPT)
def forms_of(kind: str, name: str) -> tuple[Form, ...]:
    """The forms under which a name is looked up."""
    return tuple(FORMS[kind](name))


key_of = lru_cache(FORMS_KEPT)(name_key)


def candidates(companies: Iterable[str], contacts: Iterable[KnownContact], members: Iterable[str]) -> Iterator[Candidate]:
    """Everybody whom a name may mean."""
    yield from (Candidate("company", company) for company in companies)
    yield from (Candidate("contact", contact.name, contact.company) for contact in contacts)
    yield from (Candidate("member", member) for member in members)


@dataclass
class KnownNames:
    """An index of the names a workspace knows, built once and used for many messages."""

    forms: dict[tuple[str, ...], dict[tuple[int, Candidate], None]] = field(default_factory=dict)
    """Each form with those whom it may mean and how strongly, in the order in which they were added."""
    starts: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """The forms by their first token, or their first two Chinese characters; the longest first."""
    whole: dict[str, dict[str, list[Candidate]]] = field(default_factory=dict)
    """For each kind the full names by key, for the fuzzy look-up."""
    openings: dict[str, tuple[tuple[str, Candidate], ...]] = field(default_factory=dict)
    """Companies' full names by their first two Chinese characters, by the two behind these, and (behind "…") by their last two."""
    surnames: dict[str, list[Candidate]] = field(default_factory=dict)
    """Chinese contacts and members by surname: 王总, 老赵, 小李."""
    of_length: dict[tuple[str, int, float], list[str]] = field(default_factory=dict, repr=False, compare=False)
    """The full names of a kind that may be like one of a length, sorted out when such a name is first looked up."""

    @classmethod
    def build(
        cls,
        companies: Iterable[str] = (),
        contacts: Iterable[KnownContact] = (),
        members: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
    ) -> KnownNames:
        """Index the names. ``aliases`` leads from what people say to the full name of a company, contact or member."""
        index = cls()
        for candidate in candidates(companies, contacts, members):
            index._add(candidate, forms_of(candidate.kind, candidate.name))
        for said, name in (aliases or {}).items():
            key = words(name)
            for _, candidate in [entry for entry in index.forms.get(key, ()) if entry[0] == WHOLE]:
                index._add(candidate, [Form(words(said), WHOLE)], alias=True)
        for known in index.starts.values():
            known.sort(key=len, reverse=True)
        return index

    def extended(self, companies: Iterable[str] = (), contacts: Iterable[KnownContact] = (), members: Iterable[str] = ()) -> KnownNames:
        """An index with some more names, made without going through all those of this one, which stays as it is for whoever is reading it."""
        whole = {kind: dict(names) for kind, names in self.whole.items()}
        index = KnownNames(dict(self.forms), dict(self.starts), whole, dict(self.openings), dict(self.surnames))
        for candidate in candidates(companies, contacts, members):
            forms = forms_of(candidate.kind, candidate.name)
            index._detach(candidate, forms)
            index._add(candidate, forms)
            for form in forms:
                if form.words and not form.surname:
                    index.starts[start_key(form.words)].sort(key=len, reverse=True)
        return index

    def _detach(self, candidate: Candidate, forms: Iterable[Form]) -> None:
        """Copy what a name is going to be entered in, where it is still another index's too."""
        names = self.whole.setdefault(candidate.kind, {})
        key = key_of(candidate.name)
        names[key] = list(names.get(key, ()))
        for form in forms:
            if form.surname:
                self.surnames[form.words[0]] = list(self.surnames.get(form.words[0], ()))
            elif form.words:
                start = start_key(form.words)
                self.starts[start] = list(self.starts.get(start, ()))
                if form.words in self.forms:
                    self.forms[form.words] = dict(self.forms[form.words])

    def _add(self, candidate: Candidate, forms: Iterable[Form], *, alias: bool = False) -> None:
        """Enter one name under all its forms."""
        if not candidate.name.strip():
            return
        for form in forms:
            if form.surname:
                self.surnames.setdefault(form.words[0], []).append(candidate)
                continue
            if not form.words:
                continue
            entries = self.forms.setdefault(form.words, {})
            if not entries:
                self.starts.setdefault(start_key(form.words), []).append(form.words)
            entries[form.strength, candidate] = None
        if not alias:
            key = key_of(candidate.name)
            self.whole.setdefault(candidate.kind, {}).setdefault(key, []).append(candidate)
            if candidate.kind == "company" and is_han(key):
                for opening in (key[:SHORT_HAN], key[SHORT_HAN : 2 * SHORT_HAN], "…" + key[-SHORT_HAN:]):
                    self.openings[opening] = (*self.openings.get(opening, ()), (key, candidate))

    def find_company(self, said: str) -> Match:
        """The known company that is meant by ``said``."""
        return self._find(said, "company")

    def find_contact(self, said: str, company: str = "") -> Match:
        """The known contact that is meant; one of ``company`` comes first where several fit."""
        match = self._find(said, "contact")
        theirs = tuple(one for one in match.candidates if company and one.company == company)
        return Match(theirs, match.fuzzy) if theirs else match

    def find_member(self, said: str) -> Match:
        """The member of the workspace that is meant."""
        return self._find(said, "member")

    def _find(self, said: str, kind: str) -> Match:
        """Look a name up among those of one kind: exactly, by surname and title, then fuzzily."""
        key = words(said)
        if key and len(key) > 1 and is_han(key[0]) and key[0] in self.surnames and key not in self.forms and title_length(key, 1) == len(key) - 1:
            return Match(tuple(one for one in self.surnames[key[0]] if one.kind == kind))
        exact = strongest([entry for entry in self.forms.get(key, ()) if entry[1].kind == kind])
        return Match(exact) if exact else self.find_fuzzy(said, kind)

    def find_fuzzy(self, said: str, kind: str) -> Match:
        """The known name that is most like ``said``, or all those as like as the best but for the margin."""
        key, known = name_key(said), self.whole.get(kind, {})
        score = least_score(key)
        if score is None or not known:
            return Match()
        alike = kind, len(key), score
        if alike not in self.of_length:
            self.of_length[alike] = of_like_length(known, len(key), score)
        close = most_like(key, self.of_length[alike], score)
        return Match(tuple(candidate for name in close for candidate in known[name]), fuzzy=True)

    def companies_like(self, said: str) -> tuple[Candidate, ...]:
        """The one known company whose name begins with a short Chinese name, or has it behind its first word; none where there are several."""
        if len(said) < SHORT_HAN:
            return ()
        found = {one for key, one in self.openings.get(said[:SHORT_HAN], ()) if key.startswith(said) or key[2:].startswith(said)}
        if not found and len(said) > SHORT_HAN:
            found = {one for key, one in self.openings.get("…" + said[-SHORT_HAN:], ()) if is_within(said, key)}
        return tuple(found) if len(found) == 1 else ()

    def mentions(self, folded: str) -> list[Mention]:
        """The known names in a folded text, the longest at each place, in order and without overlap."""
        found: list[Mention] = []
        text, place = tokens(folded), 0
        while place < len(text):
            mention, length = self._mention_at(folded, text, place)
            if mention is not None:
                found.append(mention)
            place += length
        return found

    def _mention_at(self, folded: str, text: Sequence[Token], place: int) -> tuple[Mention | None, int]:
        """The longest known name that begins at a token, and by how many tokens to go on."""
        best = next(self._matching(folded, text, place), None)
        by_title = self._by_surname(folded, text, place)
        if by_title is not None and (best is None or len(best) < by_title[1] + (text[place].word != "大" and not self._is_member(best))):
            people, length = by_title
            return Mention(text[place].start, text[place + length - 1].end, people, SHORT), length
        if best is None:
            return None, 1
        entries = self.forms[best]
        top = max(strength for strength, _ in entries)
        found = tuple(dict.fromkeys(one for strength, one in entries if strength == top or (one.kind != "company" and strength != NICKNAME)))
        return Mention(text[place].start, text[place + len(best) - 1].end, found, top), len(best)

    def _is_member(self, form: tuple[str, ...]) -> bool:
        """Whether a form is all of the name by which one of us goes: 小李."""
        return any(strength == WHOLE and one.kind == "member" for strength, one in self.forms[form])

    def _matching(self, folded: str, text: Sequence[Token], place: int) -> Iterator[tuple[str, ...]]:
        """The forms that stand at a token, the longest first."""
        first = text[place].word
        if is_han(first):
            first += text[place + 1].word if place + 1 < len(text) and is_han(text[place + 1].word) else ""
        for form in self.starts.get(first, ()):
            end = place + len(form)
            if end <= len(text) and all(same_word(text[place + i].word, form[i]) for i in range(len(form))) and joined(folded, text, place, end):
                yield form
        owner = (first[:-1],)
        if len(first) > POSSESSIVE_LENGTH and first.endswith("s") and any(one.kind == "company" for _, one in self.forms.get(owner, ())):
            yield owner

    def _by_surname(self, folded: str, text: Sequence[Token], place: int) -> tuple[tuple[Candidate, ...], int] | None:
        """People known by surname and title at a token (王总, 老赵), and the number of tokens."""
        word = text[place].word
        if word in FAMILIAR and place + 1 < len(text) and text[place + 1].word in self.surnames:
            follows = title_length(words_on(folded, text, place + 2), 0)
            return (tuple(self.surnames[text[place + 1].word]), 2) if not follows else None
        double = word + text[place + 1].word if place + 1 < len(text) else ""
        if double in self.surnames and is_han(double):
            length = title_length(words_on(folded, text, place + 2), 0)
            return (tuple(self.surnames[double]), 2 + length) if length else None
        if word in self.surnames:
            length = title_length(words_on(folded, text, place + 1), 0)
            return (tuple(self.surnames[word]), 1 + length) if length else None
        return None


def words_on(folded: str, text: Sequence[Token], place: int) -> list[str]:
    """The next words from a token on, up to a mark: 何生，佢话 is no 生佢."""
    end = place
    while end < min(len(text), place + LONGEST_TITLE) and (end == 0 or not folded[text[end - 1].end : text[end].start].strip()):
        end += 1
    return [token.word for token in text[place:end]]


def strongest(entries: Sequence[tuple[int, Candidate]]) -> tuple[Candidate, ...]:
    """The candidates that fit best."""
    top = max((strength for strength, _ in entries), default=0)
    return tuple(dict.fromkeys(candidate for strength, candidate in entries if strength == top))


def start_key(form: Sequence[str]) -> str:
    """The key under which a form is looked up."""
    return form[0] + form[1] if len(form) > 1 and is_han(form[0]) and is_han(form[1]) else form[0]
