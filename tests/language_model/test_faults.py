from __future__ import annotations

from typing import get_args

import pytest

from chatbot.language_model import Fault, LanguageModelError, fault_sentence
from chatbot.types import ModelLabel

FAULTS: tuple[Fault, ...] = get_args(Fault)
LABEL = ModelLabel("small:7b", "models.example:8080", local=False)
# What a reader can do something about, and the setting that does it.
SETTINGS: dict[Fault, tuple[str, ...]] = {
    "unreachable": ("llm_url",),
    "key": ("llm_key", "llm_key_file"),
    "model": ("llm_model", "llm_url"),
    "moved": ("llm_url",),
    "refused": ("llm_context_tokens",),
    "late": ("llm_timeout",),
    "interrupted": ("llm_timeout",),
    "malformed": ("llm_url",),
    "cut": ("llm_answer_tokens",),
}
OF_THE_HOST: set[Fault] = {"unreachable", "key", "model", "moved", "busy", "refused", "server", "malformed"}


def in_plain_spaces(sentence: str) -> str:
    """Return a sentence without the spaces that French typography keeps from breaking."""
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_one_sentence_that_names_host_and_setting(fault: Fault, language: str) -> None:
    sentence = in_plain_spaces(fault_sentence(fault, LABEL, language))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "{" not in sentence
    assert (LABEL.host in sentence) == (fault in OF_THE_HOST)
    opening, closing = ("« ", " »") if language == "fr" else ("'", "'")
    named = {f"{opening}{name}{closing}" for name in SETTINGS.get(fault, ())}
    assert all(name in sentence for name in named)
    assert sentence.count("llm_") == len(named)


def test_no_two_faults_have_the_same_sentence_and_no_sentence_is_in_both_languages() -> None:
    sentences = [fault_sentence(fault, LABEL, language) for fault in FAULTS for language in ("en", "fr")]
    assert len(set(sentences)) == 2 * len(FAULTS)


def test_the_model_is_named_where_it_is_not_known() -> None:
    assert "'small:7b'" in fault_sentence("model", LABEL, "en")
    assert "« small:7b »" in in_plain_spaces(fault_sentence("model", LABEL, "fr"))


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    for fault in FAULTS:
        assert fault_sentence(fault, LABEL, "de") == fault_sentence(fault, LABEL, "en")


def test_a_name_that_looks_like_a_field_is_left_as_it_is() -> None:
    odd = ModelLabel("{host}", "{0}", local=True)
    assert fault_sentence("model", odd, "en").startswith("{0} knows no model '{host}'")


def test_an_error_tells_its_fault_and_what_was_said() -> None:
    error = LanguageModelError("busy", "slow down")
    assert (error.fault, error.detail, str(error)) == ("busy", "slow down", "busy: slow down")
    assert str(LanguageModelError("busy")) == "busy"
