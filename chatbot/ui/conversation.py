"""Turns of the conversation as safe HTML: answer, conflict cards, sources, nearest passages."""

from __future__ import annotations

from html import escape

from chatbot.conflicts.wording import side_words
from chatbot.types import Answer, Citation, Claim, Conflict
from chatbot.ui.markup import Mark, attributes, blocks, marked, shortened
from chatbot.ui.session import Turn
from chatbot.ui.words import TABLES, Words, words_for


def render_conversation(turns: list[Turn], examples: tuple[str, ...], words: Words) -> str:
    """Render every finished turn, or the welcome with its example questions where there is none."""
    if not turns:
        return render_welcome(examples, words)
    return "".join(render_turn(number, turn, words) for number, turn in enumerate(turns))


def render_welcome(examples: tuple[str, ...], words: Words) -> str:
    """Render the empty conversation."""
    buttons = "".join(
        f'<button type="button" class="example"{attributes(data_event="example", data_first=number)}>'
        f"{escape(question)}</button>"
        for number, question in enumerate(examples)
    )
    return (
        f'<section class="welcome"><h2>{escape(words["empty_title"])}</h2>'
        f'<p>{escape(words["empty_text"])}</p><div class="examples">{buttons}</div></section>'
    )


def render_turn(number: int, turn: Turn, words: Words) -> str:
    """Render one finished turn; the answer's labels are in the answer's language."""
    question = _question(turn.question, words)
    if turn.answer is None:
        body = f'<p class="notice" role="alert">{escape(turn.notice)}</p>'
        return f'<article class="turn">{question}<div class="answer">{body}</div></article>'
    answer = turn.answer
    own = words_for(answer.language) if answer.language in TABLES else words
    places = {citation.number: place for place, citation in enumerate(answer.citations)}

    def citation_button(mark: int) -> str | None:
        place = places.get(mark)
        if place is None:
            return None
        label = f"{own['source']} {mark}{_comma(_origin(answer.citations[place], own))}"
        named = _opens(number, place) + attributes(aria_label=label)
        return f'<button type="button" class="cite"{named}>{mark}</button>'

    marked_up = blocks(answer.text, citation_button, _doubt_marks(answer, own))
    text = f'<div class="text"{attributes(lang=answer.language)}>{marked_up}</div>'
    understood = ""
    if answer.query.strip() and answer.query.strip() != turn.question.strip():
        understood = f'<p class="understood">{escape(own["understood"])} {escape(answer.query)}</p>'
    state = "answer" if answer.answered else "answer refused"
    return (
        f'<article class="turn">{question}<div{attributes(class_=state)}>{understood}{_byline(answer, own)}'
        f"{text}{_doubts(answer, own)}{_conflicts(number, turn, own)}{_sources(number, turn, own)}"
        f"{_nearest(number, turn, own)}"
        f'<div class="tools"><button type="button" class="quiet"'
        f"{attributes(data_copy=words['copied'])}>{escape(words['copy'])}</button></div></div></article>"
    )


def render_live(question: str, text: str, status: str, words: Words, *, stoppable: bool = False) -> str:
    """Render the turn in progress: what is being waited for, and the answer as far as it is shown.

    Parameters
    ----------
    stoppable
        Whether to offer to stop; the button keeps its place from frame to frame, so that it can be pressed.
    """
    body = ""
    if status:
        body = f'<p class="waiting" role="status"><span class="dots"></span>{escape(status)}</p>'
    if stoppable:
        stop = f'<button type="button" class="plain" data-event="stop">{escape(words["stop"])}</button>'
        body = f'<div class="progress">{body}{stop}</div>'
    if text:
        whole = text if text.count("**") % 2 == 0 else f"{text}**"
        body += f'<div class="text">{blocks(whole, _still)}</div>'
    asked = _question(question, words)
    return f'<article class="turn live">{asked}<div class="answer">{body}</div></article>'


def _still(mark: int) -> str:
    return f'<span class="cite">{mark}</span>'


def _question(question: str, words: Words) -> str:
    speaker = f'<span class="hidden">{escape(words["you"])}: </span>'
    return f'<div class="question">{speaker}{escape(question)}</div>'


def _byline(answer: Answer, words: Words) -> str:
    note = ""
    if answer.note:
        lang = attributes(lang=answer.language)
        note = f'<p class="notice caution" role="status"{lang}>{escape(answer.note)}</p>'
    if not answer.writer:
        return note
    return f'{note}<p class="byline">{escape(words["written_by"].format(model=answer.writer))}</p>'


def _doubt_marks(answer: Answer, words: Words) -> Mark:
    reasons = {doubt.number: doubt.reason for doubt in answer.doubts}

    def mark(number: int) -> str | None:
        reason = reasons.get(number)
        if reason is None:
            return None
        label = words["doubt_named"].format(reason=reason)
        named = attributes(role="note", tabindex=0, title=reason, aria_label=label)
        return f'<abbr class="doubt"{named}>{escape(words["doubt"])}</abbr>'

    return mark


def _doubts(answer: Answer, words: Words) -> str:
    if not answer.doubts:
        return ""
    items = "".join(
        f'<li><span class="statement">{escape(doubt.statement)}</span> '
        f'<span class="reason">{escape(doubt.reason)}</span></li>'
        for doubt in answer.doubts
    )
    lang = attributes(lang=answer.language)
    return f'<section class="doubts"{lang}><h3>{escape(words["doubts"])}</h3><ul>{items}</ul></section>'


def _conflicts(number: int, turn: Turn, words: Words) -> str:
    answer = turn.answer
    if answer is None or not answer.conflicts:
        return ""
    cards: list[str] = []
    place = len(answer.citations)
    for conflict in answer.conflicts:
        cards.append(_conflict(number, place, conflict, answer.language, words))
        place += len(conflict.claims)
    return f'<section class="conflicts"{attributes(aria_label=words["disagree"])}>{"".join(cards)}</section>'


def _conflict(number: int, place: int, conflict: Conflict, language: str, words: Words) -> str:
    camps: dict[int, list[str]] = {}
    for offset, claim in enumerate(conflict.claims):
        cards = camps.setdefault(claim.camp, [])
        # The value heads its side once; the quotes below it all say so.
        value = "" if cards else side_words(claim, language)
        cards.append(_card(number, place + offset, claim, words, value))
    sides = "".join(f'<div class="side">{"".join(cards)}</div>' for cards in camps.values())
    label = words.get(f"kind_{conflict.kind}", words["disagree"])
    icon = attributes(class_=f"icon icon-{conflict.kind}")
    return (
        f'<div class="conflict"><p class="kind"><span{icon}></span>{escape(label)}</p>'
        f'<p class="summary">{escape(conflict.summary)}</p>'
        f'<div class="sides">{sides}</div></div>'
    )


def _sources(number: int, turn: Turn, words: Words) -> str:
    answer = turn.answer
    if answer is None or not answer.citations:
        return ""
    rows = []
    for place, citation in enumerate(answer.citations):
        quote = marked(*shortened(citation.quote, citation.value_start, citation.value_end, 150))
        rows.append(
            f'<li><button type="button" class="source"{_opens(number, place)}>'
            f'<span class="number">{citation.number}</span><span class="about">'
            f'<span class="origin">{_origin_html(citation, words)}</span>'
            f'<span class="quote"{attributes(lang=_known(citation.language))}>{quote}</span>'
            f"</span></button></li>"
        )
    return f'<section class="sources"><h3>{escape(words["sources"])}</h3><ol>{"".join(rows)}</ol></section>'


def _nearest(number: int, turn: Turn, words: Words) -> str:
    answer = turn.answer
    if answer is None or answer.answered or not answer.nearest:
        return ""
    first = len(turn.records) - len(answer.nearest)
    cards = "".join(
        _card(number, first + offset, citation, words) for offset, citation in enumerate(answer.nearest)
    )
    return (
        f'<section class="nearest"><h3>{escape(words["nearest"])}</h3><p>{escape(words["nearest_note"])}</p>'
        f'<div class="sides">{cards}</div></section>'
    )


def _card(number: int, place: int, record: Citation | Claim, words: Words, value: str = "") -> str:
    quote = marked(*shortened(record.quote, record.value_start, record.value_end))
    heading = f'<p class="value">{escape(value)}</p>' if value else ""
    label = f"{words['open_source']}: {_origin(record, words)}"
    return (
        f'<div class="card">{heading}'
        f'<blockquote class="quote"{attributes(lang=_known(record.language))}>{quote}</blockquote>'
        f'<button type="button" class="origin"{_opens(number, place)}{attributes(aria_label=label)}>'
        f"{_origin_html(record, words)}</button></div>"
    )


def _opens(turn: int, record: int) -> str:
    return attributes(data_event="cite", data_first=turn, data_second=record)


def _origin(record: Citation | Claim, words: Words) -> str:
    page = "" if record.page is None else words["page"].format(page=record.page)
    return ", ".join(part for part in (record.title, page, words.get(f"lang_{record.language}", "")) if part)


def _origin_html(record: Citation | Claim, words: Words) -> str:
    page = ""
    if record.page is not None:
        page = f'<span class="page">{escape(words["page"].format(page=record.page))}</span>'
    return f'<span class="title">{escape(record.title)}</span>{page}{badge(record.language, words)}'


def badge(language: str, words: Words) -> str:
    """Render a language as two letters with its name as explanation; nothing where it is unknown."""
    if not _known(language):
        return ""
    name = attributes(title=words.get(f"lang_{language}"))
    return f'<span class="badge"{name}>{escape(language.upper())}</span>'


def _known(language: str) -> str | None:
    return None if language in ("", "und") else language


def _comma(text: str) -> str:
    return f", {text}" if text else ""
