"""The words of the interface in English and French, and how one of the two is chosen."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from chatbot.errors import ChatbotError

Words = Mapping[str, str]
_log = logging.getLogger(__name__)

ENGLISH: Words = {
    "title": "Ask your documents",
    "chat_tab": "Conversation",
    "documents_tab": "Documents",
    "question_label": "Your question",
    "question_placeholder": "Ask a question",
    "ask": "Ask",
    "new_conversation": "New conversation",
    "add_files": "Add files",
    "update_index": "Rebuild the index",
    "empty_title": "Ask a question about your documents",
    "empty_text": "Every answer quotes the passages it rests on, and says where the sources disagree.",
    "you": "You",
    "answer": "Answer",
    "sources": "Sources",
    "source": "Source",
    "open_source": "Open the passage",
    "nearest": "Nearest passages",
    "nearest_note": "These passages come nearest to the question; they do not answer it.",
    "understood": "Searched for:",
    "disagree": "Sources disagree",
    "copy": "Copy",
    "copied": "Copied",
    "close": "Close",
    "page": "p. {page}",
    "searching": "Searching the documents…",
    "searching_writer": "Searching the documents, then {model} writes…",
    "writing": "{model} is writing; what it writes is checked at the end…",
    "stopping": "Stopping…",
    "stop": "Stop",
    "writer": "Answers written by {model}",
    "writer_local": "On this machine ({host}).",
    "writer_outside": "Your questions and the passages found go to {host}.",
    "writer_off": "Off: answers are made of quotes alone.",
    "written_by": "Written by {model}; each statement was checked against the passages it cites.",
    "doubt": "not supported",
    "busy": "An answer is being written. Stop it or wait for it; your question is kept.",
    "doubt_named": "Not supported by the passages cited: {reason}",
    "doubts": "Not supported by the passages cited",
    "model_loading": "The model is loading… You can already ask; the first answer waits for it.",
    "model_waiting": "The model is loading… The answer follows.",
    "unexpected": "Something went wrong; the details are in the program's log. Please try again.",
    "answer_gone": "This answer is no longer in memory; ask the question again.",
    "question_long": "The question is longer than {limit} characters; please shorten it.",
    "passage": "Passage",
    "rebuild": "Rebuild",
    "stale_one": "{count} document changed since the index was built",
    "stale_many": "{count} documents changed since the index was built",
    "stale_reason": "The index must be rebuilt",
    "no_index": "There is no index yet",
    "stage_reading": "Reading the documents",
    "stage_embedding": "Embedding the passages",
    "stage_writing": "Writing the index",
    "stage_starting": "Starting",
    "report": "The index is up to date: {passages} in {seconds} s.",
    "report_fates": "{added} added, {changed} changed, {removed} removed, {unchanged} unchanged.",
    "report_failed": "Not readable: {names}.",
    "passages_one": "{count} passage",
    "passages_many": "{count} passages",
    "document": "Document",
    "language": "Language",
    "passages": "Passages",
    "state": "State",
    "actions": "Actions",
    "indexed": "indexed",
    "added": "added",
    "changed": "changed",
    "removed": "removed",
    "failed": "failed",
    "remove": "Remove",
    "remove_named": "Remove {name}",
    "remove_title": "Remove this document?",
    "remove_text": "The file “{name}” is deleted from the documents folder.",
    "cancel": "Cancel",
    "was_added": "Added: {names}.",
    "was_removed": "Removed: {names}.",
    "no_documents": "The documents folder is empty. Add files to begin.",
    "rows_left": "and {count} more files",
    "summary": "{documents} documents, {passages} passages · index built {built}",
    "never_built": "not yet",
    "kind_date": "Dates differ",
    "kind_time": "Times differ",
    "kind_number": "Figures differ",
    "kind_name": "Names differ",
    "kind_place": "Places differ",
    "kind_negation": "One source denies it",
    "kind_order": "Order of events differs",
    "kind_statement": "Statements differ",
    "lang_en": "English",
    "lang_fr": "French",
}

FRENCH: Words = {
    "title": "Interrogez vos documents",
    "chat_tab": "Conversation",
    "documents_tab": "Documents",
    "question_label": "Votre question",
    "question_placeholder": "Posez une question",
    "ask": "Demander",
    "new_conversation": "Nouvelle conversation",
    "add_files": "Ajouter des fichiers",
    "update_index": "Reconstruire l’index",
    "empty_title": "Posez une question sur vos documents",
    "empty_text": "Chaque réponse cite les passages sur lesquels elle repose, "
    "et signale les désaccords entre les sources.",
    "you": "Vous",
    "answer": "Réponse",
    "sources": "Sources",
    "source": "Source",
    "open_source": "Ouvrir le passage",
    "nearest": "Passages les plus proches",
    "nearest_note": "Ces passages sont les plus proches de la question, sans y répondre.",
    "understood": "Recherche\u00a0:",
    "disagree": "Les sources se contredisent",
    "copy": "Copier",
    "copied": "Copié",
    "close": "Fermer",
    "page": "p.\u00a0{page}",
    "searching": "Recherche dans les documents…",
    "searching_writer": "Recherche dans les documents, puis rédaction par {model}…",
    "writing": "{model} rédige\u00a0; ce qu’il écrit est vérifié à la fin…",
    "stopping": "Arrêt…",
    "stop": "Arrêter",
    "writer": "Réponses rédigées par {model}",
    "writer_local": "Sur cette machine ({host}).",
    "writer_outside": "Vos questions et les passages trouvés sont envoyés à {host}.",
    "writer_off": "Désactivé\u00a0: les réponses ne sont faites que de citations.",
    "written_by": "Rédigé par {model}\u00a0; chaque affirmation a été confrontée aux passages qu’elle cite.",
    "doubt": "non confirmé",
    "busy": "Une réponse est en cours. Arrêtez-la ou attendez-la\u00a0; votre question est gardée.",
    "doubt_named": "Non confirmé par les passages cités\u00a0: {reason}",
    "doubts": "Non confirmé par les passages cités",
    "model_loading": "Le modèle se charge… Vous pouvez déjà demander\u00a0; la première réponse l’attendra.",
    "model_waiting": "Le modèle se charge… La réponse suit.",
    "unexpected": "Une erreur est survenue\u00a0; le détail est dans le journal du programme. Réessayez.",
    "answer_gone": "Cette réponse n’est plus en mémoire\u00a0; posez de nouveau la question.",
    "question_long": "La question dépasse {limit} caractères\u00a0; veuillez la raccourcir.",
    "passage": "Passage",
    "rebuild": "Reconstruire",
    "stale_one": "{count} document a changé depuis la construction de l’index",
    "stale_many": "{count} documents ont changé depuis la construction de l’index",
    "stale_reason": "L’index doit être reconstruit",
    "no_index": "Il n’y a pas encore d’index",
    "stage_reading": "Lecture des documents",
    "stage_embedding": "Vectorisation des passages",
    "stage_writing": "Écriture de l’index",
    "stage_starting": "Démarrage",
    "report": "L’index est à jour\u00a0: {passages} en {seconds}\u00a0s.",
    "report_fates": "Ajoutés\u00a0: {added}, modifiés\u00a0: {changed}, retirés\u00a0: {removed}, "
    "inchangés\u00a0: {unchanged}.",
    "report_failed": "Illisibles\u00a0: {names}.",
    "passages_one": "{count} passage",
    "passages_many": "{count} passages",
    "document": "Document",
    "language": "Langue",
    "passages": "Passages",
    "state": "État",
    "actions": "Actions",
    "indexed": "indexé",
    "added": "ajouté",
    "changed": "modifié",
    "removed": "retiré",
    "failed": "illisible",
    "remove": "Retirer",
    "remove_named": "Retirer {name}",
    "remove_title": "Retirer ce document\u00a0?",
    "remove_text": "Le fichier «\u00a0{name}\u00a0» est supprimé du dossier des documents.",
    "cancel": "Annuler",
    "was_added": "Ajouté\u00a0: {names}.",
    "was_removed": "Retiré\u00a0: {names}.",
    "no_documents": "Le dossier des documents est vide. Ajoutez des fichiers pour commencer.",
    "rows_left": "et {count} autres fichiers",
    "summary": "{documents} documents, {passages} passages · index construit {built}",
    "never_built": "pas encore",
    "kind_date": "Dates différentes",
    "kind_time": "Heures différentes",
    "kind_number": "Chiffres différents",
    "kind_name": "Noms différents",
    "kind_place": "Lieux différents",
    "kind_negation": "Une source le nie",
    "kind_order": "Ordre des faits différent",
    "kind_statement": "Affirmations différentes",
    "lang_en": "anglais",
    "lang_fr": "français",
}

TABLES: Mapping[str, Words] = {"en": ENGLISH, "fr": FRENCH}


def words_for(language: str) -> Words:
    """Return the words of a language, English where it is neither English nor French."""
    return TABLES.get(language, ENGLISH)


def preferred_language(accept_language: str) -> str:
    """Choose ``"en"`` or ``"fr"`` from an ``Accept-Language`` header, ``"en"`` where neither is asked for."""
    best, best_weight = "en", 0.0
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        weight = _weight(parameters)
        if language in TABLES and weight > best_weight:
            best, best_weight = language, weight
    return best


def counted(words: Words, key: str, count: int) -> str:
    """Return ``key_one`` or ``key_many`` with the count filled in, by the plural rule of the language."""
    singular = count < 2 if words is FRENCH else count == 1
    return words[f"{key}_one" if singular else f"{key}_many"].format(count=count)


def error_sentence(error: Exception, words: Words) -> str:
    """Return what a reader is told of an error; one that is not ours is logged, and told without detail."""
    if isinstance(error, ChatbotError):
        return str(error)
    _log.error("Unexpected error in the window", exc_info=error)
    return words["unexpected"]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
