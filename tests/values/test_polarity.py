from __future__ import annotations

import pytest

from chatbot.values import polarity


@pytest.mark.parametrize(
    ("language", "text", "negated"),
    [
        ("en", "The general did not destroy the bridges.", True),
        ("en", "The general destroyed the bridges.", False),
        ("en", "He never signed the order.", True),
        ("en", "He refused to sign the order.", True),
        ("en", "The command declined to release the division.", True),
        ("en", "They couldn't hold the town.", True),
        ("en", "He failed to reach the river.", True),
        ("en", "He did not refuse the offer.", False),
        ("en", "The reasons were not only military.", False),
        ("en", "They took the city without a fight.", False),
        ("en", "The man who never slept won the day.", False),
        ("en", "No bridge was blown.", True),
        ("fr", "Il n'a jamais signé l'ordre.", True),
        ("fr", "Il ne signa pas l'ordre.", True),
        ("fr", "Il signa l'ordre.", False),
        ("fr", "Il refusa de signer l'ordre.", True),
        ("fr", "Ils n'ont plus les moyens de tenir.", True),
        ("fr", "Aucun pont ne fut détruit.", True),
        ("fr", "Il ne garde qu'un bataillon.", False),
        ("fr", "Le général, qui avait refusé la veille, descendit l'avenue.", False),
        ("fr", "Les chefs dont on parle sont arrivés.", False),
        ("fr", "Un détachement arriva sans encombre.", False),
        ("fr", "Il ne refusa pas de partir.", False),
    ],
)
def test_whether_the_main_predicate_is_negated(language: str, text: str, negated: bool) -> None:
    assert bool(polarity(text, language)) is negated


def test_cues_point_at_the_negating_words() -> None:
    text = "The general did not obey, and he refused to answer."
    assert [text[cue.start : cue.end] for cue in polarity(text, "en").cues] == ["did not", "refused"]
