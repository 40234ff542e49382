"""The typed values that are compared: dates, times of day, numbers with units, names and places.

A value keeps what was said, not only the interval it stands for, so that it can be printed and read
back without loss; the intervals follow from it. Offsets ``[start, end)`` point into the text given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from chatbot.values.calendar_spans import first_day, last_day
from chatbot.values.nouns import head_of
from chatbot.values.printing import print_date, print_number, print_time
from chatbot.values.quantities import bounds
from chatbot.values.spellings import canonical_name

Relation = Literal["on", "by", "before", "after", "since", "until"]
Qualifier = Literal["", "about", "nearly", "over", "just over", "at least", "under", "at most", "several"]


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A calendar date with any part unknown.

    Attributes
    ----------
    years
        1 for a year, 10 for a decade, 100 for a century; ``year`` is then its first year.
    portion
        ``""``, ``"early"``, ``"mid"``, ``"late"`` or a season, of the smallest part known.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    years: int = 1
    portion: str = ""


@dataclass(frozen=True, slots=True)
class DateContext:
    """The year and month last spoken of, by which a later "on the 23rd" is understood."""

    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date or a period.

    Attributes
    ----------
    last
        The end of a period such as "from 20 to 22 August", else ``None``.
    part_of_day
        ``""``, ``"dawn"``, ``"morning"``, ``"afternoon"``, ``"evening"`` or ``"night"``.
    weekday
        0 for Monday to 6 for Sunday; alone for "on Mondays".
    assumed
        The parts taken from the context: ``""``, ``"year"`` or ``"month"`` (then the year too).
        Comparison treats them as unknown: a wrong guess must not make a conflict.
    """

    start: int
    end: int
    point: DatePoint
    last: DatePoint | None = None
    relation: Relation = "on"
    approximate: bool = False
    part_of_day: str = ""
    weekday: int | None = None
    assumed: Literal["", "year", "month"] = ""

    @property
    def kind(self) -> Literal["date"]:
        """The kind of claim this value makes."""
        return "date"

    @property
    def printable(self) -> str:
        """The normalised form, after ISO 8601-2: ``"by 1944-08-19"``, ``"XXXX-08-26 evening"``."""
        return print_date(self)

    @property
    def earliest(self) -> date | None:
        """First day of the period named, the relation aside; ``None`` where the year is unknown."""
        return first_day(self)

    @property
    def latest(self) -> date | None:
        """Last day of the period named, the relation aside; ``None`` where the year is unknown."""
        return last_day(self)


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time of day, in minutes after midnight.

    Attributes
    ----------
    until
        The end of a period such as "from 9 am to 5 pm", else ``None``.
    half_known
        False for "at 5 o'clock", which may be 05:00 or 17:00.
    zone
        The time zone as written, upper-cased; times of two zones are not compared.
    """

    start: int
    end: int
    minute: int
    until: int | None = None
    relation: Relation = "on"
    approximate: bool = False
    half_known: bool = True
    zone: str = ""

    @property
    def kind(self) -> Literal["time"]:
        """The kind of claim this value makes."""
        return "time"

    @property
    def printable(self) -> str:
        """The normalised form: ``"17:00"``, ``"before 12:00"``, ``"05:00 or 17:00"``."""
        return print_time(self)


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A number of something.

    Attributes
    ----------
    stated
        The number as said, in the unit as said.
    upper
        The upper end of a range such as "5 to 10", else ``None``.
    step
        The unit of the last digit said: 0.1 for "3.2", 100000 for "3.2 million", 1 for "3,200".
    unit
        Symbol of the unit of measure or currency as said (``"mm"``, ``"EUR"``, ``"%"``), else empty.
    noun
        What is counted: up to four words after the number, lower-cased.
    scope
        Whom the count is of: the words after "for", "among", "pour", "chez"... in the same clause.
    """

    start: int
    end: int
    stated: Decimal
    upper: Decimal | None = None
    step: Decimal = Decimal(1)
    qualifier: Qualifier = ""
    unit: str = ""
    noun: str = ""
    scope: str = ""

    @property
    def kind(self) -> Literal["number"]:
        """The kind of claim this value makes."""
        return "number"

    @property
    def exact(self) -> bool:
        """Whether the number was said without "about", "more than" or a range."""
        return not self.qualifier and self.upper is None

    @property
    def low(self) -> Decimal:
        """Smallest number the words allow, in the base unit."""
        return bounds(self)[0]

    @property
    def high(self) -> Decimal:
        """Largest number the words allow, in the base unit; may be infinite."""
        return bounds(self)[1]

    @property
    def head(self) -> str:
        """The counted thing in a form common to both languages: ``"killed"`` for "tués"."""
        return head_of(self.noun)

    @property
    def printable(self) -> str:
        """The normalised form: ``"about 600 dead (for the civilian population)"``, ``"41 mm"``."""
        return print_number(self)


@dataclass(frozen=True, slots=True)
class NameValue:
    """A proper name of a person, an organisation, a military unit or a place.

    Attributes
    ----------
    text
        The name as written, without its title, white space normalised.
    title
        The title in English and lower case: ``"general"`` for "le général"; empty where there is none.
    """

    start: int
    end: int
    text: str
    title: str = ""
    kind: Literal["name", "place"] = "name"

    @property
    def canonical(self) -> str:
        """The name without accents, capitals, particles: one form for its spellings."""
        return canonical_name(self.text)

    @property
    def printable(self) -> str:
        """The name with its title in front: ``"General Leclerc"``."""
        return f"{self.title.title()} {self.text}" if self.title else self.text


Value = DateValue | TimeValue | NumberValue | NameValue
