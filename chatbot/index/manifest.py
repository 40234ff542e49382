"""What a generation says of itself: what its content depends on, when it was built, what files it has."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from chatbot.chunking import CHUNKING_VERSION
from chatbot.errors import IndexDamagedError, IndexMissingError
from chatbot.reading import READING_VERSION

MANIFEST = "manifest.json"
VECTORS, KEYWORDS, CATALOGUE = "vectors.faiss", "keywords", "catalogue.sqlite"
# Raise when the files of a generation change their form: an older index is then built again.
FORMAT_VERSION = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything besides the documents that decides what an index contains.

    Attributes
    ----------
    model
        Fingerprint of the embedding model.
    model_name
        Its name, for messages only.
    """

    model: str
    model_name: str
    passage_tokens: int
    format: int = FORMAT_VERSION
    chunking: int = CHUNKING_VERSION
    reading: int = READING_VERSION

    def difference(self, old: Recipe) -> str:
        """Say why an index made by the old recipe must be built again; empty where it need not."""
        if old.format != self.format:
            return (
                f"the form of the index changed (from {old.format} to {self.format}), so all is built again"
            )
        if old.model != self.model:
            if old.model_name == self.model_name:
                return f"the embedding model '{self.model_name}' itself changed, so all is embedded again"
            return (
                f"the embedding model changed from '{old.model_name}' to '{self.model_name}', "
                "so all is embedded again"
            )
        if old.passage_tokens != self.passage_tokens:
            return (
                f"the setting 'passage_tokens' changed from {old.passage_tokens} to {self.passage_tokens}, "
                "so all documents are cut into passages again"
            )
        if old.chunking != self.chunking:
            return "the way documents are cut into passages changed, so all are cut again"
        if old.reading != self.reading:
            return "the way files are read changed, so all are read again"
        return ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of ``manifest.json``.

    Attributes
    ----------
    built_at
        ISO 8601, UTC.
    max_bytes
        Size limit in force at the build, bytes.
    sizes
        Size in bytes of each file of the generation, to tell a truncated one.
    """

    recipe: Recipe
    built_at: str
    passages: int
    documents: int
    max_bytes: int
    sizes: dict[str, int]

    def write(self, folder: Path) -> None:
        """Write the manifest into a generation's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read a generation's manifest.

        Raises
        ------
        IndexMissingError
            Another version of the program wrote it, in a form this one does not read.
        IndexDamagedError
            It is missing or not a manifest, or a file it names is missing or of another size.
        """
        try:
            values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            recipe = values.pop("recipe")
            if recipe["format"] == FORMAT_VERSION:
                manifest = cls(recipe=Recipe(**recipe), **values)
                _check_sizes(folder, manifest.sizes)
                return manifest
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamagedError(
                f"The index in '{folder.parent}' is damaged ({error}); run 'chatbot index' to build it again."
            ) from error
        raise IndexMissingError(
            f"The index in '{folder.parent}' was made by another version of the program; "
            "run 'chatbot index' to build it again."
        )


def _check_sizes(folder: Path, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        if (folder / name).stat().st_size != size:
            raise ValueError(f"{name} is incomplete")


def now() -> str:
    """Return the time, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
