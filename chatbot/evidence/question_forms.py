"""How questions are put in English and French: patterns that tell what a question asks for."""

from __future__ import annotations

import re

# Tried in order on the lower-cased question; the first that matches decides.
FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\b(?:at what|what|which) (?:time|hour)\b", "time"),
        (r"\bhow long (?:ago)\b", "date"),
        (r"\bhow long\b(?! (?:is|are|was|were) (?:the|a|this|that)\b)", "duration"),
        (r"\b(?:what|which|whose) (?:\w+ )?(?:year|date|day|month|century|decade)s?\b", "date"),
        (r"\b(?:since|until|till|know|say|remember|tell \w+|find out) when\b", "date"),
        (
            # Not "who reigned when it fell?", nor "did it ring when it fell?".
            r"^(?!(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b)"
            r"(?:(?!\b(?:who|whom|whose|what|where|how|why|which)\b).)*?\bwhen\b(?! [\w' -]+,)",
            "date",
        ),
        (r"\bhow many (?:seconds|minutes|hours|days|weeks|months|years)\b", "duration"),
        (r"\bhow (?:many|much|far|heavy|tall|old|big|large|wide|deep|fast|high|often)\b", "number"),
        (
            r"\bwhat (?:is|was|are|were) (?:the |its |their )?(?:\w+ )?(?:weight|height|diameter|price|cost|"
            r"distance|number|percentage|population|length|width|depth|age|total|size|fee)\b",
            "number",
        ),
        (r"\bwhat (?:does|did|do) .+ (?:cost|weigh|measure)\b", "number"),
        (r"\bwhat (?:percentage|number|amount|proportion|share|distance|price)\b", "number"),
        (r"\bwho (?:is|was|are|were) (?!the\b|in\b|at\b|it\b|there\b|\w+ed\b)[\w' .-]+\??$", "biography"),
        (r"\b(?:know|say|remember|tell \w+|find out) who(?:m|se)?\b", "person"),
        (
            # Not "where was the general who surrendered born?", nor "did the man who led it survive?".
            r"^(?!(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b)"
            r"(?:(?!\b(?:what|where|how|why|which)\b(?! (?:year|way)\b)).)*?\b(?:who|whom|whose)\b",
            "person",
        ),
        (r"\bwhere\b", "place"),
        (r"\bwhy\b|\bwhat (?:was|is|were|are) the (?:\w+ )?reasons?\b", "reason"),
        (r"\b(?:what|which) (?:\w+ )?reasons?\b", "reason"),
        (r"\bhow (?:come)\b", "reason"),
        (r"\bwhat (?:has |had )?happen(?:s|ed)\b|\bwhat (?:did|does|do) \w+ do\b", "manner"),
        (
            r"\b(?:which|what) (?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|has\b|had\b|happen|can\b|will\b)",
            "entity",
        ),
        (r"\bhow\b", "manner"),
        (r"\bwhat (?:is|are|was|were)\b", "definition"),
        (r"\bwhat\b|\bwhich\b", "open"),
        (
            r"^(?:so |but |and |then )?(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|"
            r"should|may|might|must)n?'?t?\b",
            "polar",
        ),
    ),
    "fr": (
        (r"\bquelle heure\b", "time"),
        (r"\bcombien de temps\b|\bquelle durée\b", "duration"),
        (r"\bcombien d(?:e |['’])(?:secondes|minutes|heures|jours|semaines|mois|années|ans)\b", "duration"),
        (
            r"^(?:(?!\b(?:qui|où|comment|pourquoi|combien|quel(?:le)?s?)\b"
            r"|(?<!est-ce )\b(?:que\b|quoi\b|qu['’])).)*?\bquand\b",
            "date",
        ),
        (r"\bquel(?:le)?s? (?:date|année|jour|mois|siècle|époque|moment)s?\b", "date"),
        (r"\bcombien\b", "number"),
        (
            r"\bquel(?:le)? (?:est|était|fut|sont|étaient) (?:le |la |l['’]|son |sa |leur )"
            r"(?:poids|hauteur|taille|diamètre|prix|coût|distance|nombre|pourcentage|population|longueur|largeur"
            r"|profondeur|âge|total|tarif|effectif|bilan)\b",
            "number",
        ),
        (r"\bquel(?:le)? (?:poids|prix|nombre|distance|pourcentage|proportion|taille|hauteur)\b", "number"),
        (r"\bpourquoi\b|\bquelles? (?:\w+ )?raisons?\b", "reason"),
        (r"\bque s['’]est-il passé\b|\bqu['’]est-il (?:arrivé|advenu)\b|\bs['’]est passé\b", "manner"),
        (r"\bqu['’]est-ce qu|\bqu['’]est-ce\b", "open"),
        (r"\bquel temps (?:a-t-il fait|fai\w+|fit)", "open"),
        (
            r"^(?:et )?qui (?:est|était|fut|sont|étaient) (?!l[ea]s?\b|l'|venu|entré|arrivé)[\w' .-]+\??$",
            "biography",
        ),
        (
            # Not "quels sont les ponts qui ont été détruits ?".
            r"(?:^|^(?:et|mais|alors|donc) |[,(] ?|\b(?:à|de|par|pour|avec|chez|contre|sur|selon|sais|sait"
            r"|savoir|dire|dis|est-ce) |^(?:\w+ )?c'est )qui\b(?! (?:a|ont) été\b.*\bou\b)",
            "person",
        ),
        (r"(?:^|[\s,(])(?:d['’])?où\b", "place"),
        (r"\bquel(?:le)?s? (?:est|était|fut|sont|étaient|furent)\b", "definition"),
        (r"\b(?:quel|quelle|quels|quelles|lequel|laquelle|lesquels|lesquelles|auquel|duquel)\b", "entity"),
        (r"\bcomment\b", "manner"),
        (r"\bque\b|\bquoi\b|\bqu['’]", "open"),
        (r"\best-ce qu|-(?:t-)?(?:il|elle|ils|elles|on|ce)\b", "polar"),
    ),
}
FOCUS: dict[str, tuple[str, ...]] = {
    "en": (r"\bhow (?:many|much) ([\w' .-]+)", r"\b(?:which|what|whose) ([\w' .-]+)"),
    "fr": (
        r"\bcombien (?:de |d['’])([\w' ’.-]+)",
        r"\bquel(?:le)?s?\b(?: (?:est|était|fut|sont) (?:le|la|les|l['’]))? ?([\w' ’.-]+)",
    ),
}
MEASURES: dict[str, tuple[str, ...]] = {
    "mass": ("weigh", "weight", "heavy", "poids", "pèse", "pèsent", "peser", "pesait", "lourd"),
    "length": (
        "height", "tall", "high", "diameter", "distance", "far", "length", "width", "wide", "deep", "depth",
        "hauteur", "haut", "diamètre", "longueur", "largeur", "profondeur", "taille",
    ),
    "money": (
        "price", "cost", "costs", "fee", "charge", "pay",
        "prix", "coûte", "coute", "coûtent", "coûtait", "coût", "tarif", "payer",
    ),
    "age": ("age", "old", "âge"),
}  # fmt: skip
# Nouns any place answers to, and nouns that must stand with the name ("hôtel Meurice").
GENERAL_PLACE_NOUNS = frozenset(
    "city town country village region place capital building area district "
    "ville pays région lieu endroit capitale bâtiment village quartier".split()
)
PLACE_NOUNS = GENERAL_PLACE_NOUNS | frozenset(
    "street square hotel bridge river station port rue pont hôtel fleuve gare place".split()
)
QUESTION_WORDS = {
    "en": frozenset(
        "what when where who whom whose which why how did does do was were is are has have had can".split()
    ),
    "fr": frozenset(
        "quand où qui que quoi quel quelle quels quelles lequel laquelle pourquoi comment combien est-ce "
        "fut était sont était a-t-il a-t-elle".split()
    ),
}
PERSON_NOUNS = frozenset(
    "person general president king queen author officer commander leader minister man woman soldier "
    "writer "
    "personne général président roi reine auteur officier commandant chef ministre homme femme soldat".split()
)
# Words that only build the question; they say nothing about what it is about.
SCAFFOLD = frozenset(
    "many much long far date year day month time hour place many number name "
    "reason happen happened take took année jour mois date heure temps nombre nom raison lieu moment passé "
    "passe document documents source sources according selon text texte say says said tell exactly please "
    "exactement svp fallait faut faudrait".split()
)
# Verbs that open a request and are not names for all their capital.
REQUESTS = frozenset(
    "name list describe explain tell give show compare summarise summarize find "
    "cite citez nomme nommez liste listez décris décrivez explique expliquez donne donnez montre compare "
    "résume".split()
)
STOP_FOCUS = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should|of|in|on|at|to|from|for|by|"
    r"est|était|fut|sont|étaient|furent|a|ont|avait|avaient|de|du|des|à|au|aux|en|dans|sur|pour|par|"
    r"le|la|les|l['’]|qui|que|se|s['’]|y|ne|n['’]|il|elle|t-il)\b"
)

# What a sentence that gives a reason is marked by.
REASON_CUES = re.compile(
    r"\b(?:because|since|due to|owing to|reasons?|in order to|so that|so as to|believ\w+|would|fear\w*|"
    r"worr\w+|"
    r"lest|therefore|as a result|too \w+ to|thanks to|"
    r"pour (?:(?:les|la|le|l['’]|ne pas|mieux|se|s['’]) ?)?\w+(?:er|ir|oir|re)|"
    r"parce qu|car|puisqu|en raison|à cause|afin d|pour que|raisons?|crai\w+|risqu\w+|faute d|grâce à|"
    r"de peur)\b",
    re.IGNORECASE,
)
# How one asks for whatever is known: no word of it stands in an answer.
FRAMES = re.compile(
    r"^\s*(?:"
    r"what\s+(?:do|can|could)\s+(?:we|you|they|the\s+\w+)\s+(?:know|say|tell(?:\s+(?:me|us))?)\s+(?:about|of|on)"
    r"|what\s+is\s+(?:known|said)\s+(?:about|of|on)"
    r"|tell\s+(?:me|us)\s+(?:(?:all|everything|more|something)\s+)?(?:you\s+know\s+)?(?:about|of)"
    r"|que\s+(?:sait|dit|peut)[- ]on(?:\s+dire)?"
    r"|que\s+(?:savons|pouvons)[- ]nous(?:\s+dire)?"
    r"|que\s+(?:savent|disent)\s+les\s+\w+"
    r"|qu['’]est[- ]ce\s+qu(?:e\s+l)?['’]on\s+sait"
    r"|(?:parle|dis|raconte|explique)[sz]?[- ](?:moi|nous)(?:\s+tout)?(?:\s+ce\s+que\s+\w+\s+\w+)?"
    r"|(?:parlez|dites|racontez|expliquez)[- ](?:moi|nous)(?:\s+tout)?"
    r")\b",
    re.IGNORECASE,
)

# Questions that several things answer, unless they want the one that stands out among them.
SEVERAL = re.compile(
    r"^(?:so |and |et |alors )?(?:which|what) (?:(?!is\b|was\b|does\b|did\b)[\w'-]+ )*?(?!.*ss\b)[\w-]+s "
    r"(?:are|were|have|did|do|can|could)\b|^who (?:are|were)\b|^(?:what|which) (?:are|were) the\b"
    r"|\b(?:which|what) (?:two|three|four|five|six|\d)\b"
    r"|^(?:list|name|enumerate|give (?:me )?(?:all|the))\b"
    r"|\bquel(?:le)?s (?!.*\bfois\b)|\bqui (?:sont|étaient|furent)\b|\blesquel(?:le)?s\b"
    r"|^(?:cite[rz]?|liste[rz]?|énum[èé]re[rz]?|nomme[rz]?)\b"
    r"|^donne[rz]?(?:[- ]moi)? (?:tous|toutes|les|la liste)\b",
    re.IGNORECASE,
)
ONE_OF_THEM = re.compile(
    r"\b(?:first|last|only|most|least|\w{3,}est|premi[eè]re?s?|derni[eè]re?s?|seule?s?|plus|moins)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:compare[drsz]?|comparer|comparison|comparaison|differen(?:ce|t)\w*|différen\w+|versus|vs|unlike"
    r"|par rapport)\b",
    re.IGNORECASE,
)
