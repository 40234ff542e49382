from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from chatbot.training.lexicon import (
    Corpus,
    Entry,
    add_dictionary,
    add_glossary,
    encode,
    find_false_friends,
    main,
    select_entries,
)
from chatbot.training.lexicon_alignment import TrainingOptions, expected_counts, make_cells

SUBJECTS = [("king", "roi"), ("queen", "reine"), ("soldier", "soldat"), ("child", "enfant")]
VERBS = [("sees", "regarde"), ("buys", "achète"), ("sells", "vend")]
OBJECTS = [
    ("the bread", "le pain"),
    ("a horse", "un cheval"),
    ("the house", "la maison"),
    ("some pain", "la douleur"),
]


def sentences() -> list[tuple[str, str]]:
    return [
        (f"The {s_en} {v_en} {o_en}.", f"Le {s_fr} {v_fr} {o_fr}.")
        for s_en, s_fr in SUBJECTS
        for v_en, v_fr in VERBS
        for o_en, o_fr in OBJECTS
    ]


def write(path: Path, pairs: list[tuple[str, str]]) -> Path:
    lines = "".join(json.dumps({"en": en, "fr": fr}, ensure_ascii=False) + "\n" for en, fr in pairs)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def test_alignment_tells_words_apart_that_always_share_sentences(tmp_path: Path) -> None:
    text = encode([Corpus(write(tmp_path / "a.jsonl", sentences()), 1.0, 20)])
    options = TrainingOptions()
    cells = make_cells(text, options.position_strength)
    entries = select_entries(text, cells, expected_counts(cells, options), options)
    best: dict[str, str] = {}
    for entry in entries:
        best.setdefault(entry.english, entry.french)
    assert best["king"] == "roi"
    assert best["soldier"] == "soldat"
    assert best["bread"] == "pain"
    assert best["pain"] == "douleur"


def test_words_written_alike_that_never_translate_each_other_are_found(tmp_path: Path) -> None:
    text = encode([Corpus(write(tmp_path / "a.jsonl", sentences()), 1.0, 20)])
    options = TrainingOptions(false_friend_share=0.1)
    cells = make_cells(text, options.position_strength)
    friends = find_false_friends(text, cells, expected_counts(cells, options), options)
    assert [(friend.english, friend.french) for friend in friends] == [("pain", "pain")]


def test_expected_counts_never_exceed_what_the_words_occur(tmp_path: Path) -> None:
    text = encode([Corpus(write(tmp_path / "a.jsonl", sentences()), 1.0, 20)])
    cells = make_cells(text, 2.0)
    counts = expected_counts(cells, TrainingOptions())
    assert counts.min() >= 0
    assert counts.sum() <= len(np.unique(cells.french_place))


def test_the_weight_of_a_corpus_scales_its_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", sentences())
    totals = []
    for weight in (1.0, 0.5):
        cells = make_cells(encode([Corpus(path, weight, 20)]), 2.0)
        totals.append(expected_counts(cells, TrainingOptions(smoothing=0.0)).sum())
    assert totals[1] == pytest.approx(totals[0] / 2, rel=1e-3)


def test_long_sentences_are_left_out(tmp_path: Path) -> None:
    pairs = [
        ("king", "roi"),
        ("king " + "of kings and queens " * 30, "roi " + "des rois et des reines " * 30),
    ]
    assert len(encode([Corpus(write(tmp_path / "a.jsonl", pairs), 1.0, 10)]).pairs) == 1


def test_the_glossary_raises_pairs_and_adds_new_ones() -> None:
    entries = add_glossary([], ["truce = trêve", "tower = tour donjon"], 0.3)
    assert [(entry.english, entry.french) for entry in entries] == [
        ("tower", "donjon"),
        ("tower", "tour"),
        ("truce", "trêv"),
    ]
    assert all(entry.french_given_english == 0.3 for entry in entries)


def test_the_dictionary_adds_what_the_texts_lack_and_lowers_nothing() -> None:
    forms: dict[str, dict[str, str]] = {"en": {"tower": "towers"}, "fr": {}}
    entries = add_dictionary(
        [Entry("tower", "tour", 0.9, 0.8)], forms, ["basilica church = basilique", "tower keep = tour"]
    )
    table = {(entry.english, entry.french): entry for entry in entries}
    assert table["tower", "tour"] == Entry("tower", "tour", 0.9, 0.8)
    assert table["basilica", "basil"].english_given_french > table["church", "basil"].english_given_french > 0
    assert forms["fr"]["basil"] == "basilique"
    assert forms["en"]["tower"] == "towers"


def test_the_command_writes_the_same_files_twice(tmp_path: Path) -> None:
    app = Typer()
    app.command()(main)
    corpus = write(tmp_path / "a.jsonl", sentences())
    written = []
    for name in ("one", "two"):
        arguments = ["--tatoeba", corpus, "--laws", corpus, "--docs", corpus, "--out", tmp_path / name]
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {"en-fr.tsv.gz", "forms.en.tsv.gz", "forms.fr.tsv.gz"}
    lines = gzip.decompress(written[0]["en-fr.tsv.gz"]).decode().splitlines()
    assert any(line.startswith("soldier\tsoldat\t") for line in lines)
