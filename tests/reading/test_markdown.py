from __future__ import annotations

from chatbot.reading.markdown import extract_markdown


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in extract_markdown(text).headings]


def test_both_kinds_of_headings_are_found() -> None:
    text = "Port\n====\n\nText.\n\n## Boats ##\n\nMore.\n\nNets\n---\n\n### Deep *one*\n"
    assert headings(text) == [(1, "Port"), (2, "Boats"), (2, "Nets"), (3, "Deep *one*")]
    assert extract_markdown(text).text == text


def test_code_lists_rules_and_hashtags_are_no_headings() -> None:
    text = (
        "```sh\n# comment\n```\n\n~~~\n## x\n~~~\n\n- item\n---\n\n#tag\n\n    # code\n\n* * *\n| a |\n---\n"
    )
    assert headings(text) == []


def test_the_title_is_stated_or_the_first_heading_of_the_highest_level() -> None:
    assert extract_markdown("---\ntitle: 'The Port'\ndate: 1944\n---\n\n# Other\n").title == "The Port"
    assert extract_markdown("## Part\n\n# Port\n\n# Later\n").title == "Port"
    assert extract_markdown("No heading at all.").title is None


def test_front_matter_makes_no_headings() -> None:
    assert headings("---\nauthor: x\n---\n\nText.\n") == []


def test_a_heading_may_hold_many_spaces_and_close_with_signs() -> None:
    extract = extract_markdown("# a" + " " * 100_000 + "b ##\n\nText.")

    assert extract.headings[0].text.endswith("b")
    assert extract_markdown("# C#\n").headings[0].text == "C#"
