"""Which of a sentence's values answers the question: of the right type, near the question's words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.evidence.question import Question, Term
from chatbot.evidence.terms import TermMatch
from chatbot.expansion import expand, word_forms
from chatbot.lexicon import translations
from chatbot.values import (
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
    compatible,
    is_people,
    same_name,
)
from chatbot.values.quantities import base_unit
from chatbot.words import fold

_REACH = 45.0  # characters after which a word's pull on a value has fallen to a third
_SUBORDINATE = re.compile(
    r"\b(?:after|before|since|until|following|avant|après|depuis|lorsqu)\b", re.IGNORECASE
)
# What separates a word from a value, and how many characters of distance it counts for.
_BREAKS = (
    (re.compile(r"[;:]"), 40),
    (re.compile(r"\b(?:and|but|while|et|mais|tandis)\b", re.IGNORECASE), 20),
    (_SUBORDINATE, 60),
    (re.compile(r",\s"), 8),
)
# A question on where something ends is answered by the place a movement goes to.
_ENDING = re.compile(
    r"\b(?:end|ended|ends|finish\w*|stop\w*|jusqu|achev\w+|termin\w+|fini\w*|abouti\w*)\b", re.I
)
_GOAL = re.compile(
    r"\b(?:jusqu['’](?:à|au|aux|en)|to|into|as far as|until|(?:end\w*|finish\w*|stop\w*) (?:at|in|by|on)|"
    r"(?:achev\w+|termin\w+|fini\w*|abouti\w*) (?:à|au|aux|en|dans|sur))(?: (?:the|la|le|l['’]))?\s*$",
    re.IGNORECASE,
)
_LOCATIVE = re.compile(
    r"\b(?:à|au|aux|dans|sur|vers|at|in|near|towards?|as far as)(?: (?:the|la|le|l['’]))?\s*$", re.I
)
_ONLY_CANDIDATE = 0.35
_HOLDS_THE_NOUN = 0.6
# "3,200 men" may be the Germans a question counts, where the sentence speaks of them.
_PEOPLE = re.compile(r"^(?:men|people|persons|soldiers|troops|hommes|personnes|soldats|combattants)\b")
_SOME_PEOPLE = 0.5
_LEAST_NOUN = 0.4
_BARE_NOUN = 0.92
_ANY_COUNT = 0.6
_FOCUS_UNMET = 0.6
_BASE_UNITS = {
    "mass": ("kg",),
    "length": ("m",),
    "money": ("EUR", "USD", "GBP", "JPY", "FRF"),
    "age": ("s",),
    "duration": ("s",),
}


@dataclass(frozen=True, slots=True)
class AnsweringValue:
    """A value of a sentence and how well it fits the question, between 0 and 1."""

    value: Value
    fit: float


def answering_values(
    question: Question,
    text: str,
    language: str,
    values: Sequence[Value],
    matches: Sequence[TermMatch],
    weights: Sequence[float],
) -> list[AnsweringValue]:
    """Return the values of ``text`` that could answer the question, best first.

    Parameters
    ----------
    text
        The sentence.
    language
        Its language.
    values
        The typed values found in it.
    matches, weights
        Where the question's terms are met in the sentence, and what each weighs.
    """
    candidates = [
        (value, fit)
        for value in values
        if (fit := _type_fit(question, text, language, value)) > 0.0 and not _stated(question, value)
    ]
    scored = []
    for value, fit in candidates:
        if question.kind == "number":
            fit *= _FOCUS_UNMET + (1.0 - _FOCUS_UNMET) * _focus_met(question, matches)
        pull = _proximity(text, value, matches, weights)
        if len(candidates) == 1 and _in_clause(text, value, matches):
            pull = max(pull, _ONLY_CANDIDATE)
        if question.kind == "entity" and fit == 1.0:
            # "Which army": the Third Army rather than its general.
            pull = max(pull, _HOLDS_THE_NOUN)
        scored.append(AnsweringValue(value, fit * (0.4 + 0.6 * pull)))
    return sorted(scored, key=lambda candidate: -candidate.fit)


def _type_fit(question: Question, text: str, language: str, value: Value) -> float:
    kind = question.kind
    if kind == "date":
        # "When did it ring on 24 August?" wants the hour.
        dated = any(isinstance(stated, DateValue) for stated in question.values)
        if isinstance(value, TimeValue):
            return 1.0 if dated else 0.4
        return 1.0 if isinstance(value, DateValue) else 0.0
    if kind == "time":
        return 1.0 if isinstance(value, TimeValue) else 0.0
    if kind in ("number", "duration"):
        return _number_fit(question, language, value)
    if kind == "person":
        return _person_fit(value, language) if isinstance(value, NameValue) else 0.0
    if kind == "place":
        return _place_fit(question, text, language, value)
    if kind == "entity" and isinstance(value, NameValue):
        return _focus_near(question, text, language, value.start, value.end)
    return 0.0


def _person_fit(value: NameValue, language: str) -> float:
    """Return how likely a name is a person's: "République" is a word of the language, "Leclerc" is not."""
    if value.kind == "place":
        return 0.0
    abbreviated = value.text.isupper() and value.text.isalpha()
    if abbreviated or any(is_people(word) for word in value.text.split()):
        return 0.3
    is_word = " " not in value.text and not value.title and bool(translations(value.text.lower(), language))
    return 0.4 if is_word else 1.0


def _number_fit(question: Question, language: str, value: Value) -> float:
    if not isinstance(value, NumberValue):
        return 0.0
    dimension = "duration" if question.kind == "duration" else question.measured
    if dimension is not None:
        return 1.0 if value.unit and base_unit(value.unit) in _BASE_UNITS[dimension] else 0.0
    if not question.focus:
        own = [term for term in question.terms if term.weight == 1.0]
        return _ANY_COUNT + (1.0 - _ANY_COUNT) * _met_by(own, question.language, value.noun, language)
    noun = _noun_strengths(question, language, value.noun or value.unit)
    if noun < _LEAST_NOUN and _PEOPLE.search(value.noun) and _counts_a_people(question):
        noun = _SOME_PEOPLE
    if noun < _LEAST_NOUN:
        return 0.0
    return noun * (1.0 if _noun_says_more(question, language, value.noun) else _BARE_NOUN)


def _noun_strengths(question: Question, language: str, noun: str) -> float:
    """Return how well the counted noun is the one asked about, or one of the question's own words."""
    words = [form for form, _ in word_forms(noun, language)]
    if not words:
        return 0.0
    head = words[0] if language == "fr" else None
    best = 0.0
    for rank, root in enumerate(question.focus):
        expansion = expand(_surface(question, root), question.language)
        for form in words:
            strength = max((expansion.get(key, 0.0) for key in form), default=0.0)
            if head is not None and form is not head:
                strength *= 0.45
            best = max(best, strength * (1.0 if rank == 0 else 0.5))
    for term in question.terms:
        if term.stem not in question.focus:
            expansion = expand(term.text, question.language)
            strength = max((expansion.get(key, 0.0) for key in words[0]), default=0.0)
            best = max(best, 0.7 * strength)
    return best


def _counts_a_people(question: Question) -> bool:
    return any(is_people(term.text) for term in question.terms if term.stem in question.focus)


def _focus_met(question: Question, matches: Sequence[TermMatch]) -> float:
    """Return how much of the noun asked about, with its adjectives, the sentence has: "American soldiers"."""
    strengths = [
        match.strength
        for term, match in zip(question.terms, matches, strict=True)
        if term.stem in question.focus
    ]
    return sum(strengths) / len(strengths) if strengths else 1.0


def _noun_says_more(question: Question, language: str, noun: str) -> bool:
    """Tell whether a count says of its noun what the question does: "319 soldiers wounded"."""
    others = [term for term in question.terms if term.stem not in question.focus]
    return _met_by(others, question.language, noun, language) >= _LEAST_NOUN


def _met_by(terms: Sequence[Term], own_language: str, text: str, language: str) -> float:
    """Return how well the best of some terms is met in a few words."""
    forms = [form for form, _ in word_forms(text, language)]
    return max(
        (expand(term.text, own_language).get(key, 0.0) for term in terms for form in forms for key in form),
        default=0.0,
    )


def _surface(question: Question, root: str) -> str:
    return next((term.text for term in question.terms if term.stem == root), root)


def _place_fit(question: Question, text: str, language: str, value: Value) -> float:
    if not isinstance(value, NameValue):
        return 0.0
    led_in = _LOCATIVE.search(text[: value.start]) is not None
    base = 1.0 if value.kind == "place" or led_in else 0.5
    if question.focus and not question.focus_is_general:
        return base * max(0.3, _focus_near(question, text, language, value.start, value.end))
    ends = _ENDING.search(question.text) is not None and _GOAL.search(text[: value.start]) is not None
    return base if ends or not _ENDING.search(question.text) else 0.7 * base


def _focus_near(question: Question, text: str, language: str, start: int, end: int) -> float:
    """Return how closely the noun asked about stands by a value: inside it or right before or after."""
    if not question.focus:
        return 0.5
    expansion = expand(_surface(question, question.focus[0]), question.language)
    best = 0.0
    for form, position in word_forms(text, language):
        strength = max((expansion.get(key, 0.0) for key in form), default=0.0)
        if strength < 0.4:
            continue
        distance = 0 if start <= position < end else min(abs(position - end), abs(start - position))
        best = max(best, strength * math.exp(-max(0, distance - 12) / 15.0))
    return best if best >= 0.15 else 0.0


def _stated(question: Question, value: Value) -> bool:
    """Tell whether the question itself already names the value."""
    if isinstance(value, NameValue):
        words = set(re.findall(r"\w+", fold(question.text)))
        own = set(re.findall(r"\w+", value.canonical)) or {value.printable}
        return own <= words or any(same_name(value, name) for name in question.names)
    return any(
        type(stated) is type(value) and stated.printable == value.printable and compatible(stated, value)
        for stated in question.values
    )


def _proximity(text: str, value: Value, matches: Sequence[TermMatch], weights: Sequence[float]) -> float:
    """Return the weighted share of the matched words, each faded by its distance from the value."""
    total = reached = 0.0
    for match, weight in zip(matches, weights, strict=True):
        position = match.nearest(value.start)
        if position < 0 or (isinstance(value, NameValue) and value.start <= position < value.end):
            continue
        total += weight * match.strength
        low, high = sorted((position, value.start))
        between = text[low:high]
        distance = max(0, len(between) - 10)
        distance += sum(cost * len(pattern.findall(between)) for pattern, cost in _BREAKS)
        reached += weight * match.strength * math.exp(-distance / _REACH)
    return reached / total if total else 0.0


def _in_clause(text: str, value: Value, matches: Sequence[TermMatch]) -> bool:
    """Tell whether a word of the question is in the value's clause: not "on Monday, after the strikes"."""
    between = (
        text[min(match.position, value.start) : max(match.position, value.start)]
        for match in matches
        if match.position >= 0
    )
    return any(not _SUBORDINATE.search(words) for words in between)
