"""Page furniture that is always worded the same: lower case, straight apostrophes, no full stop."""

__all__ = ["HOME", "PHRASES"]

HOME = frozenset(
    {"accueil", "home", "homepage", "startseite", "start", "inicio", "home page", "início", "pagina iniziale"}
)
"""What the first station of a breadcrumb is called."""

_TO_TOP = """
    haut de page; haut de la page; retour en haut; retour en haut de page; retour en haut de la page;
    retour au sommet; revenir en haut; remonter en haut de page; back to top; back to the top; top of page;
    go to top; return to top; scroll to top; to top; nach oben; zum seitenanfang; seitenanfang;
    zurück nach oben; zum anfang der seite; volver arriba; ir arriba; inicio de página; volver al inicio;
    torna su; torna all'inizio; inizio pagina; torna in alto; voltar ao topo; topo da página; terug naar boven;
    naar boven
"""
_READ_MORE = """
    plus d'information; plus d'informations; plus d'infos; plus d'info; pour plus d'informations;
    en savoir plus; pour en savoir plus; lire la suite; lire plus; lire l'article; lire aussi; à lire aussi;
    voir plus; voir aussi; afficher plus; tout voir; voir tout; read more; read on; more information;
    more info; further information; learn more; find out more; see more; see all; view all; show more;
    continue reading; read the full article; keep reading; weiterlesen; mehr lesen; mehr erfahren;
    mehr anzeigen; mehr informationen; weitere informationen; alle anzeigen; leer más; más información;
    seguir leyendo; ver más; saber más; ver todo; leggi tutto; leggi di più; leggi anche; continua a leggere;
    maggiori informazioni; ulteriori informazioni; per saperne di più; scopri di più; mostra di più; lees meer;
    lees verder; meer informatie; meer lezen; leia mais; saiba mais; mais informações; ler mais
"""
_SKIP_LINKS = """
    aller au contenu; aller au contenu principal; accéder au contenu; accéder au contenu principal;
    passer au contenu; passer au contenu principal; aller à la navigation; aller au menu; aller à la recherche;
    aller au pied de page; accéder au menu; skip to content; skip to main content; skip to the content;
    skip navigation; skip to navigation; skip to search; skip to footer; jump to content; jump to navigation;
    jump to search; zum inhalt; zum inhalt springen; zum hauptinhalt; zum hauptinhalt springen;
    direkt zum inhalt; springe zum inhalt; zur navigation; zur navigation springen; saltar al contenido;
    saltar al contenido principal; ir al contenido; ir al contenido principal; pasar al contenido principal;
    vai al contenuto; vai al contenuto principale; salta al contenuto; salta al contenuto principale;
    pular para o conteúdo; ir para o conteúdo; ga naar inhoud; ga naar de inhoud; naar hoofdinhoud
"""
_ACTIONS = """
    imprimer; imprimer cette page; imprimer la page; imprimer l'article; version imprimable;
    version pour impression; print; print this page; print page; printer-friendly version; printable version;
    drucken; seite drucken; druckversion; imprimir; imprimir esta página; versión para imprimir; stampa;
    stampa questa pagina; versione stampabile; afdrukken; partager; partager cette page; partager l'article;
    partager cet article; share; share this; share this page; share this article; teilen; seite teilen;
    compartir; compartir esta página; condividi; condividi questa pagina; compartilhar; delen; tweeter; tweet;
    j'aime; suivez-nous; follow us; folgen sie uns; síguenos; seguici; envoyer à un ami; envoyer par mail;
    envoyer par courriel; copier le lien; copy link; link kopieren; copiar enlace; copia link; écouter;
    écouter l'article; ajouter aux favoris; télécharger; télécharger le pdf; télécharger en pdf; download;
    download pdf; herunterladen; descargar; scarica; fermer; fermer le menu; ouvrir le menu; close; close menu;
    open menu; schließen; cerrar; chiudi; rechercher; rechercher sur le site; search; search this site; suche;
    suchen; buscar; cerca; cerca nel sito
"""
_SITE = """
    menu; menu principal; main menu; hauptmenü; menú principal; menu principale; navigation;
    navigation principale; main navigation; hauptnavigation; fil d'ariane; breadcrumb; breadcrumbs; accueil;
    home; startseite; plan du site; sitemap; site map; mapa del sitio; mappa del sito; mentions légales;
    informations légales; legal notice; impressum; aviso legal; note legali; politique de confidentialité;
    privacy policy; datenschutz; datenschutzerklärung; política de privacidad; informativa sulla privacy;
    conditions générales d'utilisation; terms of use; nutzungsbedingungen; accessibilité : non conforme;
    accessibilité : partiellement conforme; accessibilité : totalement conforme; page précédente; page suivante;
    précédent; suivant; previous; next; zurück; weiter; anterior; siguiente; precedente; successivo;
    article précédent; article suivant; vorherige seite; nächste seite
"""
_CONSENT = """
    tout accepter; tout refuser; accepter tout; refuser tout; accepter; refuser; accepter les cookies;
    refuser les cookies; accepter tous les cookies; refuser tous les cookies; continuer sans accepter;
    personnaliser; gérer les cookies; gestion des cookies; gérer mes cookies; paramétrer les cookies;
    paramètres des cookies; préférences de cookies; accept; accept all; accept all cookies; accept cookies;
    reject all; reject all cookies; reject; decline; decline all; got it; i agree; manage cookies;
    cookie settings; cookie preferences; cookie policy; manage preferences; only necessary cookies; akzeptieren;
    alle akzeptieren; alle cookies akzeptieren; ablehnen; alle ablehnen; cookie-einstellungen;
    nur notwendige cookies; aceptar; aceptar todo; aceptar todas; aceptar cookies; aceptar todas las cookies;
    rechazar; rechazar todo; rechazar todas; configurar cookies; accetta; accetta tutti; accetta tutto;
    accetta i cookie; rifiuta; rifiuta tutto; rifiuta tutti; gestisci i cookie; impostazioni dei cookie;
    aceitar todos; rejeitar todos; alles accepteren; alles weigeren
"""

PHRASES = frozenset(
    phrase
    for group in (_TO_TOP, _READ_MORE, _SKIP_LINKS, _ACTIONS, _SITE, _CONSENT)
    for phrase in (" ".join(entry.split()) for entry in group.split(";"))
    if phrase
)
