"""Follow-up questions made stand-alone: pronouns and ellipses filled in from the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.evidence.question import Question, analyse, with_context
from chatbot.types import Message
from chatbot.values import NameValue, extract_values

_TURNS_REMEMBERED = 4
_SHORT_REPLY = 300
_FEW_WORDS = 4
_OPENINGS = {
    "en": r"^(?:and|but|so|then|also|what about|how about|or)\b[\s,]*",
    "fr": r"^(?:et|mais|alors|donc|puis|ou|qu'en est-il d[eu'])\b[\s,]*",
}
# "Par quelle porte est-il entré ?": no subject before the verb, so the pronoun is one; not so in
# "Quand le musée ferme-t-il ?".
_BARE_INVERSION = re.compile(
    r"(?:(?:à|de|dans|par|en|pour|depuis|jusqu'à|sur|sous|avec|chez|vers)\s+|d')?"
    r"(?:quel(?:le)?s?\s+\w+|combien(?:\s+d(?:e\s+|')\w+)?|quand|où|comment|pourquoi|qui|que|quoi)?\s*"
    r"(?:(?:ne|se|lui|leur|le|la|les|y|en)\s+|[nsl]')*[\wà-ÿ]+-(?:t-)?(?:il|elle|ils|elles)\b"
)
# An "il" and a "there" that stand for nothing.
_IMPERSONAL = {
    "en": re.compile(r"\bthere\s(?:is|are|was|were)\b|\b(?:is|are|was|were)\sthere\b", re.IGNORECASE),
    "fr": re.compile(
        r"\by\s(?:a-t-il|avait-il|eut-il|aura-t-il)\b|\b(?:faut|fallait|fallut)-il\b|\bil y (?:a|avait|eut)\b"
        r"|\bs['’](?:est-il|était-il) passé\b|\bse passe-t-il\b|\bs['’]agi(?:t|ssait)-il\b"
        r"|\b(?:est|était)-il (?:arrivé|vrai|possible|nécessaire)\b|\bsemble-t-il\b|\bil (?:faut|fallait)\b",
        re.IGNORECASE,
    ),
}
_PERSON_PRONOUNS = {
    "en": r"\b(?:he|she|him)\b",
    "fr": r"(?<![-\w])(?:lui|elle|il)\b(?!-)|-(?:t-)?(?:il|elle)\b",
}
_PRONOUNS = {
    "en": r"\b(?:he|she|him|her|his|hers|it|its|they|them|their|theirs|there|that|this|these|those|ones?)\b",
    "fr": (
        r"(?<![-\w])(?:il|elle|ils|elles|lui|leur|leurs|eux|celui|celle|ceux|celles|cela|ça|y|son|sa|ses)\b"
        r"|-(?:t-)?(?:il|elle|ils|elles)\b"
    ),
}


def resolve(text: str, history: Sequence[Message] = ()) -> Question:
    """Return the question understood in its conversation.

    Parameters
    ----------
    text
        The question as asked.
    history
        The conversation before it, oldest first.

    Returns
    -------
    Question
        Stand-alone: pronouns replaced by the name they stand for, and, where the question leans on the one
        before it, that one's terms carried over at a lower weight.
    """
    earlier: Question | None = None
    reply = ""
    for number, message in enumerate(history[-2 * _TURNS_REMEMBERED :]):
        if message.role == "assistant":
            reply = message.content
        elif message.content.strip():
            earlier = _in_context(message.content, earlier, reply if number else "")
            reply = ""
    return _in_context(text, earlier, reply)


def _in_context(text: str, earlier: Question | None, reply: str) -> Question:
    question = analyse(text)
    if earlier is None:
        return question
    if question.language != earlier.language and _speaks(text, earlier.language):
        question = analyse(text, earlier.language)
    if not _leans(question):
        return question
    bare = re.sub(_OPENINGS[question.language], "", text.strip(), flags=re.IGNORECASE)
    named = _named(bare, question.language, _antecedent(earlier, reply))
    resolved = _keep_form(analyse(named, question.language), earlier)
    carried = with_context(resolved, _without_answered_focus(earlier, resolved))
    words = " ".join(term.text for term in carried.terms if term.weight < 1.0)
    return replace(carried, text=f"{named} ({words})" if words else named)


def _speaks(text: str, language: str) -> bool:
    """Tell whether a few words, too few to detect a language by, may be in the conversation's."""
    words = text.split()
    opened = re.match(_OPENINGS[language], text.strip(), re.IGNORECASE) is not None
    return len(words) <= _FEW_WORDS and (opened or len(words) == 1)


def _leans(question: Question) -> bool:
    """Tell whether a question needs the one before it to be understood."""
    text = question.text.strip().lower().replace("’", "'")
    if re.search(_OPENINGS[question.language], text):
        return True
    text = _IMPERSONAL[question.language].sub(" ", text)
    terms = len(question.terms)
    if re.search(_PRONOUNS[question.language], text):
        if _BARE_INVERSION.match(text):
            return True
        inverted = re.search(r"-(?:t-)?(?:il|elle|ils|elles)\b", text)
        return terms <= 1 or not (inverted and (question.names or terms >= 2))
    return terms == 0 or (terms == 1 and not question.names)


def _keep_form(question: Question, earlier: Question) -> Question:
    """Let a bare "and Paris?" ask what the question before it asked."""
    if question.form != "open" or re.search(r"\b(?:what|which|que|quoi|qu')", question.text.lower()):
        return question
    return replace(
        question,
        kind=earlier.kind,
        form=earlier.form,
        focus=earlier.focus,
        alternatives=question.alternatives or earlier.alternatives,
        measured=question.measured or earlier.measured,
    )


def _without_answered_focus(earlier: Question, question: Question) -> Question:
    """Drop from the earlier question the noun that the new one puts another in the place of."""
    if not (question.focus and earlier.focus) or earlier.focus == question.focus:
        return earlier
    return replace(earlier, terms=tuple(term for term in earlier.terms if term.stem not in earlier.focus))


def _antecedent(earlier: Question, reply: str) -> str | None:
    """Return the person a pronoun most likely stands for.

    The one the reply names where a person was asked for, else the one the question named, else the reply's.
    """
    replied = _first_person(reply, earlier.language)
    asked = next((name.text for name in earlier.names if name.kind == "name"), None)
    return (replied or asked) if earlier.kind == "person" else (asked or replied)


def _first_person(reply: str, language: str) -> str | None:
    emphasised = " . ".join(re.findall(r"\*\*(.+?)\*\*", reply))
    for text in (emphasised, reply if len(reply) < _SHORT_REPLY else ""):
        for value in extract_values(text, language=language):
            if isinstance(value, NameValue) and value.kind == "name":
                return value.text
    return None


def _named(text: str, language: str, name: str | None) -> str:
    if name is None:
        return text
    masked = _IMPERSONAL[language].sub(lambda found: " " * len(found[0]), text)
    match = re.search(_PERSON_PRONOUNS[language], masked, re.IGNORECASE)
    if match is None:
        return text
    return f"{text[: match.start()]} {name} {text[match.end() :]}".replace("  ", " ").strip()
