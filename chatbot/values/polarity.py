"""Whether a statement denies its main predicate, English and French."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.types import Span

_NEGATION = re.compile(
    r"""
    (?P<only>\b(?:\w+\s)?(?:not|n['’]t)\s(?:only|just|merely)\b|\bne\s[^.;:]{0,40}?\bque\b|\bn['’][^.;:]{0,40}?\bque\b
        |\bnot\suntil\b
        |\bno\sdoubt\b|\bsans\sdoute\b|\bwithout\s(?:a\s)?doubt\b|\bnon\sseulement\b|\bno\sfewer\b|\bno\sless\b
        |\bpas\smoins\sde\b|\bpas\sseulement\b
        |\b(?:ne|n['’])\s?[^.;:]{1,40}?\bguère\splus\s(?:de|que|d['’])|\b(?:hardly|scarcely|barely)\smore\sthan\b)
    |(?P<negator>\b(?:did|do|does|is|was|are|were|has|have|had|could|can|would|will|should|may|might|must)(?:n['’]t|\snot)\b
        |\b(?:did|does|is|was|were|has|have|had|could|would|should)nt\b
        |\b(?:cannot|can['’]t|won['’]t|never|neither|nobody|no\sone|none|nowhere|no\slonger|not)\b
        |\b(?:ne|n['’])\s?(?=[^.;:!?]{1,45}?\b(?:pas|jamais|plus|point|rien|personne|guère|aucune?|nullement|ni|na)\b)
        |\b(?:ne|n['’])\s?(?=(?:cessa|peut|pouvait|put|sait|savait|osa)\b)
        |\b(?:aucune?|nul(?:le)?)\s(?=\w+)|\bni\s|\bno\s(?!\d|\.|longer)(?=[a-z])|\bpas\s(?:de|un|encore)\b|\bjamais\b)
    |(?P<verb>\b(?:refus(?:e[ds]?|ing|al|a|ait|ent|èrent|é|ant|er)|declin(?:e[ds]?|ing)|den(?:y|ies|ied|ying)
        |fail(?:ed|s|ing)?\sto|unable\sto|unwilling\sto|prevented|forbade|forbidden|declina|nia|nièrent
        |échou(?:a|e|èrent|é)|interdi(?:t|re|rent|sait)|renonc(?:e|é)|renonça)\b)
    |(?P<adjunct>\b(?:without|sans)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What stands in a clause of its own says nothing of the main predicate.
_SUBORDINATE = re.compile(
    r",\s(?:qui|que|dont|où|lequel|laquelle|who|which|whose|where|when|although|though|because|while|bien\sque|parce\sque|car"
    r"|puisque|alors\sque)\s[^,.;!?]*(?:,|$)"
    r"|\b(?:because|although|though|unless|parce\sque|bien\sque|puisque|who|which|whose|qui|dont|if|si)\s[^,.;!?]*"
    r"|\([^)]*\)|«[^»]*»|“[^”]*”|\"[^\"]*\"",
    re.IGNORECASE,
)

_SECOND_HALVES = frozenset("pas jamais aucun aucune ni rien nul nulle".split()) | {
    "pas de",
    "pas un",
    "pas encore",
}
_CLOSE = 45


@dataclass(frozen=True, slots=True)
class Polarity:
    """Whether the main predicate is negated, and the spans of the words that negate.

    Attributes
    ----------
    negated
        True for "did not", "n'a jamais", "refused to"; False again for "did not refuse".
    cues
        Spans ``[start, end)`` of all negating words in the order of the text, those of subordinate
        clauses and "without" included, though these do not negate the main predicate.
    """

    negated: bool
    cues: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        """Return whether the main predicate is negated."""
        return self.negated


def polarity(text: str, language: str) -> Polarity:
    """Tell whether a statement denies its main predicate.

    Parameters
    ----------
    text
        One sentence or clause.
    language
        ISO 639-1; words of English and French are read whatever it is, save "no", "plus" and "pas"
        that mean nothing in the other language.

    Notes
    -----
    A denying verb cancels a negator close before it ("did not refuse"). The second half of a French
    negation is no cue of its own.
    """
    aside = [match.span() for match in _SUBORDINATE.finditer(text)]
    cues: list[Span] = []
    standing: list[re.Match[str]] = []
    halves = 0
    for match in _NEGATION.finditer(text):
        word = match.group().lower().strip()
        if match.lastgroup == "only" or (language == "fr" and word == "no"):
            continue
        if match.start() < halves and word in _SECOND_HALVES:
            continue
        if word in ("ne", "n'", "n’"):
            halves = match.end() + _CLOSE
        cues.append(Span(match.start(), match.start() + len(match.group().rstrip())))
        if match.lastgroup == "adjunct" or any(low <= match.start() < high for low, high in aside):
            continue
        cancels = standing and standing[-1].lastgroup == "negator" and match.lastgroup == "verb"
        if cancels and match.start() - standing[-1].end() < _CLOSE // 2:
            standing.pop()
        else:
            standing.append(match)
    return Polarity(bool(standing), tuple(cues))
