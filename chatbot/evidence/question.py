"""What a question asks for: the type of its answer, the noun it asks about, its names and its terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from chatbot.evidence.alternatives import dates_offered, sides_offered
from chatbot.evidence.question_forms import (
    COMPARED,
    FOCUS,
    FORMS,
    FRAMES,
    GENERAL_PLACE_NOUNS,
    MEASURES,
    ONE_OF_THEM,
    PERSON_NOUNS,
    PLACE_NOUNS,
    QUESTION_WORDS,
    REQUESTS,
    SCAFFOLD,
    SEVERAL,
    STOP_FOCUS,
)
from chatbot.language import detect_language
from chatbot.values import NameValue, Value, extract_values
from chatbot.words import Token, fold, stem, stop_words, tokenize

AnswerKind = Literal[
    "date", "time", "number", "duration", "person", "place", "entity", "polar", "choice", "open"
]
_ARTICLES = (
    "the|this|that|these|those|his|her|its|their|le|la|les|du|des|ce|cet|cette|ces|son|sa|ses|leur|leurs"
)
# "Who is the artist of the album?" is about the album; its artist is the answer.
_ROLE = (
    r"\b(?:who|what|which|qui|quel(?:le)?s?)\s+(?:is|was|are|were|est|était|fut|sont|étaient)\s+"
    r"(?:(?:the|le|la|les)\s+|l['’])(?:\w+\s+)?{word}\s+(?:of|for|in|to|de|du|des|d['’])"
)
_NARROWING = re.compile(r"\b(?:among|for|of the|parmi|chez|pour|du côté)\b", re.IGNORECASE)
_NO_PAST = ("s", "men", "children", "people", "re")
_OF_THE_WEEK = re.compile(r" (?:of the week|de la semaine)\b", re.IGNORECASE)
# Answered by a few sentences and not by the words of one: a reader of answers finds little there.
NARRATED = ("reason", "manner", "biography")
TOLD = (*NARRATED, "open")
# Answered by a value; the exact kinds by nothing else.
EXACT = ("date", "time", "number", "duration")
TYPED = (*EXACT, "person", "place", "entity")
OPEN_FORMS = ("reason", "manner", "definition", "biography", "open")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question.

    Attributes
    ----------
    text
        The word as written.
    stem
        Its stem in the question's language.
    weight
        Share in the coverage of the question, before rarity is counted; carried-over words weigh less.
    """

    text: str
    stem: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes
    ----------
    text
        The stand-alone question.
    language
        ``"en"`` or ``"fr"``: the language our own words are written in.
    kind
        The type of value that answers it.
    form
        Finer than ``kind`` for questions without a typed value: reason, manner, definition, biography, open.
    focus
        The stems of the noun asked about ("which hospital", "combien de blessés").
    focus_is_general
        Whether any place answers to the noun ("which city"), so that it need not stand with the answer.
    terms
        The content words, names included.
    names
        Persons, organisations and places named in the question.
    values
        Dates and numbers the question states; they restrict the answer and are not the answer.
    alternatives
        For "A or B" questions, the words on each side.
    several
        Whether more than one thing may answer it: "which bridges", "quels sont".
    compared
        Whether it asks how the things it names differ.
    measured
        What a "how much" question measures: mass, length, money, age; ``None`` for counts.
    """

    text: str
    language: str
    kind: AnswerKind
    form: str
    focus: tuple[str, ...]
    focus_is_general: bool
    terms: tuple[Term, ...]
    names: tuple[NameValue, ...]
    values: tuple[Value, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()
    several: bool = False
    compared: bool = False
    measured: str | None = None


def analyse(text: str, language: str | None = None) -> Question:
    """Return the question as understood; any text is accepted.

    Parameters
    ----------
    text
        A stand-alone question, or a few keywords.
    language
        Language of the question; detected where it is not given.
    """
    own = language or question_language(text)
    asked = _OF_THE_WEEK.sub("", text)
    lowered = " ".join(asked.lower().replace("’", "'").split())
    form = _form(lowered, own)
    if form == "number" and re.search(r"\b(?:and which|and what|et lesquel|et quel)", lowered):
        form = "entity"
    matter = FRAMES.sub("", asked)
    matter = matter if any(character.isalnum() for character in matter) else asked
    tokens = [token for token in tokenize(matter, own) if any(c.isalnum() for c in token.text)]
    focus = _focus(lowered, form, own)
    alternatives = sides_offered(text, form, own) if form in ("polar", "open", "entity", "person") else ()
    values = extract_values(_without_capital(text, own), language=own, known=_opening_name(tokens, own))
    kind = _kind(form, focus, alternatives)
    terms = _terms(tokens, form, own)
    if form == "polar" and (either := dates_offered(text, own, values)):
        # "In 1943 or in 1944?" asks when; the dates it offers are answers and do not restrict them.
        kind, alternatives = "date", ()
        values = [value for value in values if value.end <= either.start or value.start >= either.end]
        offered = {word.lower() for word in re.findall(r"\w+", text[either.start : either.end])}
        terms = tuple(term for term in terms if term.text.lower() not in offered)
    sides = {word for side in alternatives for word in side}
    return Question(
        text=text,
        language=own,
        kind=kind,
        form=form,
        focus=focus,
        focus_is_general=bool(focus) and focus[0] in _stems(GENERAL_PLACE_NOUNS),
        terms=terms,
        names=tuple(
            value
            for value in values
            if isinstance(value, NameValue) and not sides.intersection(value.text.lower().split())
        ),
        values=tuple(value for value in values if not isinstance(value, NameValue)),
        alternatives=alternatives,
        several=bool(SEVERAL.search(lowered)) and not ONE_OF_THEM.search(lowered),
        compared=bool(COMPARED.search(lowered)),
        measured=_measured(lowered),
    )


def question_language(text: str) -> str:
    """Return ``"en"`` or ``"fr"``: the language of the question words, else the one detected.

    Names of the other language ("the Palais de la découverte") mislead a detector in so short a text.
    """
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    asking = {language: len(words & own) for language, own in QUESTION_WORDS.items()}
    if min(asking.values()) == 0 and max(asking.values()) > 0:
        return max(asking, key=lambda language: asking[language])
    detected = detect_language(text)
    return detected if detected in FORMS else "en"


@lru_cache(maxsize=8)
def _stems(nouns: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(noun, language) for noun in nouns for language in FORMS)


def predicate_terms(question: Question) -> list[int]:
    """Return the positions of the terms that say what happened, beyond names, places and stated values.

    Carried-over terms do not count, nor do the sides of an "or", of which a source has only one.
    """
    named = {
        fold(word)
        for name in question.names
        for word in re.findall(r"\w+", name.text)
        if not (word.isalpha() and word.islower())
    }
    sides = {word for side in question.alternatives for word in side}
    stated = {
        word
        for value in question.values
        for word in re.findall(r"\w+", question.text[value.start : value.end].lower())
    }
    return [
        number
        for number, term in enumerate(question.terms)
        if term.weight == 1.0 and fold(term.text) not in named and term.text.lower() not in sides | stated
    ]


def subject_term(question: Question) -> int | None:
    """Return the position of the noun the question is about, its first with an article or a possessor.

    "the harbour", "le pont d'Orval", "Leclerc's division"; ``None`` where only names or bare nouns stand.
    """
    for number in predicate_terms(question):
        if any(question.terms[number].text.lower() in cues for cues in MEASURES.values()):
            continue
        word = re.escape(question.terms[number].text)
        if re.search(_ROLE.format(word=word), question.text, re.IGNORECASE):
            continue
        if re.search(rf"(?:\b(?:{_ARTICLES})\s+|\b[ld]['’]|['’]s\s+){word}\b", question.text, re.IGNORECASE):
            return number
    return None


def with_context(question: Question, context: Question, weight: float = 0.5) -> Question:
    """Return the question with the terms and names of an earlier one, at a lower weight."""
    known = {term.stem for term in question.terms}
    carried = tuple(replace(term, weight=weight) for term in context.terms if term.stem not in known)
    narrowed = _NARROWING.search(question.text) is not None
    names = question.names or (() if narrowed else context.names)
    return replace(question, terms=question.terms + carried, names=names)


def leans(question: Question) -> bool:
    """Tell whether a question carries terms over from the conversation."""
    return any(term.weight < 1.0 for term in question.terms)


def _measured(lowered: str) -> str | None:
    words = set(re.findall(r"\w+", lowered))
    if re.search(r"\bhow many\b|\bcombien d(?:e\b|['’])", lowered):
        return None
    named = next((name for name, cues in MEASURES.items() if words.intersection(cues)), None)
    if named is None and re.search(r"\bhow much (?:is|are|was|were)\b", lowered):
        return "money"
    return named


def _without_capital(text: str, language: str) -> str:
    """Return the text with the capitals of its question words lowered: "Pourquoi Paris" is not a name."""

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        return word.lower() if word.lower() in stop_words(language) else word

    return re.sub(r"[^\W\d_]+", lower, text, count=2)


def _opening_name(tokens: Sequence[Token], language: str) -> frozenset[str]:
    """Return the word a question opens with where it can be a name: "Choltitz s'est-il rendu ?"."""
    first = tokens[0].text if tokens else ""
    is_name = first[:1].isupper() and first.lower() not in stop_words(language) | REQUESTS
    return frozenset([fold(first)] if is_name else [])


def _form(lowered: str, language: str) -> str:
    for pattern, form in FORMS[language]:
        if re.search(pattern, lowered):
            return form
    return "open"


def _kind(form: str, focus: Sequence[str], alternatives: tuple[tuple[str, ...], ...]) -> AnswerKind:
    if alternatives:
        return "choice"
    if form == "entity" and focus:
        head = focus[0]
        if head in _stems(PLACE_NOUNS):
            return "place"
        if head in _stems(PERSON_NOUNS):
            return "person"
    if form in OPEN_FORMS:
        return "open"
    kinds: dict[str, AnswerKind] = {
        "date": "date", "time": "time", "number": "number", "duration": "duration", "person": "person",
        "place": "place", "entity": "entity", "polar": "polar",
    }  # fmt: skip
    return kinds.get(form, "open")


def _focus(lowered: str, form: str, language: str) -> tuple[str, ...]:
    """Return the stems of the noun asked about, its head first."""
    if form not in ("number", "entity"):
        return ()
    for pattern in FOCUS[language]:
        if found := re.search(pattern, lowered):
            phrase = STOP_FOCUS.split(found.group(1), maxsplit=1)[0]
            words = [token.text for token in tokenize(phrase, language) if token.text.isalnum()]
            words = _before_the_verb([w for w in words if w not in stop_words(language)], language)
            # English heads close the phrase ("army corps"), French heads open it ("corps d'armée").
            ordered = list(reversed(words[:4])) if language == "en" else words[:3]
            return tuple(stem(word, language) for word in ordered)
    return ()


def _before_the_verb(words: Sequence[str], language: str) -> list[str]:
    """Cut an English noun phrase where a past tense begins: "barricades | went up"."""
    if language != "en":
        return list(words)
    for number, word in enumerate(words):
        changed = not word.startswith(stem(word, "en")[:-1]) and not word.endswith(_NO_PAST)
        # "30 armoured vehicles": an adjective, for what it says something of follows.
        past = word.endswith("ed") and not any(later.endswith("s") for later in words[number + 1 :])
        if number and (changed or past):
            return list(words[:number])
    return list(words)


def _terms(tokens: Sequence[Token], form: str, language: str) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for token in tokens:
        word = token.text.lower()
        weather = word == "temps" and form == "open"
        if word in stop_words(language) or (word in SCAFFOLD and not weather):
            continue
        root = stem(word, language)
        terms.setdefault(root, Term(token.text, root))
    return tuple(terms.values())
