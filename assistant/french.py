"""The words of the interface in French."""

from .phrasebook import Wording

__all__ = ["FRENCH"]

FRENCH = Wording(
    language="fr",
    tagline="Interrogez vos documents. Ils répondent avec leurs propres mots.",
    ask="Interrogez vos documents",
    send_hint="Toutes langues. Entrée pour envoyer.",
    start_over="Recommencer",
    searching="Recherche dans les documents…",
    searched_for="Recherche :",
    quotes="Citations qui répondent",
    quote="Citation {}",
    open_quote="«\u00a0",
    close_quote="\u00a0»",
    show="Voir dans le document",
    show_label="Voir la citation {} dans le document « {} » (nouvel onglet)",
    undated="sans date",
    page="page {}",
    nearest_note="Ces passages ne répondent pas à la question.",
    preparing="Préparation de l’index…",
    preparing_files="Préparation de l’index : {} documents sur {}",
    waiting="L’index est en cours de préparation. La réponse viendra dès qu’il sera prêt.",
    waiting_files="L’index est en cours de préparation ({} documents sur {}). La réponse viendra dès qu’il sera prêt.",
    ready_one="1 document",
    ready_many="{} documents",
    skipped="{} non lus",
    failed="L’index n’a pas pu être mis à jour : {}",
    broken="La réponse a échoué. Le terminal dit pourquoi ; reposez la question.",
    empty_question="Écrivez d’abord une question.",
    about="À propos de ce document",
    date="Date",
    document_language="Langue",
    source="Source",
    fingerprint="SHA-256",
    to_quote="Aller à la citation",
    outside="Le lien demande les caractères {} à {}, mais ce document en compte {} : rien n’est surligné.",
    not_found="Document introuvable",
    not_found_note=(
        "Aucun document indexé n’a l’empreinte {}. Il a pu être modifié ou retiré depuis la création du lien."
    ),
    bad_offsets=(
        "Le lien n’indique pas un endroit du document (start et end doivent être des nombres entiers) : "
        "rien n’est surligné."
    ),
    back="Retour aux questions",
    previous_quote="Citation précédente",
    next_quote="Citation suivante",
    quote_of="Citation {} sur {}",
    find="Chercher dans ce document",
    find_button="Chercher",
    found_none="Rien trouvé",
    found_one="1 passage trouvé",
    found_many="{} passages trouvés",
    found_more="… et {} autres, surlignés dans le texte",
    outline="Plan",
    this_document="Ce document",
    changed_same=(
        "Ce document a changé depuis la création du lien. Les mêmes mots s’y trouvent encore, ici. C’est "
        "une ressemblance, non l’endroit cité."
    ),
    changed_like=(
        "Ce document a changé depuis la création du lien. On y citait : « {} » Est surligné ce qui s’en "
        "approche le plus aujourd’hui. C’est une ressemblance, non la citation."
    ),
    changed_gone=(
        "Ce document a changé depuis la création du lien, et rien n’y ressemble plus à ce qui était cité : « {} »"
    ),
    changed_unknown=(
        "Ce document a changé depuis la création du lien. Ce que le lien citait n’a pas été conservé : "
        "rien n’est surligné."
    ),
    gone="Ce document n’est plus là",
    gone_note="« {} » ({}) a été retiré des documents depuis. On y citait :",
    edit_query="Modifier la recherche",
    edit_question="Modifier la question",
    edit="Modifier",
    send="Envoyer",
    cancel="Annuler",
    stop="Arrêter",
    stopped="Arrêté.",
    copy="Copier",
    copied="Copié",
    copy_plain="Texte et référence",
    in_context="Dans son contexte",
    conversations="Conversations",
    new_conversation="Nouvelle conversation",
    search_conversations="Chercher une conversation",
    no_conversations="Pas encore de conversation.",
    none_found="Aucune conversation ne contient ces mots.",
    rename="Renommer",
    delete="Supprimer",
    delete_really="Supprimer définitivement cette conversation ?",
    export="Exporter",
    close="Fermer",
    open_in_tab="Ouvrir dans un onglet",
    source_pane="Source",
    language_switch="English",
    was_it_right="Était-ce juste ?",
    good="Oui, c’était juste",
    bad="Non, ce n’était pas juste",
    why="Qu’est-ce qui n’allait pas ?",
    wrong_passage="Un autre passage répond",
    not_in_documents="Les documents ne le disent pas",
    misunderstood="La question a été mal comprise",
    passage_hint="Ouvrez un document, sélectionnez le passage qui répond, puis :",
    use_passage="Ce passage répond",
    passage_kept="Retenu : « {} »",
    no_passage="Sélectionnez d’abord des mots dans le document.",
    thanks="Merci ; c’est retenu comme question de contrôle.",
    noted="Merci ; c’est noté.",
    no_connection="Le serveur ne répond pas. Est-il encore en marche ?",
)
