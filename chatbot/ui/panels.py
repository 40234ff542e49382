"""Everything beside the conversation as safe HTML: passage, documents, banner, progress, questions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from chatbot.types import (
    Citation,
    Claim,
    DocumentSummary,
    Excerpt,
    IndexReport,
    IndexStatus,
    ModelLabel,
    Progress,
)
from chatbot.ui.conversation import badge
from chatbot.ui.markup import attributes, marked
from chatbot.ui.words import Words, counted

ROWS_SHOWN = 1000
_STATES = ("failed", "added", "changed", "removed", "indexed")


def render_excerpt(excerpt: Excerpt, record: Citation | Claim, words: Words) -> str:
    """Render a quote in its surroundings, the quote marked and the value in it emphasised."""
    start, end = record.value_start, record.value_end
    if excerpt.quote == record.quote and 0 <= start < end <= len(excerpt.quote):
        quote = marked(excerpt.quote, start, end, "strong")
    else:
        quote = escape(excerpt.quote)
    number = ""
    if isinstance(record, Citation) and record.number:
        number = f'<span class="number">{record.number}</span>'
    page = "" if excerpt.page is None else f"<span>{escape(words['page'].format(page=excerpt.page))}</span>"
    heading = f"<span>{escape(excerpt.heading)}</span>" if excerpt.heading else ""
    language = excerpt.language if excerpt.language != "und" else None
    return _panel(
        f'{number}<h2 id="panel-title">{escape(excerpt.title)}</h2>',
        f'<p class="where"><code>{escape(excerpt.document)}</code>{page}{heading}'
        f"{badge(excerpt.language, words)}</p>"
        f'<div class="excerpt" tabindex="0"{attributes(lang=language)}>{escape(excerpt.before)}'
        f"<mark>{quote}</mark>{escape(excerpt.after)}</div>",
        words,
    )


def render_panel_notice(sentence: str, words: Words) -> str:
    """Render the passage panel with a sentence in place of a passage."""
    return _panel(
        f'<h2 id="panel-title">{escape(words["passage"])}</h2>',
        f'<p class="notice" role="alert">{escape(sentence)}</p>',
        words,
    )


def _panel(head: str, body: str, words: Words) -> str:
    return (
        '<aside class="panel" role="dialog" aria-labelledby="panel-title"><header>'
        f'{head}<button type="button" class="close" data-close="panel"'
        f"{attributes(aria_label=words['close'])}>×</button></header>{body}</aside>"
    )


def render_removal(path: str, words: Words) -> str:
    """Render the question whether a document is to be deleted."""
    return (
        '<div class="veil"><div class="dialog" role="alertdialog" aria-modal="true" '
        'aria-labelledby="removal-title" aria-describedby="removal-text">'
        f'<h2 id="removal-title">{escape(words["remove_title"])}</h2>'
        f'<p id="removal-text">{escape(words["remove_text"].format(name=path))}</p><div class="choices">'
        f'<button type="button" class="plain" data-close="dialog">{escape(words["cancel"])}</button>'
        f'<button type="button" class="danger" data-event="confirm">{escape(words["remove"])}</button>'
        "</div></div></div>"
    )


def render_banner(status: IndexStatus, words: Words) -> str:
    """Render the banner of a stale index; nothing where the index is fresh."""
    if status.fresh:
        return ""
    count = len(status.added) + len(status.changed) + len(status.removed)
    if not status.built_at:
        sentence = words["no_index"]
    elif count:
        sentence = counted(words, "stale", count)
    else:
        sentence = words["stale_reason"]
    if status.reason and status.built_at:
        sentence = f"{sentence} ({status.reason.rstrip('.')})"
    return (
        f'<div class="banner" role="status"><span>{escape(sentence)}.</span>'
        f'<button type="button" class="plain" data-event="rebuild">{escape(words["rebuild"])}</button></div>'
    )


def render_progress(progress: Progress | None, words: Words) -> str:
    """Render how far a rebuild has come."""
    if progress is None:
        progress = Progress("starting", 0, 0)
    label = words.get(f"stage_{progress.stage}", progress.stage)
    share = 100 * progress.done // progress.total if progress.total > 0 else 0
    share = max(0, min(100, share))
    counts = f"{progress.done} / {progress.total}" if progress.total > 0 else ""
    return (
        f'<div class="banner working"><span>{escape(label)}… {counts}</span>'
        f'<span class="detail">{escape(progress.detail)}</span>'
        f'<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"'
        f"{attributes(aria_valuenow=share, aria_label=label)}>"
        f"<div{attributes(style=f'width:{share}%')}></div></div></div>"
    )


def render_notice(sentence: str, *, problem: bool = False) -> str:
    """Render a sentence about what was just done, or could not be; nothing for an empty one."""
    if not sentence:
        return ""
    role, kind = ("alert", "notice") if problem else ("status", "notice good")
    return f"<p{attributes(class_=kind, role=role)}>{escape(sentence)}</p>"


def render_loading(words: Words) -> str:
    """Render the line that says that the model is loading."""
    return f'<p class="loading" role="status"><span class="dots"></span>{escape(words["model_loading"])}</p>'


def render_writer(model: ModelLabel | None, writing: bool, words: Words) -> str:
    """Render the switch of the language model with what it sends where; nothing where there is no model.

    The name of the switch stays the same in both positions, as assistive technology expects; what changes
    stands beside it and is told as it changes.
    """
    if model is None:
        return ""
    where, about = "where", words["writer_off"]
    if writing:
        where = "where" if model.local else "where outside"
        about = words["writer_local" if model.local else "writer_outside"].format(host=model.host)
    state = attributes(aria_checked="true" if writing else "false", aria_describedby="writer-about")
    return (
        f'<div class="writer"><button type="button" role="switch" data-event="writer"{state}>'
        f'<span class="track"></span><span>{escape(words["writer"].format(model=model.name))}</span></button>'
        f'<span id="writer-about" role="status"{attributes(class_=where)}>{escape(about)}</span></div>'
    )


def report_sentence(report: IndexReport, words: Words) -> str:
    """Tell what a rebuild did."""
    sentences = [
        words["report"].format(
            passages=counted(words, "passages", report.passages), seconds=f"{report.seconds:.1f}"
        ),
        words["report_fates"].format(
            added=len(report.added),
            changed=len(report.changed),
            removed=len(report.removed),
            unchanged=len(report.unchanged),
        ),
    ]
    if report.failed:
        names = ", ".join(failure.path for failure in report.failed)
        sentences.append(words["report_failed"].format(names=names))
    return " ".join(sentences)


def in_order(documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Put what needs attention first, then by path; unknown states come last."""
    rank = {state: place for place, state in enumerate(_STATES)}
    return tuple(sorted(documents, key=lambda one: (rank.get(one.state, len(rank)), one.path)))


def render_documents(documents: Sequence[DocumentSummary], words: Words) -> str:
    """Render the table of documents; row numbers are positions in ``documents``."""
    if not documents:
        return f'<p class="empty">{escape(words["no_documents"])}</p>'
    rows = "".join(_row(number, one, words) for number, one in enumerate(documents[:ROWS_SHOWN]))
    left = len(documents) - ROWS_SHOWN
    more = f'<p class="empty">{escape(words["rows_left"].format(count=left))}</p>' if left > 0 else ""
    heads = "".join(
        f'<th scope="col">{escape(words[key])}</th>' for key in ("document", "state", "language", "passages")
    )
    return (
        f'<table class="documents"><thead><tr>{heads}<th scope="col"><span class="hidden">'
        f"{escape(words['actions'])}</span></th></tr></thead><tbody>{rows}</tbody></table>{more}"
    )


def _row(number: int, document: DocumentSummary, words: Words) -> str:
    path = f'<span class="path">{escape(document.path)}</span>' if document.path != document.title else ""
    reason = f'<span class="reason">{escape(document.reason)}</span>' if document.reason else ""
    kind = attributes(class_=f"state state-{document.state if document.state in _STATES else 'indexed'}")
    state = words.get(document.state, document.state)
    counting = attributes(data_label=words["passages"].lower())
    label = words["remove_named"].format(name=document.path)
    remove = (
        '<button type="button" class="quiet" data-event="discard"'
        f"{attributes(data_first=number, aria_label=label)}>{escape(words['remove'])}</button>"
    )
    return (
        f'<tr><td><span class="title">{escape(document.title or document.path)}</span>{path}{reason}</td>'
        f"<td><span{kind}>{escape(state)}</span></td><td>{badge(document.language, words)}</td>"
        f'<td class="count"{counting}>{document.passages or ""}</td>'
        f"<td>{'' if document.state == 'removed' else remove}</td></tr>"
    )


def render_summary(status: IndexStatus, words: Words) -> str:
    """Render one line about the index."""
    built = status.built_at.replace("T", " ")[:16] + " UTC" if status.built_at else words["never_built"]
    line = words["summary"].format(documents=status.documents, passages=status.passages, built=built)
    return f'<p class="index-summary">{escape(line)}</p>'
