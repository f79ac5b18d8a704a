### Français
###
### Source: written for Vestibule, from en.ftl.
### Licence: MIT, as the rest of Vestibule.

## The page of the front desk.

desk-page = Accueil
desk-page-opening = Un instant …
desk-page-unreachable = Le service ne répond pas. Cette page réessaie toute seule.
desk-page-parts = Parties de l’accueil
desk-page-log_out = Se déconnecter
desk-page-ringing = { $seconds } s : laisser entrer ?
desk-page-waiting = ({ $count }) Accueil
desk-page-back = Le service n’a pas répondu pendant { $seconds } s. La liste est de nouveau à jour.
desk-page-stale = Le service ne répond plus depuis { $time }. En attendant, Envoy laisse peut-être entrer sans contrôle : vérifiez les pièces d’identité vous-même jusqu’à la fin de cet avis. La page se reconnecte toute seule.
desk-page-moved = La liste vient de bouger. Visez de nouveau la personne, puis appuyez.
desk-trouble-calls_refused = Les appels d’Envoy sont refusés, le dernier le { $time } : le secret est sans doute celui d’une autre application. En attendant, Envoy laisse entrer sans contrôle : vérifiez les pièces d’identité vous-même et prévenez votre administrateur.
desk-trouble-clock_off = L’horloge de la machine qui contrôle les visiteurs est sans doute fausse : les arrivées lui semblent trop anciennes. Prévenez votre administrateur.
desk-tab-queue = En attente
desk-tab-expected = Attendus
desk-tab-history = Historique
desk-tab-people = Personnes
desk-tab-manage = Gestion
desk-tab-lobby = Écrans
desk-tab-account = Votre compte

desk-do-close = Fermer
desk-do-discard = Abandonner la saisie
desk-do-managers = Responsables seulement : { $acts }
desk-do-save = Enregistrer
desk-do-send = Envoyer
desk-do-no = Non
desk-do-undo = Rétablir
desk-do-add = Ajouter
desk-do-remove = Retirer
desk-do-copy = Copier
desk-do-copied = Copié
desk-do-show = Afficher
desk-do-choose = choisir
desk-none = —
desk-never = jamais
desk-hours = { $hours } h { $minutes } min
desk-minutes = { $minutes } min
desk-minutes-none = à l’instant

desk-fault-unreachable = Le service ne répond pas. Réessayez dans un instant.
desk-fault-outdated = Cette page est plus ancienne que le service. Rechargez-la.
desk-fault-unknown = Quelque chose a échoué.
desk-fault-not_alike = Les deux mots de passe ne sont pas identiques.

desk-login-account = Compte
desk-login-password = Mot de passe
desk-login-log_in = Se connecter
desk-login-ended = Votre session s’est terminée à { $time }. Connectez-vous de nouveau.
desk-login-oidc = Se connecter avec le compte de l’entreprise
desk-login-no_account = Pas encore de compte, ou mot de passe oublié ? Un responsable crée un lien pour vous sous « Gestion », ou la personne qui gère Vestibule.
desk-login-choose = Choisissez un mot de passe d’au moins 12 caractères. Plusieurs mots se retiennent mieux.
desk-login-new = Nouveau mot de passe
desk-login-again = Encore une fois
desk-login-set = Définir et se connecter
desk-login-begin_again = Cela a duré trop longtemps, ou a commencé dans un autre navigateur. Recommencez.
desk-login-not_admitted = Votre compte d’entreprise ne peut pas utiliser l’accueil. Demandez un rôle à la personne qui gère Vestibule.
desk-login-provider_unreachable = La connexion de votre entreprise ne répond pas. Réessayez dans un instant.
desk-login-provider_refused = La connexion de votre entreprise vous a refusé.
desk-login-provider_failed = La connexion de votre entreprise a envoyé une réponse qui n’est pas fiable. Prévenez la personne qui gère Vestibule.

desk-account-who = { $name }, identifiant { $login }, rôle : { $role }. Vous êtes connecté jusqu’au { $until }.
desk-account-language = Langue
desk-account-card = Imprimer la fiche des six situations courantes
desk-account-by_provider = Vous vous connectez par le fournisseur de votre organisation ; il n’y a pas de mot de passe ici.
desk-account-password = Mot de passe
desk-account-current = Mot de passe actuel
desk-account-new = Nouveau mot de passe, au moins 12 caractères
desk-account-again = Nouveau mot de passe encore une fois
desk-account-changed = Votre mot de passe a été changé. Vous êtes déconnecté partout sauf ici.
desk-account-change = Changer le mot de passe
desk-role-reception = accueil
desk-role-manager = responsable
desk-role-auditor = audit
desk-role_long-reception = accueil : s’occupe des visiteurs
desk-role_long-manager = responsable : cela, et enregistre, efface, gère
desk-role_long-auditor = audit : lit et ne change rien

desk-bar-place = Lieu
desk-bar-every_place = Tous les lieux
desk-bar-find = Chercher quelqu’un
desk-find-found = Résultats
desk-find-nobody = Personne : ni en attente, ni attendu aujourd’hui, ni enregistré, et aucune visite depuis 30 jours.
desk-bar-alerts = Son et notifications
desk-bar-silent = Son coupé : activer
desk-bar-unchecked = { $name } : aucun contrôle
desk-queue-now = Devant la caméra
desk-queue-waiting = Vous attendent
desk-queue-waiting_count = Vous attendent ({ $count })
desk-queue-sound = Son quand quelqu’un est retenu
desk-queue-notify = Notification quand il faut répondre aussitôt
desk-queue-empty = Personne n’attend.
desk-queue-closed = Terminés
desk-queue-starting = La caméra s’allume.
desk-queue-nameless = Nom inconnu
desk-queue-to_see = pour { $host }
desk-queue-employee = Employé
desk-queue-times =
    { $count ->
        [one] retenu { $count } fois
        [many] retenu { $count } fois
       *[other] retenu { $count } fois
    }
desk-queue-ended_at = { $how }, à { $time }
desk-queue-by = { $how } ({ $name })
desk-queue-seen_to = Traité
desk-queue-let_in_waiting = Entrée accordée pendant l’attente d’Envoy
desk-queue-now_nobody = Personne pour le moment
desk-list-order = Ordre
desk-list-longest = Les plus anciens d’abord
desk-list-latest = Les plus récents d’abord
desk-list-name = Par nom
desk-list-compact = Compact
desk-list-procedure = Suivre la procédure
desk-list-document = Vérifier une pièce d’identité
desk-list-nobody = Personne en attente ne correspond.
desk-list-new_alarms = { $number } à voir · afficher
desk-outcome-let_in = Pièce d’identité vérifiée, entrée accordée
desk-outcome-turned_away = Refusé
desk-outcome-left = Parti
desk-outcome-enrolled = Enregistré
desk-outcome-held_again = Retenu à une arrivée suivante
desk-outcome-let_in_later = Entré à une arrivée suivante
desk-outcome-signed_out = Départ noté dans Envoy
desk-outcome-office_closed = Attendait encore à la fermeture
desk-row-let_in = Faire entrer
desk-row-let_in_checked = Pièce d’identité vérifiée : faire entrer · { $name }
desk-row-waiting_for = attend depuis
desk-row-open_envoy = Ouvrir dans Envoy
desk-row-part = Pas le même visiteur
desk-row-change_note = Modifier la note
desk-row-add_note = Ajouter une note
desk-row-note = Note
desk-row-open = Ouvrir
desk-row-unanswered = accueil sollicité à { $time }, sans réponse
desk-row-with_them = { $name } s’en occupe
desk-row-host_told = hôte prévenu à { $time } ({ $name })
desk-row-has_note = note : { $note }
desk-row-approve = Approuvez aussi la visite dans Envoy : d’ici là, Envoy fait attendre le visiteur.
desk-row-why = Pourquoi faire entrer cette personne ? Votre réponse est conservée.
desk-detail = Visite
desk-today = Aujourd’hui
desk-today-let_in = Entrés
desk-today-held = Envoyés à l’accueil
desk-today-next = Prochains visiteurs
desk-today-nobody = Aucun autre visiteur n’est annoncé pour aujourd’hui.
desk-days-yesterday = Hier
desk-days-tomorrow = Demain
desk-days-week = 7 jours
desk-days-other = Autres jours
desk-act-let_in = Pièce d’identité vérifiée : faire entrer
desk-act-enrolled = Inscription faite : faire entrer
desk-act-left = Est reparti
desk-act-turned_away = Refuser l’entrée
desk-act-with = Je m’en occupe
desk-act-not_with = Je ne m’en occupe plus
desk-fact-host = Vient voir
desk-fact-arrived = Arrivée
desk-fact-at = { $time }, { $place }
desk-fact-waiting = attente : { $time }
desk-fact-email = E-mail
desk-fact-employee = N° d’employé
desk-fact-phone = Téléphone
desk-fact-company = Société
desk-fact-document = Document
desk-fact-document_name = Nom dans le document
desk-document-passport = Passeport de { $state }
desk-document-card = Carte d’identité de { $state }
desk-document-licence = Permis de conduire dans un téléphone, de { $state }
desk-document-pid = Pièce d’identité dans un téléphone, de { $state }
desk-document-until = valable jusqu’au { $day }
desk-document-class-genuine = authentique
desk-document-class-copy_not_excluded = copie non exclue
desk-document-class-not_verified = non vérifié
desk-document-class-expired = expiré
desk-document-class-revoked = retiré par l’État
desk-document-face-matches = le visage correspond à la photo
desk-document-face-differs = le visage ne correspond pas à la photo
desk-document-face-not_compared = visage non comparé
desk-fact-expected = Attendu
desk-fact-not_expected = non annoncé
desk-fact-enrolled = Inscription
desk-fact-not_enrolled = personne sous ce nom ou cet e-mail
desk-fact-enrolled_since = { $name }, depuis le { $day }
desk-fact-visits = Dernières visites
desk-fact-same_name = Même nom
desk-visitor-all = Toutes les visites sous ce nom ou cet e-mail
desk-visitor-visits = Visites sous ce nom ou cet e-mail
desk-visitor-enrolled = Ouvrir la personne enregistrée :
desk-visitor-not_enrolled = Personne n’est enregistré sous ce nom ou cet e-mail. D’autres peuvent porter le même nom : comparez une pièce d’identité.
desk-visitor-none = Aucune visite sous ce nom ou cet e-mail n’est conservée. Vérifiez une pièce d’identité, comme pour une première visite.
desk-visitor-cut = Il peut y avoir des visites plus anciennes : cherchez-les dans l’historique.
desk-story-unanswered = L’accueil a été sollicité et personne n’a répondu
desk-story-host = Hôte prévenu par { $name }
desk-listed = Entrées de listes officielles
desk-listed-alike = nom identique à { $percent } %
desk-listed-by-email = trouvé par l’e-mail
desk-listed-by-domain = trouvé par le domaine de l’e-mail
desk-listed-by-phone = trouvé par le téléphone
desk-listed-by-company = trouvé par l’entreprise
desk-listed-by-name = trouvé par le nom
desk-listed-birth-agrees = la date de naissance concorde
desk-listed-birth-differs = la date de naissance diffère
desk-listed-birth-not_listed = pas de date de naissance sur la liste
desk-listed-birth-not_asked = date de naissance non demandée
desk-listed-country-agrees = le pays concorde
desk-listed-country-differs = le pays diffère
desk-listed-country-not_listed = pas de pays sur la liste
desk-listed-country-not_asked = pays non demandé
desk-listed-aliases = Aussi appelé
desk-listed-born = Naissance
desk-listed-countries = Pays
desk-listed-entry = Entrée
desk-listed-gone = Cette entrée n’est plus sur la liste.
desk-listed-dismissed = { $name } a dit le { $time } : ce n’est pas la même personne.
desk-listed-follows = Désormais, cette entrée ne retient plus { $name } quand la caméra reconnaît le visage. Cela prend fin si l’entrée ou le nom change.
desk-listed-not_them = Pas la même personne
desk-news-waits = { $name } attend : { $why }
desk-news-waits_again = { $name } attend de nouveau : { $why }
desk-news-closed = { $name } : { $how }
desk-dock = Dernières actions
desk-ring-label = Attend votre réponse
desk-ring-title = Laisser entrer { $name } ?
desk-ring-nameless = Laisser entrer ce visiteur ?
desk-ring-seconds = { $seconds } s
desk-ring-enrolled = depuis le { $day }
desk-ring-last = dernière entrée : { $at }
desk-ring-what_to_do = Regardez le visiteur et sa pièce d’identité. Sans réponse, il est retenu comme d’habitude.
desk-ring-let_in = Pièce vérifiée : ouvrir maintenant
desk-ring-hold = Retenir
desk-ring-notification = Accueil : laisser entrer ?
desk-ring-notification_text = Un visiteur attend votre réponse.
desk-keys = Touches
desk-keys-again = { $name } : { $act } ? Appuyez encore sur { $key }.
desk-key-ArrowDown = visiteur suivant
desk-key-ArrowUp = visiteur précédent
desk-key-Enter = ouvrir
desk-key-n = note (fiche ouverte)
desk-key-save = enregistrer la note
desk-key-t = refuser l’entrée (fiche ouverte)
desk-key-l = est reparti (fiche ouverte)
desk-key-help = cette liste
desk-key-i = laisser entrer (fiche ouverte)
desk-key-z = annuler la dernière action
desk-key-h = prévenir l’hôte (fiche ouverte)
desk-key-w = je m’en occupe (fiche ouverte)
desk-key-find = chercher
desk-key-Escape = fermer la fiche
desk-key-r = aller au visiteur qui sonne ; Entrée laisse entrer
desk-guidance-look_here = pas encore de visage
desk-guidance-step_closer = trop loin
desk-guidance-step_back = trop près
desk-guidance-one_person = plusieurs personnes
desk-guidance-centre = pas au milieu
desk-guidance-face_camera = regarde ailleurs
desk-guidance-more_light = trop sombre
desk-guidance-less_light = trop clair
desk-guidance-hold_still = flou
desk-guidance-open_eyes = yeux fermés
desk-guidance-uncover_face = visage peut-être couvert
desk-guidance-looking_good = le visage est comparé
desk-guidance-follow_dot = doit suivre le point
desk-guidance-turn_a_little_left = doit tourner un peu à gauche
desk-guidance-turn_a_little_right = doit tourner un peu à droite
desk-guidance-turn_back_a_little = doit revenir un peu
desk-guidance-show_pass = doit montrer le certificat sanitaire
desk-guidance-show_next_part = doit montrer la partie suivante
desk-guidance-show_other_pass = doit montrer un autre certificat

desk-steps = Premiers pas
desk-steps-secret = Le secret client est celui d’Envoy. La personne qui gère Vestibule l’enregistre.
desk-steps-reached = Un appel d’Envoy arrive par le tunnel.
desk-steps-envoy = Envoy envoie ses arrivées ici. La personne qui gère Vestibule le connecte une fois.
desk-steps-told = Quelqu’un reçoit un message quand un visiteur est retenu.
desk-steps-screen = Un écran est jumelé.
desk-steps-consent = Un texte de consentement est publié.
desk-steps-enrolled = Quelqu’un est enregistré.
desk-steps-done = Fait :
desk-steps-to_do = À faire :
desk-steps-show = Montrer

desk-host-tell = Prévenir l’hôte
desk-host-nobody = Aucun message ne peut partir d’ici : Envoy n’a pas donné l’e-mail de l’hôte, ou ni serveur de messagerie ni canal n’est configuré.
desk-host-to = À
desk-host-message = Message
desk-host-text = { $visitor } est à l’accueil. Merci de venir ou de nous appeler.
desk-host-text_at = { $visitor } est à l’accueil ({ $place }). Merci de venir ou de nous appeler.
desk-host-your_visitor = Votre visiteur
desk-host-written = À { $to }, { $time } : { $state }
desk-host-waiting = en route
desk-host-sent = envoyé
desk-host-given_up = n’a pas pu être remis
desk-host-forgotten = effacé avant l’envoi

desk-history-decided = Arrivées décidées
desk-history-time = Heure
desk-history-visitor = Visiteur
desk-history-host = Hôte
desk-history-lobby = Site
desk-history-answer = Réponse
desk-history-why = Raison
desk-history-outcome = Issue
desk-history-none = Aucune arrivée ne correspond à ces filtres.
desk-history-widen = Voir les 7 derniers jours
desk-history-totals = À l’accueil : { $held } · entrés : { $let_in }
desk-history-more = Afficher plus
desk-history-from = Du
desk-history-to = Au
desk-history-all = tous
desk-history-held = retenu
desk-history-let_in = entré
desk-history-reason = Raison
desk-history-name = Nom
desk-history-csv = Enregistrer en CSV
desk-history-asked = Envoy a demandé : { $at }.
desk-history-frames =
    { $count ->
        [one] La caméra a envoyé { $count } image ; assez bonnes pour comparer : { $usable }.
        [many] La caméra a envoyé { $count } images ; assez bonnes pour comparer : { $usable }.
       *[other] La caméra a envoyé { $count } images ; assez bonnes pour comparer : { $usable }.
    }
desk-history-check = { $check }, après { $seconds } s : { $why }
desk-history-passed = Réussi.
desk-history-was_let_in = Réponse après { $seconds } s : entré.
desk-history-was_held = Réponse après { $seconds } s : retenu pour l’accueil.
desk-history-waits = attend encore
desk-history-ended = { $how }, { $at }.
desk-history-note = Note : { $note }
desk-check-face = Visage
desk-check-watchlist = Liste de surveillance
desk-check-health_pass = Certificat sanitaire
desk-check-personal_code = Code personnel
desk-check-document = Document
desk-check-remote_list = Liste externe
desk-check-identity_document = Pièce d’identité
desk-check-recent = Heure de l’appel
desk-check-none = Rien d’exigé
desk-check-held = Contrôles exigés
desk-part-sign_ins = Arrivées
desk-part-numbers = Chiffres de la semaine
desk-part-accounts = Comptes
desk-part-screens = Écrans
desk-part-lists = Listes de surveillance
desk-part-texts = Textes de consentement
desk-numbers = Chiffres de la semaine
desk-numbers-before = Semaine précédente
desk-numbers-after = Semaine suivante
desk-numbers-none = Aucune arrivée n’a été traitée cette semaine.
desk-numbers-cut = Il y a eu plus d’arrivées que celles comptées ici : les dernières sont comptées.
desk-numbers-let_in = Admis
desk-numbers-held = Envoyés à l’accueil
desk-numbers-waited = Attente habituelle
desk-numbers-longest = Attente la plus longue
desk-numbers-retries = Renvoyés à l’accueil
desk-numbers-not_moved = Mouvement non suivi
desk-numbers-cannot_move = Ne peuvent pas bouger
desk-numbers-count = Nombre
desk-numbers-by_day = Par jour
desk-numbers-by_hour = Par heure
desk-numbers-by_place = Par lieu
desk-numbers-by_reason = Pourquoi ils ont été envoyés à l’accueil
desk-numbers-by_outcome = Issue des visites

desk-expected-today = Attendus aujourd’hui
desk-expected-day = Jour
desk-expected-find = Visiteur ou hôte
desk-expected-only_not_enrolled = Non enregistrés
desk-expected-only_listed = Sur une liste
desk-expected-visitors = Visiteurs attendus
desk-expected-location = Site
desk-expected-face = Contrôle du visage
desk-expected-checked_in = Arrivée
desk-expected-nobody = Personne de ce nom n’est attendu.
desk-expected-none = Envoy n’a annoncé aucun visiteur pour ce jour. Si vous attendez quelqu’un, demandez à la personne qui gère Vestibule si Envoy envoie ses invitations ici.
desk-expected-cut = D’autres sont attendus que ceux affichés ici.
desk-expected-now = Maintenant
desk-expected-next = Plus tard
desk-expected-late = En retard
desk-expected-here = Arrivés
desk-expected-invite = Inviter à s’enregistrer
desk-enrolled-enrolled = enregistré
desk-enrolled-consent_needed = consentement à renouveler
desk-enrolled-expired = enregistrement expiré
desk-enrolled-photos_needed = nouvelles photos nécessaires
desk-enrolled-unclear = identité incertaine
desk-enrolled-not_enrolled = non enregistré
desk-enrolled-opted_out = ne veut pas de contrôle du visage
desk-enrolled-unknown = effacé
desk-visit-expected = attendu
desk-visit-overdue = en retard
desk-visit-let_in = entré
desk-visit-held = attend à l’accueil
desk-visit-seen_to = traité
desk-visit-arrived = arrivé
desk-visit-at = { $state }, { $time }

desk-lists = Listes de surveillance
desk-lists-stays = La liste en vigueur reste jusqu’à ce que quelqu’un décide.
desk-lists-accept = Mettre la nouvelle liste en vigueur
desk-lists-reject = La rejeter
desk-lobby-screen = Écran
desk-lobby-state = État
desk-lobby-camera = Caméra
desk-lobby-none = Aucun écran n’est jumelé.
desk-lobby-check_up = Vérification
desk-lobby-takes = La vérification prend quelques secondes …
desk-lobby-fine =
    { $count ->
        [one] { $count } contrôle en ordre
        [many] { $count } contrôles en ordre
       *[other] { $count } contrôles en ordre
    }
desk-lobby-for_administrator = Pour la personne qui gère Vestibule : Troubleshooting, « { $heading } ».
desk-lobby-test = Tester la caméra
desk-lobby-connected = connecté, { $camera }
desk-lobby-connected_busy = connecté, { $camera }, utilisé par un visiteur
desk-lobby-not_connected = non connecté : vérifiez qu’il est allumé et affiche sa page
desk-lobby-camera_lacking = Vérifiez qu’une caméra y est branchée et autorisée. Quiconque a besoin de la caméra ici est retenu.
desk-lobby-other_camera = Cet écran a une autre caméra que celle consignée, ou une de plus ; personne n’y est donc contrôlé : { $camera }. Regardez l’écran. Si la caméra n’est pas la vôtre, débranchez-la et appelez la personne qui gère Vestibule.
desk-lobby-is_ours = C’est notre caméra
desk-lobby-two_cameras_not_set_up = Il faut deux caméras, et elles ne sont pas réglées. Quiconque a besoin de la caméra ici est retenu.
desk-lobby-two_cameras_set_up = Deux caméras, à environ { $centimetres } cm.
desk-lobby-two_cameras_moved = Une des deux caméras a bougé. Réglez-les à nouveau.
desk-lobby-phone_no_trust_list = Pas de pièce d’identité du téléphone ici : aucune liste d’émetteurs n’a été importée.
desk-lobby-phone_unsupported = Pas de pièce d’identité du téléphone ici : le navigateur de cet écran ne peut pas la demander.
desk-lobby-phone_no_bluetooth = Pas de pièce d’identité du téléphone ici : la machine de cet écran n’a pas d’adaptateur Bluetooth.
desk-lobby-phone_offline = Pas de pièce d’identité du téléphone ici : la machine de cet écran n’a pas de réseau.
desk-lobby-set_up_cameras = Régler les caméras
desk-lobby-first_camera = Première caméra
desk-lobby-second_camera = Deuxième caméra
desk-camera-ready = caméra prête
desk-camera-missing = pas de caméra
desk-camera-blocked = caméra non autorisée
desk-camera-in_use = caméra utilisée par un autre programme
desk-camera-unknown = caméra inconnue
desk-light-green = bon
desk-light-amber = à regarder
desk-light-red = mauvais

desk-people-find = Nom, e-mail ou numéro d’employé
desk-people-only = Afficher
desk-people-only-all = Tout le monde
desk-people-only-ask_again = Consentement à redemander
desk-people-only-ended = Consentement ou inscription terminés
desk-people-only-face_off = Contrôle du visage désactivé
desk-people-only-no_email = Sans e-mail
desk-people-only-no_photos = Sans photo utilisable
desk-people-enrol = Enregistrer quelqu’un
desk-people-enrol_many = Enregistrer plusieurs personnes
desk-people-listed = Personnes enregistrées
desk-people-known_by = Connu par
desk-people-consent = Consentement
desk-people-expires = Expire
desk-people-photos = Photos
desk-people-last = Dernière entrée
desk-people-none = Aucune personne enregistrée ne correspond.
desk-people-empty = Personne n’est encore inscrit.
desk-people-pages = Pages
desk-people-previous = Précédent
desk-people-next = Suivant
desk-people-page =
    { $count ->
        [one] Page { $page } sur { $pages }, { $count } personne
        [many] Page { $page } sur { $pages }, { $count } personnes
       *[other] Page { $page } sur { $pages }, { $count } personnes
    }
desk-people-employeeId = employé { $text }
desk-consent-stands = en vigueur
desk-consent-outdated = donné à un texte antérieur : redemander
desk-consent-withdrawn = retiré
desk-consent-run_out = expiré
desk-way-desk = à l’accueil
desk-way-paper = sur papier
desk-way-screen = à l’écran

desk-person-somebody = Personne enregistrée
desk-person-name_only = Connu par le nom seulement
desk-person-facts = { $known } · enregistré le { $enrolled } · expire : { $expires } · dernière entrée : { $used }
desk-person-photos =
    { $count ->
        [one] { $count } photo.
        [many] { $count } photos.
       *[other] { $count } photos.
    }
desk-person-photos_former = D’autres ont été faites pour un modèle antérieur.
desk-person-consent = Consentement : { $state }.
desk-person-face_off = Le contrôle du visage est désactivé : trop d’essais de suite ont échoué sous ce nom. Regardez dans l’historique qui a essayé avant de le réactiver.
desk-person-code = Un code personnel est en place.
desk-person-no_code = Aucun code personnel n’est en place.
desk-person-text = texte « { $version } »
desk-person-no_text = aucun texte n’était publié alors
desk-person-read_in = lu en { $language }
desk-person-until = jusqu’au { $day }
desk-person-withdrawn = retiré le { $day }
desk-person-sign_ins =
    { $count ->
        [one] Arrivées sous ce nom (la dernière)
        [many] Arrivées sous ce nom (les { $count } dernières)
       *[other] Arrivées sous ce nom (les { $count } dernières)
    }
desk-person-add_photos = Ajouter des photos
desk-person-correct = Corriger les données
desk-person-renew = Renouveler le consentement
desk-person-withdraw = Retirer le consentement
desk-person-export = Exporter
desk-person-opt_out = Plus de contrôle du visage
desk-person-face_on = Réactiver le contrôle
desk-person-reset_code = Réinitialiser le code personnel
desk-person-erase = Effacer
desk-person-add_these = Ajouter celles-ci
desk-person-take_them = Les prendre avec cette caméra
desk-person-photos_added = Les photos ont été ajoutées.
desk-person-unchanged = Rien n’a été changé.
desk-person-corrected = Les données ont été corrigées.
desk-person-consent_until = Dernier jour du consentement (vide : sans fin)
desk-person-save_consent = Enregistrer le consentement
desk-person-about_erasing = Efface { $name } et son visage pour toujours. Les arrivées passées restent, sans nom. C’est irréversible.
desk-person-type_name = Saisissez le nom pour confirmer : { $name }
desk-person-erase_now = Effacer { $name } pour toujours
desk-person-receipt = Le reçu, qui ne contient ni nom ni visage, a été enregistré.
desk-person-restore = Annuler le retrait
desk-person-opt_in = Rétablir le contrôle
desk-person-about_withdrawing = La caméra reste éteinte pour { $name } dès maintenant. Le nettoyage efface la personne et son visage au prochain démarrage du service, ou sous 24 heures. D’ici là, vous pouvez l’annuler ici.
desk-person-about_opting_out = La caméra reste éteinte pour { $name } dès maintenant. L’inscription reste. Vous pouvez l’annuler ici.

desk-enrol-name = Nom complet, tel qu’il est saisi sur l’iPad
desk-enrol-email = E-mail
desk-enrol-employeeId = Numéro d’employé Envoy, pour les employés
desk-enrol-until = Dernier jour de l’enregistrement (vide : sans fin)
desk-enrol-how_agreed = Comment et quand l’accord a été donné
desk-enrol-example = formulaire signé, 25/11/2026
desk-enrol-where_agreed = Où l’accord a été donné
desk-enrol-send = Enregistrer avec les photos
desk-enrol-camera = Enregistrer avec cette caméra
desk-enrol-check = Vérifier seulement les photos
desk-enrol-document = J’ai vu sa pièce d’identité (nécessaire si aucune photo antérieure ne dit qui c’est ; c’est consigné avec votre nom)
desk-enrol-personal_code = Avec cette caméra : préparer aussi un code personnel (pour l’application d’authentification de son propre téléphone ; seul l’écran de l’accueil le montre)
desk-enrol-photos = Photos : cette personne seule, de face (jusqu’à { $count })
desk-enrol-judged = { $file }, avec l’évaluation
desk-enrol-limit = { $value } (limite { $limit })
desk-photo-good = bonne
desk-photo-refused = insuffisante
desk-photo-repeated = compte une fois : c’est la même image qu’une autre
desk-enrol-nothing = Rien n’a été enregistré.
desk-enrol-show_them = Voir la personne
desk-enrol-enrolled =
    { $count ->
        [one] Enregistré avec { $count } photo.
        [many] Enregistré avec { $count } photos.
       *[other] Enregistré avec { $count } photos.
    }
desk-enrol-updated =
    { $count ->
        [one] { $count } photo ajoutée.
        [many] { $count } photos ajoutées.
       *[other] { $count } photos ajoutées.
    }
desk-enrol-unchanged = Rien n’a été changé : il n’y avait rien de nouveau.
desk-enrol-twins = Jumeaux, ou seulement ressemblants
desk-import-how = Donnez à chaque photo le nom de la personne, avec un numéro s’il y en a plusieurs (« Ada Exemple 2.jpg »), ou mettez les photos de chacun dans un dossier à son nom. Une liste parmi les fichiers (CSV) peut aussi donner l’e-mail et la façon dont chacun a donné son accord.
desk-import-two_lists = Il y a plusieurs listes. Choisissez-en une.
desk-import-files = Photos, et une liste si vous en avez une
desk-import-folder = Ou un dossier qui les contient
desk-import-empty = Il n’y a pas de photos parmi ces fichiers.
desk-import-enrol =
    { $count ->
        [one] Enregistrer { $count } personne
        [many] Enregistrer { $count } personnes
       *[other] Enregistrer { $count } personnes
    }
desk-import-again =
    { $count ->
        [one] Réessayer : { $count } personne
        [many] Réessayer : { $count } personnes
       *[other] Réessayer : { $count } personnes
    }
desk-import-stop = Arrêter après celle-ci
desk-import-save_refused = Enregistrer la liste des refus
desk-import-so_far =
    { $count ->
        [one] { $count } personne : { $enrolled } enregistrée(s), { $refused } non, { $left } à faire.
        [many] { $count } personnes : { $enrolled } enregistrée(s), { $refused } non, { $left } à faire.
       *[other] { $count } personnes : { $enrolled } enregistrée(s), { $refused } non, { $left } à faire.
    }
desk-import-listed = Personnes à enregistrer
desk-import-result = Résultat
desk-import-leave_out = Laisser les photos refusées de côté
desk-import-missing = { $file } n’est pas parmi les fichiers.
desk-import-too_many = Il y a { $count } photos. Donnez-en { $most } au plus.
desk-import-too_large = Les photos sont trop grandes : { $each } Mo chacune, { $all } Mo en tout. Réduisez-les.
desk-lobby_enrol-new = Enregistrement de { $name }, nouvelle personne, à { $screen } :
desk-lobby_enrol-known = Ajout d’images à la fiche de { $name } à { $screen } :
desk-lobby_enrol-waiting = En attente de l’écran.
desk-lobby_enrol-asking = L’écran montre le texte de consentement et demande l’accord.
desk-lobby_enrol-posing = Devant la caméra : { $taken } images sur 3.
desk-lobby_enrol-posing_short = Devant la caméra : { $taken } images sur 3 ; { $short }.
desk-lobby_enrol-code = Toutes les images sont prises. Le code personnel se prépare à l’écran.
desk-lobby_enrol-interrupted = Quelqu’un arrive et a la caméra d’abord. Cela continue ensuite.
desk-lobby_enrol-storing = Toutes les images sont prises. Un instant …
desk-lobby_enrol-enrolled = Enregistré. La caméra connaîtra cette personne la prochaine fois.
desk-lobby_enrol-ended = Rien n’a été enregistré.
desk-lobby_enrol-stop = Arrêter
desk-lobby_enrol-screen = Devant quel écran est cette personne ?
desk-lobby_enrol-away = { $name } (non connecté)
desk-offer-manager_knows = Si c’est quelqu’un d’autre, proposez-le de nouveau et dites-le. Si c’est la même personne, ajoutez des photos à cette fiche.
desk-offer-ask_manager = Un responsable peut dire qui c’est et le proposer de nouveau.
desk-offer-offer = Proposer l’enregistrement
desk-offer-from_document = Enregistrer à partir de ce document
desk-offer-without_document = Enregistrer sans le document
desk-offer-document_name = Nom dans le document que l’écran a vérifié : { $name }
desk-offer-shown = { $name } a présenté un document authentique il y a peu.
desk-offer-name = Nom complet, comme sur la pièce d’identité
desk-offer-signed_in = Tel que saisi : { $email }
desk-offer-signed_in_id = Tel que saisi : { $email }, numéro d’employé { $id }
desk-offer-no_email = pas d’e-mail
desk-offer-checked = J’ai vérifié sa pièce d’identité
desk-offer-new = Cela enregistre une nouvelle personne.
desk-offer-known = Cela modifie la fiche de { $name }, qui existe déjà : des images sont ajoutées si c’est son visage.

desk-accounts = Comptes
desk-accounts-listed = Qui peut utiliser l’accueil
desk-accounts-name = Nom
desk-accounts-login = Identifiant
desk-accounts-role = Rôle
desk-accounts-last = Dernière connexion
desk-accounts-change = Modifier
desk-accounts-you = Vous
desk-accounts-active = jamais connecté
desk-accounts-link_open = a un lien, pas encore de mot de passe
desk-accounts-link_expired = le lien a expiré
desk-accounts-link = Avec ce lien, { $name } (identifiant { $login }) choisit un mot de passe. Il sert une fois, jusqu’au { $until }. Ne le donnez à personne d’autre ; il n’est plus affiché ensuite.
desk-accounts-role_of = Rôle de { $name }
desk-accounts-new_link = Nouveau lien
desk-accounts-revoke = Révoquer
desk-accounts-revoke_now = Révoquer { $name }
desk-accounts-add = Ajouter un compte
desk-accounts-login_field = Identifiant (vide : tiré du nom)
desk-screens-connected = { $name }, connecté
desk-screens-not_connected = { $name }, non connecté
desk-screens-unpair = Dissocier
desk-screens-unpair_now = Dissocier { $name }
desk-screens-pair = Jumeler un écran
desk-screens-name = Nom, par ex. Lobby
desk-screens-serves = Dessert
desk-screens-every_place = tous les sites
desk-screens-make_code = Créer un code
desk-screens-code = Ouvrez { $address } sur l’écran « { $name } » et saisissez ce code. Il sert une fois, jusqu’à { $time }.
desk-places = Nommer un site
desk-places-about = Envoy ne donne que le numéro de ces sites. Le nom est affiché à l’accueil et dans les messages ; les règles n’en dépendent pas.
desk-places-place = Site
desk-places-name = Nom (vide : afficher le numéro)
desk-places-save = Enregistrer le nom
desk-place-unnamed = Site { $id }
desk-own_list = Liste de surveillance
desk-own_list-empty = Votre propre liste est vide.
desk-own_list-find = Chercher dans votre propre liste
desk-own_list-not_found = Aucune entrée de votre liste ne correspond.
desk-own_list-listed = Votre propre liste
desk-own_list-found_by = Trouvé par
desk-own_list-why = Raison
desk-own_list-added = Ajouté
desk-own_list-until = Jusqu’au
desk-own_list-no_end = sans fin
desk-own_list-acts = Modifier ou retirer
desk-own_list-remove_now = Retirer définitivement
desk-own_list-others = Listes externes utilisées
desk-own_list-none = Aucune.
desk-own_list-dated = { $entries } entrées, du { $date }, importée le { $imported }.
desk-own_list-undated = { $entries } entrées, sans date, importée le { $imported }.
desk-own_list-age =
    { $count ->
        [one] Âge : { $count } jour.
        [many] Âge : { $count } jours.
       *[other] Âge : { $count } jours.
    }
desk-own_list-overdue = Elle est en retard : il faut en importer une plus récente.
desk-own_list-fetch_failed = Les { $times } derniers téléchargements ont échoué. Prévenez la personne qui gère Vestibule : le guide explique pourquoi sous « Finding watchlist_fetch ».
desk-own_list-add = Ajouter quelqu’un
desk-own_list-add_form = Ajouter à la liste de surveillance
desk-own_list-about = Qui correspond est retenu, et l’écran ne dit pas pourquoi. La date de naissance et le pays précisent un nom, si votre formulaire les demande.
desk-own_list-name = Nom complet
desk-own_list-aliases = Autres noms, séparés par des points-virgules
desk-own_list-birthDate = Date de naissance
desk-own_list-country = Pays ou son code
desk-own_list-email = E-mail
desk-own_list-domain = Domaine e-mail : toutes les personnes de là
desk-own_list-phone = Téléphone, avec +
desk-own_list-company = Entreprise : tous ceux qui en viennent
desk-own_list-note = Raison : l’accueil la demandera
desk-own_list-last_day = Dernier jour sur la liste (vide : sans fin)
desk-own_list-add_now = Ajouter à la liste
desk-own_list-face = le visage
desk-own_list-face_about = Un visage exige une base légale, car la personne n’a pas consenti. Le service regarde les photos et les oublie. Le visage n’est comparé que lors d’un contrôle qui a lieu de toute façon.
desk-own_list-legalBasis = Base légale : ce qui permet de garder le visage
desk-own_list-remove_face = Retirer le visage
desk-own_list-change_form = Modifier une entrée
desk-own_list-import = Importer un tableau
desk-own_list-import_about = Choisissez un fichier CSV. Sa première ligne nomme les colonnes ; seule « note » est nécessaire. Chaque ligne est ajoutée séparément. Les lignes avec des erreurs sont listées ici, et rien n’est ajouté deux fois.
desk-own_list-template = Enregistrer un modèle
desk-own_list-file = Fichier CSV
desk-own_list-imported = { $added } ajoutées, { $refused } non ajoutées.
desk-own_list-row = Ligne { $row } : { $why }
desk-text = Texte de consentement
desk-text-form = Publier un texte de consentement
desk-text-publish = Publier un texte
desk-text-about = Sous la version en vigueur, un texte est une traduction et personne n’est redemandé. Sous une nouvelle version, il remplace le texte précédent.
desk-text-version = Version, par ex. 2026-11
desk-text-language = Langue
desk-text-text = Texte
desk-text-publish_now = Publier
desk-text-publish_version = Publier la nouvelle version
desk-text-publish_translation = Publier la traduction
desk-text-asks_nobody = Nouvelle version : personne n’est encore enregistré.
desk-text-asks =
    { $count ->
        [one] Nouvelle version : { $count } personne enregistrée sera redemandée, caméra éteinte jusqu’à son accord.
        [many] Nouvelle version : { $count } personnes enregistrées seront redemandées, caméra éteinte jusqu’à leur accord.
       *[other] Nouvelle version : { $count } personnes enregistrées seront redemandées, caméra éteinte jusqu’à leur accord.
    }
desk-text-none = Aucun texte n’est encore publié.
desk-text-current = Version « { $version } », { $language }
desk-text-current_unsaid = Version « { $version } », langue non indiquée
desk-text-before = Avant : version « { $version } », publiée le { $day }

desk-said-malformed = Remplissez tous les champs.
desk-said-wrong_login = L’identifiant et le mot de passe ne vont pas ensemble. Si vous l’avez oublié, demandez un nouveau lien.
desk-said-bad_link = Ce lien n’est pas valable : déjà utilisé, plus de 24 heures, ou remplacé. Demandez-en un nouveau.
desk-said-provider_only = Ce compte ne se connecte que par le fournisseur OpenID. Rien n’a été changé.
desk-said-too_many_tries = Trop d’essais depuis cet ordinateur. Attendez une minute.
desk-said-too_many_acts = Rien n’a été enregistré : ce compte a agi trop souvent. Veuillez attendre une minute.
desk-said-busy = Beaucoup de personnes se connectent. Réessayez.
desk-said-paused = Trop de mots de passe erronés. Attendez { $minutes } min, ou demandez un nouveau lien.
desk-said-bad_password = Ce mot de passe ne convient pas. Il faut au moins 12 caractères, dont 5 différents, pas seulement votre nom, et rien de trop courant.
desk-said-not_signed_in = Connectez-vous.
desk-said-not_allowed = Votre compte ne le permet pas. Demandez un autre rôle à la personne qui gère Vestibule.
desk-said-bad_request = Ce n’est pas possible ainsi. Revoyez la saisie ou rechargez la page.
desk-said-internal_error = Le service a eu une panne. Réessayez dans un instant.
desk-said-too_late = C’était trop tard : le visiteur est retenu. Faites-le entrer par Envoy.
desk-said-was_let_in = Ce visiteur a déjà été laissé entrer. Cela ne peut pas être annulé ici.
desk-said-not_stored = Cela n’a pas pu être enregistré ; le visiteur reste retenu. Réessayez, ou utilisez Envoy.
desk-said-no_such_card = Cette arrivée n’est plus à l’accueil.
desk-said-no_such_place = Rien ne peut plus être envoyé là. Fermez et rouvrez.
desk-said-no_such_hit = Cette entrée n’est plus sur la liste, ou personne d’inscrit n’est visé. Rouvrez la fiche.
desk-said-too_many_messages = Rien n’a été envoyé : en une heure, au plus 5 messages sur un visiteur, 10 à un hôte et 30 d’un compte. Appelez, ou écrivez plus tard.
desk-said-written_since = Un message sur ce visiteur est parti depuis l’ouverture. Rien n’a été envoyé : regardez ce qui est parti, et envoyez encore si c’est toujours utile.
desk-said-empty = Écrivez d’abord quelque chose.
desk-said-already_so = { $name } a été plus rapide. Regardez où cela en est.
desk-said-note_changed = Une autre personne a modifié cette note entre-temps. Elle dit maintenant : « { $note } ». Rien n’a été enregistré ; enregistrez encore pour la remplacer.
desk-said-waits_already = Ce visiteur attend déjà.
desk-said-nobody_enrolled = Personne n’a été enregistré depuis cette fiche. Dites comment la visite s’est terminée autrement.
desk-said-not_found = Cette arrivée n’est plus conservée.
desk-said-decided_meanwhile = Quelqu’un a décidé entre-temps, ou une liste plus récente est arrivée.
desk-said-searches_busy = Le service est occupé par d’autres recherches. Réessayez dans une minute.
desk-said-no_such_zone = Ce fuseau horaire n’existe pas.
desk-said-screen_elsewhere = L’écran est connecté à une autre machine de cette installation. Faites-le depuis l’accueil de là-bas.
desk-said-test_done = La caméra fonctionne : la première image est venue après { $seconds } s.
desk-said-test_declined = Quelqu’un à l’écran a refusé la caméra.
desk-said-test_cannot_move = Quelqu’un à l’écran a dit ne pas pouvoir bouger.
desk-said-test_camera_failed = L’écran n’a pas de caméra qu’il puisse utiliser. Vérifiez le branchement et l’autorisation.
desk-said-test_camera_stuck = La caméra montre une image qui ne bouge pas. Ouvrez son cache ou rebranchez-la.
desk-said-test_camera_changed = Ce n’est pas la caméra consignée, ou il y en a une de plus. Regardez-la et confirmez-la ci-dessous si c’est la vôtre.
desk-said-test_second_camera_missing = Il faut deux caméras, et l’écran en a une. Branchez la deuxième.
desk-said-cameras_learned = Les caméras sont réglées. Elles sont à environ { $centimetres } cm.
desk-said-cameras_measured = Paires mesurées : { $count }
desk-said-cameras_stand = Qu’une personne se place devant l’écran, à un bras de distance, et fasse ce qu’il dit : s’approcher, puis reculer.
desk-said-cameras_too_few_pairs = Trop peu d’images montrent tout le visage dans les deux caméras. Tournez les caméras vers le visage.
desk-said-cameras_no_relief = Aucune tête n’a été vue. Il faut une personne, pas une image.
desk-said-cameras_too_little_movement = La personne doit s’approcher, puis reculer.
desk-said-cameras_misfit = Les images ne concordent pas. Vérifiez que les deux caméras sont fixes, puis réglez-les à nouveau.
desk-said-cameras_distance = Montez les caméras à une distance de 6 à 15 cm.
desk-said-cameras_parallel = Tournez les caméras pour qu’elles regardent dans la même direction.
desk-said-cameras_level = Montez les deux caméras droites et à la même hauteur.
desk-said-test_kiosk_offline = L’écran n’est pas connecté. Vérifiez qu’il est allumé et affiche sa page.
desk-said-test_no_kiosk_here = Cet écran n’existe plus.
desk-said-test_kiosk_busy = Un visiteur est devant la caméra. Réessayez dans un instant.
desk-said-test_timed_out = Aucune image n’est venue à temps. Regardez l’écran et son réseau.
desk-said-test_aborted = Le service redémarre. Réessayez dans un instant.
desk-said-camera_confirmed = C’est désormais sa caméra.
desk-said-camera_other_again = Il a de nouveau une autre caméra. Regardez encore.
desk-said-check_up_amiss = { $count } vérifications sur { $all } ont trouvé quelque chose. Prévenez un responsable, ou la personne qui gère Vestibule.
desk-said-check_up_fine = Tout est en ordre.
desk-said-check_up_not_run = La vérification n’a pas pu se faire. Prévenez la personne qui gère Vestibule.
desk-said-list_shrunk = La nouvelle liste { $list } a { $entries } entrées, celle en vigueur { $before } : elle est peut-être tronquée. Regardez ce que dit son éditeur.
desk-said-list_is_another = Sur les { $before } entrées de { $list } en vigueur, { $kept } sont dans la nouvelle liste : c’est peut-être une autre liste.
desk-said-list_older = Le fichier de { $list } est du { $date }, la liste en vigueur du { $dateBefore } : il est peut-être plus ancien, ou la date en vigueur est fausse.
desk-said-list_says_less = La nouvelle liste { $list } en dit moins des mêmes entrées (autres noms { $names }, mots d’un nom { $words }, dates de naissance { $birthDates }, pays { $countries }) : son format a peut-être changé. Exemple : { $example }.
desk-said-list_moved = Dans la nouvelle liste { $list }, des noms ou années de naissance figurent sous d’autres entrées qu’avant (noms gardés { $names }, années de naissance { $birthYears }) : elle est peut-être mélangée. Exemple : { $example }.
desk-said-list_undated = Le nouveau fichier de { $list } n’a pas de date ; la liste en vigueur est du { $dateBefore } : son format a peut-être changé.
desk-said-person_gone = Cette personne n’est pas enregistrée, ou a été effacée entre-temps.
desk-said-consent_changed_since = Depuis l’ouverture de cette page, la personne a retiré son consentement ou un autre texte a été publié. Rien n’a été changé : fermez, rouvrez et demandez-lui.
desk-said-how_missing = Dites comment et quand l’accord a été donné, par ex. « formulaire signé, 25/11/2026 ». Rien n’a été changé.
desk-said-day_passed = Ce jour est passé, le consentement ne vaudrait pas. Donnez un jour ultérieur. Rien n’a été changé.
desk-said-consents = { $name } donne son consentement.
desk-said-consents_to = { $name } consent au texte « { $version } ».
desk-said-no_consent = { $name } n’a pas de consentement à retirer. Rien n’a été changé.
desk-said-consent_withdrawn = Le consentement de { $name } est retiré : la caméra reste éteinte, et le prochain nettoyage efface la personne. Pour le faire maintenant : « Effacer ».
desk-said-not_opted_out = { $name } n’est pas sur la liste sans contrôle du visage. Rien n’a été changé.
desk-said-opted_in = { $name } n’est plus sur la liste sans contrôle du visage.
desk-said-not_withdrawn = Le consentement de { $name } n’est pas retiré. Rien n’a été changé.
desk-said-consent_restored = Le consentement de { $name } est de nouveau valable.
desk-said-opted_out = Noté : la caméra reste désormais éteinte pour { $name }. La fiche existe encore ; pour l’effacer : « Effacer ».
desk-said-opted_out_before = C’était déjà noté : la caméra reste éteinte pour { $name }. La fiche existe encore ; pour l’effacer : « Effacer ».
desk-said-face_not_off = Le contrôle du visage de { $name } n’est pas désactivé. Rien n’a été changé.
desk-said-face_on = Le contrôle du visage de { $name } est de nouveau actif.
desk-said-code_reset = Le code personnel de { $name } ne compte plus. Un autre peut être préparé à un écran de l’accueil.
desk-said-no_code_set_up = { $name } n’a pas de code personnel. Rien n’a été changé.
desk-said-exported = Tout ce qui est conservé sur { $name } est dans data.json et data.html.
desk-said-exported_listed = Tout ce qui est conservé sur { $name } est dans data.json et data.html, y compris une entrée de la liste de surveillance : vérifiez si vous devez la retenir.
desk-said-name_not_typed = Pour effacer { $name } pour toujours, saisissez le nom tel qu’il est ici. Personne n’a été effacé.
desk-said-erased = { $name } est effacé pour toujours.
desk-said-photos_too_large = Les photos sont trop grandes. Réduisez-les, ou donnez-en moins.
desk-said-too_many_photos = Trop de photos à la fois.
desk-said-not_the_form = Ce n’est pas ce que la page envoie. Rechargez-la.
desk-said-uploads_busy = D’autres photos sont en cours d’examen. Réessayez dans un instant.
desk-said-text_changed = Un autre texte de consentement a été publié depuis l’ouverture de ce formulaire, et personne ne l’a encore accepté. Personne n’a été enregistré : fermez le formulaire, rouvrez-le et demandez.
desk-said-csv_empty = Cette liste est vide : pas de ligne sous l’en-tête.
desk-said-csv_not_utf8 = Cette liste n’est pas un texte en UTF-8. Enregistrez-la en « CSV UTF-8 » dans le tableur.
desk-said-csv_not_text = Ce n’est pas un texte, mais un autre fichier.
desk-said-csv_malformed = La liste est mal formée, sans doute un guillemet de trop ou de moins. Rien n’a été changé.
desk-said-csv_heading = L’en-tête ne convient pas : il faut les colonnes name, consent et photos (ou folder). Rien n’a été changé.
desk-said-csv_too_long = Ici, une liste peut avoir jusqu’à 20 000 lignes et 5 Mo. Divisez-la.
desk-said-csv_unreadable = Cette liste ne peut pas être lue : ses lignes sont trop longues. Divisez-la.
desk-said-ask_manager = Seul un responsable peut dire à qui le visage ressemble. Demandez-lui de le proposer depuis cette fiche.
desk-said-found_since = Les personnes enregistrées ont changé depuis l’ouverture de la fiche. Appuyez sur « Annuler » et proposez de nouveau.
desk-said-document_gone = Le document ne compte plus : il a été présenté il y a trop longtemps, ou les listes d’autorités ont changé. Faites-le présenter de nouveau, ou proposez sans lui.
desk-said-offer_opted_out = Quelqu’un de ce nom, e-mail ou numéro ne veut pas de contrôle du visage : son visage n’est jamais pris.
desk-said-offer_alarm = Cette fiche est une alerte : personne ne peut être enregistré depuis elle. Suivez la procédure.
desk-said-no_text = Il n’y a pas encore de texte de consentement. Publiez-en un d’abord sous « Gestion ».
desk-said-stopped = Arrêté. Rien n’est enregistré.
desk-said-over_already = C’est déjà terminé.
desk-said-namesake = Quelqu’un de ce nom, ou d’un nom qui peut être confondu, est déjà enregistré, et cette arrivée n’était pas la sienne. Si c’est une autre personne, demandez à un responsable de le proposer depuis cette fiche.
desk-said-other_record = L’e-mail ou le numéro d’employé de cette arrivée sont à quelqu’un d’autre ; personne ne peut être enregistré depuis sa fiche. Faites refaire l’arrivée avec ses propres données.
desk-said-other_record_found = L’e-mail ou le numéro d’employé de cette arrivée sont à quelqu’un d’autre ({ $found }) ; personne ne peut être enregistré depuis sa fiche. Faites refaire l’arrivée avec ses propres données.
desk-said-document_name_differs = Le nom de la pièce d’identité ne correspond pas à celui de la fiche. Faites refaire l’arrivée sous son propre nom, et proposez depuis cette fiche-là.
desk-said-no_such_screen = Cet écran n’existe plus. Choisissez-en un autre.
desk-said-screen_away = L’écran « { $screen } » n’est pas connecté. Regardez s’il est allumé, ou choisissez-en un autre.
desk-said-under_way = Un enregistrement y est déjà en cours. Arrêtez-le d’abord, ou attendez.
desk-said-too_many_under_way = Trop d’enregistrements sont en cours.
desk-said-role_changed = { $name } a désormais un autre rôle et doit se reconnecter.
desk-said-account_revoked = { $name } ne peut plus se connecter.
desk-said-own_account = C’est votre propre compte. Demandez à un autre responsable de le changer.
desk-said-last_manager = C’est le dernier responsable. Ajoutez-en d’abord un autre ; rien n’a été changé.
desk-said-bad_name = Ce nom ne convient pas. Choisissez-en un court, en caractères imprimables.
desk-said-bad_login = Un identifiant a 1 à 64 lettres de a à z, chiffres et . _ @ + -, par ex. ada.exemple ou un e-mail.
desk-said-login_taken = Quelqu’un a déjà cet identifiant. Choisissez-en un autre.
desk-said-same_role = Le compte a déjà ce rôle.
desk-said-no_such_account = Ce compte n’existe plus.
desk-said-not_paired = Cet écran n’est plus jumelé.
desk-said-unpaired = L’écran a été dissocié. Il demandera un nouveau code dans quelques secondes.
desk-said-name_taken = Un écran de ce nom est déjà jumelé. Choisissez un autre nom, ou dissociez d’abord celui-là.
desk-said-place_unknown = Personne ne s’est présenté récemment à ce site.
desk-said-place_is_told = Le nom de ce site vient d’Envoy. Changez-le là-bas.
desk-said-place_name_too_long = Le nom d’un site a { $most } caractères au plus.
desk-said-place_name_taken = Un autre site porte déjà ce nom.
desk-said-place_named = Le site est désormais affiché sous ce nom.
desk-said-place_unnamed = Le site n’a plus de nom.
desk-said-listed = Ajouté. Cela compte dès la prochaine arrivée.
desk-said-unlisted = Retiré.
desk-said-not_listed = Cette entrée n’est plus sur la liste.
desk-said-listed_nothing_to_find = Donnez un nom, e-mail, téléphone, une entreprise ou une photo.
desk-said-listed_legal_basis_missing = La base légale manque. Dites ce qui permet de garder le visage.
desk-said-listed_photos_unusable = Une photo est inutilisable. Choisissez-en d’autres ; rien n’a été enregistré.
desk-said-listed_note_missing = La raison manque. Dites pourquoi la personne est sur la liste : l’accueil la demandera.
desk-said-listed_note_too_long = La raison est trop longue : 2000 caractères au plus.
desk-said-listed_text_unusable = Un nom est trop long ou contient des caractères de commande.
desk-said-listed_email_unusable = Ce n’est pas un e-mail.
desk-said-listed_phone_unusable = Ce n’est pas un téléphone : écrivez-le comme +33 1 55 50 10 00.
desk-said-listed_birth_date_unusable = La date de naissance est illisible : écrivez-la comme 1990-12-31.
desk-said-listed_already_expired = L’entrée serait déjà expirée.
desk-said-listed_already_listed = Votre liste contient déjà cette entrée.
desk-said-listed_changed = Une autre personne a modifié cette entrée entre-temps. Rien n’a été enregistré : fermez et regardez-la à nouveau.
desk-said-listed_domain_unusable = Ce n’est pas un domaine : écrivez-le comme example.com.
desk-said-listed_expires_unusable = Écrivez expires comme 2027-11-24.
desk-said-listed_heading = L’en-tête ne convient pas : la colonne note est nécessaire. Le modèle montre les autres. Rien n’a été modifié.
desk-said-listed_name_missing = Les autres noms ont besoin d’un nom.
desk-said-listed_row = La ligne n’a pas autant de cellules que l’en-tête. Mettez entre guillemets les cellules qui contiennent une virgule.
desk-said-listed_saved = Enregistré. Cela compte dès la prochaine arrivée.
desk-said-listed_too_many = Ici, un tableau peut avoir 1000 lignes et 0,5 Mo. Divisez-le.
desk-said-listed_too_many_aliases = Il y a trop d’autres noms : 50 au plus.
desk-said-bad_version = Une version a au plus 40 lettres, chiffres, points et tirets, par ex. 2026-11. Rien n’a été changé.
desk-said-text_unusable = Le texte est vide ou trop long. Rien n’a été changé.
desk-said-text_unfilled = Le texte contient encore des crochets à remplir. Rien n’a été changé.
desk-said-bad_language = Ce n’est pas un code de langue. Écrivez deux ou trois lettres, comme fr, ou avec une région, comme pt-BR. Rien n’a été changé.
desk-said-version_taken = Un texte de cette version existe déjà, et quelqu’un l’a peut-être accepté. Donnez une autre version ; pour une traduction du texte en vigueur, indiquez sa langue. Rien n’a été changé.
desk-said-language_taken = Un texte de cette version existe déjà dans cette langue, et quelqu’un l’a peut-être accepté. Donnez une autre version. Rien n’a été changé.
desk-said-language_unknown = La langue du texte en vigueur n’a pas été indiquée. Publiez-le encore une fois avec sa langue, puis celui-ci. Rien n’a été changé.
desk-said-text_published = Le texte de consentement « { $version } » compte désormais.
desk-said-translation_published = La traduction du texte « { $version } » est désormais disponible. Personne n’est redemandé pour autant.
desk-said-invited = L’invitation part par e-mail.
desk-said-invite_enrolled = La personne est déjà enregistrée, et rien ne manque.
desk-said-invite_opted_out = La personne ne veut pas de contrôle du visage ; elle n’est pas sollicitée.
desk-said-invite_unclear = L’identité n’est pas claire ; personne ne reçoit de message.
desk-said-invite_unknown = Ce visiteur n’est plus connu.
desk-said-no_address = Son e-mail n’est pas connu ; rien n’a été envoyé.
desk-said-no_mail_server = Aucun serveur de messagerie n’est configuré dans notify.yaml ; rien n’a été envoyé.
desk-said-invited_lately = L’invitation est partie le { $on } ; pas de nouveau message pendant une semaine.
desk-said-not_delivered = L’e-mail d’aujourd’hui n’a pas été remis. Réessayez demain.
desk-said-why_needed = Cette visite est une alerte. Dites pourquoi la personne entre malgré tout.

desk-mistake-name_missing = Le nom manque. Donnez le nom complet.
desk-mistake-name_unusable = Le nom est trop long ou contient des caractères de commande.
desk-mistake-email_unusable = « { $email } » n’est pas un e-mail.
desk-mistake-employee_id_unusable = Le numéro d’employé est trop long ou contient des caractères de commande.
desk-mistake-consent_missing = Le consentement manque. Sans lui, personne n’est enregistré : dites comment et quand il a été donné.
desk-mistake-consent_unusable = La mention du consentement est trop longue ou contient des caractères de commande.
desk-mistake-already_expired = L’enregistrement serait déjà expiré. Donnez un jour à venir.
desk-mistake-no_photos = Il n’y a pas de photo. Donnez-en au moins une.
desk-mistake-email_taken = Cet e-mail est déjà enregistré, pour { $name }.
desk-mistake-employee_id_taken = Ce numéro d’employé est déjà enregistré, pour { $name }.
desk-mistake-already_enrolled = { $name } existe déjà, sous le même nom et avec le même visage.
desk-mistake-opted_out = Quelqu’un de ce nom, e-mail ou numéro ne veut pas de contrôle du visage : son visage n’est jamais pris. En cas de changement d’avis, voyez la personne qui gère Vestibule.
desk-mistake-looks_like_enrolled = Le visage ressemble à { $name }, qui existe déjà.
desk-mistake-not_alike = Le visage ne ressemble pas à la personne nommée.
desk-mistake-person_gone = Cette personne n’est pas enregistrée, ou a été retirée entre-temps.
desk-mistake-consent_ended = Le consentement ne vaut plus ; aucune photo n’est regardée. En cas d’accord, passez d’abord par « Renouveler le consentement ».
desk-mistake-record_altered = La fiche a été changée par autre chose que Vestibule et ne correspond plus aux photos. Si vous avez vu la pièce d’identité, cochez-le et donnez des photos.
desk-mistake-document_needed = Il n’y a plus de photo à laquelle en comparer une nouvelle. Si vous avez vu la pièce d’identité, cochez-le et donnez des photos.
desk-mistake-changed_meanwhile = Quelqu’un a changé cette fiche entre-temps. Rien n’a été enregistré. Regardez-la et réessayez.
desk-mistake-same_name = Quelqu’un du même nom est aussi enregistré. Qui ne donne que ce nom est comparé aux deux.
desk-mistake-document_said_who = Aucun visage n’a pu confirmer à qui est cette fiche, seulement la pièce vérifiée ; c’est consigné. Dites-le aussi vous-même à la personne.
desk-mistake-twin = Cette personne et une autre qui lui ressemble doivent désormais correspondre de plus près, pour que l’une ne soit pas prise pour l’autre. Elles seront peut-être retenues plus souvent.
desk-mistake-ambiguous_person = Plusieurs personnes sont enregistrées sous ce nom. Donnez l’e-mail ou le numéro d’employé.
desk-mistake-no_day = Un jour de cette ligne est illisible. Écrivez-le comme 2027-11-24.
desk-mistake-no_choice = Cette ligne contient une valeur qui n’est pas au choix.
desk-mistake-said_no = La réponse à l’écran a été non.
desk-mistake-nobody_answered = Personne n’a répondu à temps à « { $screen } ». Rien n’a été enregistré.
desk-mistake-declined = La personne à « { $screen } » l’a arrêté. Demandez si elle est toujours d’accord.
desk-mistake-camera_failed = La caméra de « { $screen } » ne peut pas être utilisée ; son écran dit quoi faire.
desk-mistake-camera_stuck = La caméra de « { $screen } » montre toujours la même image. Ouvrez son cache ou rebranchez-la.
desk-mistake-camera_changed = « { $screen } » a une autre caméra que celle consignée. Regardez-la et confirmez-la sous « Écrans ».
desk-mistake-kiosk_offline = L’écran « { $screen } » n’est pas connecté. Ouvrez sa page.
desk-mistake-no_kiosk_here = L’écran « { $screen } » ne dessert pas ce lieu.
desk-mistake-kiosk_busy = Des visiteurs arrivent à « { $screen } ». Réessayez dans un instant.
desk-mistake-aborted = Arrêté avant que toutes les images soient prises.
desk-mistake-ending_stopped = Arrêté avant que toutes les images soient prises.
desk-mistake-no_frames = La caméra de « { $screen } » n’a pas envoyé d’image à temps. Regardez son écran.
desk-mistake-no_code = Aucun code correct de l’application d’authentification n’a été tapé à temps. Rien n’a été enregistré. Recommencez.
desk-mistake-nobody = Personne n’est venu devant la caméra.
desk-mistake-moved_away = La personne est partie avant que toutes les images soient prises. Recommencez.
desk-mistake-several_people = Plusieurs personnes étaient devant la caméra. La personne doit être seule à l’image.
desk-mistake-another_person = Un autre visage a pris la place du premier. Une personne à la fois ; recommencez.
desk-mistake-not_live = La caméra a vu ce qui ressemble à l’image d’un visage, pas à une personne. Il faut une personne ; s’il y en avait une, une lumière plus égale aide.
desk-mistake-too_slow = Une des images n’a pas pu être prise en une minute.
desk-mistake-fault = Le service a eu une panne ; son journal en dit plus. Rien n’a été enregistré.
desk-mistake-offer_changed = La fiche, ou la personne qu’elle désigne, a changé. Rien n’a été enregistré. Proposez de nouveau.
desk-mistake-document_gone = Le document ne compte plus : il a été présenté il y a trop longtemps, ou les listes d’autorités ont changé. Faites-le présenter de nouveau, ou proposez sans lui.
desk-mistake-portrait_differs = Le visage ne ressemble pas assez à la photo du document. Rien n’a été enregistré. Proposez sans le document.
desk-mistake-offer_not_allowed = La personne qui l’a demandé ne peut plus enregistrer personne. Rien n’a été enregistré. Demandez à quelqu’un d’autre.
desk-mistake-ended_before = Le service a été arrêté au milieu. Rien n’a été enregistré. Recommencez.
desk-mistake-ending_stopping = Le service a été arrêté au milieu. Rien n’a été enregistré. Recommencez.
desk-mistake-somebody_found = Quelqu’un d’autre, déjà enregistré, a été trouvé. Un responsable voit qui.
desk-mistake-ending_moved = « { $screen } » s’est connecté à une autre machine au milieu. Rien n’a été enregistré. Recommencez.
desk-mistake-ending_lost = La machine de « { $screen } », ou sa base de données, n’est plus là. Rien n’a été enregistré. Recommencez quand l’écran est connecté.
desk-mistake-ending_not_taken = La machine de « { $screen } » n’a pas commencé. Rien n’a été enregistré. Réessayez.
desk-mistake-ending_unreadable = La machine de « { $screen } » ne comprend pas la demande : autre version ou autre clé. Rien n’a été enregistré.

desk-finding-no_face = Aucun visage n’a été trouvé. Prenez une photo de face, bien éclairée et assez proche.
desk-finding-several_faces = Il y a plusieurs visages. Prenez une photo de cette personne seule, ou recadrez.
desk-finding-too_small = Le visage est trop petit : { $value } pixels entre les yeux, il en faut { $threshold }. Prenez une photo plus grande ou plus proche.
desk-finding-cut_off = Le visage est coupé par le bord. Prenez une photo avec toute la tête.
desk-finding-turned_away = La tête est tournée de { $value } degrés, { $threshold } au plus. Prenez une photo face à la caméra.
desk-finding-looking_up_or_down = La tête regarde en haut ou en bas de { $value } degrés, { $threshold } au plus. Prenez une photo à hauteur des yeux.
desk-finding-leaning = La tête penche de { $value } degrés, { $threshold } au plus. Prenez une photo droite.
desk-finding-too_dark = Le visage est trop sombre (luminosité { $value }, il faut { $threshold }). Prenez une photo avec de la lumière sur le visage.
desk-finding-in_shadow = Trop du visage est noir, par l’ombre, un chapeau ou des lunettes foncées. Prenez une photo avec de la lumière sur tout le visage.
desk-finding-too_bright = Trop du visage est surexposé. Prenez une photo à la lumière plus douce.
desk-finding-blurred = Le visage est flou (netteté { $value }, il faut { $threshold }). Prenez une photo nette.
desk-finding-not_a_face = Cela ne ressemble pas à un visage humain droit. Prenez une photo d’une personne de face.
desk-finding-drawn = Cela ressemble à un dessin ou à une image très lissée. Prenez la photo telle que la caméra l’a prise.
desk-finding-eyes_closed = Les yeux sont peut-être fermés ou couverts. Si c’est le cas, prenez une autre photo.
desk-finding-another_face = Cela ne ressemble pas à la personne des autres photos (ressemblance { $value }, il faut { $threshold }). Photos d’une seule personne.
desk-finding-unreadable = Le fichier n’est pas lisible comme image.
desk-finding-too_slow = Décoder la photo prend trop de temps. Enregistrez-la en JPEG plus petit, de 4000 pixels de large au plus.
desk-finding-worker_timed_out = La photo n’a pas pu être examinée. Réessayez.
desk-finding-worker_failed = La photo n’a pas pu être examinée. Réessayez.

desk-about-settings = Réglages
desk-about-secrets = Secrets
desk-about-client_secret = Secret de l’app dans Envoy
desk-about-wrong_signatures = Secret de l’app dans Envoy
desk-about-native = Parties du programme
desk-about-disk = Disque
desk-about-clock = Horloge
desk-about-models = Modèles
desk-about-recogniser = Reconnaissance faciale
desk-about-earlier = Reconnaissance faciale
desk-about-lower = Reconnaissance faciale
desk-about-no_templates = Reconnaissance faciale
desk-about-data = Dossier de données
desk-about-database = Base de données
desk-about-copies = Copies
desk-about-backup = Sauvegarde
desk-about-template = Clé des visages
desk-about-opt = Liste d’opposition
desk-about-hook = Secret de l’app dans Envoy
desk-about-audit = Journal d’activité
desk-about-retention = Conservation
desk-about-faces = Contrôles du visage
desk-about-pooler = Connexions à la base
desk-about-instance = Instances
desk-about-instances = Instances
desk-about-service = Service
desk-about-starting = Disponibilité
desk-about-readiness = Disponibilité
desk-about-deadline = Délai de réponse
desk-about-tunnel = Tunnel
desk-about-standby = Service de secours
desk-about-heartbeat = Surveillance
desk-about-installs = App dans Envoy
desk-about-purpose = App dans Envoy
desk-about-plugin = API d’Envoy
desk-about-kiosks = Écrans
desk-about-kiosk = Écran { $screen }
desk-about-reader = Lecteur de documents de l’écran { $screen }
desk-about-two_cameras = Les deux caméras de l’écran { $screen }
desk-about-consent = Texte de consentement
desk-about-people = Personnes
desk-about-location = Écrans
desk-about-screens = Écrans
desk-about-policy = Règles
desk-about-remote = Règles
desk-about-liveness = Preuve de présence
desk-about-watchlist = Liste de surveillance
desk-about-issuers = Certificats de santé
desk-about-revocations = Certificats de santé
desk-about-csca = Passeports
desk-about-notify = Notifications
desk-about-contact = Notifications
desk-about-outbox = Messages
desk-about-wallet = Téléphones

desk-amiss-settings = Un réglage est faux.
desk-amiss-secrets = Un secret est inutilisable.
desk-amiss-client_secret = Le secret de l’app manque, donc tout le monde est retenu.
desk-amiss-wrong_signatures = Des appels signés avec un autre secret sont arrivés.
desk-amiss-not_examined = Cela n’a pas pu être vérifié.
desk-amiss-node = Node est trop ancien.
desk-amiss-native_modules = Des parties du programme ne se chargent pas.
desk-amiss-disk = Le disque est presque plein.
desk-amiss-clock = L’horloge de cette machine est fausse ou n’a pas pu être comparée.
desk-amiss-models = Des fichiers des modèles manquent ou ont été modifiés.
desk-amiss-earlier_recogniser = Il existe une meilleure reconnaissance faciale que celle en service.
desk-amiss-lower_threshold = La reconnaissance faciale exige moins de ressemblance qu’à la livraison.
desk-amiss-no_templates = Une autre reconnaissance faciale que celle choisie est en service.
desk-amiss-data_dir = Le dossier de données n’est pas comme il doit être.
desk-amiss-database = La base de données n’est pas en ordre.
desk-amiss-database_writes = Rien ne peut être écrit dans la base ; tout le monde est retenu en attendant.
desk-amiss-database_triggers = Quelqu’un d’autre a changé ce que la base de données fait d’elle-même.
desk-amiss-copies_left = Il reste d’anciennes copies de la base, avec des personnes effacées depuis.
desk-amiss-backup = Il n’y a pas de sauvegarde récente ; si le disque tombe en panne, tout serait perdu.
desk-amiss-template_key = La clé des visages enregistrés manque ou n’est pas la bonne.
desk-amiss-opt_out_key = La liste d’opposition est illisible ; tout le monde est retenu en attendant.
desk-amiss-hook_secret = Le service démarré en dernier a un autre secret.
desk-amiss-audit = Le journal d’activité a des défauts ou n’a pas pu être vérifié en entier.
desk-amiss-retention_held = Des données hors délai sont gardées, car l’horloge est peut-être fausse.
desk-amiss-faces_off = Le contrôle du visage est désactivé pour quelqu’un après trop d’échecs. Voyez dans l’historique qui a essayé, et réactivez-le sous « Personnes ».
desk-amiss-database_server = Le serveur de la base est injoignable.
desk-amiss-database_tls = La connexion à la base n’est pas assez protégée.
desk-amiss-database_clock = L’horloge du serveur de la base diffère de celle de cette machine.
desk-amiss-instance_gone = Une instance ne donne plus signe de vie.
desk-amiss-instances_differ = Les instances ont des versions qui ne se comprennent pas.
desk-amiss-instances_policy = Les instances ont des règles différentes.
desk-amiss-instances_address = Une instance n’a pas d’adresse propre pour les autres.
desk-amiss-service = Le service ne tourne pas comme il doit.
desk-amiss-starting = Le service démarre encore et retient tout le monde.
desk-amiss-readiness = Une partie du service ne fonctionne pas.
desk-amiss-deadline = Trop d’arrivées ne sont pas traitées à temps.
desk-amiss-tunnel = Les appels d’Envoy n’arrivent pas, ou leur chemin est inconnu.
desk-amiss-tunnel_secret = Un appel bien signé a été refusé.
desk-amiss-tunnel_path = Le tunnel ne laisse pas passer les arrivées d’Envoy.
desk-amiss-tunnel_service = Le tunnel n’atteint pas le service.
desk-amiss-tunnel_between = Quelque chose entre les deux répond à la place du service.
desk-amiss-tunnel_events = Les arrivées passent, mais pas le reste de ce qu’Envoy envoie.
desk-amiss-tunnel_setup = L’étape de configuration dans Envoy ne passe pas.
desk-amiss-tunnel_unsigned = Un appel sans signature n’est pas refusé.
desk-amiss-tunnel_open = Les pages du hall sont accessibles de l’extérieur.
desk-amiss-tunnel_paths = Le tunnel laisse passer aussi d’autres chemins.
desk-amiss-standby = Quand cette machine est éteinte, Envoy laisse entrer tout le monde.
desk-amiss-standby_cut_off = Le service de secours n’atteint pas ce service ; tout le monde est retenu.
desk-amiss-heartbeat = Si ce service tombe, personne ne le remarque et Envoy laisse entrer tout le monde.
desk-amiss-installs = Aucune étape de configuration d’Envoy n’est arrivée à cette machine.
desk-amiss-purpose = L’usage de l’app n’est pas enregistré dans Envoy.
desk-amiss-plugin_api = L’API d’Envoy n’est pas utilisée ou ne répond pas.
desk-amiss-kiosks = Aucun écran n’est jumelé, donc tout le monde est retenu. Jumelez-en un sous « Gestion ».
desk-amiss-kiosk_connected = Il n’est pas connecté. Voyez s’il est allumé et affiche sa page.
desk-amiss-reader = Il n’est pas connecté. Voyez s’il est branché.
desk-amiss-two_cameras = Elles ne sont pas réglées, ou l’une a bougé. Réglez-les sous « Écrans ».
desk-amiss-camera = Le test de la caméra a échoué. Regardez l’écran.
desk-amiss-consent = Aucun texte n’est publié, donc personne ne peut consentir à l’écran. Publiez-en un sous « Gestion ».
desk-amiss-people = Personne n’est inscrit, donc le contrôle du visage retient tout le monde. Inscrivez quelqu’un sous « Personnes ».
desk-amiss-location_unserved = Aucun écran ne dessert l’un des lieux. Jumelez-en un sous « Gestion ».
desk-amiss-screens_unbound = Plusieurs écrans desservent le même lieu ; celui près de l’iPad n’est peut-être pas celui qui regarde.
desk-amiss-policy = Le fichier des règles a des erreurs ou n’est pas encore en vigueur.
desk-amiss-policy_remark = Il y a une remarque sur les règles.
desk-amiss-remote_list_secret = Les règles interrogent une liste distante dont le secret manque : tout le monde est retenu.
desk-amiss-liveness = Le contrôle qu’une personne vivante est là est réglé plus faible qu’il ne peut l’être.
desk-amiss-watchlist = Une liste est trop ancienne ou manque.
desk-amiss-watchlist_fetch = Une liste n’a pas pu être téléchargée.
desk-amiss-watchlist_gaps = Il manque quelque chose à une liste.
desk-amiss-watchlist_proposed = Une nouvelle édition d’une liste est très différente. Décidez sous « Écrans ».
desk-amiss-watchlist_faces = Des visages de votre liste ne vont plus avec la reconnaissance en service et ne sont pas cherchés.
desk-amiss-issuers_old = L’annuaire des émetteurs est ancien.
desk-amiss-revocations_old = Une liste de certificats révoqués est ancienne.
desk-amiss-revocations_missing = Une liste de certificats révoqués manque ; en attendant, ils comptent.
desk-amiss-csca_missing = Les règles demandent des pièces d’identité, et aucune autorité n’est reconnue.
desk-amiss-csca_old = La liste des autorités est ancienne.
desk-amiss-csca_status_over = Une liste de pièces retirées est périmée.
desk-amiss-wallet_access = Le certificat qui signe les demandes aux téléphones expire bientôt ou a expiré.
desk-amiss-notify_file = Personne n’est prévenu des visites retenues, ou le fichier des notifications a des erreurs.
desk-amiss-notify_file_remark = Il y a une remarque sur les notifications.
desk-amiss-contact = Une notification n’a pas de destinataire.
desk-amiss-channel = Un message d’essai n’est pas arrivé.
desk-amiss-outbox = L’envoi de messages a été abandonné.
desk-amiss-issuers_file = Un fichier d’émetteurs contient une erreur et n’est pas appliqué.
desk-amiss-issuers_missing = Les règles demandent des certificats de santé, et aucun émetteur n’est reconnu.

desk-remark-other_recogniser = Les photos de cette personne viennent d’une autre reconnaissance faciale ; il en faut de nouvelles.
desk-remark-withdrew = Cette personne a retiré son consentement.
desk-remark-consent_over = Son consentement a expiré.
desk-remark-without_card = Entre { $from } et { $until }, des arrivées qui manquent ici ont pu être retenues.
desk-remark-look_at_envoy = Regardez le registre des visiteurs d’Envoy.
desk-remark-approval_forged = Un autre programme a écrit dans la base de données une approbation de cette arrivée.
desk-remark-namesakes = { $number } personnes sont inscrites sous ce nom ; le visage a été comparé à chacune.
desk-remark-enrolled_meanwhile = Quelqu’un a été inscrit sous ce nom ou cet e-mail pendant l’attente.
desk-remark-scripts = Le nom mêle des lettres de plusieurs écritures, ou d’une écriture rare qui ressemble à une autre.
desk-remark-no_name = Le nom n’a pas de lettre ou est trop long pour un nom.
desk-remark-looks_alike = Quelqu’un de ce nom ou d’un nom semblable est inscrit, avec un autre e-mail ou matricule.
desk-remark-enrolled_only = Personne n’est inscrit sous ce nom ou cet e-mail, et les règles ne demandent que le visage des personnes inscrites.
desk-remark-face_off = Après { $number } échecs de suite, le contrôle du visage est désactivé jusqu’à ce qu’un responsable le réactive sous « Personnes ».
desk-remark-changed_meanwhile = Cela a changé pendant que la caméra tournait ou avant la réponse ; rien de ce qu’elle a vu n’a été gardé.
desk-remark-face_hit = Un visage peut être pris pour un autre : regardez une pièce d’identité.
desk-remark-by_record = Non d’après la saisie, mais d’après ce qui a été noté à l’inscription de cette personne.
desk-remark-by_document = D’après la pièce d’identité.
desk-remark-no_time = Envoy n’a pas envoyé l’heure de l’arrivée ; celle de la réception compte.
desk-remark-wrong_time = L’heure de l’arrivée ne va pas avec l’horloge de cette machine. Si elle vient d’avoir lieu, l’horloge est fausse.
desk-remark-pass_unreadable = Le certificat n’a pas pu être lu.
desk-remark-pass_is_test = Le certificat montre un test et aucune vaccination.
desk-remark-pass_is_recovery = Le certificat montre un rétablissement et aucune vaccination.
desk-remark-pass_no_vaccination = Le certificat est d’un autre type : il ne montre aucune vaccination.
desk-remark-pass_nobody_named = Le certificat ne dit pas à qui il est.
desk-remark-pass_several_events = Le certificat en contient plusieurs en un, ce qui n’est pas permis.
desk-remark-pass_not_packed = Le certificat n’a pas la forme des certificats de santé.
desk-remark-pass_incomplete = Une partie seulement de ses codes a été montrée.
desk-remark-pass_too_large = Le certificat est plus grand qu’il ne peut l’être.
desk-remark-pass_wrong_algorithm = Le certificat n’est pas signé comme les certificats de santé.
desk-remark-pass_unknown_issuer = Son émetteur n’est pas reconnu ici.
desk-remark-pass_wrong_purpose = Le signataire ne peut pas signer ce type de certificat.
desk-remark-pass_taken_back = Son émetteur a révoqué le certificat.
desk-remark-pass_tampered = La signature ne va pas : le certificat a été modifié ou est abîmé.
desk-remark-pass_not_yet_valid = Le certificat n’est pas encore valable.
desk-remark-pass_expired = Le certificat a expiré.
desk-remark-pass_wrong_name = Le certificat est à un autre nom que celui de l’arrivée.
desk-remark-pass_wrong_birth_date = Le certificat porte une autre date de naissance que celle indiquée.
desk-remark-pass_no_birth_date = La date de naissance n’a pas pu être comparée.
desk-remark-pass_not_enough_doses = Le certificat ne montre pas assez de doses qui comptent ici.
desk-remark-pass_too_long_ago = La dernière dose qui compte est trop ancienne.
desk-remark-code_reset = Le code a été réinitialisé pendant que l’écran le demandait ou avant la réponse.
desk-remark-form_not_answered = « { $question } » est sans réponse.
desk-remark-form_too_long = La réponse à « { $question } » est trop longue.
desk-remark-form_otherwise = La réponse à « { $question } » n’est pas celle qu’il faut.
desk-remark-form_date_unreadable = La date à « { $question } » est illisible.
desk-remark-form_date_over = La date à « { $question } » est passée.
desk-remark-form_not_signed = L’accord { $agreement } n’est pas signé.
desk-remark-form_document_not_signed = Le document « { $name } » (accord { $agreement }) n’est pas signé.
desk-remark-chip_refused = La puce a été refusée : { $code }.
desk-remark-chip_key = La saisie n’a pas ouvert la puce.
desk-remark-phone_refused = La réponse du téléphone a été refusée : { $code }.
desk-remark-phone_nothing = Le téléphone n’a donné aucun document.
desk-remark-phone_portrait = Le document du téléphone n’a pas de portrait comparable.
desk-remark-phone_part = Le téléphone a retenu une partie du document.
desk-remark-phone_status = L’émetteur l’a peut-être retirée : aucune liste à jour qui le dirait n’est en vigueur.
desk-remark-document_removed = La pièce a été retirée du lecteur trop tôt.
desk-remark-reader_gone = Aucun lecteur de documents n’est connecté à cet écran.
desk-remark-signer_withdrawn = L’État a retiré la pièce, ou le certificat qui l’a signée.
desk-remark-authority_missing = L’autorité qui manque : { $authority }.
desk-remark-document_changed = Avant la réponse, ce d’après quoi la pièce a été jugée a changé.
desk-remark-list_nothing_to_ask = L’arrivée ne contient rien que l’on puisse demander à la liste.
desk-remark-list_late = La liste n’a pas répondu à temps.
desk-remark-list_no_connection = La liste n’a pas pu être jointe.
desk-remark-list_out_of_service = La liste s’est dite hors service.
desk-remark-list_refused = La liste n’a pas accepté la question.
desk-remark-list_strange = La réponse de la liste n’a pas pu être comprise.
desk-remark-list_reference = Sa référence est { $reference }.
desk-remark-lookup_no_name = L’arrivée n’a pas de nom à chercher dans la liste.
desk-remark-lookup_japanese = Le nom est en caractères japonais, qui se lisent de plusieurs façons : cherchez-le en lettres latines.
desk-remark-lookup_too_long = Le nom est trop long pour être cherché en entier dans la liste.
desk-remark-lookup_gone = Une liste qui était en vigueur n’est plus là : { $list }.
desk-remark-lookup_empty = Les règles demandent toutes les listes, et toutes sont vides.
desk-remark-lookup_never_imported = Les règles demandent une liste jamais importée : { $list }.
desk-remark-lookup_overdue = Les règles retiennent tout le monde tant qu’une liste est en retard : { $list }.

## The lobby screen. It calls the visitor by name in a message that ends in -named, when the name is known; without one, in the message of the same id without that ending. Messages that end in -1, -2 and so on are the items of a list.

screen-language = Langue
screen-staff = Pour le personnel
screen-starting-title = Un instant, s’il vous plaît

screen-unpaired-title = Associer cet écran
screen-unpaired-lead = Saisissez le code que l’accueil crée sous « Gestion ».
screen-unpaired-code = Code d’association, huit lettres
screen-unpaired-submit = Associer
screen-unpaired-busy = Vérification…
screen-unpaired-erase = Effacer la dernière lettre
screen-unpaired-stray_letter = Les codes n’ont ni voyelle ni chiffre.
screen-problem-malformed_code = Un code a huit lettres. Veuillez le vérifier.
screen-problem-wrong_code = Ce code est inexact ou déjà utilisé. Vérifiez-le ou demandez-en un autre.
screen-problem-expired_code = Ce code a expiré. Veuillez en demander un autre.
screen-problem-too_many_tries = Trop d’essais. Attendez une minute, puis réessayez.
screen-problem-unreachable = Le service ne répond pas. Est-il en marche ?
screen-problem-revoked = Cet écran a été dissocié. Un nouveau code l’associe de nouveau.

screen-idle-kicker = Bonjour
screen-idle-title = Veuillez vous enregistrer sur l’iPad
screen-idle-camera_off = La caméra est éteinte
screen-idle-notice = Elle ne s’allume que pendant votre arrivée et ne regarde votre visage que si vous êtes inscrit.
screen-idle-notice_document = Elle ne s’allume que pendant votre arrivée ou la présentation d’un document, si vous avez accepté ou êtes inscrit.
screen-idle-document = Première visite ? Montrez votre passeport
screen-idle-phone = Première visite ? Montrez la pièce d’identité de votre téléphone

screen-capture-get_ready = La caméra se prépare
screen-capture-ask_first = Pouvons-nous utiliser la caméra ?
screen-capture-turn_on = Allumer la caméra
screen-capture-preview = Vous, comme la caméra vous voit
screen-capture-cannot_move = Je ne peux pas bouger
screen-capture-dot_comes = Suivez ensuite un point avec le nez.
screen-capture-code_comes = Ensuite, tapez le code de votre application d’authentification.
screen-capture-sign_in-kicker = Bonjour
screen-capture-sign_in-kicker-named = Bonjour, { $visitor }
screen-capture-sign_in-stop = Sans caméra, merci
screen-capture-sign_in-before = La caméra va vérifier que vous êtes la personne inscrite. Aucune image n’est gardée.
screen-capture-sign_in-during = La caméra vérifie que vous êtes la personne inscrite. Aucune image n’est gardée.
screen-capture-sign_in-progress = Avancement de la vérification
screen-capture-health_pass-kicker = Bonjour
screen-capture-health_pass-kicker-named = Bonjour, { $visitor }
screen-capture-health_pass-stop = Sans caméra, merci
screen-capture-health_pass-before = La caméra va lire le code de votre pass sanitaire, rien d’autre. Votre visage n’est pas regardé, aucune image n’est gardée.
screen-capture-health_pass-during = La caméra lit le code de votre pass sanitaire, rien d’autre. Votre visage n’est pas regardé, aucune image n’est gardée.
screen-capture-health_pass-progress = Avancement de la vérification
screen-capture-sign_in_with_pass-kicker = Bonjour
screen-capture-sign_in_with_pass-kicker-named = Bonjour, { $visitor }
screen-capture-sign_in_with_pass-stop = Sans caméra, merci
screen-capture-sign_in_with_pass-before = La caméra va vérifier que vous êtes la personne inscrite et lire votre pass sanitaire. Aucune image n’est gardée.
screen-capture-sign_in_with_pass-during = La caméra vérifie que vous êtes la personne inscrite et lit votre pass sanitaire. Aucune image n’est gardée.
screen-capture-sign_in_with_pass-progress = Avancement de la vérification
screen-capture-enrolment-kicker = Inscription
screen-capture-enrolment-kicker-named = Inscription : { $visitor }
screen-capture-enrolment-stop = Arrêter, merci
screen-capture-enrolment-before = La caméra va vous regarder de trois côtés. Une description chiffrée de votre visage est gardée, aucune image. Si vous arrêtez, rien n’est gardé.
screen-capture-enrolment-during = Inscription en cours. Une description chiffrée de votre visage est gardée, aucune image. Si vous arrêtez, rien n’est gardé.
screen-capture-enrolment-progress = Avancement de l’inscription
screen-capture-document-kicker = Bonjour
screen-capture-document-kicker-named = Bonjour { $visitor }
screen-capture-document-stop = Sans caméra, s’il vous plaît
screen-capture-document-before = La caméra va comparer votre visage avec la photo du document. Aucune image n’est conservée.
screen-capture-document-during = La caméra compare votre visage avec la photo du document. Aucune image n’est conservée.
screen-capture-document-progress = Avancement de la vérification

screen-consent-title = La caméra peut-elle vous reconnaître la prochaine fois ?
screen-consent-is_new = Première inscription de { $name }.
screen-consent-is_known = Il existe déjà une inscription pour { $name }. Des vues y sont ajoutées.
screen-consent-fact-kept = Est gardée une description chiffrée de votre visage, aucune image.
screen-consent-fact-long = Elle reste jusqu’à ce que vous y renonciez ou qu’elle expire.
screen-consent-fact-back = Renoncez à tout moment à l’accueil.
screen-consent-text = Ce que vous accepteriez
screen-consent-other_languages = Ce texte n’existe pas en français. Choisissez une langue que vous lisez :
screen-consent-agree = J’accepte
screen-consent-no = Non, merci

screen-guidance-look_here = Regardez ici, s’il vous plaît
screen-guidance-step_closer = Approchez-vous un peu
screen-guidance-step_back = Reculez d’un petit pas
screen-guidance-one_person = Une seule personne, s’il vous plaît
screen-guidance-centre = Placez-vous dans l’ovale
screen-guidance-face_camera = Regardez droit devant vous
screen-guidance-more_light = Tournez-vous vers la lumière
screen-guidance-less_light = Éloignez-vous de la lumière vive
screen-guidance-hold_still = Ne bougez plus un instant
screen-guidance-open_eyes = Ouvrez les yeux, s’il vous plaît
screen-guidance-uncover_face = Retirez lunettes noires, chapeau ou masque
screen-guidance-looking_good = Très bien, restez ainsi
screen-guidance-follow_dot = Suivez le point avec le nez
screen-guidance-turn_a_little_left = Tournez un peu la tête vers votre gauche
screen-guidance-turn_a_little_right = Tournez un peu la tête vers votre droite
screen-guidance-turn_back_a_little = Pas si loin : revenez un peu
screen-guidance-show_pass = Montrez votre pass sanitaire à la caméra
screen-guidance-show_next_part = Merci. Montrez maintenant le code suivant
screen-guidance-show_other_pass = Code non accepté. En avez-vous un autre ?

screen-code-title = Votre code personnel
screen-code-lead = Tapez les six chiffres que montre votre application d’authentification.
screen-code-field = Code personnel, six chiffres
screen-code-erase = Effacer le dernier chiffre
screen-code-submit = Terminé
screen-code-no_code = Je n’ai pas de code ici
screen-code-wrong = Ce code n’était pas le bon. Veuillez réessayer.
screen-code-used = Ce code a déjà servi. Veuillez attendre le suivant.
screen-code-set_up-title = Préparez votre code personnel
screen-code-set_up-lead = Scannez ceci avec l’application d’authentification de votre téléphone. Tapez ensuite les six chiffres qu’elle montre.
screen-code-set_up-qr = Un code QR pour votre application d’authentification
screen-code-set_up-by_hand = Ou tapez-y cette clé :

screen-document-consent-title = Pouvons-nous lire votre document ?
screen-document-consent-read = La caméra lit les lignes de la page ; la puce donne nom, date de naissance, nationalité et photo, comparée à votre visage.
screen-document-consent-read_phone = Votre téléphone nous montre nom, date de naissance, expiration, pays et portrait ; nous comparons le portrait à votre visage.
screen-document-consent-kept = Ni photo ni numéro ne sont gardés ; visage et document sont reconnus une heure. L’accueil voit le nom et peut, dix minutes, proposer une inscription.
screen-document-consent-agree = J’accepte
screen-document-consent-use_phone = Avec mon téléphone
screen-document-consent-use_chip = Avec un passeport
screen-document-is_new = Première inscription de { $name }, avec la photo du document.
screen-document-no = Non, merci
screen-document-wallet-title = Continuez sur votre téléphone
screen-document-wallet-lead = Scannez le code avec votre téléphone, choisissez votre pièce d’identité et acceptez.
screen-document-zone-title = Montrez la page avec la photo
screen-document-zone-lead = Les lignes avec <<< doivent être visibles ici.
screen-document-zone-type = Plutôt taper
screen-document-zone-preview = Votre document, comme la caméra le voit
screen-document-number-title = Numéro du document
screen-document-birth-title = Date de naissance
screen-document-expiry-title = Date d’expiration
screen-document-can-title = Six chiffres de la carte
screen-document-date = Année, mois, jour : deux chiffres chacun
screen-document-field = Ce que vous avez saisi
screen-document-use_can = Ma carte a six chiffres
screen-document-use_number = Utiliser le numéro du document
screen-document-use_camera = Utiliser la caméra
screen-document-next = Suivant
screen-document-erase = Effacer le dernier caractère
screen-document-key_wrong = Cela n’a pas ouvert la puce. Veuillez vérifier.
screen-document-key_needs_dates = Ce document demande son numéro et ses dates.
screen-document-place-title = Posez votre document sur le lecteur
screen-document-place-lead = Passeport : ouvert, page photo vers le bas. Carte : à plat.
screen-document-several_documents = Un seul document, s’il vous plaît
screen-document-reading-title = Lecture de votre document
screen-document-reading-lead = Laissez-le sur le lecteur.
screen-document-drawing = Un document sur un lecteur

screen-thinking-title = Merci
screen-thinking-lead = Un instant, s’il vous plaît.
screen-thinking-camera_off = La caméra est de nouveau éteinte
screen-thinking-desk-title = Quelqu’un regarde
screen-thinking-desk-lead = Restez ici, s’il vous plaît.

screen-outcome-welcome-title = Bienvenue
screen-outcome-welcome-title-named = Bienvenue, { $visitor }
screen-outcome-welcome-lead = Tout est prêt. Continuez sur l’iPad, s’il vous plaît.
screen-outcome-please_wait-title = Quelqu’un arrive dans un instant
screen-outcome-please_wait-lead = Patientez ici un moment, s’il vous plaît. Vous n’avez rien à faire.
screen-outcome-declined-title = Sans caméra, aucun problème
screen-outcome-declined-lead = Quelqu’un va vous accueillir en personne. Patientez ici un moment.
screen-outcome-in_person-title = Ce n’est pas un problème
screen-outcome-in_person-lead = Quelqu’un va vous accueillir en personne. Patientez ici un moment.
screen-outcome-try_light-title = On vous voit mal ici
screen-outcome-try_light-lead = Quelqu’un arrive. La prochaine fois, plus de lumière sur le visage aidera.
screen-outcome-enrolled-title = Merci
screen-outcome-enrolled-title-named = Merci, { $visitor }
screen-outcome-enrolled-lead = L’inscription est faite. La caméra est éteinte, aucune image n’a été gardée.
screen-outcome-enrolment_failed-title = Cela n’a pas marché
screen-outcome-enrolment_failed-lead = La caméra est éteinte et rien n’a été gardé. La personne qui vous inscrit voit pourquoi.
screen-outcome-enrolment_stopped-title = Arrêté
screen-outcome-enrolment_stopped-lead = La caméra est éteinte et rien n’a été gardé. L’accueil va vous aider.
screen-outcome-document_ready-title = Merci
screen-outcome-document_ready-lead = Enregistrez-vous maintenant sur l’iPad, dans les dix minutes.
screen-outcome-document_failed-title = Enregistrez-vous sur l’iPad
screen-outcome-document_failed-lead = Le document n’a pas été utilisé. Quelqu’un va vous aider.

screen-camera_missing-title = La caméra n’est pas disponible
screen-camera_missing-lead = Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.
screen-camera_missing-allow = Autoriser la caméra
screen-camera_missing-staff-missing-1 = La caméra est-elle branchée aux deux bouts ?
screen-camera_missing-staff-missing-2 = Essayez une autre prise USB.
screen-camera_missing-staff-missing-3 = Cet écran remarque seul le retour de la caméra.
screen-camera_missing-staff-blocked-1 = Le navigateur interdit la caméra à cette page.
screen-camera_missing-staff-blocked-2 = Autorisez-la dans les réglages du site ou par stratégie.
screen-camera_missing-staff-blocked-3 = Cet écran le remarque seul.
screen-camera_missing-staff-in_use-1 = Un autre programme utilise la caméra. Fermez-le.
screen-camera_missing-staff-in_use-2 = Sinon, débranchez la caméra et rebranchez-la.
screen-camera_missing-staff-in_use-3 = Cet écran réessaie de lui-même.
screen-camera_missing-staff-not_asked-1 = Le navigateur n’a pas encore accès à la caméra.
screen-camera_missing-staff-not_asked-2 = Touchez le bouton et « Autoriser ». La caméra s’éteint aussitôt.
screen-camera_missing-staff-insecure-1 = Les navigateurs ne donnent la caméra qu’en local ou en https.
screen-camera_missing-staff-insecure-2 = Ouvrez http://localhost sur la machine du service, ou passez par https.

screen-not_connected-title = Non connecté
screen-not_connected-lead = Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.
screen-not_connected-staff-1 = Cet écran continue d’essayer et revient seul.
screen-not_connected-staff-2 = Sinon : le service Vestibule et le réseau fonctionnent-ils ?

screen-replaced-title = Ouvert dans une autre fenêtre
screen-replaced-lead = Cet écran s’affiche maintenant là-bas ; cette fenêtre se repose.
screen-replaced-take_over = Utiliser cette fenêtre

screen-outdated-title = Cette page est périmée
screen-outdated-lead = Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.
screen-outdated-staff-1 = La recharger n’a pas suffi. Fermez le navigateur et relancez-le.

## Mails from the desk.

mail-who = Qui
mail-host = Hôte
mail-where = Où
mail-when = Quand
mail-written = L’accueil vous écrit au sujet de { $visitor }
mail-your_visitor = votre visiteur
mail-invited = Comment vous enregistrer pour le contrôle du visage à l’accueil
mail-invited_why = Une fois enregistré, l’écran de l’accueil peut voir que c’est vous à votre arrivée. Vous avez le choix : sans cela, l’accueil regarde une pièce d’identité.
mail-invited_how = Pour vous enregistrer, apportez une pièce d’identité et dites-le à l’accueil. L’écran montre le texte ci-dessous et demande votre accord ; alors seulement la caméra regarde votre visage, et aucune image n’est conservée. Merci de ne pas envoyer de photo.

## The page of "privacy export": everything that is held about a person.

export-title = Ce qui est conservé à votre sujet
export-lead = Voici tout ce que le contrôle du visage à l’accueil conserve au sujet de { $name }, au { $at }. Toutes les heures sont en UTC. Le fichier data.json à côté contient la même chose pour un programme, avec tous les codes et nombres.
export-who = Qui vous êtes
export-field-name = Nom
export-field-email = E-mail
export-field-employeeId = Numéro d’employé
export-field-consent = Consentement
export-field-expiresAt = Expire le
export-field-id = Identifiant
export-field-consentAt = Consentement donné le
export-field-createdAt = Enregistrement le
export-agreed = Ce à quoi vous avez consenti
export-agreed-none = Aucun consentement n’est conservé.
export-agreed-once = Le { $at }, vous avez consenti, pour « { $purpose } ». Il a été noté : « { $statement } ».
export-agreed-version = Il s’agissait du texte de la version { $version }.
export-agreed-desk = Vous l’avez dit à l’accueil.
export-agreed-paper = Vous l’avez déclaré sur papier.
export-agreed-screen = Vous l’avez déclaré sur un écran.
export-agreed-until = Il est valable jusqu’au { $at }.
export-agreed-ended = Il n’est plus valable depuis le { $at } : il a été retiré ou remplacé.
export-agreed-text = Le texte de la version { $version } :
export-face = Votre visage
export-face-none = Aucun gabarit de votre visage n’est conservé.
export-face-one = Un gabarit est conservé : des nombres qu’un modèle de reconnaissance a calculés à partir d’images de vous. Les images n’ont pas été gardées, et les nombres sont conservés chiffrés.
export-face-more = { $count } gabarits sont conservés : des nombres qu’un modèle de reconnaissance a calculés à partir d’images de vous. Les images n’ont pas été gardées, et les nombres sont conservés chiffrés.
export-face-sign_in = Créé le { $at }, quand on vous a laissé entrer, pour le modèle de reconnaissance { $model }.
export-face-photo = Créé le { $at } à partir d’une photo, pour le modèle de reconnaissance { $model }.
export-face-document = Créé le { $at } à partir de votre pièce d’identité et de la caméra à côté, pour le modèle de reconnaissance { $model }.
export-face-numbers = Ses nombres sont dans data.json.
export-sign_ins = Vos enregistrements à l’arrivée
export-sign_ins-none = Il n’y en a pas.
export-sign_in-visitor-approved = Le { $at }, à votre arrivée comme visiteur{ $flow }, on vous a laissé entrer.
export-sign_in-visitor-review = Le { $at }, à votre arrivée comme visiteur{ $flow }, vous avez été adressé à l’accueil.
export-sign_in-employee-approved = Le { $at }, à votre arrivée comme employé{ $flow }, on vous a laissé entrer.
export-sign_in-employee-review = Le { $at }, à votre arrivée comme employé{ $flow }, vous avez été adressé à l’accueil.
export-pictures-none = La caméra est restée éteinte.
export-pictures-one = Une image a été regardée et n’a pas été gardée.
export-pictures-more = { $count } images ont été regardées et aucune n’a été gardée.
export-likeness = Leur ressemblance avec votre gabarit était de { $score } sur une échelle allant jusqu’à 1.
export-noted = Noté : « { $note } ».
export-check-passed = Le contrôle « { $check } » a été réussi.
export-check-failed = Le contrôle « { $check } » n’a pas été réussi.
export-done = Ce qui a été fait à votre sujet
export-done-none = Rien n’est consigné.
export-done-once = Le { $at } : { $what }. Par : { $actor }{ $details }.
export-done-other = ceci a été fait : { $action }
export-done-person_enrolled = vous avez été enregistré
export-done-person_updated = votre enregistrement a été modifié
export-done-enrolment_invited = vous avez été invité par e-mail à vous enregistrer
export-done-person_exported = on vous a remis ce qui est conservé à votre sujet
export-done-consent_renewed = un nouveau consentement de votre part a été noté
export-done-consent_withdrawn = votre consentement a été retiré
export-done-opt_out_added = il a été noté que la caméra ne doit jamais vous regarder
export-done-opt_out_removed = la note disant que la caméra ne doit jamais vous regarder a été supprimée
export-done-second_template_stored = un gabarit pour le prochain modèle de reconnaissance a été créé quand on vous a laissé entrer
export-done-second_template_dropped = les gabarits pour le prochain modèle de reconnaissance ont été supprimés, car deux de vos visites ne concordaient pas
export-done-face_turned_on = le contrôle du visage a été de nouveau autorisé après de nombreux échecs sous votre nom
export-done-personal_code_set_up = vous avez préparé un code personnel
export-done-personal_code_reset = votre code personnel a été réinitialisé
export-done-lookalikes_changed = un seuil plus strict vous a été attribué, car quelqu’un vous ressemble
export-done-lookalikes_forgotten = un seuil plus strict vous concernant a été retiré
export-actor-service = le service lui-même
export-actor-envoy = Envoy
export-actor-kiosk = vous-même sur un écran de l’accueil ({ $who })
export-actor-desk = l’accueil (compte { $who })
export-actor-command = la personne qui exploite le service ({ $who })
export-table-person_uses = Quand vous êtes entré pour la dernière fois
export-what-person_uses = Cela détermine combien de temps votre enregistrement est gardé.
export-table-person_tries = Contrôles du visage échoués sous votre nom
export-what-person_tries = Combien de suite depuis la dernière concordance, quelle que soit la personne. Après trop d’échecs, le contrôle fait une pause.
export-table-personal_codes = Votre code personnel
export-what-personal_codes = Ce dont l’application d’authentification de votre téléphone tire les codes. C’est enregistré chiffré, et le code se tape après le contrôle du visage là où le bureau le demande.
export-table-lookalikes = Personnes qui vous ressemblent
export-what-lookalikes = Vos visages se ressemblent pour le modèle ; il faut donc une concordance plus étroite pour vous distinguer.
export-table-outbox = Messages à votre sujet
export-what-outbox = Écrits à des personnes de l’immeuble quand vous avez dû attendre, ou à vous, jusqu’à leur envoi.
export-table-desk_cards = Ce que l’accueil a vu de vous
export-what-desk_cards = Une fiche pour chacun de vos derniers enregistrements.
export-table-expected_visits = Visites pour lesquelles vous êtes attendu
export-what-expected_visits = Telles qu’Envoy les a annoncées.
export-table-watchlist_entries = Entrées d’une liste de surveillance
export-what-watchlist_entries = Tenues par ces bureaux, pour la raison qui y figure.
export-what-other = Ceci est également conservé, dans les termes du programme (en anglais).

export-reason-desk_approved = Quelqu’un à l’accueil vous a contrôlé en personne et laissé entrer.
export-reason-other = La raison est { $code }.

## Reasons of decisions: why, what the receptionist does (todo), and a chip of one to three words.

reason-matched-why = Le visage correspond à la personne enregistrée.
reason-matched-todo = Vérifiez le visiteur en personne.
reason-matched-chip = Visage reconnu

reason-passed-why = Tous les contrôles demandés ici ont été réussis.
reason-passed-todo = Vérifiez le visiteur en personne.
reason-passed-chip = Contrôles réussis

reason-not_required-why = Aucun contrôle n’est demandé ici.
reason-not_required-todo = Vérifiez le visiteur en personne.
reason-not_required-chip = Aucun contrôle

reason-desk_approved-why = Quelqu’un à l’accueil a contrôlé le visiteur en personne et l’a laissé entrer.
reason-desk_approved-todo = Vérifiez le visiteur en personne.
reason-desk_approved-chip = Admis par l’accueil

reason-no_match-why = Le visage ne correspond pas à la personne enregistrée.
reason-no_match-todo = Vérifiez une pièce d’identité.
reason-no_match-chip = Visage différent

reason-other_person-why = Le visage correspond mieux à une autre personne enregistrée qu’à celle qui a été nommée.
reason-other_person-todo = Suivez votre procédure : c’est peut-être quelqu’un d’autre.
reason-other_person-chip = Ressemble à un autre

reason-not_enrolled-why = Personne n’est enregistré sous ce nom ou cet e-mail ; la caméra est donc restée éteinte.
reason-not_enrolled-todo = Vérifiez une pièce d’identité.
reason-not_enrolled-chip = Non inscrit

reason-name_differs-why = Le nom saisi ne correspond pas à la personne enregistrée sous cet e-mail ou ce numéro d’employé ; la caméra est donc restée éteinte.
reason-name_differs-todo = Vérifiez une pièce d’identité, et le nom sur le badge.
reason-name_differs-chip = Nom différent

reason-record_differs-why = L’enregistrement a été modifié par un autre programme ; la caméra est donc restée éteinte.
reason-record_differs-todo = Vérifiez une pièce d’identité et prévenez la personne qui gère Vestibule.
reason-record_differs-chip = Dossier modifié

reason-profile_differs-why = Envoy désigne une autre personne enregistrée que ce nom, cet e-mail ou ce numéro ; la caméra est donc restée éteinte.
reason-profile_differs-todo = Vérifiez une pièce d’identité, et qui a été choisi sur l’iPad.
reason-profile_differs-chip = Autre profil

reason-enrolment_expired-why = L’enregistrement a expiré.
reason-enrolment_expired-todo = Vérifiez une pièce d’identité. Un responsable peut renouveler l’enregistrement.
reason-enrolment_expired-chip = Inscription expirée

reason-consent_outdated-why = Le texte de consentement a changé depuis l’accord ; la caméra est donc restée éteinte.
reason-consent_outdated-todo = Vérifiez une pièce d’identité et redemandez le consentement.
reason-consent_outdated-chip = Accord à renouveler

reason-opted_out-why = Cette personne ne veut pas de contrôle du visage ; la caméra est donc restée éteinte.
reason-opted_out-todo = Vérifiez une pièce d’identité.
reason-opted_out-chip = Refuse le contrôle

reason-no_face-why = La caméra n’a vu aucun visage.
reason-no_face-todo = Demandez au visiteur de se placer devant l’écran.
reason-no_face-chip = Aucun visage vu

reason-several_faces-why = Plusieurs personnes se tenaient devant la caméra.
reason-several_faces-todo = Vérifiez le visiteur en personne.
reason-several_faces-chip = Plusieurs personnes

reason-poor_quality-why = Le visage n’était pas assez visible (lumière, distance ou angle).
reason-poor_quality-todo = Vérifiez le visiteur en personne.
reason-poor_quality-chip = Image médiocre

reason-face_changed-why = Le visage a changé plus d’une fois pendant un contrôle.
reason-face_changed-todo = Vérifiez le visiteur en personne.
reason-face_changed-chip = Visage changé

reason-spoof_suspected-why = On a peut-être montré une image à la caméra au lieu d’une personne.
reason-spoof_suspected-todo = Vérifiez le visiteur en personne.
reason-spoof_suspected-chip = Peut-être une image

reason-movement_not_seen-why = L’écran a demandé un mouvement de la tête, qui n’a pas été vu à temps.
reason-movement_not_seen-todo = Vérifiez une pièce d’identité.
reason-movement_not_seen-chip = Aucun mouvement vu

reason-cannot_move-why = « Je ne peux pas bouger » a été touché à l’écran.
reason-cannot_move-todo = Vérifiez une pièce d’identité.
reason-cannot_move-chip = Ne peut pas bouger

reason-declined-why = La caméra a été refusée.
reason-declined-todo = Vérifiez une pièce d’identité.
reason-declined-chip = Sans caméra

reason-identity_declined-why = Le visiteur n’a pas voulu faire lire de pièce d’identité.
reason-identity_declined-todo = Vérifiez vous-même une pièce d’identité.
reason-identity_declined-chip = Sans pièce

reason-identity_not_read-why = Aucune pièce d’identité n’a pu être lue à l’écran.
reason-identity_not_read-todo = Vérifiez vous-même une pièce d’identité.
reason-identity_not_read-chip = Pièce non lue

reason-identity_refused-why = La pièce d’identité n’est pas telle qu’un État l’a signée : sa puce a été modifiée, copiée ou retirée.
reason-identity_refused-todo = Vérifiez vous-même la pièce et la personne.
reason-identity_refused-chip = Pièce refusée

reason-identity_copy_possible-why = Un État a signé les données de la pièce d’identité, mais sa puce ne peut pas prouver qu’elle n’est pas une copie.
reason-identity_copy_possible-todo = Regardez la pièce elle-même.
reason-identity_copy_possible-chip = Copie possible

reason-identity_not_verified-why = Impossible de vérifier qui a signé la pièce d’identité : son autorité ne figure sur aucune liste ici.
reason-identity_not_verified-todo = Vérifiez vous-même la pièce d’identité.
reason-identity_not_verified-chip = Pièce non vérifiée

reason-identity_expired-why = La pièce d’identité, ou le certificat qui l’a signée, a expiré.
reason-identity_expired-todo = Vérifiez une autre pièce d’identité.
reason-identity_expired-chip = Pièce expirée

reason-identity_face_differs-why = Le visage ne correspond pas à la photo de la pièce d’identité.
reason-identity_face_differs-todo = Comparez vous-même la personne et la pièce.
reason-identity_face_differs-chip = Visage différent de la pièce

reason-identity_name_differs-why = Le nom saisi ne correspond pas au nom de la pièce d’identité.
reason-identity_name_differs-todo = Vérifiez la pièce d’identité, et le nom sur le badge.
reason-identity_name_differs-chip = Nom différent de la pièce

reason-identity_used_before-why = Dans la dernière heure, cette pièce a servi à un autre enregistrement, ou ce visage est venu avec une autre pièce.
reason-identity_used_before-todo = Vérifiez en personne qui est le visiteur.
reason-identity_used_before-chip = Pièce ou visage déjà utilisé

reason-locked_out-why = Trop de contrôles du visage de suite ont échoué pour cette personne.
reason-locked_out-todo = Vérifiez une pièce d’identité.
reason-locked_out-chip = Trop d’essais

reason-signed_in_already-why = Quelqu’un est entré peu avant sous ce nom et n’a pas signalé son départ.
reason-signed_in_already-todo = Vérifiez en personne qui c’était, et que le visiteur est bien qui il dit.
reason-signed_in_already-chip = Déjà dans l’immeuble

reason-kiosk_offline-why = La caméra de l’accueil n’était pas connectée.
reason-kiosk_offline-todo = Vérifiez le visiteur en personne et regardez l’écran.
reason-kiosk_offline-chip = Écran déconnecté

reason-no_kiosk_here-why = Aucune caméra ne dessert ce site ; celles qui existent appartiennent à d’autres.
reason-no_kiosk_here-todo = Vérifiez le visiteur en personne et prévenez la personne qui gère Vestibule.
reason-no_kiosk_here-chip = Pas d’écran ici

reason-camera_stuck-why = La caméra montrait une image qui ne bouge pas : elle était couverte ou bloquée.
reason-camera_stuck-todo = Vérifiez le visiteur en personne et regardez l’écran.
reason-camera_stuck-chip = Caméra figée

reason-camera_changed-why = L’écran avait une autre caméra que celle qui est consignée, ou une de plus ; personne n’a donc été regardé.
reason-camera_changed-todo = Vérifiez le visiteur en personne, regardez la caméra et dites sous « Écrans » si c’est la vôtre.
reason-camera_changed-chip = Caméra changée

reason-not_at_ipad-why = L’inscription ne vient pas d’un iPad de l’accueil ; la caméra est donc restée éteinte.
reason-not_at_ipad-todo = Vérifiez le visiteur en personne.
reason-not_at_ipad-chip = Pas à un iPad

reason-second_camera_missing-why = La deuxième caméra n’est pas branchée ; personne n’a donc été vérifié.
reason-second_camera_missing-todo = Vérifiez le visiteur en personne, puis branchez la caméra.
reason-second_camera_missing-chip = Deuxième caméra

reason-cameras_not_set_up-why = Les deux caméras ne sont pas réglées, ou l’une a bougé.
reason-cameras_not_set_up-todo = Vérifiez le visiteur en personne, puis réglez les caméras sous « Écrans ».
reason-cameras_not_set_up-chip = Caméras à régler

reason-kiosk_busy-why = La caméra était occupée par d’autres visiteurs.
reason-kiosk_busy-todo = Vérifiez le visiteur en personne, ou laissez-le refaire son arrivée.
reason-kiosk_busy-chip = Caméra occupée

reason-policy_unreadable-why = Les règles de cette installation contenaient une erreur ; tout le monde a donc dû attendre.
reason-policy_unreadable-todo = Vérifiez le visiteur en personne et prévenez la personne qui gère Vestibule.
reason-policy_unreadable-chip = Règles erronées

reason-not_finished-why = Ce contrôle a été arrêté parce qu’un autre avait échoué.
reason-not_finished-todo = Vérifiez le visiteur en personne.
reason-not_finished-chip = Inachevé

reason-timed_out-why = Le contrôle du visage a manqué de temps.
reason-timed_out-todo = Vérifiez le visiteur en personne.
reason-timed_out-chip = Temps écoulé

reason-watchlist_hit-why = Le nom ou le visage figure peut-être sur une liste de surveillance.
reason-watchlist_hit-todo = Suivez votre procédure pour les listes de surveillance.
reason-watchlist_hit-chip = Liste de surveillance

reason-watchlist_out_of_date-why = Une liste de surveillance exigée ici est périmée ou manque.
reason-watchlist_out_of_date-todo = Vérifiez une pièce d’identité et prévenez la personne qui administre Vestibule.
reason-watchlist_out_of_date-chip = Liste périmée

reason-watchlist_unreachable-why = La liste de surveillance d’un tiers n’a donné aucune réponse utilisable.
reason-watchlist_unreachable-todo = Suivez votre procédure pour les listes de surveillance.
reason-watchlist_unreachable-chip = Liste injoignable

reason-credential_missing-why = Un certificat sanitaire demandé n’a pas été montré.
reason-credential_missing-todo = Demandez le certificat sanitaire.
reason-credential_missing-chip = Pas de certificat

reason-credential_invalid-why = Le certificat sanitaire montré n’a pas été accepté.
reason-credential_invalid-todo = Regardez le certificat sanitaire en personne.
reason-credential_invalid-chip = Certificat refusé

reason-code_not_set_up-why = Cette personne n’a pas de code personnel, qui est exigé ici.
reason-code_not_set_up-todo = Regardez une pièce d’identité et demandez à un responsable de préparer le code avec cette personne.
reason-code_not_set_up-chip = Aucun code défini

reason-code_missing-why = Le visage correspondait, mais aucun code personnel n’a été tapé à temps.
reason-code_missing-todo = Regardez une pièce d’identité.
reason-code_missing-chip = Code non saisi

reason-code_wrong-why = Le visage correspondait, mais le code personnel tapé était faux.
reason-code_wrong-todo = Regardez une pièce d’identité.
reason-code_wrong-chip = Code erroné

reason-code_used-why = Le visage correspondait, mais le code personnel tapé avait déjà servi.
reason-code_used-todo = Regardez une pièce d’identité et demandez si quelqu’un d’autre a vu le code.
reason-code_used-chip = Code déjà utilisé

reason-document_missing-why = Il manquait au formulaire quelque chose qui est demandé.
reason-document_missing-todo = Demandez ce qui manque.
reason-document_missing-chip = Formulaire incomplet

reason-instance_silent-why = La partie du service à laquelle l’écran était connecté n’a pas répondu à temps.
reason-instance_silent-todo = Vérifiez le visiteur en personne.
reason-instance_silent-chip = Pas de réponse

reason-too_old-why = L’arrivée est parvenue trop tard au contrôle du visage.
reason-too_old-todo = Laissez le visiteur refaire son arrivée.
reason-too_old-chip = Arrivé trop tard

reason-bad_request-why = Envoy a envoyé une arrivée illisible, ou à la mauvaise adresse.
reason-bad_request-todo = Vérifiez le visiteur en personne et prévenez la personne qui gère Vestibule.
reason-bad_request-chip = Arrivée illisible

reason-starting-why = Le contrôle du visage démarrait, ou ne le pouvait pas faute de quelque chose.
reason-starting-todo = Vérifiez le visiteur en personne ; si cela dure des minutes, prévenez la personne qui gère Vestibule.
reason-starting-chip = Service en démarrage

reason-stopping-why = Le contrôle du visage était en train de redémarrer.
reason-stopping-todo = Vérifiez le visiteur en personne.
reason-stopping-chip = Service redémarre

reason-disk_full-why = Le disque du contrôle du visage est plein : aucune arrivée ne peut être enregistrée.
reason-disk_full-todo = Vérifiez le visiteur en personne et prévenez la personne qui gère Vestibule.
reason-disk_full-chip = Disque plein

reason-internal_error-why = Le contrôle du visage a eu une panne.
reason-internal_error-todo = Vérifiez le visiteur en personne et prévenez la personne qui gère Vestibule.
reason-internal_error-chip = Panne
