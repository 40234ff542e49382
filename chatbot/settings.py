"""Settings: from arguments, from the environment (``CHATBOT_*``) and from ``chatbot.toml``."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from chatbot.errors import SettingsError

DEFAULT_DOCUMENTS = Path("documents")


class Settings(BaseSettings):
    """Everything a user may choose. Arguments win over the environment, which wins over the file.

    Raises
    ------
    SettingsError
        A value is of the wrong kind or out of range; the text names the setting.
    """

    model_config = SettingsConfigDict(
        env_prefix="CHATBOT_", toml_file="chatbot.toml", frozen=True, extra="forbid"
    )

    documents: Path = Field(default=DEFAULT_DOCUMENTS, description="Folder of the documents to read.")
    index: Path = Field(
        default=Path("index"),
        description="Folder of the index; unless given, a collection other than 'documents' gets a folder "
        "of its own inside it.",
    )
    model: str = Field(
        default="bundled",
        min_length=1,
        description="Embedding model: 'bundled', a local folder, or a hub name.",
    )
    reranker: str = Field(
        default="",
        description="Cross-encoder that puts the best passages in order: a local folder or a hub name; "
        "none by default.",
    )
    passage_tokens: int = Field(
        default=180, ge=32, le=2048, description="Longest passage, in tokens of the embedding model."
    )
    max_file_megabytes: float = Field(
        default=50.0, gt=0, description="Files larger than this are listed as failed."
    )
    results: int = Field(default=8, ge=1, le=100, description="Passages considered for an answer.")
    host: str = Field(default="127.0.0.1", description="Address the window listens on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port of the window; 0 picks one.")
    password: SecretStr = Field(
        default=SecretStr(""),
        description="Password of the window, given with the name 'chatbot'; empty asks for none.",
    )

    llm: bool = Field(
        default=False, description="Let the language model write the answers unless told otherwise."
    )
    llm_url: str = Field(
        default="",
        description="Base URL of an OpenAI-compatible endpoint, 'http://localhost:11434/v1' say; "
        "no language model by default.",
    )
    llm_model: str = Field(default="", description="Name of the language model at that endpoint.")
    llm_key: SecretStr = Field(
        default=SecretStr(""), description="Key of the endpoint, where it asks for one."
    )
    llm_key_file: Path | None = Field(
        default=None, description="File whose first line is the key, in the place of 'llm_key'."
    )
    llm_timeout: float = Field(
        default=60.0, gt=0, le=3600, description="Seconds without a word after which the model is given up."
    )
    llm_deadline: float = Field(
        default=300.0, gt=0, le=36000, description="Seconds a whole answer of the model may take."
    )
    llm_temperature: float = Field(
        default=0.0, ge=0, le=2, description="How freely the model chooses its words; 0 is the strictest."
    )
    llm_answer_tokens: int = Field(
        default=600, ge=16, le=32_000, description="Longest answer of the model, in its tokens."
    )
    llm_context_tokens: int = Field(
        default=2500,
        ge=200,
        le=1_000_000,
        description="Room for passages and conversation in what the model is given, in tokens.",
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"]) or "settings"
            raise SettingsError(
                f"The setting '{name}' is not usable: {first['msg'].removeprefix('Value error, ')}. "
                f"Correct it where you gave it: the argument, CHATBOT_{name.upper()} or chatbot.toml."
            ) from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(
                f"The file chatbot.toml cannot be read as TOML ({error}); correct it."
            ) from None
        except UnicodeDecodeError:
            raise SettingsError("The file chatbot.toml is not UTF-8; save it as UTF-8 text.") from None

    @field_validator("documents", "index", "llm_key_file")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()

    @field_validator("llm_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        address = address.strip().rstrip("/")
        if not address:
            return ""
        try:
            parts, port = urlsplit(address), urlsplit(address).port
        except ValueError:
            raise ValueError("it must be an address such as http://localhost:11434/v1") from None
        if (
            port == 0
            or parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
        ):
            raise ValueError("it must be an address such as http://localhost:11434/v1")
        if parts.username or parts.password:
            raise ValueError("it must not hold a name or password; give the key as 'llm_key'")
        return address

    @property
    def index_folder(self) -> Path:
        """Folder that holds the index of ``documents``; two collections never share one by default.

        ``index`` itself where it was given, or where ``documents`` is the default folder. Any other
        collection has a folder of its own below it, ``collections/{name}-{8 hexadecimal digits}``, the
        digits being the start of the SHA-256 of the collection's absolute path.
        """
        documents = self.documents.resolve()
        if "index" in self.model_fields_set or documents == DEFAULT_DOCUMENTS.resolve():
            return self.index
        digits = hashlib.sha256(str(documents).encode()).hexdigest()[:8]
        return self.index / "collections" / f"{documents.name or 'root'}-{digits}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
