from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.lexicon import is_false_friend, related, translated_words, translations
from chatbot.words import content_words, stem, stop_words, tokenize

# Everyday and history vocabulary, chosen before the lexicon was made.
_PAIRS_FILE = Path(__file__).parent / "data" / "word-pairs.en-fr.txt"
WORD_PAIRS = [tuple(pair.split("=")) for pair in _PAIRS_FILE.read_text(encoding="utf-8").split()]


def words(text: str, language: str) -> list[str]:
    return [token.text for token in tokenize(text, language)]


@given(
    st.text(alphabet=st.sampled_from("aéœL'’ .,-12 \u00a0\u00ad\u0301_sd?"), max_size=60)
    | st.text(max_size=60)
)
@pytest.mark.parametrize("language", ["en", "fr", "und"])
def test_every_token_is_the_text_at_its_span_and_tokens_never_overlap(language: str, text: str) -> None:
    end = 0
    for token in tokenize(text, language):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        assert token.start < token.end
        end = token.end


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("L’armée d'Afrique", "fr", ["L", "armée", "d", "Afrique"]),
        ("jusqu'à l'aube, aujourd’hui", "fr", ["jusqu", "à", "l", "aube", "aujourd’hui"]),
        ("Combien y a-t-il de chars ?", "fr", ["Combien", "y", "a", "t", "il", "de", "chars"]),
        (
            "The army's tanks didn't stop; it's late",
            "en",
            ["The", "army", "s", "tanks", "didn't", "stop", "it", "s", "late"],
        ),
        ("Place de l'Étoile", "en", ["Place", "de", "l", "Étoile"]),
        ("16,000 men, 3.5 km, le 1er août", "en", ["16,000", "men", "3.5", "km", "le", "1er", "août"]),
        ("16 000 hommes le 25.08.1944", "fr", ["16 000", "hommes", "le", "25", "08", "1944"]),
        ("the U.S. Army", "en", ["the", "U.S.", "Army"]),
    ],
)
def test_tokens(text: str, language: str, expected: list[str]) -> None:
    assert words(text, language) == expected


@pytest.mark.parametrize(
    ("forms", "language"),
    [
        (["armored", "armoured"], "en"),
        (["defence", "defense"], "en"),
        (["center", "centre", "centres"], "en"),
        (["organize", "organised"], "en"),
        (["traveled", "travelling"], "en"),
        (["fight", "fought", "fighting"], "en"),
        (["strike", "struck", "strikes"], "en"),
        (["tuer", "tués", "tué", "tuée"], "fr"),
        (["prendre", "pris", "prirent", "prend"], "fr"),
        (["reprendre", "repris", "reprit"], "fr"),
        (["hôpital", "hôpitaux"], "fr"),
        (["1,200", "1200", "1 200"], "en"),
        (["2nd", "2e", "2"], "fr"),
    ],
)
def test_forms_of_one_word_have_one_stem(forms: list[str], language: str) -> None:
    assert len({stem(form, language) for form in forms}) == 1


def test_stem_leaves_words_of_an_unknown_language_as_they_are() -> None:
    assert stem("Szabadság", "hu") == "szabadság"


def test_content_words_leave_out_the_grammar_of_questions() -> None:
    assert content_words("When did the last Germans surrender in Paris?", "en") == [
        "last",
        "Germans",
        "surrender",
        "Paris",
    ]
    assert content_words("Quel jour est-ce que l'armée a débarqué ?", "fr") == ["jour", "armée", "débarqué"]


def test_acronyms_and_the_month_of_may_are_content() -> None:
    assert content_words("What did the US do on 8 May 1945?", "en") == ["US", "8", "May", "1945"]
    assert content_words("US troops", "en") == ["US", "troops"]
    assert content_words("What may they tell us?", "en") == []
    assert content_words("May we?", "en") == []
    assert content_words("WHAT DID THEY DO IN PARIS?", "en") == ["PARIS"]


def test_stop_words_of_both_languages_serve_where_the_language_is_not_known() -> None:
    assert stop_words("und") == stop_words("en") | stop_words("fr")
    assert {"did", "which"} <= stop_words("en")
    assert {"quel", "est", "où"} <= stop_words("fr")
    assert stop_words("hu") == frozenset()


def test_most_words_find_their_translation() -> None:
    english = sum(stem(fr, "fr") in dict(translations(en, "en")) for en, fr in WORD_PAIRS)
    french = sum(stem(en, "en") in dict(translations(fr, "fr")) for en, fr in WORD_PAIRS)
    assert len(WORD_PAIRS) == 150
    assert min(english, french) >= 135


def test_unrelated_words_are_not_taken_for_translations() -> None:
    shifted = zip(WORD_PAIRS, WORD_PAIRS[7:], strict=False)
    wrong = [(a, d) for (a, _), (_, d) in shifted if stem(d, "fr") in dict(translations(a, "en"))]
    assert len(wrong) <= 2


def test_accents_may_be_missing() -> None:
    assert translations("greve", "fr") == translations("grève", "fr") != []


def test_words_written_alike_with_other_meanings_are_false_friends() -> None:
    assert is_false_friend("pain", "en")
    assert is_false_friend("pain", "fr")
    assert not is_false_friend("police", "en")
    assert not is_false_friend("pain", "hu")


def test_related_words_share_translations_and_score_lower_than_the_word_itself() -> None:
    assert "start" in dict(related("begin", "en"))
    assert all(0 < score < 1 for _, score in related("begin", "en"))
    assert related("begin", "hu") == []


def test_translated_words_are_written_words() -> None:
    assert "grève" in dict(translated_words("strikes", "en"))
    assert translations("begin", "hu") == []


def test_the_caller_may_change_what_it_gets() -> None:
    translations("house", "en").clear()
    related("begin", "en").clear()
    assert translations("house", "en")
    assert related("begin", "en")


def test_a_word_of_many_elisions_is_split_all_the_same() -> None:
    assert len(tokenize("l'" * 1500 + "eau", "fr")) == 1501
