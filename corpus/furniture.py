"""Page furniture: the lines that belong to a page and not to its text, told by their wording alone.

A pattern must match a block as a whole, so that a sentence which merely speaks of cookies or of a page stays a
sentence. What one pattern misses is shown as text; what one wrongly takes can never be
quoted: when in doubt, leave out.
"""

import re
import unicodedata

from .dates import stated_date
from .furniture_phrases import HOME, PHRASES

__all__ = ["is_furniture"]

_MAX_LENGTH = 600

_IMAGE = r"(?:jpe?g|png|gif|webp|svg|tiff?|bmp|avif)"
_SIZE = r"(?:\d[\d.,\s]{0,8}\s?(?:ko|kio|kb|kib|mo|mio|mb|mib|octets|bytes|px)|\d{1,5}\s?[x×]\s?\d{1,5}(?:\s?px)?)"
_SITE = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|mastodon|bluesky|instagram|youtube|pinterest|messenger|threads)"
)
_CHANNEL = rf"(?:{_SITE}|e-?mail|mail|courriel|correo(?: electrónico)?|sms)"
# Repeated possessively: a space, and the "e" of "email", could be taken in two ways each.
_ALSO = r"(?:\s?(?:,|/|\||·|•|et|and|und|y|e|ou|or)?\s?)"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # An image without a text: "jpeg", "png (12 ko)", "image 3", "[image: a bridge]"
        rf"{_IMAGE}(?:\s?[-–—(:,]?\s?{_SIZE}\)?)?",
        r"\[?(?:image|photo|picture|photographie|bild|imagen|immagine|figure)(?:\s?\d{1,3})?\]?",
        r"\[(?:image|photo|picture|bild|imagen|immagine|img)\s?:[^\]]*\]",
        # A caption as content systems render it: "The old bridge - jpeg (12 ko)"
        rf"[^\n]+\s[-–—]\s(?:{_IMAGE}|pdf)(?:\s?[-–—(:,]\s?{_SIZE}\)?)?",
        (
            r"(?:(?:crédits?|credits?)\s?(?:photos?|images?)?|photos?|images?|foto|bildnachweis|imagen|photo(?:graph)?\s?(?:credits?|by))"
            r"\s?:?\s?(?:©|\(c\)|:\s?©)[^\n]{0,150}"
        ),
        r"(?:crédits? (?:photos?|images?)|(?:photo|image) credits?|bildnachweis|crédito de la foto)\s?:\s[^\n]{1,150}",
        # Something to download
        (
            r"(?:télécharge[rz]?|download|herunterladen|descargar?|scarica(?:re)?|baixar|downloaden)\b(?:(?![.!?]\s)[^\n]){0,200}"
            rf"\b(?:pdf|docx?|odt|epub|zip|xlsx?|ods|csv|pptx?)\b(?:\s?[-–—(:,]\s?{_SIZE}\)?|\))?"
        ),
        rf"(?:pdf|docx?|odt|epub|zip|xlsx?)\s?[-–—(:,]?\s?{_SIZE}\)?",
        # Sharing
        (
            r"(?:partager|partagez|share|teilen|compartir|condividi|compartilhar|delen)"
            r"(?: (?:cette page|cet article|this(?: page| article| post)?|diese seite|"
            r"esta página|questa pagina|la page|l'article))?"
            rf" (?:sur|on|auf|en|su|via|by|par|per|por|op|no|with|avec|mit)(?:{_ALSO}{_CHANNEL})++"
        ),
        (
            r"(?:envoyer|send|enviar|invia|recommander)"
            r"(?: (?:cette page|cet article|this page|this article|l'article|la page))? (?:par|by|via|por|per)"
            r" (?:e-?mail|mail|courriel|correo(?: electrónico)?)"
        ),
        r"(?:suivez|retrouvez)[- ](?:nous|le|la|les)\b[^\n.]{0,60}(?:réseaux sociaux|" + _SITE + r")",
        rf"(?:follow us|folgen sie uns|síguenos|seguici)(?: (?:on|auf|en|su)(?:{_ALSO}{_SITE})++)?",
        rf"{_SITE}(?:{_ALSO}{_CHANNEL})++",
        # Where the reader is
        (
            r"(?:vous êtes ici|you are here|sie (?:sind|befinden sich) hier|usted está aquí|estás aquí|ti trovi in|"
            r"sei qui|você está aqui|u bent hier)\s?:?[^\n]{0,200}"
        ),
        r"(?:page|seite|página|pagina|pág\.|p\.)\s?\d{1,4}(?:\s?(?:sur|of|von|de|di|/|van|à)\s?\d{1,4})?",
        r"[-–—]\s?\d{1,4}\s?[-–—]",
        (
            r"(?:[«‹<←]\s?)?(?:précédente?|previous|prev|zurück|anterior|precedente)?\s?(?:(?:\||…|\.\.\.)\s?)?\d{1,4}"
            # Something between the numbers: a run of digits can be parted in more ways than can be tried.
            r"(?:(?:\s|\s?(?:\||…|\.\.\.)\s?)\d{1,4}){1,11}\s?"
            r"(?:suivante?|next|weiter|siguiente|successivo|successiva|próxima)?(?:\s?[»›>→])?(?<=[a-zé»›>→])"
        ),
        r"(?:page|seite|página|pagina) (?:précédente|suivante|anterior|siguiente|precedente|successiva)(?: page)?",
        r"(?:previous|next) (?:page|article|post)",
        # Consent
        r"(?:(?:ce|notre) site(?: web| internet)?|ce portail) (?:utilise|dépose)[^\n]{0,40}\bcookies?\b[^\n]*",
        r"(?:nous|nous et nos partenaires) utilisons(?: et nos partenaires)?[^\n.]{0,30}\b(?:cookies|traceurs)\b[^\n]*",
        r"en poursuivant (?:votre|la|sa) (?:navigation|visite)[^\n]*\b(?:cookies|traceurs|conditions)\b[^\n]*",
        r"(?:this|our) (?:web)?site (?:uses|places|stores|makes use of)[^\n.]{0,30}\bcookies\b[^\n]*",
        r"we(?: and our partners)? use[^\n.]{0,30}\bcookies\b[^\n]*\b(?:your?|(?:web)?site|traffic)\b[^\n]*",
        r"we use cookies",
        r"by (?:continuing|using|browsing)[^\n]*\b(?:site|browse|browsing|use)\b[^\n]*\bcookies\b[^\n]*",
        r"(?:diese|unsere) (?:web)?(?:seite|site)[^\n.]{0,12}(?:verwendet|nutzt|setzt)[^\n.]{0,30}\bcookies\b[^\n]*",
        r"wir (?:verwenden|nutzen|setzen)[^\n.]{0,30}\bcookies\b[^\n]*",
        r"(?:este sitio|nuestro sitio|esta página)(?: web)? (?:usa|utiliza)[^\n.]{0,30}\bcookies\b[^\n]*",
        r"(?:utilizamos|usamos)(?: [^\n.]{0,20})?\bcookies\b[^\n]*",
        r"(?:questo|il nostro) sito(?: web)? (?:usa|utilizza)[^\n.]{0,30}\bcookies?\b[^\n]*",
        r"(?:utilizziamo|usiamo)(?: [^\n.]{0,20})?\bcookies?\b[^\n]*",
        # Rights
        r"(?:©|\(c\)|copyright\s?(?:©|\(c\))|copyright)\s?(?:19|20)\d\d\b[^\n]{0,120}",
        r"(?:©|copyright\s?(?:©|\(c\)))\s?[^\n.]{1,80}",
        (
            r"(?:[^\n.]{0,100}[-–—,.|]\s?)?(?:tous droits réservés|all rights reserved|alle rechte vorbehalten|"
            r"todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados)"
        ),
        # How long it takes, what else there is
        r"(?:temps|durée) de lecture\s?:?\s?\d{1,3}\s?(?:min|minutes?|mn)",
        r"(?:reading time\s?:?\s?)?\d{1,3}[- ]?min(?:ute)?s?(?: read|\.? lesezeit| de lecture| di lettura| de lectura)",
        (
            r"(?:(?:abonnez|inscrivez)-vous|s'(?:abonner|inscrire)) à (?:la|nos|notre) "
            r"(?:newsletters?|lettres?)(?: d'info\w*)?"
        ),
        r"(?:subscribe|sign up) (?:to|for) (?:the|our) newsletter",
    )
)

_CRUMB = re.compile(r"\s*(?:[>›»→]|::)\s*")
_EDGE = "↑▲△⇧▴►▶→»›>•·|*\N{VARIATION SELECTOR-16} \t\n"


def is_furniture(text: str) -> bool:
    """Whether a block is page furniture as a whole: a caption, a link elsewhere, a cookie notice, a date of change."""
    if not text or len(text) > _MAX_LENGTH:
        return False
    if stated_date(text):
        return True
    plain = _plain(text)
    if plain in PHRASES or plain.strip("[]() ") in PHRASES:
        return True
    return any(pattern.fullmatch(plain) for pattern in _PATTERNS) or _is_breadcrumb(text)


def _plain(text: str) -> str:
    """Lower case, single spaces, straight apostrophes, no decoration at the edges."""
    composed = unicodedata.normalize("NFC", " ".join(text.split())).replace("’", "'").lower()
    return composed.strip(_EDGE).rstrip(" .:…!")


def _is_breadcrumb(text: str) -> bool:
    """A path through a site: "Home > Themes > Water", with short stations and no sentence."""
    if "«" in text or len(text) > 250 or text.rstrip().endswith((".", "!", "?", ";")):
        return False
    stations = [station for station in _CRUMB.split(text.strip()) if station]
    if len(stations) < 2 or any(len(station) > 80 for station in stations):
        return False
    if stations[0].casefold() in HOME:
        return True
    return len(stations) >= 3 and all(len(station) > 2 and station[0].isupper() for station in stations)
