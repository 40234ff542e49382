"""Units of measure, and the interval of numbers that a stated number allows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatbot.values.model import NumberValue

INFINITE = Decimal("Infinity")

# Symbol: (base unit, factor to it, words for it in both languages).
_UNITS: dict[str, tuple[str, str, str]] = {
    "mm": ("m", "0.001", "mm millimetre millimetres millimeter millimeters millimètre millimètres"),
    "cm": ("m", "0.01", "cm centimetre centimetres centimeter centimeters centimètre centimètres"),
    "m": ("m", "1", "m metre metres meter meters mètre mètres"),
    "km": ("m", "1000", "km kms kilometre kilometres kilometer kilometers kilomètre kilomètres"),
    "inch": ("m", "0.0254", "inch inches pouce pouces"),
    "ft": ("m", "0.3048", "ft foot feet"),
    "yd": ("m", "0.9144", "yd yard yards"),
    "mi": ("m", "1609.344", "mi mile miles"),
    "mg": ("kg", "0.000001", "mg milligram milligrams milligramme milligrammes"),
    "g": ("kg", "0.001", "g gr gram grams gramme grammes"),
    "kg": ("kg", "1", "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
    "lb": ("kg", "0.45359237", "lb lbs"),
    "t": ("kg", "1000", "t tonne tonnes ton tons"),
    "ml": ("l", "0.001", "ml millilitre millilitres milliliter milliliters"),
    "l": ("l", "1", "l litre litres liter liters"),
    "s": ("s", "1", "s sec secs second seconds seconde secondes"),
    "min": ("s", "60", "min mins minute minutes"),
    "h": ("s", "3600", "h hr hrs hour hours heure heures"),
    "day": ("s", "86400", "day days jour jours journée journées"),
    "week": ("s", "604800", "week weeks semaine semaines"),
    "month": ("s", "2629746", "month months mois"),
    "year": ("s", "31556952", "year years yr yrs an ans année années"),
    "century": ("s", "3155695200", "century centuries siècle siècles"),
    "%": ("%", "1", "% percent pourcent"),
    "m2": ("m2", "1", "m2 m²"),
    "ha": ("m2", "10000", "ha hectare hectares"),
    "acre": ("m2", "4046.8564224", "acre acres"),
    "km2": ("m2", "1000000", "km2 km²"),
    "sq mi": ("m2", "2589988.110336", ""),
    "km/h": ("km/h", "1", "km/h kmh kph"),
    "mph": ("km/h", "1.609344", "mph"),
    "°C": ("°C", "1", "°c"),
    "°F": ("°F", "1", "°f"),
    "EUR": ("EUR", "1", "€ eur euro euros"),
    "USD": ("USD", "1", "$ usd dollar dollars"),
    "GBP": ("GBP", "1", "£ gbp"),
    "JPY": ("JPY", "1", "¥ yen yens"),
    "FRF": ("FRF", "1", "franc francs"),
}
_PHRASES = {
    "per cent": "%",
    "pour cent": "%",
    "square metres": "m2",
    "square meters": "m2",
    "mètres carrés": "m2",
    "square kilometres": "km2",
    "square kilometers": "km2",
    "kilomètres carrés": "km2",
    "square miles": "sq mi",
    "sq mi": "sq mi",
    "miles per hour": "mph",
    "kilometres per hour": "km/h",
    "kilometers per hour": "km/h",
    "kilomètres à l'heure": "km/h",
    "kilomètres-heure": "km/h",
    "degrees celsius": "°C",
    "degrees fahrenheit": "°F",
    "degrés celsius": "°C",
    "us dollars": "USD",
    "pounds sterling": "GBP",
    "livres sterling": "GBP",
}
UNIT_WORDS: dict[str, str] = {
    word: symbol for symbol, (_, _, words) in _UNITS.items() for word in words.split()
} | _PHRASES
UNIT_SYMBOLS = tuple(_UNITS)
CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def base_unit(symbol: str) -> str:
    """Return the base unit of a unit's dimension, an empty string for a plain count."""
    return _UNITS[symbol][0] if symbol else ""


def bounds(value: NumberValue) -> tuple[Decimal, Decimal]:
    """Return the smallest and largest number, in the base unit, that the words allow.

    A number is true to the rounding it shows: half a unit of the last digit for measures and for
    "3.2 million", never more than 5 %; and 2.5 % for counts of two digits and zeros from 1,000 up.
    """
    low, high = _with_rounding(value, value.stated)
    if value.upper is not None:
        high = _with_rounding(value, value.upper)[1]
    low, high = _qualified(value.qualifier, low, high)
    factor = Decimal(_UNITS[value.unit][1]) if value.unit else Decimal(1)
    return low * factor, high * factor


def _with_rounding(value: NumberValue, number: Decimal) -> tuple[Decimal, Decimal]:
    """Widen a number by the rounding that its digits and its unit show."""
    if value.step != 1 or (value.unit and value.unit not in CURRENCY_SIGNS.values()):
        slack = min(value.step / 2, abs(number) / 20)
    elif abs(number) >= 1000 and len(number.normalize().as_tuple().digits) <= 2:
        slack = abs(number) / 40
    else:
        slack = Decimal(0)
    return number - slack, number + slack


def _qualified(qualifier: str, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Widen an interval as "about", "nearly", "over" and their like do."""
    eighth = abs(high) / 8
    return {
        "": (low, high),
        "about": (low - eighth, high + eighth),
        "nearly": (low - abs(low) / 10, high),
        "over": (low, INFINITE),
        "just over": (low, high + abs(high) / 4),
        "at least": (low, INFINITE),
        "under": (min(low, Decimal(0)), high),
        "at most": (min(low, Decimal(0)), high),
        "several": (low * 2, high * 10),
    }[qualifier]
