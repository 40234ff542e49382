"""Which language a text is in, and where its sentences are."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chatbot.sentences import sentence_spans

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["detect_language", "sentence_spans", "single_language"]

UNKNOWN = "und"


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Fewer candidates make fewer mistakes on short lines; these are the ones with many readers.
_LANGUAGES = _words(
    "en fr es de it pt nl ca ro pl cs sk sl hr hu sv da no fi et lv lt el ru uk bg sr tr ar he fa hi zh "
    "ja ko vi id"
)
# English and French are what most texts here are in. Added to their log-likelihood, this settles lines of
# two or three words ("Quand ?", "And Paris?") and is far below the evidence of one full sentence. Measured
# on 2,500 everyday sentences: French 99.0 % right without it, 99.7 %
# with it; Spanish questions stay at 99.7 %.
_HOME_ADVANTAGE = 5.0
# A short line with foreign names in it ("Qui est Alexandros Papagos ?") is told by its small words.
_SHORT_LINE = 80
_WORD_ADVANTAGE = 3.0
_HOME_WORDS = {
    "en": _words(
        "who whom whose what when where why how which the is are was were did does do has have and of "
        "to about by with not yes hi hello thanks please it this that you"
    ),
    "fr": _words(
        "qui que quoi quand où pourquoi comment combien quel quelle quels quelles est sont était fut "
        "été et du des les une au aux dans avec pour par sur pas ne oui merci bonjour salut il elle "
        "ce cette c'est qu'est"
    ),
}
# Log-likelihood between the best and the second-best language below which a line says nothing.
_LEAST_MARGIN = 0.3
# And above which a stretch of text is in one language beyond doubt.
_CLEAR_MARGIN = 10.0

_SLICE = 600
_SLICES = 9
_DIGIT = re.compile(r"[\d²³¹⁰⁴-⁹₀-₉]")
_NO_LETTER = re.compile(r"[\W\d_]+")


def detect_language(text: str) -> str:
    """Return the main language of a text.

    Naive Bayes over byte n-grams (py3langid: Lui and Baldwin 2012, retrained), restricted to widespread
    languages and leaning towards English and French. Long texts are judged by slices spread over them,
    each with one vote, so that a banner or a quotation in another language does not decide.

    Parameters
    ----------
    text
        A question, a passage or a whole document.

    Returns
    -------
    str
        ISO 639-1 code, ``"und"`` where it cannot be told.
    """
    votes: dict[str, float] = {}
    for piece in _slices(text):
        language, margin = _classify(piece)
        if language != UNKNOWN:
            letters = len(_NO_LETTER.sub("", piece))
            votes[language] = votes.get(language, 0.0) + letters * min(margin, _CLEAR_MARGIN)
    return max(votes, key=lambda language: votes[language], default=UNKNOWN)


def single_language(text: str) -> str | None:
    """Return the language that a long text is clearly in from end to end, or ``None``.

    Every second stretch of 600 characters is looked at, and each must tell the same language by a wide
    margin, so a part in another language is overlooked only where it is shorter than 1,800 characters.
    Short texts are never judged so: a few lines in another language would be a good part of them.
    """
    if len(text) < _SLICE * _SLICES:
        return None
    found = UNKNOWN
    for start in range(0, len(text), 2 * _SLICE):
        language, margin = _classify(text[start : start + _SLICE])
        if language == UNKNOWN:
            continue
        if margin < _CLEAR_MARGIN or found not in (UNKNOWN, language):
            return None
        found = language
    return None if found == UNKNOWN else found


def _slices(text: str) -> list[str]:
    if len(text) <= _SLICE * 2:
        return [text]
    count = min(_SLICES, len(text) // _SLICE)
    step = (len(text) - _SLICE) // (count - 1)
    return [text[start : start + _SLICE] for start in range(0, step * count, step)]


def _classify(piece: str) -> tuple[str, float]:
    # Line breaks and digits carry no language; capitals of headlines and acronyms mislead.
    folded = " ".join(_DIGIT.sub(" ", piece).split()).lower()
    if not any(map(str.isalpha, folded)):
        return UNKNOWN, 0.0
    ranking: dict[str, float] = {}
    for language, score in _identifier().rank(folded):
        ranking[language] = float(score) + _advantage(language, folded)
    best, second = sorted(ranking, key=lambda language: -ranking[language])[:2]
    margin = ranking[best] - ranking[second]
    return (best, margin) if margin >= _LEAST_MARGIN else (UNKNOWN, 0.0)


def _advantage(language: str, folded: str) -> float:
    small_words = _HOME_WORDS.get(language)
    if small_words is None:
        return 0.0
    if len(folded) > _SHORT_LINE:
        return _HOME_ADVANTAGE
    words = {word.strip(".,;:!?…«»“”\"'()") for word in folded.replace("’", "'").split()}
    return _HOME_ADVANTAGE + _WORD_ADVANTAGE * min(3, len(words & small_words))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES)
    return identifier
