"""A follow-up question put by a language model so that it stands alone, where what it puts can be trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chatbot.answering.prompts import condense_prompt
from chatbot.answering.readable import readable_text
from chatbot.answering.stated_values import is_stated, name_is_written
from chatbot.evidence.question import question_language
from chatbot.language_model import LanguageModel, LanguageModelError
from chatbot.types import Message
from chatbot.values import NameValue, extract_values, known_names, polarity
from chatbot.words import content_words, fold, stem

_TURNS = 4
_TOKENS = 80
_LONGEST = 300
_SECONDS = 15.0
_ADDRESS = re.compile(r"https?:|www\.|@\w")
_LABEL = re.compile(r"^(?:stand-?alone |rewritten |last )?question\s*:\s*", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|\s?\[\d+\]")
_LEAST_KNOWN = 0.6
_LEAST_KEPT = 0.66


def condensed(
    model: LanguageModel,
    question: str,
    history: Sequence[Message],
    stopped: Callable[[], bool],
    seconds: float = _SECONDS,
) -> str | None:
    """Return the question as one that stands alone; ``None`` where the model is slow, fails or invents.

    Parameters
    ----------
    history
        The conversation before the question, oldest first.
    seconds
        How long the model may take.
    """
    history = history[-2 * _TURNS :]
    written = ""
    try:
        for piece in model.write(
            condense_prompt(question, history), _TOKENS, seconds=seconds, stopped=stopped
        ):
            written += piece
    except LanguageModelError:
        return None
    lines = [line.strip() for line in readable_text(written).splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    rewritten = _MARKS.sub("", _LABEL.sub("", lines[0])).strip("\"“”«»' \u00a0")
    spoken = "\n".join([question, *(message.content for message in history)])
    return rewritten if _is_faithful(rewritten, question, spoken) else None


def _is_faithful(rewritten: str, question: str, spoken: str) -> bool:
    """Tell whether a question says what the former says, in its language, of what the conversation speaks of.

    Its own words and values are kept, and so is its "not"; what is added comes from the conversation.
    """
    if not rewritten or len(rewritten) > _LONGEST or _ADDRESS.search(rewritten):
        return False
    language = question_language(rewritten)
    if language != question_language(spoken.split("\n", 1)[0]) and len(content_words(question, language)) > 1:
        return False
    stated = extract_values(spoken, language=language)
    for value in extract_values(rewritten, language=language, known=known_names(spoken)):
        if isinstance(value, NameValue):
            if not name_is_written(value.text, language, spoken, language):
                return False
        elif not is_stated(value, language, stated, language):
            return False
    own = spoken.split("\n", 1)[0]
    if polarity(own, language).negated != polarity(rewritten, language).negated:
        return False
    return (
        _share_known(rewritten, spoken, language) >= _LEAST_KNOWN
        and _share_known(own, rewritten, language) >= _LEAST_KEPT
        and all(
            is_stated(value, language, extract_values(rewritten, language=language), language)
            for value in extract_values(own, language=language)
            if not isinstance(value, NameValue)
        )
    )


def _share_known(rewritten: str, spoken: str, language: str) -> float:
    known = {stem(fold(word), language) for word in content_words(spoken, language)}
    words = [stem(fold(word), language) for word in content_words(rewritten, language)]
    return sum(word in known for word in words) / len(words) if words else 1.0
