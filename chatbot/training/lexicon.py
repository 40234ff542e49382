"""Make the French-English lexicon from parallel text.

    python -m chatbot.training.lexicon --tatoeba FILE --laws FILE --docs FILE --out chatbot/models/lexicon

Each FILE has one JSON object ``{"en": ..., "fr": ...}`` a line, plain or gzipped. The data sets are
public: Tatoeba's sentence pairs (tatoeba.org, CC BY 2.0); sections of the consolidated Acts and
Regulations of Canada, which appear in both languages (laws-lois.justice.gc.ca, Open Government
Licence - Canada); paragraphs of the Python and Django documentation with their French translations
(docs.python.org under the PSF licence, docs.djangoproject.com under BSD-3-Clause).

The method is IBM Model 1 (Brown et al., 1993) between the stems of content words, in both
directions, with a preference for similar positions (Dyer et al., 2013) and, after the first rounds,
with the two directions trained to agree (Liang, Taskar and Klein, 2006), which keeps rare words
from collecting whatever is left unexplained (Moore, 2004). Nothing is drawn at random: the same
files give the same lexicon.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from chatbot.training.lexicon_alignment import (
    Cells,
    ParallelText,
    TrainingOptions,
    conditional,
    expected_counts,
    make_cells,
    sum_by,
)
from chatbot.words import LEXICON_FOLDER, content_words, fold, stem

_MARKUP = re.compile(r":[\w:]+:`|``[^`]*``|`[^`]*`_*|%\([^)]*\)\w|&?\w+;|<[^>]*>|https?://\S+")


GLOSSARY = LEXICON_FOLDER / "glossary.txt"
DICTIONARY = LEXICON_FOLDER / "dictionary.txt"
# Of an entry of the dictionary the first translation is the best; a word that parallel text knows well has
# better French words than the rare one it helps to explain.
_DICTIONARY_BACKWARD = (0.5, 0.3, 0.2)
_DICTIONARY_FORWARD, _DICTIONARY_FORWARD_KNOWN = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of sentence pairs and the weight of one pair in the counts."""

    path: Path
    weight: float
    longest: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the lexicon: two stems and the probability of each given the other."""

    english: str
    french: str
    french_given_english: float
    english_given_french: float


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the English and French side of every line of a parallel file."""
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield _MARKUP.sub(" ", record["en"]), _MARKUP.sub(" ", record["fr"])


def encode(corpora: list[Corpus]) -> ParallelText:
    """Turn the corpora into stem numbers; pairs with a side over ``Corpus.longest`` words are left out."""
    numbers: dict[str, dict[str, int]] = {"en": {}, "fr": {}}
    spelled: dict[str, Counter[tuple[str, str]]] = {"en": Counter(), "fr": Counter()}
    pairs = []
    for corpus in corpora:
        # Characters are counted first: cutting long law sections into words would cost minutes.
        longest_text = corpus.longest * 14
        for texts in track(list(read_pairs(corpus.path)), description=f"reading {corpus.path.name}"):
            if max(map(len, texts)) > longest_text:
                continue
            sides = []
            for text, language in zip(texts, ("en", "fr"), strict=True):
                words = [word for word in content_words(text, language) if len(word) > 1]
                stems = dict.fromkeys(stem(word, language) for word in words)
                spelled[language].update((stem(word, language), word.lower()) for word in words)
                known = numbers[language]
                sides.append([known.setdefault(one, len(known)) for one in stems])
            if all(0 < len(side) <= corpus.longest for side in sides):
                pairs.append((sides[0], sides[1], corpus.weight))
    forms = {language: _commonest_forms(counted) for language, counted in spelled.items()}
    return ParallelText(pairs, list(numbers["en"]), list(numbers["fr"]), forms)


def _commonest_forms(counted: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return the commonest written form of each stem."""
    forms: dict[str, str] = {}
    for (one, form), _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        forms.setdefault(one, form)
    return forms


def select_entries(
    text: ParallelText, cells: Cells, counts: NDArray[np.float64], options: TrainingOptions
) -> list[Entry]:
    """Return the pairs worth keeping, the best first."""
    forward = conditional(counts, cells.pair_english, options.smoothing)
    backward = conditional(counts, cells.pair_french, options.smoothing)
    mean = np.sqrt(forward * backward)
    kept = np.flatnonzero((counts >= options.least_count) & (mean >= options.least_probability))
    used_english: Counter[int] = Counter()
    used_french: Counter[int] = Counter()
    entries = []
    for index in kept[np.argsort(-mean[kept], kind="stable")]:
        english, french = int(cells.pair_english[index]), int(cells.pair_french[index])
        used_english[english] += 1
        used_french[french] += 1
        fewest = min(used_english[english], used_french[french])
        stems = text.english[english], text.french[french]
        if fewest <= options.most_translations and not any(map(_has_digit, stems)):
            entries.append(Entry(*stems, float(forward[index]), float(backward[index])))
    return entries


def find_false_friends(
    text: ParallelText, cells: Cells, counts: NDArray[np.float64], options: TrainingOptions
) -> list[Entry]:
    """Return the common words written alike in both languages that do not translate each other."""
    english_totals = _totals(cells.english_place, cells.pair_english[cells.pair], cells.weight)
    french_totals = _totals(cells.french_place, cells.pair_french[cells.pair], cells.weight)
    number_of = {fold(one): number for number, one in enumerate(text.english)}
    twins = {
        number_of[fold(one)] * len(text.french) + number: 0.0
        for number, one in enumerate(text.french)
        if fold(one) in number_of
    }
    codes = cells.pair_english.astype(np.int64) * len(text.french) + cells.pair_french
    for index in np.flatnonzero(np.isin(codes, np.array(list(twins), np.int64))):
        twins[int(codes[index])] = float(counts[index])
    friends = []
    for code, count in sorted(twins.items()):
        english, french = divmod(code, len(text.french))
        least = min(english_totals[english], french_totals[french])
        stems = text.english[english], text.french[french]
        # Stems alone may meet by chance: "Paris" and "pari" are no false friends.
        alike = fold(text.forms["en"][stems[0]]) == fold(text.forms["fr"][stems[1]])
        if alike and least >= options.false_friend_count and count < options.false_friend_share * least:
            friends.append(Entry(*stems, 0.0, 0.0))
    return friends


def _totals(
    place: NDArray[np.int32], stems: NDArray[np.int32], weight: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the weighted number of occurrences of each stem, shape (stems,)."""
    _, first = np.unique(place, return_index=True)
    return sum_by(stems[first], weight[first])


def add_glossary(entries: list[Entry], lines: list[str], probability: float) -> list[Entry]:
    """Return the entries with each hand-written pair raised to at least ``probability`` both ways."""
    table = {(entry.english, entry.french): entry for entry in entries}
    for line in lines:
        left, _, right = line.partition("=")
        for english_word, french_word in product(left.split(), right.split()):
            key = stem(english_word, "en"), stem(french_word, "fr")
            known = table.get(key, Entry(*key, 0.0, 0.0))
            forward = max(known.french_given_english, probability)
            backward = max(known.english_given_french, probability)
            table[key] = Entry(*key, forward, backward)
    return _in_order(table.values())


def add_dictionary(entries: list[Entry], forms: dict[str, dict[str, str]], lines: list[str]) -> list[Entry]:
    """Return the entries with the pairs of a dictionary, whose lines are ``english words = french word``.

    Parameters
    ----------
    forms
        Commonest written form of each stem by language; those of the dictionary's words are added.
    """
    table = {(entry.english, entry.french): entry for entry in entries}
    known_english = {entry.english for entry in entries}
    for line in lines:
        left, _, french_word = (part.strip() for part in line.partition("="))
        french = stem(french_word, "fr")
        forms["fr"].setdefault(french, french_word)
        for english_word, backward in zip(left.split(), _DICTIONARY_BACKWARD, strict=False):
            english = stem(english_word, "en")
            forms["en"].setdefault(english, english_word)
            forward = _DICTIONARY_FORWARD_KNOWN if english in known_english else _DICTIONARY_FORWARD
            known = table.get((english, french), Entry(english, french, 0.0, 0.0))
            table[english, french] = Entry(
                english,
                french,
                max(known.french_given_english, forward),
                max(known.english_given_french, backward),
            )
    return _in_order(table.values())


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.english, -entry.french_given_english, entry.french))


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def write(entries: list[Entry], text: ParallelText, folder: Path) -> None:
    """Write the lexicon and the commonest written forms of its stems."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (
        f"{entry.english}\t{entry.french}"
        f"\t{round(1000 * entry.french_given_english)}\t{round(1000 * entry.english_given_french)}"
        for entry in entries
    )
    _write_lines(folder / "en-fr.tsv.gz", list(rows))
    stems = {"en": {entry.english for entry in entries}, "fr": {entry.french for entry in entries}}
    for language, wanted in stems.items():
        forms = text.forms[language]
        _write_lines(
            folder / f"forms.{language}.tsv.gz",
            [f"{one}\t{forms[one]}" for one in sorted(wanted) if forms.get(one, one) != one],
        )


def _write_lines(path: Path, lines: list[str]) -> None:
    # No time stamp inside, so that the same lexicon is the same file.
    path.write_bytes(gzip.compress("".join(line + "\n" for line in lines).encode(), 9, mtime=0))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def main(
    tatoeba: Annotated[Path, typer.Option(exists=True, help="Everyday sentence pairs.")],
    laws: Annotated[Path, typer.Option(exists=True, help="Law sections.")],
    docs: Annotated[Path, typer.Option(exists=True, help="Software documentation.")],
    out: Annotated[Path, typer.Option(help="Folder to write the lexicon into.")],
    glossary: Annotated[Path, typer.Option(exists=True, help="Hand-written pairs.")] = GLOSSARY,
    dictionary: Annotated[
        Path, typer.Option(exists=True, help="Words that the other files hardly hold.")
    ] = DICTIONARY,
) -> None:
    """Train the lexicon and write it."""
    options = TrainingOptions()
    # Law and software speak of few things in many words: their pairs count less.
    corpora = [Corpus(tatoeba, 1.0, 40), Corpus(laws, 0.1, 30), Corpus(docs, 0.2, 30)]
    text = encode(corpora)
    cells = make_cells(text, options.position_strength)
    console = Console()
    console.print(f"{len(text.pairs):,} sentence pairs, {len(cells.pair):,} word pairings")
    counts = expected_counts(cells, options)
    entries = select_entries(text, cells, counts, options) + find_false_friends(text, cells, counts, options)
    entries = add_dictionary(entries, text.forms, _lines(dictionary))
    entries = add_glossary(entries, _lines(glossary), options.glossary_probability)
    write(entries, text, out)
    console.print(f"{len(entries):,} entries written to {out}")


if __name__ == "__main__":
    typer.run(main)
