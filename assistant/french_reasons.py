"""Why something was not done, in French: by the English sentence, with `{}` for what is filled in, in its order."""

__all__ = ["FRENCH_REASONS"]

_OCR = (
    "installez l’extra ocr (pip install 'guillemet[ocr]') et Tesseract "
    "(apt-get install tesseract-ocr tesseract-ocr-fra), puis indexez de nouveau"
)

FRENCH_REASONS = {
    # What becomes of a document all the same.
    "{} (it no longer answers)": "{} (il ne répond plus)",
    "{} (it answers as it was read before)": "{} (il répond tel qu’il avait été lu)",
    "{} (it answers as it was fetched before)": "{} (elle répond telle qu’elle avait été lue)",
    "{} (its pages answer as they were fetched before)": "{} (ses pages répondent telles qu’elles avaient été lues)",
    # Files
    "no such file": "fichier introuvable",
    "no such file or folder: {}": "fichier ou dossier introuvable : {}",
    "permission denied": "accès refusé",
    "permission denied: {}": "accès refusé : {}",
    "cannot be listed": "ne peut être parcouru",
    "is empty, though nothing was deleted from it: is its disk there?": (
        "est vide, alors que rien n’y a été supprimé : son disque est-il là ?"
    ),
    "was a disk, and is not there: is it unplugged?": "était un disque et n’est plus là : est-il débranché ?",
    "a broken link": "un lien rompu",
    "a loop of symbolic links": "des liens symboliques en boucle",
    "hidden": "caché",
    "a link to {}": "un lien vers {}",
    "named in {}": "nommé dans {}",
    "not a usable path": "chemin inutilisable",
    "not a usable path: {}": "chemin inutilisable : {}",
    "{}: not a usable path": "{} : chemin inutilisable",
    "is a folder, not a file": "est un dossier, non un fichier",
    "not a regular file": "n’est pas un fichier ordinaire",
    "is empty": "est vide",
    "larger than {} MB": "dépasse {} Mo",
    "larger than {} MB, the limit that GUILLEMET_MAX_FILE_MB sets": "dépasse {} Mo, limite de GUILLEMET_MAX_FILE_MB",
    "no reader for {} (readable: {})": "format {} non lu (formats lus : {})",
    "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, EPUB, mail, text, tables, images, archives": (
        "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, EPUB, courriel, texte, tableaux, images, archives"
    ),
    "no reader for {}; {}": "format {} non lu ; {}",
    "save the message as {}": "enregistrez le message en {}",
    "save it as {}": "enregistrez-le en {}",
    "export it as {}": "exportez-le en {}",
    ".eml or .mbox": ".eml ou .mbox",
    ".docx or .pdf": ".docx ou .pdf",
    ".pptx or .pdf": ".pptx ou .pdf",
    "convert it to {}": "convertissez-le en {}",
    "unpack it first": "extrayez-le d’abord",
    "is of the Office format before 2007; save it as {}, or all of them at once with: soffice --headless --convert-to "
    "{} FILE...": (
        "est au format Office d’avant 2007 ; enregistrez-le en {}, ou tous d’un coup par : soffice --headless "
        "--convert-to {} FICHIER..."
    ),
    "has a password, or is of the Office format before 2007; save a copy without a password in the newer format": (
        "a un mot de passe, ou est au format Office d’avant 2007 ; enregistrez-en une copie sans mot de passe dans le "
        "nouveau format"
    ),
    "no suffix to tell its format": "sans extension qui en dise le format",
    "larger than 1 MB; none of its rules holds": "dépasse 1 Mo ; aucune de ses règles ne vaut",
    "cannot be read ({}); none of its rules holds": "illisible ({}) ; aucune de ses règles ne vaut",
    "not in the syntax of gitignore ({}); none of its rules holds": (
        "non conforme à la syntaxe de gitignore ({}) ; aucune de ses règles ne vaut"
    ),
    # Their content
    "holds no text": "ne contient pas de texte",
    "holds nothing that can be read": "ne contient rien de lisible",
    "holds nothing that can be read (the first: {}: {})": "ne contient rien de lisible (d’abord {} : {})",
    "binary content (it has NUL bytes)": "contenu binaire (octets nuls)",
    "binary content (it has many control characters)": "contenu binaire (nombreux caractères de contrôle)",
    "in no known text encoding (expected UTF-8; convert it, for example with iconv)": (
        "dans aucun encodage connu (UTF-8 attendu ; convertissez-le, par exemple avec iconv)"
    ),
    "not a text but {}": "n’est pas un texte mais {}",
    "a PDF document": "un document PDF",
    "a ZIP archive or an office document": "une archive ZIP ou un document bureautique",
    "an old office document": "un document bureautique ancien",
    "an RTF document": "un document RTF",
    "a JPEG image": "une image JPEG",
    "a PNG image": "une image PNG",
    "a GIF image": "une image GIF",
    "a TIFF image": "une image TIFF",
    "a gzip archive": "une archive gzip",
    "a bzip2 archive": "une archive bzip2",
    "an xz archive": "une archive xz",
    "a 7z archive": "une archive 7z",
    "a program": "un programme",
    "an SQLite database": "une base SQLite",
    "an MP3 recording": "un enregistrement MP3",
    "an Ogg recording": "un enregistrement Ogg",
    "too deeply nested, or too large, to be taken apart": "trop imbriqué, ou trop grand, pour être analysé",
    "its reader failed ({})": "son lecteur a échoué ({})",
    "takes its reader more than the limit of {} s": "demande à son lecteur plus de {} s, la limite",
    "stopped its reader": "a arrêté son lecteur",
    "crashed its reader ({})": "a fait tomber son lecteur ({})",
    "packed more than {} files deep": "imbriqué à plus de {} niveaux",
    "its file holds more than {} parts": "son fichier contient plus de {} parties",
    "its file unpacks to more than {} MB": "son fichier dépasse {} Mo une fois extrait",
    # By format
    "damaged, or no PDF document": "endommagé, ou n’est pas un PDF",
    "damaged, or no Word document": "endommagé, ou n’est pas un document Word",
    "damaged, or no Excel workbook": "endommagé, ou n’est pas un classeur Excel",
    "damaged, or no PowerPoint presentation": "endommagé, ou n’est pas une présentation PowerPoint",
    "damaged, or no OpenDocument file": "endommagé, ou n’est pas un fichier OpenDocument",
    "damaged, or no RTF document": "endommagé, ou n’est pas un document RTF",
    "damaged, or no EPUB book": "endommagé, ou n’est pas un livre EPUB",
    "damaged, or no e-mail": "endommagé, ou n’est pas un courriel",
    "damaged, or no mailbox": "endommagé, ou n’est pas une boîte aux lettres",
    "damaged, or no image": "endommagé, ou n’est pas une image",
    "damaged, or no saved page": "endommagé, ou n’est pas une page enregistrée",
    "damaged, or no archive inside": "endommagé, ou ne contient pas d’archive",
    "damaged, or no ZIP file inside": "endommagé, ou ne contient pas de fichier ZIP",
    "damaged: its RTF cannot be taken apart": "endommagé : son RTF ne peut être analysé",
    "damaged: its XML cannot be taken apart": "endommagé : son XML ne peut être analysé",
    "damaged: the book's description is missing": "endommagé : la description du livre manque",
    "declares XML entities, which no document of its kind needs": (
        "déclare des entités XML, dont aucun document de ce genre n’a besoin"
    ),
    "has no pages": "n’a pas de pages",
    "{} page damaged": "{} page endommagée",
    "{} page {}": "{} page {}",
    "{} pages {}": "{} pages {}",
    "{} page {}: install the ocr {}": f"{{}} page {{}} : {_OCR}",
    "{} pages {}: install the ocr {}": f"{{}} pages {{}} : {_OCR}",
    "damaged": "endommagées",
    "without text": "sans texte",
    "in fonts that do not tell their letters": "dans des polices qui ne disent pas leurs lettres",
    "{} scanned page: {}": f"{{}} page numérisée : {_OCR}",
    "{} scanned pages: {}": f"{{}} pages numérisées : {_OCR}",
    "an image too small to show text": "une image trop petite pour montrer du texte",
    "an image of more than {} million dots": "une image de plus de {} millions de points",
    "an image on which no text was recognised": "une image où aucun texte n’a été reconnu",
    "no text was recognised": "aucun texte n’a été reconnu",
    "is encrypted; save a copy without its password first": (
        "est chiffré ; enregistrez-en d’abord une copie sans mot de passe"
    ),
    "is encrypted; unpack it with its password first": "est chiffré ; extrayez-le d’abord avec son mot de passe",
    "is protected against reading by other programs": "est protégé contre la lecture par d’autres programmes",
    "is no table ({})": "n’est pas un tableau ({})",
    "rows after the first {} are left out": "les lignes après les {} premières sont laissées de côté",
    "lines after {} are left out": "les lignes après {} sont laissées de côté",
    "holds no line of JSON": "ne contient aucune ligne de JSON",
    "no JSON, or nested too deeply": "n’est pas du JSON, ou trop imbriqué",
    "{} more that are no JSON": "{} autres qui ne sont pas du JSON",
    "is missing from the book": "manque dans le livre",
    "is damaged: its page cannot be taken apart": "est endommagé : sa page ne peut être analysée",
    "is damaged: it cannot be decoded": "est endommagé : ne peut être décodé",
    "is damaged: it cannot be taken out": "est endommagé : ne peut être extrait",
    "is damaged: it cannot be unpacked": "est endommagé : ne peut être extrait",
    "a mail of more than {} parts": "un courriel de plus de {} parties",
    "a mailbox of more than {} messages; split it": "une boîte de plus de {} messages ; divisez-la",
    "is an archive with nothing in it": "est une archive vide",
    "a single compressed file; unpack it first": "un seul fichier compressé ; extrayez-le d’abord",
    "holds {} files (at most {} are unpacked)": "contient {} fichiers (au plus {} sont extraits)",
    "unpacks to {} MB (at most {} MB are unpacked)": "fait {} Mo une fois extrait (au plus {} Mo sont extraits)",
    "unpacks to more than {} MB": "dépasse {} Mo une fois extrait",
    "unpacks to more than {} MB or {} files": "dépasse {} Mo ou {} fichiers une fois extrait",
    # Pages of the web
    "is not there (status {})": "n’est pas là (état {})",
    "the server answered with status {}": "le serveur a répondu par l’état {}",
    "its site's robots.txt does not allow to fetch it": "le robots.txt de son site ne permet pas de la lire",
    "robots.txt of its site cannot be read now (status {})": "le robots.txt de son site est illisible (état {})",
    "could not be fetched ({})": "n’a pu être lue ({})",
    "is redirected more than {} times": "est redirigée plus de {} fois",
    "is no address ({})": "n’est pas une adresse ({})",
    "leads to something that is no http or https address": "mène ailleurs qu’à une adresse http ou https",
    "holds a user name or password, which would be stored and shown; leave it out": (
        "contient un nom ou un mot de passe, qui serait conservé et montré ; omettez-le"
    ),
    "did not come within {} seconds": "n’est pas arrivée en {} secondes",
    "{} is in a private network ({}); to fetch from there, add --allow-private": (
        "{} est dans un réseau privé ({}) ; pour y lire, ajoutez --allow-private"
    ),
    "the name {} has no address": "le nom {} n’a pas d’adresse",
    "the name {} is not known ({})": "le nom {} est inconnu ({})",
    "is of a kind that no reader takes ({})": "est d’un genre qu’aucun lecteur ne prend ({})",
    "is the same page as {}": "est la même page que {}",
    "is no sitemap": "n’est pas un plan de site",
    "is a sitemap that is not well formed ({})": "est un plan de site mal formé ({})",
    "is a damaged gzip file ({})": "est un fichier gzip endommagé ({})",
    "is a sitemap that names no page of its own host (and of others: {})": (
        "est un plan de site qui ne nomme aucune page de son hôte (et d’autres : {})"
    ),
    "names pages of other hosts, which are not fetched: {}": (
        "nomme des pages d’autres hôtes, qui ne sont pas lues : {}"
    ),
    "has no page that could be fetched": "n’a pas de page qui ait pu être lue",
    "names {} pages more than the {} that are read": "nomme {} pages de plus que les {} qui sont lues",
    # What the reader asks for
    "the question is empty: ask in a few words or a sentence": (
        "la question est vide : demandez en quelques mots ou en une phrase"
    ),
    "the question is {} characters long, and at most {} are searched: shorten it, or put long texts into a document": (
        "la question compte {} caractères, et {} au plus sont cherchés : abrégez-la, ou mettez les longs textes dans "
        "un document"
    ),
    "the risk is {}; expected the share of wrong answers to accept, from 0 to 1": (
        "le risque est {} ; attendu : la part de réponses fausses à accepter, de 0 à 1"
    ),
    "{} cannot narrow a question; expected something like {}": (
        "{} ne peut restreindre une question ; attendu : quelque chose comme {}"
    ),
    "nothing is from {} on and up to {}; give since the earlier date": (
        "rien n’est à la fois depuis {} et jusqu’à {} ; donner à since la date la plus ancienne"
    ),
    "nothing is done at this address with this method; see /api": (
        "rien ne se fait à cette adresse par cette méthode ; voir /api"
    ),
    "you have no such conversation; it may have been deleted, or be somebody else's": (
        "vous n’avez pas cette conversation ; elle a pu être supprimée, ou être celle de quelqu’un d’autre"
    ),
    "there is no question {} in your conversations; it may have been deleted": (
        "vos conversations n’ont pas de question {} ; elle a pu être supprimée"
    ),
    "there is no question {} in this conversation": "cette conversation n’a pas de question {}",
    "the title is empty; give the conversation a name": "le titre est vide ; donnez un nom à la conversation",
    "{} is no reason; expected one of {}": "{} n’est pas un motif ; attendu : l’un de {}",
    "the name is empty; give the collection a name": "le nom est vide ; donnez un nom à la collection",
    "there is no collection {}; it may have been deleted": "il n’y a pas de collection {} ; elle a pu être supprimée",
    "there is no document {}; it may have been removed": "il n’y a pas de document {} ; il a pu être retiré",
    "files are dropped into a collection of your own; make one first": (
        "les fichiers se déposent dans une collection à vous ; créez-en une d’abord"
    ),
    "a folder of the corpus is no collection to delete; remove its documents instead": (
        "un dossier du corpus n’est pas une collection à supprimer ; retirez plutôt ses documents"
    ),
    "the file has no name": "le fichier n’a pas de nom",
    "only what was dropped into the browser is deleted": "seul ce qui a été déposé dans le navigateur est supprimé",
    "the disk of {} has no room for it": "le disque de {} n’a pas de place pour lui",
    "a file has the name of the folder that it would stand in: {}": (
        "un fichier porte le nom du dossier où il se trouverait : {}"
    ),
    "it cannot be written ({})": "il ne peut être écrit ({})",
    "none of the indexed documents has the hash {}": "aucun des documents indexés n’a l’empreinte {}",
    "characters {} to {} are no words of this document; select some": (
        "les caractères {} à {} ne sont pas des mots de ce document ; sélectionnez-en"
    ),
    "the index is being prepared ({} of {} documents); try again": (
        "l’index se prépare ({} documents sur {}) ; réessayez"
    ),
    "{} (see the terminal)": "{} (voyez le terminal)",
    # The state folder
    "another process has been writing to {} for over {} seconds; wait for it to end, or stop it, and try again": (
        "un autre processus écrit dans {} depuis plus de {} secondes ; attendez sa fin, ou arrêtez-le, et réessayez"
    ),
    "another process built the index {} anew meanwhile, maybe with another model; run the same command again": (
        "un autre processus a entre-temps reconstruit l’index {}, peut-être avec un autre modèle ; relancez la commande"
    ),
    "cannot use {} ({}); check that its disk is there, has room and can be written, or set GUILLEMET_HOME to another "
    "folder": (
        "{} est inutilisable ({}) ; vérifiez que son disque est là, a de la place et peut être écrit, ou donnez à "
        "GUILLEMET_HOME un autre dossier"
    ),
    "cannot use the index {} ({}); check that its disk is there, has room and can be written, or set GUILLEMET_HOME to "
    "another folder": (
        "l’index {} est inutilisable ({}) ; vérifiez que son disque est là, a de la place et peut être écrit, ou "
        "donnez à GUILLEMET_HOME un autre dossier"
    ),
    "cannot use the state folder {} ({}); check that it has room and can be written, or set GUILLEMET_HOME to another "
    "folder": (
        "le dossier d’état {} est inutilisable ({}) ; vérifiez qu’il a de la place et peut être écrit, ou donnez à "
        "GUILLEMET_HOME un autre dossier"
    ),
    "the index {} is damaged ({}); your documents are untouched: build it anew with: guillemet index --rebuild PATH": (
        "l’index {} est endommagé ({}) ; vos documents sont intacts : reconstruisez-le par : guillemet index --rebuild "
        "CHEMIN"
    ),
    "the conversations in {} are damaged ({}); move that file away to begin new ones: documents and index are "
    "untouched": (
        "les conversations dans {} sont endommagées ({}) ; déplacez ce fichier pour en commencer d’autres : documents "
        "et index sont intacts"
    ),
}
