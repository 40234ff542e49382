"""Titles, and words whose capital letter does not make a name."""

from __future__ import annotations

from chatbot.values.date_words import MONTHS, WEEKDAYS
from chatbot.words import fold

_TITLES = """
general: gen general generaux generals
president: president presidente
marshal: marechal marshal
field marshal: feldmarechal
colonel: col colonel
captain: capitaine capt captain
major: major
admiral: amiral admiral
lieutenant: lieutenant lt
sergeant: sergent sgt sergeant
doctor: dr docteur doctor
mr: mr m monsieur
mrs: mrs mme madame
ms: ms mlle mademoiselle
sir: sir
lord: lord
lady: lady
king: roi king
queen: reine queen
prince: prince
princess: princesse princess
pope: pape pope
cardinal: cardinal
bishop: eveque bishop
archbishop: archeveque archbishop
senator: senateur sen senator
minister: ministre minister
chancellor: chancelier chancellor
governor: gouverneur gov governor
mayor: maire mayor
judge: juge judge
justice: justice
professor: professeur prof professor
emperor: empereur emperor
count: comte count
duke: duc duke
baron: baron
coach: coach
secretary: secretaire secretary
"""
TITLES = {
    word: line.partition(":")[0]
    for line in _TITLES.strip().splitlines()
    for word in line.partition(":")[2].split()
}
# "Général de Gaulle" has a title and a name; "roi de France" and "Lord of the Rings" are one whole.
_PERSONAL = frozenset(
    "general marshal colonel captain major admiral lieutenant sergeant doctor mr mrs ms professor".split()
)


def title_of(word: str, following: str) -> str:
    """Return the title that a word is before the word that follows it, ``""`` where it is none."""
    title = TITLES.get(fold(word).rstrip("."), "")
    if not title or not following[:1].islower() or following in ("von", "van"):
        return title
    return title if title in _PERSONAL and following.startswith(("de", "d'", "d’")) else ""


# Function words and sentence openers; a capital on them means nothing.
STOP = frozenset(
    (
        "a an the and or but nor of in on at to from by for with without as than that which who whom"
        " whose this these those is are was were be been being has have had do does did will would can"
        " could may might must shall should not no it its he she they we you i his her him them their our"
        " your my me us if when while where there then also only just into onto over under after before"
        " during since until between among against about per each every all both more less fewer most"
        " least some any many much few several one two three four five six seven eight nine ten here how"
        " why what because although though however moreover furthermore therefore thus hence meanwhile"
        " instead despite yet still even once so too such today tomorrow yesterday now later earlier"
        " finally eventually perhaps maybe according following prior given like unlike unless whether"
        " through throughout within upon along across around near behind below above beyond plus first"
        " second third last next another other others same different yes please note see read click get"
        " find learn let make take use using based due new old aware plus kinda fun fact leave reply"
        " comments comment share updated symbol boost legacy impact background celebrations historically"
        " originally traditionally currently recently usually often sometimes generally typically"
        " strategically politically crowds barricades rail many most veterans answer question what's it's"
        " that's there's here's he's she's let's don't i'm i've you're we're they're there're isn't"
        " doesn't can't won't sponsored ad le la les l un une des de du d et ou mais ni car donc or en"
        " dans sur sous à au aux par pour avec sans chez vers entre que qui quoi dont où ce cet cette ces"
        " son sa ses leur leurs mon ma mes notre nos votre vos il elle ils elles on nous vous je tu se s"
        " ne n pas est sont était étaient fut furent être été a ont avait avaient aura plus moins très"
        " aussi environ après avant pendant depuis jusque jusqu puis lors lorsque alors quand comme si"
        " contre selon parmi soit y afin ainsi déjà encore cependant toutefois néanmoins pourtant enfin"
        " ensuite malgré outre tandis tous tout toute toutes chaque plusieurs certains certaines quelques"
        " aucun aucune autre autres même voici voilà c qu j m t deux trois quatre cinq sept huit neuf dix"
        " grâce suite face parce puisque bien non oui également notamment finalement actuellement"
        " aujourd'hui hier demain surtout seul seule seuls seules durant dès premier première deuxième"
        " dernier dernière fin début mise date référence poids diamètre quantité présentation image photo"
        " source sources envoyer imprimer partager article page figure table chapter section voir"
        " monday bc bce"
    ).split()
)
_PEOPLES = (
    "german germans french english british american americans allied allies soviet soviets russian"
    " russians polish poles italian italians spanish spaniards japanese chinese canadian canadians belgian"
    " belgians dutch greek roman romans jewish jews christian christians muslim muslims catholic"
    " catholics european europeans african asian indian indians irish scottish welsh austrian"
    " hungarian swedish norwegian danish finnish turkish arab arabs latin parisian parisians nazi"
    " nazis communist communists republican republicans democrat democrats democratic partisan"
    " partisans occupant allemand allemands allemande allemandes français française françaises"
    " anglais anglaise anglaises britannique britanniques américain américains américaine américaines"
    " allié alliés alliée alliées soviétique soviétiques russe russes polonais polonaise italien"
    " italiens italienne italiennes espagnol espagnols espagnole espagnoles japonais japonaise"
    " chinois chinoise canadien canadiens belge belges néerlandais grec grecs romain romains juif"
    " juifs européen européens européenne africain africains parisien parisiens parisienne"
    " parisiennes résistants"
)
PEOPLES = frozenset(fold(word) for word in _PEOPLES.split())
FOLDED_STOP = frozenset(fold(word) for word in STOP)
CALENDAR = frozenset(fold(word) for word in [*MONTHS, *WEEKDAYS, "may", "march"] if len(word) > 3)
NOT_PLACES = frozenset(
    "war wars guerre world resistance republique gouvernement act bill bible army party congress senate"
    " series movie film show book olympics cup coupe league ligue covid internet english french".split()
)
