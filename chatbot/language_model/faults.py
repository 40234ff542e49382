"""How a language model may fail, and the one sentence a reader is told of each, with the remedy."""

from __future__ import annotations

from typing import Literal

from chatbot.types import ModelLabel

Fault = Literal[
    "unreachable",
    "key",
    "model",
    "moved",
    "busy",
    "refused",
    "server",
    "late",
    "interrupted",
    "malformed",
    "empty",
    "endless",
    "cut",
    "language",
    "unsupported",
    "silent",
    "stopped",
]

_SENTENCES: dict[str, dict[Fault, str]] = {
    "en": {
        "unreachable": "No language model answers at {host}; start it, or correct 'llm_url'.",
        "key": "{host} refused the key; correct 'llm_key' or 'llm_key_file'.",
        "model": "{host} knows no model '{name}' at this address; correct 'llm_model' or 'llm_url'.",
        "moved": "{host} sends requests on to another address, which is not followed; correct 'llm_url'.",
        "busy": "{host} takes no more requests for now; ask again in a while.",
        "refused": "{host} refused the request; a smaller 'llm_context_tokens' may help.",
        "server": "{host} failed while it wrote; ask again, or look at its log.",
        "late": "The language model did not answer in time; ask again, or raise 'llm_timeout'.",
        "interrupted": "The language model stopped in mid-sentence; ask again, or raise 'llm_timeout'.",
        "malformed": "{host} does not answer as an OpenAI-compatible endpoint does; correct 'llm_url'.",
        "empty": "The language model wrote nothing.",
        "endless": "The language model did not come to an end.",
        "cut": "The language model's answer was cut at its longest; raise 'llm_answer_tokens' for more.",
        "language": "The language model answered in another language than the question's.",
        "unsupported": "Nothing the language model wrote is supported by the passages it cites.",
        "silent": "The language model found no answer in the passages.",
        "stopped": "The language model was stopped.",
    },
    "fr": {
        "unreachable": "Aucun modèle de langue ne répond à {host}\u00a0; "
        "lancez-le, ou corrigez «\u00a0llm_url\u00a0».",
        "key": "{host} a refusé la clé\u00a0; corrigez «\u00a0llm_key\u00a0» ou «\u00a0llm_key_file\u00a0».",
        "model": "{host} ne connaît pas de modèle «\u00a0{name}\u00a0» à cette adresse\u00a0; "
        "corrigez «\u00a0llm_model\u00a0» ou «\u00a0llm_url\u00a0».",
        "moved": "{host} renvoie à une autre adresse, qui n’est pas suivie\u00a0; "
        "corrigez «\u00a0llm_url\u00a0».",
        "busy": "{host} n’accepte plus de demandes pour l’instant\u00a0; redemandez un peu plus tard.",
        "refused": "{host} a refusé la demande\u00a0; "
        "un «\u00a0llm_context_tokens\u00a0» plus petit peut aider.",
        "server": "{host} a échoué en cours de rédaction\u00a0; redemandez, ou voyez son journal.",
        "late": "Le modèle de langue n’a pas répondu à temps\u00a0; "
        "redemandez, ou augmentez «\u00a0llm_timeout\u00a0».",
        "interrupted": "Le modèle de langue s’est arrêté au milieu d’une phrase\u00a0; "
        "redemandez, ou augmentez «\u00a0llm_timeout\u00a0».",
        "malformed": "{host} ne répond pas comme un service compatible avec OpenAI\u00a0; "
        "corrigez «\u00a0llm_url\u00a0».",
        "empty": "Le modèle de langue n’a rien écrit.",
        "endless": "Le modèle de langue n’en finissait pas.",
        "cut": "La réponse du modèle de langue a été coupée à sa longueur maximale\u00a0; "
        "augmentez «\u00a0llm_answer_tokens\u00a0» pour en avoir plus.",
        "language": "Le modèle de langue a répondu dans une autre langue que celle de la question.",
        "unsupported": "Rien de ce que le modèle de langue a écrit n’est soutenu par les passages cités.",
        "silent": "Le modèle de langue n’a pas trouvé de réponse dans les passages.",
        "stopped": "Le modèle de langue a été arrêté.",
    },
}


class LanguageModelError(Exception):
    """A language model could not write, or not to the end.

    Parameters
    ----------
    fault
        What went wrong.
    detail
        What the endpoint said of it, without the key; for `chatbot doctor`, not for the window.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault: Fault = fault
        self.detail = detail


def fault_sentence(fault: Fault, label: ModelLabel, language: str) -> str:
    """Return the sentence about a fault, in English where we do not speak the language."""
    sentences = _SENTENCES.get(language, _SENTENCES["en"])
    return sentences[fault].format(host=label.host, name=label.name)
