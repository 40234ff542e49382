from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language import detect_language, sentence_spans, single_language
from chatbot.sentences import LONGEST_SENTENCE


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Et combien de blessés ?", "fr"),
        ("Pourquoi ?", "fr"),
        ("Où ?", "fr"),
        ("Qui est Alexandros Papagos ?", "fr"),
        ("QUI A CAPITULÉ ?", "fr"),
        ("why?", "en"),
        ("Who was Leclerc?", "en"),
        ("And Paris?", "en"),
        ("THE HARBOUR MASTER LEFT", "en"),
        ("¿Cuándo llegaron los barcos?", "es"),
        ("Wann kamen die Schiffe an?", "de"),
        ("Quando arrivarono le navi?", "it"),
        ("Кто командовал кораблями в порту?", "ru"),
        ("船はいつ着きましたか", "ja"),
    ],
)
def test_short_questions_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "1944", "12,5 % !", "…", "★★★"])
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert detect_language(text) == "und"


def test_a_banner_in_another_language_does_not_decide() -> None:
    banner = "We use cookies to improve your experience. Accept all or manage your choices. "
    body = "Le bateau est parti du port au petit matin, et les pêcheurs l'ont suivi jusqu'au phare. "
    assert detect_language(banner + body * 12) == "fr"
    assert detect_language(body * 12 + banner) == "fr"
    assert (
        detect_language(body + "The boat left the harbour at dawn and sailed past the lighthouse. " * 30)
        == "en"
    )


BOAT = "The boat left the harbour at dawn and sailed past the lighthouse, as on every other day. "
BATEAU = "Le bateau est parti du port au petit matin, et les pêcheurs l'ont suivi jusqu'au phare. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BOAT * 100, "en"),
        (BATEAU * 100, "fr"),
        (BOAT * 60 + "1944 " * 400 + BOAT * 60, "en"),
        (BOAT * 100 + BATEAU * 21 + BOAT * 100, None),
        (BATEAU * 100 + BOAT * 100, None),
        (BOAT * 5, None),
        ("1944 " * 3_000, None),
    ],
)
def test_a_long_text_is_in_one_language_only_where_all_of_it_is(text: str, language: str | None) -> None:
    assert single_language(text) == language


def test_digits_do_not_change_the_language() -> None:
    assert detect_language("Le bateau 1944² est 12 parti ³ du port") == "fr"


CASES = [
    ("Gen. Patton met Dr. Smith. He left.", ["Gen. Patton met Dr. Smith.", "He left."]),
    ("Tell me. General Patton left.", ["Tell me.", "General Patton left."]),
    (
        "M. Dupont et Mme. Martin ont vu le gén. Leclerc. Il part.",
        ["M. Dupont et Mme. Martin ont vu le gén. Leclerc.", "Il part."],
    ),
    ("Né en 52 av. J.-C. à Rome. Mort là.", ["Né en 52 av. J.-C. à Rome.", "Mort là."]),
    ("J. K. Rowling wrote it. Fine.", ["J. K. Rowling wrote it.", "Fine."]),
    (
        "The U.S. Army came to St. Louis. It left the U.S. The end came.",
        ["The U.S. Army came to St. Louis.", "It left the U.S.", "The end came."],
    ),
    ("No. 5 is alive. He said no. Then he left.", ["No. 5 is alive.", "He said no.", "Then he left."]),
    ("Voir p. 12 et fig. 3. Et p. ex. le port.", ["Voir p. 12 et fig. 3.", "Et p. ex. le port."]),
    (
        "Combien de blessés ? Et de morts ? Il y en a 3.200 !",
        ["Combien de blessés ?", "Et de morts ?", "Il y en a 3.200 !"],
    ),
    (
        "«\u202fNon\u202f!\u202f» dit-il. «\u00a0Oui.\u00a0» Elle part.",
        ["«\u202fNon\u202f!\u202f» dit-il.", "«\u00a0Oui.\u00a0»", "Elle part."],
    ),
    ("« Les voilà ! » L'armée entre.", ["« Les voilà ! »", "L'armée entre."]),
    (
        "« Tenez bon, nous arrivons ». La fin est proche.",
        ["« Tenez bon, nous arrivons ».", "La fin est proche."],
    ),
    (
        "The calibre is 8.8 cm. The price is 3.50 euros.",
        ["The calibre is 8.8 cm.", "The price is 3.50 euros."],
    ),
    ("A 17h00, il vint à 2 p.m. précises. Il partit.", ["A 17h00, il vint à 2 p.m. précises.", "Il partit."]),
    ("As of 5 a.m. Eastern time Sen. Lee slept.", ["As of 5 a.m. Eastern time Sen. Lee slept."]),
    ("He came at 2 p.m. The bell rang.", ["He came at 2 p.m.", "The bell rang."]),
    ("See https://example.org/a.b?c=d. The end.", ["See https://example.org/a.b?c=d.", "The end."]),
    (
        "He waited... then left. She waited… Then left.",
        ["He waited... then left.", "She waited…", "Then left."],
    ),
    ("It began in 1944.[3] The war ended.", ["It began in 1944.[3]", "The war ended."]),
    ("They left the city.The dash began.", ["They left the city.", "The dash began."]),
    ('He said "Stop." Then (he left.) She came.', ['He said "Stop."', "Then (he left.)", "She came."]),
    ("Item one\nItem two\n- first\n- second", ["Item one", "Item two", "- first", "- second"]),
    ("1. First point. More.\n2. Second point.", ["1. First point.", "More.", "2. Second point."]),
    (
        "The Harbour\nThis sentence is long enough to be the body of a text.",
        ["The Harbour", "This sentence is long enough to be the body of a text."],
    ),
    ("Port of Granville\n\nThe boats came in.", ["Port of Granville", "The boats came in."]),
    (
        "The boats that had left the harbour of Granville before dawn\n"
        "came back in the evening with the new General\n"
        "Leclerc on board. The crowd\ncheered.",
        [
            "The boats that had left the harbour of Granville before dawn\n"
            "came back in the evening with the new General\n"
            "Leclerc on board.",
            "The crowd\ncheered.",
        ],
    ),
    ("船が着いた。人々は喜んだ！", ["船が着いた。", "人々は喜んだ！"]),
    ("Il partit le 1er. Puis revint.", ["Il partit le 1er.", "Puis revint."]),
    ("Name | Year\nOrion | 1931\nVega | 1950", ["Name | Year", "Orion | 1931", "Vega | 1950"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_long_sentence_is_cut_at_its_semicolons() -> None:
    clause = "the boats left the harbour one after the other and sailed to the island"
    pieces = sentences("; ".join([clause] * 40) + ".")
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST_SENTENCE for piece in pieces)
    assert all(piece.endswith(";") for piece in pieces[:-1])


SHORT_FORMS = ["Gen.", "U.S.", "M.", "J.", "1.", "3.5", "a", "Le", "word", "Word.", "x" * 700]
MARKS = ["?", " ?", "!", "»", "«", "…", "...", "。", "[1]", ")", '"', ";", ", ", "•", "- ", "|"]
SPACES = ["\n", "\n\n", " ", "\u00a0", "\t", "\f", "\u2028"]
PIECES = st.sampled_from([*SHORT_FORMS, *MARKS, *SPACES])


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_spans_are_ordered_apart_stripped_bounded_and_cover_every_word(text: str) -> None:
    end = 0
    for span in sentence_spans(text):
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert span.end - span.start <= LONGEST_SENTENCE
        end = span.end
    assert not text[end:].strip()
