"""The patterns of a date, and of the words before and after it that say how it is meant."""

from __future__ import annotations

import re

from chatbot.values.date_words import (
    ABOUT,
    CENTURIES,
    CENTURY,
    DAY_IN_FRENCH,
    DAY_IN_WORDS,
    DAYS_IN_FRENCH,
    DAYS_IN_WORDS,
    MONTH,
    MONTHS,
    PART,
    PORTION,
    RELATION,
    SEASON,
    SEASONS,
    WEEKDAY,
    WEEKDAYS,
)

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:st|nd|rd|th|er)?"
# Not a year: 1944 in "1944,5", "1944 200", "1944 %", "1944cm", "1,944" (checked on the left).
_YEAR = r"(?:1\d{3}|20\d{2})(?!\d|[.,]\d|\s\d{3}\b|\s?%|\s?[€$£]|[a-zA-Zé])"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|au|until|through|and|et|à|or|ou)\s(?:the\s|le\s)?)"
_NOT_MORE = r"(?![\w]|[:.,/]\d|\s?[%€$£°]|[-–]\w|\s\d)"

POINT = re.compile(
    rf"""
    \b(?P<iso>(?:1\d|20)\d\d-\d\d-\d\d)(?!\d)
    |(?<![\d/.-])(?P<n1>\d\d?)(?P<sep>[/.-])(?P<n2>\d\d?)(?P=sep)(?P<n3>\d{{4}})(?![\d/-])
    |(?<![\w.,:/-])(?P<dm_day>{_DAY}){_TH}(?:{_TO}(?P<dm_day2>{_DAY}){_TH})?\s(?:day\s)?(?:of\s)?
        (?P<dm_month>{MONTH})\b(?:\.|,?\s(?:of\s|de\s)?(?:l['’]année\s)?)?(?:\s?(?P<dm_year>(?<=\s){_YEAR}))?
    |\b(?:(?P<word_day>{DAY_IN_WORDS})\s(?:day\s)?of|(?P<mot_day>{DAY_IN_FRENCH}))\s
        (?P<w_month>{MONTH})\b(?:,?\s(?:of\s|de\s)?(?:l['’]année\s)?(?P<w_year>{_YEAR}))?
    |\b(?P<md_month>{MONTH})\.?\s(?:the\s)?(?P<md_day>{_DAY}){_TH}(?![\d:]|[.,]\d|\s?%|\s?[ap]\.?m\b|[a-z])
        (?:{_TO}(?P<md_day2>{_DAY}){_TH}(?![\w:]|[.,]\d|\s(?:{MONTH})))?(?:,?\s(?P<md_year>{_YEAR}))?
    |\b(?P<season>{SEASON})(?:\s(?:of\s|de\s)?(?:l['’]année\s)?|,\s)(?P<s_year>{_YEAR})
    |\b(?P<my_month>{MONTH})\b(?:\.?,?\s(?:of\s|de\s)?|-)(?P<my_year>{_YEAR})
    |(?<!\w)(?P<decade>(?:1\d|20)\d0)['’]?s\b
    |\b[Aa]nnées\s(?P<decade_fr>(?:1\d)?[2-9]0)\b
    |(?:(?<=the\s)|(?<=\s['’]))(?P<decade_en>[2-9]0)['’]?s\b
    |\b(?P<century>\d\d?(?:st|nd|rd|th|e|ème|eme)|[IVX]+(?:e|ème|eme|er)|{CENTURY})[\s-]
        (?:[Cc]entur(?:y|ies)|si[èe]cles?)\b
    |(?<![\w.,:/$€£#+-])(?P<year>{_YEAR})(?:\s?[-–—/]\s?(?P<year2>(?:(?:1\d|20)\d\d|\d\d))(?![\w]|[.,/-]\d))?
    |(?<=\b[Ll]e\s)(?P<le_day>1er|{_DAY}){_NOT_MORE}
    |(?<=[eéintr]\sdu\s)(?P<du_day>1er|{_DAY}){_NOT_MORE}
    |\b[Dd]u\s(?P<range_day>1er|{_DAY})\sau\s(?P<range_day2>{_DAY}){_NOT_MORE}(?!\s(?:{MONTH})\b)
    |(?<=\bthe\s)(?P<the_day>{_DAY}(?:st|nd|rd|th))(?=\s?[.,;:)!?]|\s*$|\s(?:at|in|to|and|of\sthe\smonth)\b)
    |\b(?P<month>{MONTH})\b
    |\b(?P<diary_weekday>{WEEKDAY})\s(?P<diary_day>1er|{_DAY}{_TH})(?=\s*(?:[.,;:!?)](?!\d)|$|\s[—–-]\s))
    |\b(?P<weekday>{WEEKDAY})s?\b
    """,
    re.VERBOSE,
)
# A date can begin only at a word that starts with a digit or a Roman numeral, or at one of these.
TRIGGERS = frozenset(
    [
        *MONTHS,
        *SEASONS,
        *WEEKDAYS,
        *(name + "s" for name in WEEKDAYS),
        *CENTURIES,
        *(re.split(r"\W", day)[0] for day in (*DAYS_IN_WORDS, *DAYS_IN_FRENCH)),
        "du",
        "Du",
        "années",
        "Années",
    ]
)
WORD = re.compile(r"\w+")

# One word or phrase at the end of what stands before a date; applied again and again, right to left.
BEFORE = re.compile(
    rf"""
    (?:\b(?P<weekday>{WEEKDAY}),?\s(?:the\s|le\s)?
    |\b(?P<part>{PART})\s(?:of|du|de)?\s?(?:the\s|le\s)?
    |\b(?P<portion>{PORTION})(?:-|\s)(?:of\s|in\s|de\s|du\s|des\s)?(?:the\s|l['’])?(?:mois\s(?:de\s|d['’])|année\s|year\s)?(?:d['’])?
    |\b(?P<relation>{RELATION}|jusqu['’](?:à|au|en)|d['’]ici)\s(?:about\s|around\s|environ\s)?
    |\b(?P<about>{"|".join(ABOUT)})[.\s]\s?
    |\b(?P<article>on|the|le|la|du|de|d[’']|l[’']|in|en|au|à|a|year|année|an|mois|during|durant|dans|late|courant)(?:\s|(?<=['’]))
    )$
    """,
    re.VERBOSE | re.IGNORECASE,
)
AFTER = re.compile(
    rf",?\s(?:(?:in|during)\sthe\s|at\s|au\s|à\s(?:la\s|l['’])?|dans\s(?:la\s|l['’])?|en\s)(?:petit\s)?(?P<part>{PART})\b"
    r"|\s(?P<part_fr>matin|soir)\b"
)
JOINS = re.compile(
    r"\s?[-–—]\s?|,?\s(?:to|au|until|till|through|à|jusqu['’](?:au|à|en))(?:\s(?:the|le|la))?\s",
    re.IGNORECASE,
)
JOINS_BETWEEN = re.compile(r"\s(?:and|et)(?:\s(?:the|le|la))?\s", re.IGNORECASE)
BEFORE_CHRIST = re.compile(r"\s?(?:B\.?C\b|av(?:ant|\.)\sJ|BCE\b)")
YEAR_CUE = re.compile(
    r"(?:\b(?:in|en|since|depuis|by|until|till|before|after|avant|après|dès|early|mid|late|début|fin|during|year|année|"
    r"an|l['’]an|circa|vers|jusqu['’]en|to|from)\s|\bmid-|\bmi-)\(?$",
    re.IGNORECASE,
)
MONTH_CUE = re.compile(
    r"(?:\b(?:in|en|since|depuis|by|until|till|before|after|avant|après|dès|early|mid|late|début|fin|during|of|"
    r"last|next|this|each|every|mois de|"
    r"courant|between|and|from|to|through|le|la|on|\d)\s|\bmid-|\bmi-|\bmois d['’])$",
    re.IGNORECASE,
)
WEEKDAY_GAP = re.compile(r",?\s(?:the\s|le\s)?")
