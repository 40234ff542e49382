from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from typer.testing import CliRunner

from chatbot.errors import DocumentsError
from chatbot.training import encoder, encoder_data, encoder_evaluation, encoder_vocabulary
from chatbot.training.encoder_model import Encoder
from chatbot.training.encoder_steps import Memory, Recipe, learning_share
from tests.training.tiny_encoder import write_tiny_encoder

WORDS = {
    "the": "le",
    "cat": "chat",
    "dog": "chien",
    "eats": "mange",
    "sees": "regarde",
    "bread": "pain",
    "river": "fleuve",
    "king": "roi",
    "old": "vieux",
    "here": "ici",
}


def sentences(count: int, seed: int = 0, words: int = 6) -> list[dict[str, str]]:
    generator = np.random.default_rng(seed)
    english = list(WORDS)
    rows = []
    for _ in range(count):
        drawn = [english[place] for place in generator.integers(len(english), size=words)]
        rows.append({"en": " ".join(drawn), "fr": " ".join(WORDS[word] for word in drawn)})
    return rows


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def questions(rows: list[dict[str, str]], language: str) -> list[dict[str, str]]:
    return [
        {"question": row[language].split()[0] + " ?", "context": f"{number}. {row[language]}", "title": "T_t"}
        for number, row in enumerate(rows)
    ]


@pytest.fixture
def teacher(tmp_path: Path) -> Path:
    return write_tiny_encoder(tmp_path / "teacher", list(WORDS))


@pytest.fixture
def arguments(tmp_path: Path, teacher: Path) -> list[str]:
    pairs = write(tmp_path / "pairs.jsonl.gz", sentences(60))
    sections = write(tmp_path / "sections.jsonl.gz", _long_sections(12))
    english = write(tmp_path / "english.jsonl.gz", questions(sentences(12, 1), "en"))
    french = write(tmp_path / "french.jsonl.gz", questions(sentences(12, 2), "fr"))
    return [
        str(tmp_path / "output"),
        *("--parallel", str(pairs), "--parallel", f"{sections}=0.5", "--documentation", str(sections)),
        *("--english-questions", str(english), "--french-questions", str(french)),
        *("--across-questions", str(write(tmp_path / "across.jsonl.gz", _across(12)))),
        *("--teacher", str(teacher), "--work", str(tmp_path / "work"), "--threads", "1"),
    ]


def _long_sections(count: int) -> list[dict[str, str]]:
    parts = [sentences(12, seed) for seed in range(count)]
    return [{side: ". ".join(row[side] for row in part) + "." for side in ("en", "fr")} for part in parts]


def _across(count: int) -> list[dict[str, object]]:
    """Questions in French on the paragraphs of ``english.jsonl.gz``."""
    asked = zip(questions(sentences(count, 1), "en"), sentences(count, 1), strict=True)
    return [
        {"paragraph": encoder_data.digest(row["context"]), "question": f"{said['fr']} ?"}
        for row, said in asked
    ]


def run(arguments: list[str], *more: str) -> str:
    application = typer.Typer()
    application.command()(encoder.main)
    result = CliRunner().invoke(application, [*arguments, *more])
    assert result.exit_code == 0, result.output
    return result.output


def test_one_command_writes_a_folder_that_sentence_transformers_loads(
    arguments: list[str], tmp_path: Path
) -> None:
    development = tmp_path / "development"
    development.mkdir()
    (development / "ntrex.en-fr.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in sentences(8, 9)), encoding="utf-8"
    )
    output = run(arguments, "--steps", "16", "--cooldown", "4", "--development", str(development))

    model = SentenceTransformer(str(tmp_path / "output"), device="cpu")
    vectors = model.encode(["le chat", "the cat"], convert_to_numpy=True)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert "ntrex fr>en" in output
    assert json.loads((tmp_path / "output" / "recipe.json").read_text())["steps"] == 16


def test_a_stopped_training_goes_on_where_it_was(arguments: list[str], tmp_path: Path) -> None:
    run(arguments, "--steps", "8", "--cooldown", "0")
    before = Encoder(tmp_path / "output", 32).encode(["le chat mange"])
    run(arguments, "--steps", "8", "--cooldown", "0")
    assert Encoder(tmp_path / "output", 32).encode(["le chat mange"]) == pytest.approx(before, abs=1e-3)
    run(arguments, "--steps", "20", "--cooldown", "0")
    after = Encoder(tmp_path / "output", 32).encode(["le chat mange"])
    assert np.abs(after - before).max() > 1e-3


def test_the_same_seed_gives_the_same_encoder(arguments: list[str], tmp_path: Path) -> None:
    texts = ["le chien regarde", "the old king"]
    made = []
    for name in ("first", "second"):
        arguments[0] = str(tmp_path / name)
        arguments[arguments.index("--work") + 1] = str(tmp_path / f"work-{name}")
        run(arguments, "--steps", "6", "--cooldown", "2")
        made.append(Encoder(tmp_path / name, 32).encode(texts))
    assert made[0] == pytest.approx(made[1], abs=1e-5)


def test_a_missing_file_is_named(arguments: list[str]) -> None:
    application = typer.Typer()
    application.command()(encoder.main)
    arguments[2] = "nowhere.jsonl"
    result = CliRunner().invoke(application, arguments)
    assert result.exit_code == 1
    assert "nowhere.jsonl" in result.output
    assert isinstance(result.exception, SystemExit)


def test_french_words_are_added_and_english_ones_left_alone(teacher: Path) -> None:
    tokenizer = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    french = encoder_vocabulary.count_words(
        tokenizer, ["Été, chien chien cinema", "fleuve fleuve ete cinema"]
    )
    english = encoder_vocabulary.count_words(tokenizer, ["cinema cinema cinema"])
    pieces = encoder_vocabulary.choose_pieces([french], [english], tokenizer.get_vocab(), 10)
    assert {"ete", "chien", "fleuve"} <= set(pieces)
    assert not {"cinema", "cat"} & set(pieces)


def test_wanted_words_come_before_frequent_ones(teacher: Path) -> None:
    tokenizer = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    french = encoder_vocabulary.count_words(tokenizer, ["chien chien chien fleuve fleuve"])
    pieces = encoder_vocabulary.choose_pieces([french], [], tokenizer.get_vocab(), 2, ["basilique", "cat"])
    assert pieces == ["basilique", "chien"]


def test_old_pieces_keep_their_numbers(teacher: Path, tmp_path: Path) -> None:
    numbers = encoder_vocabulary.extend_tokenizer(teacher, tmp_path / "longer", ["chien", "##ait"])
    old = Tokenizer.from_file(str(teacher / "tokenizer.json")).get_vocab()
    new = Tokenizer.from_file(str(tmp_path / "longer" / "tokenizer.json"))
    assert old.items() < new.get_vocab().items()
    assert numbers == [len(old), len(old) + 1]
    assert new.encode("Chien", add_special_tokens=False).ids == [len(old)]


def test_new_pieces_take_the_places_of_those_no_text_needs(teacher: Path, tmp_path: Path) -> None:
    extra = ["[unused0]", "##\u4e2d", "\u03b1"]
    encoder_vocabulary.extend_tokenizer(teacher, tmp_path / "foreign", extra)
    source = Tokenizer.from_file(str(tmp_path / "foreign" / "tokenizer.json"))
    replaced = encoder_vocabulary.replaceable_pieces(source.get_vocab())
    assert replaced == extra[:2]

    pieces = ["chien", "fleuve", "roi"]
    numbers = encoder_vocabulary.extend_tokenizer(tmp_path / "foreign", tmp_path / "longer", pieces, replaced)

    new = Tokenizer.from_file(str(tmp_path / "longer" / "tokenizer.json"))
    assert [new.token_to_id(piece) for piece in pieces] == numbers
    assert numbers[:2] == [source.token_to_id(piece) for piece in replaced]
    assert sorted(new.get_vocab().values()) == list(range(new.get_vocab_size()))
    assert new.token_to_id("\u03b1") == source.token_to_id("\u03b1")


def test_translations_are_learned_and_give_the_first_rows() -> None:
    numbers = {word: place for place, word in enumerate(WORDS)}
    known = len(numbers)
    rows = np.eye(known, dtype=np.float32)
    pairs = sentences(400, words=5)
    english = [[numbers[word] for word in row["en"].split()] for row in pairs]
    french = [[known + place for place in row] for row in english]
    lexicon = encoder_vocabulary.learn_lexicon(french, english)
    unrelated = [[(place + 1) % known] for place in range(known)]
    first = encoder_vocabulary.first_rows(rows, unrelated, range(known, 2 * known), lexicon)
    assert first.shape == (known, known)
    assert (first.argmax(axis=1) == np.arange(known)).all()


def test_a_word_without_translation_starts_from_its_old_pieces() -> None:
    rows = np.eye(4, dtype=np.float32)
    lexicon = encoder_vocabulary.learn_lexicon([[4]], [[0]])
    first = encoder_vocabulary.first_rows(rows, [[1], [2, 3]], [4, 5], lexicon)
    assert first[1, 2] == first[1, 3] > 0
    assert first[1, 0] == 0


def test_a_word_of_the_dictionary_starts_from_its_translation() -> None:
    rows = np.eye(4, dtype=np.float32)
    lexicon = encoder_vocabulary.learn_lexicon([[5]], [[0]])
    first = encoder_vocabulary.first_rows(rows, [[1], [2, 3]], [4, 5], lexicon, {0: rows[3], 1: rows[1]})
    assert first[0].argmax() == 3
    assert first[1].argmax() == 1
    assert first[1, 0] > 0


def test_known_words_of_french_move_towards_their_translation() -> None:
    rows = np.eye(3, dtype=np.float32)
    vocabulary = {"roi": 0, "king": 1, "pain": 2}
    lexicon = encoder_vocabulary.learn_lexicon([[0]] * 20, [[1]] * 20)
    french = encoder_vocabulary.mostly_french(
        vocabulary, Counter({"roi": 20, "pain": 20}), Counter({"roi": 1, "pain": 15})
    )
    assert french == [0]
    moved = encoder_vocabulary.translated_rows(rows, lexicon, french)
    assert moved[0, 1] > moved[0, 0] > 0
    assert (moved[1:] == rows[1:]).all()


def test_a_dictionary_gives_words_that_read_as_their_translation(
    arguments: list[str], tmp_path: Path
) -> None:
    dictionary = tmp_path / "dictionary.txt"
    dictionary.write_text("# by hand\nking = empereur\nbread = pâté pain\n", encoding="utf-8")
    glosses = encoder_vocabulary.read_glossary(dictionary)
    assert glosses == {"empereur": ("king",), "pâté": ("bread",), "pain": ("bread",)}

    run(arguments, "--steps", "1", "--cooldown", "0", "--glossary", str(dictionary))

    vectors = Encoder(tmp_path / "work" / "start", 32).encode(
        ["the king eats bread", "the empereur eats pâté", "the old river"]
    )
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert SentenceTransformer(str(tmp_path / "output"), device="cpu").encode(["empereur"]).shape == (1, 16)


def test_a_missing_glossary_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentsError, match="nowhere"):
        encoder_vocabulary.read_glossary(tmp_path / "nowhere.txt")


def test_lines_of_a_dictionary_are_parallel() -> None:
    pairs = encoder_data.mix_words(
        {"chat": ("cat", "tomcat"), "roi": ("king",)}, 20, np.random.default_rng(0)
    )
    assert len(pairs.english) == len(pairs.french) == 20
    for english, french in zip(pairs.english, pairs.french, strict=True):
        assert [{"chat": "cat", "roi": "king"}[word] for word in french.split()] == english.split()


@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=300),
    st.integers(1, 40),
    st.integers(100, 5000),
)
def test_batches_hold_every_text_once_and_not_too_much(
    lengths: list[int], most: int, characters: int
) -> None:
    array = np.array(lengths)
    batches = encoder_data.cut_batches(array, most, characters, np.random.default_rng(1))
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) <= most
        assert len(batch) == 1 or len(batch) * array[batch].max() <= characters


def test_parallel_batches_can_be_asked_for_in_any_order() -> None:
    pairs = encoder_data.Pairs(tuple("abcdefgh"), tuple("ABCDEFGH"), 0.5)
    batches = encoder_data.ParallelBatches([pairs], seed=3, most=2)
    forwards = [batches[number].tolist() for number in range(4)]
    assert [batches[number].tolist() for number in (3, 0, 2)] == [forwards[3], forwards[0], forwards[2]]
    assert sorted(row for batch in forwards for row in batch) == list(range(8)), (
        "two epochs of one half each cover the whole"
    )


def test_paragraphs_of_a_batch_are_distinct_and_own_their_questions() -> None:
    paragraphs = [encoder_data.Paragraph(f"Text {n}.", "T", (f"q{n}a", f"q{n}b")) for n in range(30)]
    vectors = np.random.default_rng(0).normal(size=(30, 8)).astype(np.float32)
    batches = encoder_data.QuestionBatches(paragraphs, vectors, seed=1, size=8)
    rows, asked, owners = batches[5]
    assert len(set(rows.tolist())) == 8
    for question, owner in zip(asked, owners, strict=True):
        owner_paragraph = paragraphs[rows[owner]]
        assert question in owner_paragraph.questions or owner_paragraph.text in question


def test_sections_face_a_sentence_of_the_other_language() -> None:
    rows = _long_sections(6)
    pairs = encoder_data.Pairs(tuple(row["en"] for row in rows), tuple(row["fr"] for row in rows))
    batches = encoder_data.SectionBatches([pairs], seed=1, size=4, shortest=50)
    english, french_sections = batches[0]
    assert all(section in pairs.french for section in french_sections)
    assert all(any(one in text for text in pairs.english) for one in english)
    alone, rest = batches[2]
    assert all(one not in section for one, section in zip(alone, rest, strict=True))


def test_questions_across_languages_find_their_paragraphs(tmp_path: Path) -> None:
    paragraphs = [encoder_data.Paragraph(text, "T", ("q",)) for text in ("One.", "Two.")]
    rows: list[dict[str, object]] = [
        {"paragraph": encoder_data.digest("Two."), "question": "Deux ?"},
        {"paragraph": encoder_data.digest("Two."), "question": "Gardée ?", "held_out": True},
        {"paragraph": encoder_data.digest("Three."), "question": "Trois ?"},
    ]
    path = write(tmp_path / "across.jsonl.gz", rows)
    assert encoder_data.read_questions_across(path, paragraphs) == [
        encoder_data.Paragraph("Two.", "T", ("Deux ?",))
    ]
    with pytest.raises(DocumentsError, match="across"):
        encoder_data.read_questions_across(path, paragraphs[:1])


def test_paragraphs_that_follow_each_other_are_joined() -> None:
    pairs = encoder_data.Pairs(("a", "b", "c"), ("1" * 40, "2" * 40, "3" * 40))
    joined = encoder_data.join_neighbours(pairs, longest=90)
    assert joined.english == ("a\nb", "c")
    assert [len(text) for text in joined.french] == [81, 40]


def test_a_broken_line_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"en": "a", "fr": "b"}\nnot json\n', encoding="utf-8")
    with pytest.raises(DocumentsError, match=r"broken\.jsonl"):
        encoder_data.read_pairs(path)


def test_the_learning_rate_rises_stays_and_falls() -> None:
    recipe = Recipe(steps=100, warmup=10, cooldown=20)
    shares = [learning_share(step, recipe) for step in range(101)]
    assert shares[0] < shares[5] < shares[10] == shares[79] == 1.0
    assert shares[80] >= shares[90] > shares[99] > shares[100] == 0.0


def test_the_memory_keeps_the_last_vectors() -> None:
    memory = Memory(3, 1)
    memory.add(torch.tensor([[1.0], [2.0]]))
    assert memory.get().ravel().tolist() == [1.0, 2.0]
    memory.add(torch.tensor([[3.0], [4.0]]))
    assert sorted(memory.get().ravel().tolist()) == [2.0, 3.0, 4.0]


def _letters(texts: Sequence[str]) -> NDArray[np.float32]:
    counts = np.array([[text.lower().count(letter) for letter in "abcdefgh"] for text in texts], np.float32)
    vectors: NDArray[np.float32] = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-6)
    return vectors


def test_figures_of_a_known_ranking(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question": "aa", "context": "a"},
        {"id": "2", "question": "b", "context": "bc"},
        {"id": "3", "question": "a", "context": "cc"},
    ]
    path = tmp_path / "xquad.en.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert encoder_evaluation.paragraph_recall(_letters, path, ranks=(1, 3)) == pytest.approx([2 / 3, 1.0])
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    corpus.write_text(
        "".join(json.dumps({"id": one, "title": "", "text": one}) + "\n" for one in ("a", "ab", "h")), "utf-8"
    )
    queries.write_text(json.dumps({"id": "q", "query": "a", "relevant": ["ab"]}) + "\n", "utf-8")
    found = encoder_evaluation.ranking_quality(_letters, corpus, queries, depth=3)
    assert found == pytest.approx(1 / np.log2(3))
