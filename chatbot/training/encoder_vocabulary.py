"""French word pieces for an English encoder: which to add, and what their first vectors are.

An English WordPiece vocabulary cuts French into twice the pieces it needs. The words that parallel text
holds often are added whole, with common endings. A new row does not start from its old pieces, which mean
nothing in French: it starts from the English pieces it stands opposite to in parallel text (word
translation probabilities, IBM model 1 of Brown et al. 1993, in both directions), so that the encoder
reads French as a gloss before the first step of training.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import DocumentsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
_LONGEST_WORD = 24
_WEAKEST_LINK = 0.03
# What a translation written down by hand weighs, in sentences of parallel text.
_WRITTEN_SUPPORT = 8.0
_ENDINGS_SHARE = 0.06
_FOREIGN_SCRIPTS = frozenset(
    "ARABIC ARMENIAN BENGALI CJK CYRILLIC DEVANAGARI GEORGIAN HANGUL HEBREW HIRAGANA KANNADA KATAKANA "
    "MYANMAR SINHALA TAMIL THAI TIBETAN".split()
)
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def count_words(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[str]:
    """Count the words of ``texts`` as ``tokenizer`` normalises and splits them."""
    counts: Counter[str] = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text)
        counts.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    return counts


def replaceable_pieces(vocabulary: Mapping[str, int]) -> list[str]:
    """Return the pieces that French and English text never needs, by number: unused ones, other scripts."""
    found = [
        piece
        for piece in vocabulary
        if piece.startswith("[unused")
        or any(
            unicodedata.name(character, "").partition(" ")[0].partition("-")[0] in _FOREIGN_SCRIPTS
            for character in piece
        )
    ]
    return sorted(found, key=lambda piece: vocabulary[piece])


def choose_pieces(
    french: Sequence[Counter[str]],
    english: Sequence[Counter[str]],
    known: Iterable[str],
    size: int,
    wanted: Sequence[str] = (),
) -> list[str]:
    """Return at most ``size`` new pieces: wanted words, French words, endings (``##...``) of those left over.

    Each corpus counts by the square root of its counts, so that a large one (laws) does not decide alone.
    Words the English side holds about as often are left out: English keeps its cutting.

    Parameters
    ----------
    french, english
        Word counts, one counter per corpus.
    known
        Pieces the vocabulary has already.
    size
        Largest number of new pieces; some of them are endings.
    wanted
        Words that are added before any other.
    """
    have = set(known)
    in_english: Counter[str] = sum(english, Counter())
    total: Counter[str] = sum(french, Counter())
    weights: dict[str, float] = {}
    for corpus in french:
        for word, count in corpus.items():
            weights[word] = weights.get(word, 0.0) + float(np.sqrt(count))
    often = [
        word
        for word, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        if total[word] >= 2 and in_english[word] * 2 <= total[word]
    ]
    words = [
        word
        for word in dict.fromkeys((*wanted, *often))
        if word.isalpha() and 1 < len(word) <= _LONGEST_WORD and word not in have
    ]
    kept = words[: size - int(size * _ENDINGS_SHARE)]
    endings: dict[str, float] = {}
    covered = have | set(kept)
    for word, weight in weights.items():
        if word not in covered and word.isalpha():
            for length in range(3, min(9, len(word) - 2)):
                ending = "##" + word[-length:]
                if ending not in have:
                    endings[ending] = endings.get(ending, 0.0) + weight * (length - 1)
    best = sorted(endings, key=lambda ending: (-endings[ending], ending))
    return kept + best[: size - len(kept)]


def extend_tokenizer(
    source: Path, target: Path, pieces: Sequence[str], replaced: Sequence[str] = ()
) -> list[int]:
    """Write into ``target`` the tokenizer files of ``source`` with ``pieces`` added; return their numbers.

    The first of them take the numbers of the pieces ``replaced``, the others follow the last known one.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in _TOKENIZER_FILES:
        if (source / name).exists() and source != target:
            shutil.copyfile(source / name, target / name)
    state = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = state["model"]["vocab"]
    free = [vocabulary.pop(piece) for piece in replaced[: len(pieces)]]
    first = len(vocabulary) + len(free)
    numbers = [*free, *range(first, first + len(pieces) - len(free))]
    vocabulary |= dict(zip(pieces, numbers, strict=True))
    text = json.dumps(state, ensure_ascii=False)
    (target / "tokenizer.json").write_text(text, encoding="utf-8")
    return numbers


@dataclass(frozen=True)
class Lexicon:
    """Translations of French pieces into English ones.

    Attributes
    ----------
    french, english
        Piece numbers of each link, int64.
    weight
        Product of the two directions' probabilities, summing to 1 over each French piece, float32.
    support
        For each French piece number, how many sentences it stood in.
    """

    french: Integers
    english: Integers
    weight: Floats
    support: dict[int, int]


def learn_lexicon(
    french: Sequence[Sequence[int]], english: Sequence[Sequence[int]], rounds: int = 5, longest: int = 40
) -> Lexicon:
    """Learn translation probabilities between pieces from pairs of sentences (IBM model 1, both ways).

    Parameters
    ----------
    french, english
        Piece numbers of each sentence, in the same order; pairs with a side over ``longest`` are left out.
    rounds
        Rounds of expectation-maximisation.
    longest
        Longest side of a pair used, in pieces.
    """
    pairs = [
        (np.unique(left), np.unique(right))
        for left, right in zip(french, english, strict=True)
        if 0 < len(left) <= longest and 0 < len(right) <= longest
    ]
    links, left_of, right_of, cell_left, cell_right = _lay_out(pairs)
    forward = _expect(links, left_of, cell_right, rounds)
    backward = _expect(links, right_of, cell_left, rounds)
    weight = forward * backward
    share = (weight / np.maximum(np.bincount(left_of, weight)[left_of], 1e-12)).astype(np.float32)
    support: Counter[int] = Counter()
    for left, _ in pairs:
        support.update(left.tolist())
    return Lexicon(left_of, right_of, share, dict(support))


def _lay_out(pairs: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, ...]:
    """Return every meeting of two pieces in a sentence: its link, the links' ends, and its two cells.

    A cell is one piece of one sentence: the probability it hands out over its meetings sums to 1.
    """
    sizes_left = np.array([len(left) for left, _ in pairs])
    sizes_right = np.array([len(right) for _, right in pairs])
    span = 1 + max(int(right.max()) for _, right in pairs)
    keys = np.concatenate([(left[:, None] * span + right[None, :]).ravel() for left, right in pairs])
    links, link_of = np.unique(keys, return_inverse=True)
    meetings = sizes_left * sizes_right
    sentence = np.repeat(np.arange(len(pairs)), meetings)
    within = np.arange(len(keys)) - np.repeat(np.cumsum(meetings) - meetings, meetings)
    width = sizes_right[sentence]
    cell_left = (np.cumsum(sizes_left) - sizes_left)[sentence] + within // width
    cell_right = (np.cumsum(sizes_right) - sizes_right)[sentence] + within % width
    return link_of, links // span, links % span, cell_left, cell_right


def _expect(link_of: Integers, given: Integers, cells: Integers, rounds: int) -> NDArray[np.float64]:
    """Return the probability of each link given one of its ends, after ``rounds`` of EM."""
    probability = np.ones(len(given)) / 1000.0
    for _ in range(rounds):
        expected = probability[link_of]
        expected /= np.bincount(cells, expected)[cells]
        counts = np.bincount(link_of, expected, minlength=len(given))
        probability = counts / np.bincount(given, counts)[given]
    return probability


def gloss_rows(rows: Floats, lexicon: Lexicon, size: int) -> NDArray[np.float64]:
    """Return for each of ``size`` pieces the mean of its translations' rows; zeros where it has none.

    Links of English pieces outside ``rows`` (shape ``(known, dimension)``) and weak links are ignored.
    """
    glossed = np.zeros((size, rows.shape[1]), dtype=np.float64)
    use = (lexicon.english < len(rows)) & (lexicon.weight > _WEAKEST_LINK) & (lexicon.french < size)
    np.add.at(glossed, lexicon.french[use], rows[lexicon.english[use]] * lexicon.weight[use][:, None])
    return glossed


def first_rows(
    rows: Floats,
    old_pieces: Sequence[Sequence[int]],
    numbers: Sequence[int],
    lexicon: Lexicon,
    written: Mapping[int, Floats] | None = None,
    trust: float = 2.0,
) -> Floats:
    """Return first vectors for the new pieces, shape ``(len(old_pieces), dimension)``, float32.

    Each is the mean, at the usual length of a row, of its translations in parallel text (weighing as much as
    sentences hold the piece), of its written translation and of its old pieces' rows (weighing ``trust``).

    Parameters
    ----------
    rows
        The old vocabulary's vectors, shape ``(known, dimension)``.
    old_pieces
        For each new piece, how the old vocabulary cut it.
    numbers
        The number of each new piece, as in ``lexicon``.
    lexicon
        Translations of the pieces.
    written
        The vector of a dictionary's translation, by place of the new piece.
    trust
        Sentences a piece must stand in for its translations to weigh half.
    """
    places = np.array(numbers, dtype=np.int64)
    glossed = gloss_rows(rows, lexicon, int(max(len(rows), places.max(initial=0) + 1)))[places]
    spelled = np.stack([rows[list(pieces)].mean(axis=0) for pieces in old_pieces])
    support = np.array([lexicon.support.get(number, 0) for number in numbers], dtype=np.float64)
    support *= glossed.any(axis=1)
    total = support[:, None] * glossed + trust * spelled
    for place, vector in (written or {}).items():
        total[place] += _WRITTEN_SUPPORT * vector
        support[place] += _WRITTEN_SUPPORT
    return _at_usual_length(total / (support + trust)[:, None], rows)


def mostly_french(
    vocabulary: dict[str, int], french: Counter[str], english: Counter[str], fewest: int = 10
) -> list[int]:
    """Return the numbers of known pieces that are whole words of French text far more than of English."""
    return [
        number
        for word, number in vocabulary.items()
        if word.isalpha() and len(word) > 1 and french[word] >= fewest and french[word] > 5 * english[word]
    ]


def translated_rows(rows: Floats, lexicon: Lexicon, pieces: Sequence[int], share: float = 0.7) -> Floats:
    """Return ``rows`` with those of ``pieces`` moved by ``share`` towards their translations' rows."""
    glossed = gloss_rows(rows, lexicon, len(rows))
    moved = [piece for piece in pieces if glossed[piece].any()]
    result = rows.copy()
    result[moved] = _at_usual_length(share * glossed[moved] + (1 - share) * rows[moved], rows)
    return result


def _at_usual_length(vectors: NDArray[np.float64], rows: Floats) -> Floats:
    """Stretch ``vectors`` to the median length of ``rows``, at most threefold."""
    usual = float(np.median(np.linalg.norm(rows, axis=1)))
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    result: Floats = (vectors * np.minimum(usual / lengths, 3.0)).astype(np.float32)
    return result


def read_glossary(path: Path) -> dict[str, tuple[str, ...]]:
    """Read French words and their English translations, from lines ``english words = french words``.

    Raises
    ------
    DocumentsError
        The file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DocumentsError(f"The glossary '{path}' cannot be read ({error}); name one that can.") from error
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        english, equals, french = line.partition("=")
        if equals and not line.startswith("#"):
            for word in french.split():
                found[word] = (*found.get(word, ()), *english.split())
    return found
