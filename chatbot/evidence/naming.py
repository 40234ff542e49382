"""Whether a sentence speaks of the persons, bodies and places that a question names."""

from __future__ import annotations

import re

from chatbot.evidence.question import Question, subject_term
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.expansion import expand, word_forms
from chatbot.values import NameValue, extract_values, is_people, same_name
from chatbot.words import fold

_SUBJECT_REACH = 70
_MET = 0.5
SUBJECT_MET = 0.4
_ANTECEDENT_REACH = 300
_ANY_SIDE = frozenset("allie allies alliee alliees allied".split())
_YEARS = r"\(\D{0,20}\d{4}|\d{4}\s?[-–]\s?\d{4}"
# Words that ask for a birth or a death, and those that tell of one, years in brackets among them.
_LIFE_EVENTS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), re.compile(rf"\b(?:{words})\b|{_YEARS}", re.IGNORECASE))
    for words in (
        r"born|birth\w*|née?s?|naît|naquit|naquirent|naissance|natal\w*|nacque",
        r"die[sd]?|dying|dead|death|killed|perish\w*|pass(?:es|ed) away|morte?s?|meurt|mourut|mourir|décès|"
        r"décéd\w+|tuée?s?|trouve la mort|succomb\w+|disparu\w*|executed|exécuté\w*|suicide|shot",
    )
)
_PRONOUN_SUBJECT = re.compile(
    r"\b(?:it|he|she|they|il|elle|ils|elles|lui|celui-ci|celle-ci|ce dernier|cette dernière)\b", re.IGNORECASE
)
_PERSON_SUBJECT = re.compile(r"^\W*(?:he|she|il|elle)\b", re.IGNORECASE)
_ROMAN = re.compile(r"[IVX]+")
_TIED_NOUN = r"(?i:{name}['’]s? (\w+)|(\w+) (?:of|de|du|d['’])\s?{name})"


def names_met(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence speaks of the persons and bodies the question names.

    A name may also stand elsewhere in the document, where the sentence takes it up with a pronoun
    ("it landed"), or with the noun the question ties it to or it is made of ("the division").
    """
    return not any(name.kind == "name" for name in unmet_names(question, evidence))


def unmet_names(question: Question, evidence: Evidence) -> list[NameValue]:
    """Return the names in the question that a sentence does not speak of; a place may stand anywhere near."""
    found = [value for value in evidence.stated if isinstance(value, NameValue)]
    unmet = []
    for name in question.names:
        if any(same_name(name, other) for other in found) or not _terms_of(question, name):
            continue
        if _stands(question, name, evidence):
            continue
        nearby = known_nearby(question, name, evidence)
        taken_up = (
            name.kind == "place"
            or (takes_up(evidence.text) and _can_mean(question, name, evidence))
            or _noun_met(question, name, evidence)
        )
        if not (nearby and taken_up):
            unmet.append(name)
    return unmet


def known_nearby(question: Question, name: NameValue, evidence: Evidence) -> bool:
    """Tell whether the document speaks of a name, in the sentence or not too far from it."""
    return any(evidence.document[number] >= _MET for number in _terms_of(question, name))


def names_another(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence names a person whom the question does not."""
    return any(
        isinstance(value, NameValue)
        and value.kind == "name"
        and not _is_body(value)
        and not any(same_name(value, name) for name in question.names)
        for value in evidence.stated
    )


def speaks_of_another(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence names a person the question does not, and not the one that it does."""
    return names_another(question, evidence) and any(
        name.kind == "name" and not told_of(question, name, evidence)
        for name in unmet_names(question, evidence)
    )


def is_of_another_place(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence names something else, and its document never the place asked about."""
    unmet = [name for name in unmet_names(question, evidence) if name.kind == "place"]
    return bool(unmet) and any(
        isinstance(value, NameValue) and not any(same_name(value, name) for name in question.names)
        for value in evidence.stated
    )


def told_of(question: Question, name: NameValue, evidence: Evidence) -> bool:
    """Tell whether a name stands in the title or heading of a sentence, or next to it."""
    return any(evidence.around[number] >= _MET for number in _terms_of(question, name))


def says_all_names(question: Question, evidence: Evidence) -> bool:
    """Tell whether every name of the question, of which there is one, stands in the sentence itself."""
    said = [value for value in evidence.stated if isinstance(value, NameValue)]
    return bool(question.names) and all(
        any(same_name(name, other) for other in said) or _stands(question, name, evidence)
        for name in question.names
    )


def _stands(question: Question, name: NameValue, evidence: Evidence) -> bool:
    return any(evidence.matches[number].strength >= _MET for number in _terms_of(question, name))


def _terms_of(question: Question, name: NameValue) -> list[int]:
    """Return the positions of a question's terms that are words of a name."""
    own = set(re.findall(r"\w+", fold(name.text)))
    return [number for number, term in enumerate(question.terms) if fold(term.text) in own]


def may_be_of_subject(question: Question, evidence: Evidence) -> bool:
    """Tell whether the noun asked about ("the truce") stands in a sentence, by it, or in its document."""
    number = subject_term(question)
    return (
        number is None
        or max(evidence.matches[number].strength, evidence.around[number], evidence.document[number])
        >= SUBJECT_MET
    )


def of_its_life_event(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence is of a birth or death where one is asked for: no other date stands for it."""
    return not any(
        asked.search(question.text) and not told.search(evidence.text) for asked, told in _LIFE_EVENTS
    )


def names_other_people(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence is of Germans where Americans are asked about."""
    return _is_not_of_people(question, evidence) and any(
        is_people(word) and fold(word) not in _ANY_SIDE for word in re.findall(r"\w+", evidence.text)
    )


def names_unit_instead(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence is of a unit where Americans are asked about; it may be theirs."""
    return _is_not_of_people(question, evidence) and any(
        isinstance(value, NameValue) and _is_body(value) for value in evidence.stated
    )


def _is_not_of_people(question: Question, evidence: Evidence) -> bool:
    asked = [number for number, term in enumerate(question.terms) if is_people(term.text)]
    met = [max(evidence.matches[number].strength, evidence.around[number]) for number in asked]
    return bool(asked) and max(met) < _MET


def takes_up(text: str) -> bool:
    """Tell whether the subject of a sentence is a pronoun: one stands among its first words."""
    return bool(_PRONOUN_SUBJECT.search(text[:_SUBJECT_REACH]))


def _can_mean(question: Question, name: NameValue, evidence: Evidence) -> bool:
    """Tell whether the "he" that opens a sentence can mean a name: its title or the text before has it."""
    if _is_body(name) or not _PERSON_SUBJECT.search(evidence.text[:_SUBJECT_REACH]):
        return True
    if told_of(question, name, evidence):
        return True
    before = evidence.passage.text[: evidence.start - evidence.passage.start][-_ANTECEDENT_REACH:]
    return any(
        isinstance(value, NameValue) and same_name(value, name)
        for value in extract_values(before, language=evidence.passage.language)
    )


def _noun_met(question: Question, name: NameValue, evidence: Evidence) -> bool:
    """Tell whether the noun beside a name in the question, or inside the name, stands in the sentence."""
    tied = _TIED_NOUN.format(name=re.escape(name.text.split()[-1]))
    nouns = {fold(word) for pair in re.findall(tied, question.text) for word in pair if word}
    for term, match in zip(question.terms, evidence.matches, strict=True):
        if match.strength >= 0.6 and fold(term.text) in nouns:
            return True
    language = evidence.passage.language
    inside = [word for word in name.canonical.split() if word.isalpha() and len(word) > 3]
    forms = [set(keys) for keys, _ in word_forms(evidence.text, language)]
    return any(
        any(expansion.get(key, 0.0) >= 0.6 for key in keys)
        for expansion in (expand(word, "en") for word in inside if _is_body(name))
        for keys in forms
    )


def _is_body(name: NameValue) -> bool:
    """Tell whether a name is that of a unit or organisation: it holds a number or is in capitals."""
    initials = (
        sum(character.isalpha() for character in word) < 2 or _ROMAN.fullmatch(word) is not None
        for word in name.text.split()
    )
    return any(character.isdigit() for character in name.text) or any(
        word.isupper() and not initial for word, initial in zip(name.text.split(), initials, strict=True)
    )
