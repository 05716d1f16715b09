"""Plain sentences about anything, in several languages: what "unrelated" looks like to a model.

A folder may hold three documents, all on one matter; how near an unrelated passage lies to a query cannot be told
from them. These sentences, the same in each language, stand beside the folder's own passages when the usual
closeness is estimated, and count for less the more passages there are.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .documents import DocumentStore
    from .embedder import Embedder, Vectors

__all__ = ["BACKGROUND", "background_vectors"]

BACKGROUND: dict[str, tuple[str, ...]] = {
    "en": (
        "The soup should simmer for twenty minutes before you add the cream.",
        "Our team won the second half after a slow start.",
        "The bridge was closed to lorries while the cables were replaced.",
        "She learned to play the cello when she was nine years old.",
        "Heavy rain is expected in the north from Thursday evening.",
        "The company will publish its annual results in March.",
        "Please restart the device and enter the code shown on the screen.",
        "The museum holds more than four hundred paintings by local artists.",
        "Patients should take the tablets with water after a meal.",
        "The court rejected the appeal because it had been filed too late.",
        "Many birds fly south along the coast every autumn.",
        "The minister answered questions about the new school timetable.",
        "Prices of apartments rose faster in the suburbs than in the centre.",
        "The novel tells the story of a sailor who returns home after the war.",
        "The train to the airport leaves every fifteen minutes from platform two.",
        "Volunteers planted three thousand trees along the river.",
    ),
    "fr": (
        "La soupe doit mijoter vingt minutes avant que vous ajoutiez la crème.",
        "Notre équipe a gagné la seconde mi-temps après un début difficile.",
        "Le pont était fermé aux camions pendant le remplacement des câbles.",
        "Elle a appris à jouer du violoncelle à l’âge de neuf ans.",
        "De fortes pluies sont attendues dans le nord à partir de jeudi soir.",
        "L’entreprise publiera ses résultats annuels en mars.",
        "Redémarrez l’appareil et saisissez le code affiché à l’écran.",
        "Le musée possède plus de quatre cents tableaux d’artistes de la région.",
        "Les patients doivent prendre les comprimés avec de l’eau après un repas.",
        "Le tribunal a rejeté le recours parce qu’il avait été déposé trop tard.",
        "De nombreux oiseaux descendent vers le sud le long de la côte chaque automne.",
        "Le ministre a répondu à des questions sur les nouveaux horaires scolaires.",
        "Le prix des appartements a augmenté plus vite en banlieue que dans le centre.",
        "Le roman raconte l’histoire d’un marin qui rentre chez lui après la guerre.",
        "Le train pour l’aéroport part toutes les quinze minutes de la voie deux.",
        "Des bénévoles ont planté trois mille arbres au bord de la rivière.",
    ),
    "de": (
        "Die Suppe soll zwanzig Minuten köcheln, bevor Sie die Sahne hinzufügen.",
        "Unsere Mannschaft gewann die zweite Halbzeit nach einem schwachen Beginn.",
        "Die Brücke war für Lastwagen gesperrt, während die Kabel ersetzt wurden.",
        "Sie lernte mit neun Jahren Cello spielen.",
        "Im Norden wird ab Donnerstagabend starker Regen erwartet.",
        "Das Unternehmen veröffentlicht seine Jahresergebnisse im März.",
        "Starten Sie das Gerät neu und geben Sie den angezeigten Code ein.",
        "Das Museum besitzt mehr als vierhundert Gemälde von Künstlern der Gegend.",
        "Patienten sollten die Tabletten nach dem Essen mit Wasser einnehmen.",
        "Das Gericht wies die Berufung zurück, weil sie zu spät eingereicht worden war.",
        "Viele Vögel ziehen jeden Herbst an der Küste entlang nach Süden.",
        "Der Minister beantwortete Fragen zum neuen Stundenplan der Schulen.",
        "Die Wohnungspreise stiegen in den Vororten schneller als im Zentrum.",
        "Der Roman erzählt von einem Seemann, der nach dem Krieg heimkehrt.",
        "Der Zug zum Flughafen fährt alle fünfzehn Minuten von Gleis zwei ab.",
        "Freiwillige pflanzten dreitausend Bäume am Flussufer.",
    ),
    "es": (
        "La sopa debe cocer a fuego lento veinte minutos antes de añadir la nata.",
        "Nuestro equipo ganó la segunda parte después de un comienzo flojo.",
        "El puente estaba cerrado a los camiones mientras se cambiaban los cables.",
        "Aprendió a tocar el violonchelo cuando tenía nueve años.",
        "Se esperan fuertes lluvias en el norte a partir del jueves por la noche.",
        "La empresa publicará sus resultados anuales en marzo.",
        "Reinicie el aparato e introduzca el código que aparece en la pantalla.",
        "El museo conserva más de cuatrocientos cuadros de artistas locales.",
        "Los pacientes deben tomar las pastillas con agua después de comer.",
        "El tribunal rechazó el recurso porque se había presentado demasiado tarde.",
        "Muchas aves vuelan hacia el sur por la costa cada otoño.",
        "El ministro respondió a preguntas sobre el nuevo horario escolar.",
        "El precio de los pisos subió más deprisa en las afueras que en el centro.",
        "La novela cuenta la historia de un marinero que vuelve a casa tras la guerra.",
        "El tren al aeropuerto sale cada quince minutos de la vía dos.",
        "Unos voluntarios plantaron tres mil árboles junto al río.",
    ),
    "it": (
        "La zuppa deve cuocere a fuoco lento venti minuti prima di aggiungere la panna.",
        "La nostra squadra ha vinto il secondo tempo dopo un inizio lento.",
        "Il ponte era chiuso ai camion durante la sostituzione dei cavi.",
        "Ha imparato a suonare il violoncello quando aveva nove anni.",
        "Nel nord sono previste forti piogge da giovedì sera.",
        "L’azienda pubblicherà i risultati annuali a marzo.",
        "Riavviate il dispositivo e inserite il codice che appare sullo schermo.",
        "Il museo possiede più di quattrocento quadri di artisti locali.",
        "I pazienti devono prendere le compresse con acqua dopo i pasti.",
        "Il tribunale ha respinto il ricorso perché era stato presentato troppo tardi.",
        "Ogni autunno molti uccelli volano verso sud lungo la costa.",
        "Il ministro ha risposto a domande sul nuovo orario scolastico.",
        "I prezzi degli appartamenti sono saliti più in fretta in periferia che in centro.",
        "Il romanzo racconta la storia di un marinaio che torna a casa dopo la guerra.",
        "Il treno per l’aeroporto parte ogni quindici minuti dal binario due.",
        "I volontari hanno piantato tremila alberi lungo il fiume.",
    ),
}


def background_vectors(store: "DocumentStore", embedder: "Embedder") -> dict[str, "Vectors"]:
    """Their vectors by language, each of shape (n, dimension), embedded once for a state folder."""
    if not (held := store.background()):
        store.keep_background({language: embedder.embed_passages(texts) for (language, texts) in BACKGROUND.items()})
        held = store.background()
    return held
