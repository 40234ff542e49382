"""What is counted: the head of a noun phrase, in one form for both languages."""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.words import fold

# Each line is one counted thing; its first word is the form both languages are brought to.
_CONCEPTS = """
killed: kill dead death died die dies deces decede decedes
killed: mort morts morte tue tues tuee tuees victime victim fatality fatalities toll
wounded: blesse blesses blessee blessees injured injury injuries hurt
captured: prisoner prisoners prisonnier prisonniers capture captures pow
missing: disparu disparus
casualty: casualties perte pertes loss losses
man: men homme hommes soldier soldiers soldat soldats troop troops
man: troupe troupes combattant combattants fighter fighters
woman: women femme femmes
child: children enfant enfants kid kids
person: people persons personne personnes individu individus
inhabitant: inhabitants habitant habitants resident residents population
civilian: civilians civil civils
tank: tanks char chars blinde blindes
plane: planes avion avions aircraft airplane airplanes aeroplane
ship: ships navire navires bateau bateaux boat boats vessel vessels
car: cars voiture voitures
train: trains
house: houses maison maisons home homes
building: buildings batiment batiments immeuble immeubles
city: cities ville villes town towns
village: villages
country: countries pays nation nations
state: states etat etats
battalion: battalions bataillon bataillons
regiment: regiments
division: divisions
army: armies armee armees
brigade: brigades
battery: batteries batterie
column: columns colonne colonnes
group: groups groupe groupes groupement groupements
barricade: barricades
bridge: bridges pont ponts
church: churches eglise eglises
school: schools ecole ecoles
hospital: hospitals hopital hopitaux
student: students etudiant etudiants eleve eleves pupil pupils
worker: workers ouvrier ouvriers employee employees
worker: employe employes salarie salaries travailleur travailleurs
member: members membre membres
player: players joueur joueurs
team: teams equipe equipes
game: games match matches matchs partie parties jeu jeux
goal: goals but buts
point: points
title: titles titre titres championship championships
medal: medals medaille medailles
season: seasons saison saisons
episode: episodes
book: books livre livres novel novels roman romans
song: songs chanson chansons
film: films movie movies
album: albums
language: languages langue langues
seat: seats siege sieges place places
vote: votes voix
word: words mot mots
page: pages
copy: copies exemplaire exemplaires
time: times fois
type: types sort sorts kind kinds sorte sortes espece especes species
part: parts part
bone: bones os
tooth: teeth dent dents
cell: cells cellule cellules
day: days jour jours
weapon: weapons arme armes gun guns canon canons fusil fusils
bomb: bombs bombe bombes
hotel: hotels
island: islands ile iles
river: rivers fleuve riviere rivieres
letter: letters lettre lettres
law: laws loi lois
year: years an ans annee annees
wife: wives epouse epouses
son: sons fils
daughter: daughters fille filles
brother: brothers frere freres
sister: sisters soeur soeurs
shop: shops store stores magasin magasins boutique boutiques
room: rooms chambre chambres piece pieces
floor: floors etage etages storey storeys story stories
step: steps marche marches
horse: horses cheval chevaux
gene: genes
patient: patients
"""
# Nationalities and the like tell one population from another: German prisoners are not French ones.
_QUALITIES = """
german: germans allemand allemands allemande allemandes
french: francais francaise francaises
american: americans americain americains americaine americaines us
british: britannique britanniques english anglais anglaise anglaises
soviet: soviets sovietique sovietiques russian russians russe russes
polish: polonais polonaise polonaises poles
italian: italians italien italiens italienne italiennes
spanish: espagnol espagnols espagnole espagnoles spaniards
japanese: japonais japonaise japonaises
chinese: chinois chinoise chinoises
canadian: canadians canadien canadiens canadienne canadiennes
belgian: belgians belge belges
allied: allies allie alliee alliees
jewish: jews juif juifs juive juives
male: males man men homme hommes masculin
female: females woman women femme femmes feminin
civilian: civilians civil civils civile civiles
heavy: lourd lourds lourde lourdes
light: leger legers legere legeres
"""
_STATES = frozenset({"killed", "wounded", "captured", "missing"})
_PREPOSED = frozenset(
    "autre autres grand grands grande grandes petit petits petite petites nouveau nouveaux nouvelle"
    " nouvelles premier premiers premiere premieres dernier derniers derniere dernieres jeune jeunes"
    " ancien anciens ancienne anciennes bon bons bonne bonnes beau beaux belle belles long longs longue"
    " longues gros grosse grosses principaux principales divers diverses differents differentes"
    " various famous previous serious precious religious".split()
)
_IRREGULAR_PLURALS = frozenset(
    "men women children people teeth feet mice geese sheep aircraft police".split()
)
_WORD = re.compile(r"[^\W\d_]+")


def _table(lines: str) -> dict[str, str]:
    """Read lines of ``form: words`` into a table from each word to its form."""
    table: dict[str, str] = {}
    for line in lines.strip().splitlines():
        form, _, words = line.partition(":")
        for word in (form, *words.split()):
            table.setdefault(word, form)
    return table


_CONCEPT_OF = _table(_CONCEPTS)
_QUALITY_OF = _table(_QUALITIES)


def stem(word: str) -> str:
    """Return a folded word without its plural ending, the same for close cognates."""
    word = fold(word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("s", "x")) and not word.endswith("ss"):
        return word[:-1]
    return word


def is_plural(word: str) -> bool:
    """Return whether a word looks like a plural noun of either language."""
    word = fold(word)
    if word in _IRREGULAR_PLURALS:
        return True
    return len(word) > 2 and word[-1] in "sx" and not word.endswith(("ss", "us", "is", "ous"))


@lru_cache(maxsize=4096)
def head_of(noun: str) -> str:
    """Return the thing counted by a noun phrase, ``""`` for none: ``"killed"`` for "hommes tués".

    The fate of people outranks the people ("600 people killed" counts the killed); else a known
    thing counts, else the first plural, else the first word.
    """
    words = [fold(word) for word in _WORD.findall(noun)]
    known = [_CONCEPT_OF[word] for word in words if word in _CONCEPT_OF]
    for concept in known:
        if concept in _STATES:
            return concept
    plurals = [word for word in words if is_plural(word) and word not in _PREPOSED]
    for word in plurals:
        if word not in _QUALITY_OF or word in _CONCEPT_OF:
            return _CONCEPT_OF.get(word, stem(word))
    if known:
        return known[0]
    if plurals:
        return stem(plurals[0])
    return stem(words[0]) if words else ""


@lru_cache(maxsize=4096)
def qualities_of(noun: str) -> frozenset[str]:
    """Return the populations a phrase names, in one form for both languages: ``{"german"}``."""
    words = [fold(word) for word in _WORD.findall(noun)]
    return frozenset(_QUALITY_OF[word] for word in words if word in _QUALITY_OF)


def same_thing(first: str, second: str) -> bool:
    """Return whether two noun phrases count the same kind of thing."""
    a, b = head_of(first), head_of(second)
    if a == b or {a, b} <= {"man", "person"}:
        return True
    # Cognates ("barricades", "division") share their beginning in both languages.
    return len(a) >= 6 and len(b) >= 6 and a[:6] == b[:6] and a not in _CONCEPT_OF and b not in _CONCEPT_OF
