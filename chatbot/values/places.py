"""What tells a place from other names, and the two languages' names of one place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from babel import Locale

from chatbot.words import fold

Level = Literal["country", "region", "site", "other"]

_CITIES = """
London Londres|Moscow Moscou|Warsaw Varsovie|Vienna Vienne|Brussels Bruxelles|Geneva Genève|Venice Venise
Lisbon Lisbonne|Athens Athènes|Cairo Caire|Beijing Pékin|Edinburgh Édimbourg|Antwerp Anvers|Ghent Gand
Frankfurt Francfort|Hamburg Hambourg|Copenhagen Copenhague|Barcelona Barcelone|Seville Séville
Philadelphia Philadelphie|Algiers Alger|Damascus Damas|Baghdad Bagdad|Tehran Téhéran|Marseille Marseilles
Lyon Lyons|Dunkirk Dunkerque|Naples Napoli|Turin Torino|Milan Milano|Rome Roma|Bucharest Bucarest
Jerusalem Jérusalem|Montreal Montréal|Quebec Québec|Strasbourg Strassburg|Cologne Köln|Munich München
Thames Tamise|Rhine Rhin|Alps Alpes|Paris|Berlin|Madrid|Toulouse|Bordeaux|Nantes|Lille|Nice|Versailles
Washington|Chicago|Boston|Toronto|Tokyo|Prague|Budapest|Dublin|Amsterdam|Argentan|Chartres|Rambouillet
Seine|Loire
Stalingrad
""".replace("\n", "|")
_REGIONS = """
Normandy Normandie|Brittany Bretagne|Burgundy Bourgogne|Sicily Sicile|Bavaria Bavière|Corsica Corse|Provence
Occitania Occitanie|Alsace|Lorraine|Limousin|Aquitaine|Tuscany Toscane|Lombardy Lombardie|Saxony Saxe
Alabama|Alaska|Arizona|Arkansas|California Californie|Colorado|Connecticut|Delaware|Florida Floride|Hawaii
Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana Louisiane|Maine|Maryland|Massachusetts|Michigan
Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|Ohio|Oklahoma|Oregon|Pennsylvania Pennsylvanie
Tennessee|Texas|Utah|Vermont|Virginia Virginie|Wisconsin|Wyoming|Ontario|Manitoba|Alberta
Saskatchewan|Queensland
Oxfordshire|Yorkshire|Kent|Surrey|Essex|Devon|Cornwall Cornouailles|Lancashire|Hampshire|Sussex|Norfolk
""".replace("\n", "|")
_LONG_REGIONS = (
    "New Hampshire|New Jersey|New Mexico|North Carolina|South Carolina|North Dakota|South Dakota|Rhode Island"
    "|West Virginia|British Columbia|Nova Scotia|New Brunswick|New South Wales"
)
_CONTINENTS = "Europe|Africa Afrique|Asia Asie|America Amérique|Australia Australie|Antarctica Antarctique"
_ALIASES = {
    "us": "US",
    "u.s.": "US",
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "united states": "US",
    "etats-unis d'amerique": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "britain": "GB",
    "grande-bretagne": "GB",
    "england": "England",
    "angleterre": "England",
    "scotland": "Scotland",
    "ecosse": "Scotland",
    "wales": "Wales",
    "soviet union": "USSR",
    "union sovietique": "USSR",
    "ussr": "USSR",
    "urss": "USSR",
}
FIRST_WORDS = frozenset(
    "place rue avenue boulevard hotel quai pont porte palais mount lake river fort port gare tour"
    " chateau caserne lac mont ile cap hopital hospital musee eglise cathedrale aeroport rond-point"
    " pointe camp parc square prefecture ministere mairie cimetiere theatre opera ecole"
    " buttes jardin jardins golfe mer vallee universite".split()
)
LAST_WORDS = frozenset(
    "street avenue bridge hotel river square airport island islands mountain mountains lake road"
    " park palace castle station county hall church cathedral tower beach valley bay sea ocean"
    " stadium museum hospital university school cemetery desert peninsula canal garden gardens"
    " highway boulevard harbor harbour".split()
)
SITE_CUES = frozenset(
    "place rue avenue boulevard hôtel hotel hôtels hotels quai pont porte palais gare tour château caserne"
    " hôpital musée église cathédrale aéroport rond-point square parc"
    " préfecture cimetière théâtre stade".split()
)
PREPOSITIONS = frozenset(
    "in at near outside inside across throughout into toward towards en dans à vers".split()
)


# "Republic of Honduras" is Honduras.
_STATE_FORM = re.compile(
    r"^(?:(?:republic|republique|kingdom|royaume|state|etat|province)\s(?:of|de|du|d['’])\s?)(?:the\s|la\s)?"
)


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, Level]]:
    """Return every known place name, folded, with one code for its spellings and its level."""
    names: dict[str, tuple[str, Level]] = {}
    for locale in (Locale("en"), Locale("fr")):
        for code, name in locale.territories.items():
            level: Level = "country" if code.isalpha() else "other"
            names[fold(name)] = (code, level)
    for line in _CITIES.split("|"):
        spellings = line.split()
        for spelling in spellings:
            names[fold(spelling)] = (spellings[0], "other")
    for line in _CONTINENTS.split("|"):
        spellings = line.split()
        for spelling in spellings:
            names.setdefault(fold(spelling), (spellings[0], "country"))
    for line in _REGIONS.split("|"):
        for spelling in line.split():
            names[fold(spelling)] = (line.split()[0], "region")
    for spelling in _LONG_REGIONS.split("|"):
        names[fold(spelling)] = (spelling, "region")
    for alias, code in _ALIASES.items():
        names[alias] = (code, "country")
    return names


def place_code(name: str) -> str:
    """Return one code for all spellings of a known place, ``""`` for an unknown one."""
    known = _names().get(_STATE_FORM.sub("", fold(name)))
    return known[0] if known else ""


def place_spellings(word: str) -> tuple[str, ...]:
    """Return the other spellings of a known place, folded, words of one each: "Normandie" for "Normandy"."""
    folded = fold(word)
    code = place_code(word)
    if not code:
        return ()
    return tuple(name for name in _spellings().get(code, ()) if name != folded and " " not in name)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, (code, _) in _names().items():
        found.setdefault(code, []).append(name)
    return {code: tuple(names) for code, names in found.items()}


_SITES = ("rond-point", "champs-elysees", "notre-dame", "arc de triomphe", "pantheon", "louvre")


def place_level(name: str) -> Level:
    """Return how large a place is: a country, a region, a site such as a street or a hotel, or other.

    Places of different size are not compared: an event at the hotel Meurice was in Paris too.
    """
    name = name.partition(",")[0]
    known = _names().get(_STATE_FORM.sub("", fold(name)))
    if known:
        return known[1]
    words = fold(name).replace("-", " ").split()
    is_site = bool(words) and (words[0] in FIRST_WORDS or words[-1] in LAST_WORDS)
    return "site" if is_site or fold(name).startswith(_SITES) else "other"
