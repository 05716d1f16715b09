"""Small words that give a language away where a text is too short for statistics: a question of three words."""

from collections import Counter, defaultdict

__all__ = ["COMMON_LANGUAGES", "WORD_WEIGHTS"]

_WORDS = {
    "fr": """
        le la les un une des du de d' l' qu' c' j' n' s' m' t' et ou où à au aux en dans sur sous avec sans pour
        par contre vers chez entre depuis pendant est sont était étaient a ont avait fut sera ce cet cette ces
        son sa ses leur leurs il elle ils elles on nous vous je tu qui que quoi quel quelle quels quelles quand
        comment pourquoi combien dont ne pas plus mais donc si aussi y même fait faut ainsi selon bonjour
        bonsoir salut merci oui non svp quid quelqu' lequel laquelle lesquels qui est-ce lors puis encore
        toujours très après avant dit peut moi lui
    """,
    "en": """
        the a an of to in on at by for from with without and or but not is are was were be been has have had do
        does did can could will would should may might this that these those it its he she they them his her
        their we you i my your our who whom whose what which when where why how many much about against between
        during since until there here if so than then as also hello hi hey thanks thank yes no please tell me
        explain show list give anyone any some into after before over under
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber nicht ist sind war waren wird
        werden wurde wurden hat haben hatte im in am an auf aus bei mit nach von vom zu zum zur für gegen über
        unter zwischen seit während ohne durch um wer wen wem was welche welcher welches welchen wann wo wohin
        woher warum wieso wie viel viele es er sie wir ihr ich du sich auch noch nur dabei dort da denn wenn als
        dass hallo danke bitte ja nein kein keine gibt man guten
    """,
    "es": """
        el la los las un una unos unas de del al y o u e en con sin por para contra entre desde hasta sobre
        según es son era eran fue fueron ha han había está están hay ser que qué quién quiénes cuál cuáles
        cuándo cuando dónde donde cómo como cuánto cuántos cuántas cuanto por porqué se su sus lo le les no sí
        más pero también si ya este esta estos estas ese esa eso esto él ella ellos nos hola gracias buenos días
        quien cual cuantos
    """,
    "it": """
        il lo la i gli le un uno una di del dello della dei degli delle dell' nell' all' dall' sull' un' dov'
        com' cos' quest' l' d' c' a al allo alla ai agli alle da dal dalla dai dalle in nel nella nei nelle su
        sul sulla con per tra fra contro e ed o ma non è sono era erano fu ha hanno sta che chi cosa quale quali
        quando dove come perché quanto quanti quante si se suo sua suoi più anche questo questa questi ciao
        grazie buongiorno sì qual
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas ao à aos às por pelo pela para com sem
        contra entre desde até sobre e ou mas não é são era eram foi foram há tem têm que quem qual quais quando
        onde como quanto quantos quantas porquê se seu sua seus mais também este esta isso isto ele ela eles olá
        obrigado obrigada sim você
    """,
    "nl": """
        de het een en of maar niet is zijn was waren wordt werd heeft hebben had in op aan uit bij met naar van
        voor tegen over onder tussen sinds zonder door om wie wat welke wanneer waar waarom hoe veel hoeveel er
        dat die deze dit ze hij zij wij we ik je jullie ook nog dan als hallo dank bedankt ja nee geen
    """,
    "sv": """
        den det de en ett och eller men inte är var har hade i på av till från med utan för mot om under mellan
        vid som vem vad vilken vilket vilka när hur varför många mycket vi ni han hon jag du hej tack
    """,
    "pl": """
        i w z na do od po za przez dla przy nie jest są był była były to ten ta te kto co który która które
        kiedy gdzie jak dlaczego ile czy się o oraz ale jego jej ich dzień dobry dziękuję
    """,
    "ro": """
        și în la de cu pe din pentru prin între este sunt era erau a au fost nu ce cine care când unde cum cât
        câți câte o un unei unui al ale lui iar sau dar mai salut mulțumesc
    """,
}

COMMON_LANGUAGES = tuple(_WORDS)
"""ISO 639-1 codes, commonest first."""


def _weights() -> dict[str, dict[str, float]]:
    """A word counts the less, the more languages share it."""
    lists = {language: set(words.split()) for language, words in _WORDS.items()}
    shared = Counter(word for words in lists.values() for word in words)
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for language, words in lists.items():
        for word in words:
            weights[word][language] = 1.0 / shared[word]
    return dict(weights)


WORD_WEIGHTS = _weights()
"""Word, in lower case (an elided one with its apostrophe), to language to weight in (0, 1]."""
