"""The language model that the settings name."""

from __future__ import annotations

from pathlib import Path

from chatbot.errors import SettingsError
from chatbot.language_model.endpoint import EndpointModel, label_at
from chatbot.settings import Settings
from chatbot.types import ModelLabel

_LONGEST_KEY = 16_384  # bytes; tokens that carry claims have a few thousand


def label_of(settings: Settings) -> ModelLabel | None:
    """Return which model the settings name, and where; ``None`` where they name none."""
    if not settings.llm_url or not settings.llm_model.strip():
        return None
    return label_at(settings.llm_url, settings.llm_model.strip())


def language_model_from(settings: Settings) -> EndpointModel | None:
    """Return the language model of the settings; ``None`` where no endpoint is set.

    Raises
    ------
    SettingsError
        An endpoint is set without a model, the file of the key cannot be read, or the key is no key.
    """
    if not settings.llm_url:
        return None
    if not settings.llm_model.strip():
        raise SettingsError(
            f"No model is named for the endpoint at '{label_at(settings.llm_url, '').host}'; "
            "set CHATBOT_LLM_MODEL or 'llm_model' in chatbot.toml."
        )
    return EndpointModel(
        settings.llm_url,
        settings.llm_model.strip(),
        _key_of(settings),
        settings.llm_timeout,
        settings.llm_deadline,
        settings.llm_temperature,
    )


def _key_of(settings: Settings) -> str:
    file = settings.llm_key_file
    if file is None:
        return settings.llm_key.get_secret_value().strip()
    try:
        key = _first_line(file).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text file"
        raise SettingsError(
            f"The file '{file}' of the setting 'llm_key_file' cannot be read ({reason}); correct the setting."
        ) from None
    if not key or len(key) > _LONGEST_KEY:
        reason = "too long for a key" if key else "empty"
        raise SettingsError(
            f"The first line of the file '{file}' is {reason}; put the key there, or correct 'llm_key_file'."
        )
    return key


def _first_line(file: Path) -> str:
    with file.open("rb") as opened:
        # Editors on Windows begin a file with a mark that is no part of the key.
        return opened.readline(_LONGEST_KEY + 1).decode("utf-8-sig")
