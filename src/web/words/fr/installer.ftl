# Les pages de l’installation.
installer-checklist-title = Liste de contrôle
installer-checklist-left = { $n ->
    [one] Il reste une chose à faire.
   *[other] Il reste { $n } choses à faire.
}
installer-checklist-waits = { $n ->
    [one] Un autre point se vérifie de lui-même après quelques visites.
   *[other] { $n } autres points se vérifient d’eux-mêmes après quelques visites.
}
installer-checklist-all-done = Il n’y a rien à faire pour l’instant.
installer-checklist-done = Tout est en place. Le showroom peut ouvrir.
installer-stand-done = Fait
installer-stand-wrong = À corriger
installer-stand-open = Pas encore
installer-check-camera = La caméra { $camera } est vue
installer-camera-ok = Les images arrivent, et la vue est la bonne
installer-camera-ok-do = Il n’y a rien à faire.
installer-camera-plays = Un enregistrement est lu
installer-camera-waits = Aucune image n’est encore arrivée
installer-camera-unreachable = Injoignable
installer-camera-unreachable-do = Vérifiez son alimentation et son câble réseau, puis son adresse et son mot de passe dans la configuration.
installer-camera-frozen = L’image est figée
installer-camera-frozen-do = Éteignez et rallumez la caméra. Si elle se fige encore, mettez à jour son logiciel.
installer-camera-black = On ne voit rien
installer-camera-black-do = Ôtez le cache, nettoyez l’objectif, allumez la lumière.
installer-camera-moved = Elle montre une autre scène que celle des zones tracées
installer-camera-moved-do = Remettez-la en place, ou retracez zones et repères et acceptez la nouvelle vue : showfloor cameras accept.
installer-camera-skewed = Son horloge dérive
installer-camera-skewed-do = Faites régler l’horloge de la caméra par NTP.
installer-camera-slow = Bien moins d’images que convenu
installer-camera-slow-do = Baissez sa résolution ou son débit, et vérifiez le réseau entre elle et l’appareil.
installer-check-sharp = L’image est nette
installer-check-sharp-found = { $bad } des { $visits } dernières visites avaient des visages flous
installer-check-sharp-do = Faites la mise au point, nettoyez l’objectif, éclairez davantage les passages.
installer-check-large = Les visages sont assez grands
installer-check-large-found = { $bad } des { $visits } dernières visites avaient des visages trop petits
installer-check-large-do = Rapprochez la caméra ou zoomez : un visage à l’entrée doit mesurer au moins 60 pixels de large ; showfloor eval cameras le mesure.
installer-faces-few = Se dira après quelques visites
installer-check-zones = Les zones sont tracées
installer-zones-found = { $n ->
    [0] Aucune zone pour l’instant
    [one] Une zone
   *[other] { $n } zones
}
installer-zones-no-product = Tracez une zone pour chaque voiture : quatre touches sur l’image.
installer-zones-no-entrance = Tracez l’entrée : les visites y commencent.
installer-check-floor = Le sol est mesuré
installer-floor-all = Chaque caméra sait où son image montre le sol
installer-floor-without = Pas encore pour { $cameras }
installer-floor-do = Marquez quatre points au sol et entrez leurs distances. Une personne vue par deux caméras est alors comptée une seule fois.
installer-check-broker = Le courtier MQTT est joint
installer-broker-reached = { $address }, { $waiting ->
    [0] rien n’attend
    [one] un message attend
   *[other] { $waiting } messages attendent
}
installer-broker-away = { $address } ne répond pas
installer-broker-own = Le courtier de l’appareil
installer-broker-do = Démarrez le courtier, ou corrigez son adresse dans la configuration ; showfloor doctor dit ce qui ne va pas.
installer-check-tablet = Une tablette est associée
installer-tablets = { $n ->
    [0] Aucune tablette pour l’instant
    [one] Une tablette
   *[other] { $n } tablettes
}
installer-tablets-do = Associez-en une par code QR.
installer-check-sign = L’affiche est à l’entrée
installer-sign-hangs = Noté par { $who }, { $at }
installer-sign-none = Vous seul pouvez le voir
installer-sign-do = Le responsable de la protection des données l’imprime sous « Affiche d’entrée ». Posez-la là où elle est lue avant que quiconque soit filmé.
installer-sign-tick = Elle est en place
installer-sign-take-down = Elle n’y est plus
installer-open-camera = Ouvrir
installer-draw = Tracer une zone
installer-mark = Marquer le sol
installer-pair = Associer une tablette
installer-cameras-title = Caméras
installer-cameras-none = La configuration n’a pas encore de caméra. Écrivez un bloc [[camera]] avec id et url pour chacune.
installer-camera-title = Caméra { $camera }
installer-zones-count = { $zones ->
    [0] aucune zone
    [one] une zone
   *[other] { $zones } zones
}
installer-floor-known = sol mesuré
installer-floor-unknown = sol non mesuré
installer-since = depuis { $at }
installer-locked-demo = Ce showroom est simulé : sa configuration n’est dans aucun fichier, on peut la regarder mais pas la changer.
installer-locked-mistakes = Le fichier de configuration contient des erreurs. L’appareil continue avec ce qu’il avait lu ; rien ne peut être changé ici avant la correction du fichier.
installer-locked = Rien ne peut être changé ici pour le moment.
installer-done-zone = La zone est enregistrée, et en service dès maintenant.
installer-done-mask = La zone est enregistrée. Ce qui est masqué change au prochain démarrage de l’appareil.
installer-done-gone = La zone est supprimée.
installer-done-marks = Les repères sont enregistrés, et en service dès maintenant.
installer-done-unmarked = Les repères sont supprimés.
installer-done-car = La voiture est dans la liste.
installer-overtaken = La configuration a changé depuis que vous avez ouvert cette page. Rien de vous n’a été enregistré : regardez-la telle qu’elle est maintenant, puis enregistrez à nouveau.
installer-taken = « { $name } » existe déjà. Rien n’a été enregistré : donnez un autre nom au vôtre, ou modifiez l’existant.
installer-twin = La zone « { $name } » se trouve exactement là. Rien n’a été enregistré : modifiez-la, ou dessinez la vôtre ailleurs.
installer-refused = La configuration ne serait pas correcte, elle est donc restée telle quelle : { $why }
installer-picture = Ce que montre maintenant la caméra { $camera }
installer-picture-none = La caméra ne donne pas d’image pour le moment.
installer-picture-again = Nouvelle image
installer-picture-about = Une seule image, à l’instant. Elle n’est pas conservée, et votre consultation est notée au journal d’audit.
installer-zones = Zones
installer-zones-none = Aucune zone n’est tracée sur cette image.
installer-zone-change = Modifier
installer-zone-new = Nouvelle zone
installer-zone-edit = Modifier la zone
installer-zone-save = Enregistrer la zone
installer-zone-remove = Supprimer la zone
installer-cancel = Annuler
installer-draw-about = Touchez les quatre coins au sol. Glissez un coin pour le déplacer ; glissez le point entre deux coins pour en ajouter un. Les coins s’accrochent aux autres zones.
installer-undo = Annuler la dernière action
installer-clear = Recommencer
installer-corner = Coin %n
installer-corner-placed = Le coin %n est placé
installer-corner-removed = Le coin %n est supprimé
installer-corner-remove = Supprimer le coin
installer-undone = Annulé
installer-kind = Qu’est-ce que c’est ?
installer-kind-product = Une voiture
installer-kind-entrance = Entrée
installer-kind-desk = Bureau de vente
installer-kind-service = Atelier
installer-kind-lounge = Salon d’attente
installer-kind-check-in = Accueil
installer-kind-exclude = Masqué : personne ne regarde ici
installer-zone-kind-missing = Dites ce qu’est la zone.
installer-mask-about = Ce qui est masqué est recouvert avant toute analyse de l’image. Le changer demande un redémarrage de l’appareil.
installer-label = Comment l’équipe l’appelle-t-elle ?
installer-label-hint = Comme cela doit figurer sur les alertes : « près de la vitrine ».
installer-car = Quelle voiture s’y trouve ?
installer-car-none = Aucune
installer-more = Nom court et coordonnées
installer-id = Nom court
installer-id-hint = Lettres, chiffres, - et _. Laissez vide pour qu’il soit tiré du nom.
installer-zone-name-missing = Donnez un nom à la zone.
installer-name-long = Le nom dépasse 60 caractères : personne ne le lit en passant. Raccourcissez-le.
installer-corners = Coins
installer-corners-hint = Un par ligne : depuis la gauche et depuis le haut, en pour cent de l’image.
installer-corners-wrong = Les coins sont illisibles : un par ligne, deux nombres en pour cent, par exemple 12.5 80.
installer-shape-few = Une zone a au moins trois coins : touchez-les sur l’image.
installer-shape-outside = Le coin { $n } est hors de l’image : les deux nombres vont de 0 à 100.
installer-shape-twice = Deux coins sont au même endroit.
installer-shape-crosses = Le contour se croise : mettez les coins dans l’ordre.
installer-shape-flat = Les coins sont sur une ligne.
installer-marks = Où est le sol ?
installer-marks-about = Choisissez quatre points au sol qui forment un grand quadrilatère : carrelage, tapis, place de stationnement. Touchez-les sur l’image et entrez leur position en mètres, mesurée depuis un coin du showroom, le même pour toutes les caméras.
installer-marks-start = Toucher quatre points
installer-mark-number = Point
installer-mark-left = Depuis la gauche (%)
installer-mark-top = Depuis le haut (%)
installer-mark-x = En largeur (m)
installer-mark-y = En longueur (m)
installer-mark-placed = Le point %n est placé
installer-marks-save = Enregistrer les repères
installer-marks-remove = Supprimer les repères
installer-marks-wrong = Chaque point demande quatre nombres : deux dans l’image, deux en mètres.
installer-colleagues-title = Collègues
installer-colleagues-about = Les collègues connus par leur visage ne sont pas pris pour des visiteurs. Chacun est consulté et peut se raviser à tout moment. Qui ne le souhaite pas dit « c’est moi » sur la tablette.
installer-colleagues = Inscrits
installer-colleagues-none = Personne n’est encore inscrit.
installer-colleague = Nom
installer-enrolled-at = Inscrit
installer-faces = Signatures
installer-quality = Qualité
installer-enrol-again = À réinscrire : le modèle a changé
installer-colleague-remove = Retirer
installer-colleague-remove-ask = Retirer { $name } de la liste ?
installer-colleague-remove-about = Les signatures de son visage sont supprimées aussitôt. Pour être de nouveau reconnu, il faudra repasser devant une caméra.
installer-colleague-remove-do = Retirer { $name }
installer-colleague-gone = La personne est retirée, et ses signatures sont supprimées.
installer-enrol = Inscrire un collègue
installer-enrol-about = La personne se tient seule devant une caméra, à une distance de un à trois mètres, et tourne un peu la tête pendant 25 secondes au plus. Aucune image n’est conservée.
installer-enrol-name-hint = Tel que les tablettes le montrent. Qui est inscrit sous ce nom est réinscrit.
installer-enrol-camera = Devant quelle caméra ?
installer-enrol-agreed = La personne a lu ceci et accepte
installer-enrol-do = Regarder maintenant
installer-enrol-looking = Regard en cours… Restez un instant immobile, puis tournez un peu la tête des deux côtés. Cela prend jusqu’à 25 secondes.
installer-enrol-no-consent = Personne n’est inscrit sans son consentement.
installer-enrol-busy = Un collègue est en cours d’enregistrement. Attendez que ce soit terminé.
installer-enrol-no-face = Aucun visage n’a été assez bien vu. Placez-vous seul devant la caméra, à une distance d’un à trois mètres, bien éclairé, et tournez un peu la tête pendant qu’elle regarde.
installer-enrol-several = Plusieurs personnes ont été vues. Seul le collègue doit se trouver devant la caméra.
installer-enrol-alike = Cette personne ressemble à { $name }, déjà sur la liste : on les confondrait. S’il s’agit de { $name }, enregistrez-la à nouveau sous ce nom.
installer-enrol-failed = Personne n’a été enregistré : { $why }
installer-enrolled = La personne est inscrite, et connue dès maintenant.
installer-health-title = État
installer-health-up = en marche
installer-health-disk = libres sur le disque
installer-health-disk-little = libres sur le disque : c’est peu
installer-health-memory = en mémoire, sur { $total }
installer-health-load = processus actifs sur { $n } processeurs
installer-health-outbox = messages attendent le courtier
installer-health-outbox-many = messages attendent : le courtier est-il là ?
installer-health-cameras = Caméras
installer-health-camera = Caméra
installer-health-state = État
installer-health-pictures = Analysées
installer-health-kept = Ce qui est conservé
installer-kept-visitors = Visiteurs
installer-kept-visits = Visites
installer-kept-events = Événements
installer-kept-signatures = Signatures de visages de visiteurs
installer-kept-deliveries = En attente pour les webhooks
installer-kept-store = Fichiers de la base
installer-health-stages = Où passe le temps
installer-health-stages-about = Depuis le démarrage : combien de fois chaque étape a tourné, et sa durée moyenne.
installer-stage = Étape
installer-stage-calls = Fois
installer-stage-mean = Moyenne
installer-health-version = showfloor { $version }
installer-consent-text = J’accepte que mon visage soit converti en une signature (des nombres, aucune image) conservée dans cet appareil, pour qu’il ne me prenne pas pour un visiteur. Elle ne sert ni à me noter ni à m’évaluer. Je peux revenir sur ma décision à tout moment : la signature est alors supprimée.
installer-cars = Voitures
installer-cars-about = Ce qui peut se trouver dans une zone. La zone dit laquelle s’y trouve.
installer-cars-none = Aucune voiture n’est encore dans la liste.
installer-car-label = Voiture
installer-car-label-hint = Comme l’équipe l’appelle : « Kona Electric ».
installer-car-category = Catégorie
installer-car-stock = Numéro de stock
installer-car-where = Emplacement
installer-car-add = Ajouter une voiture
installer-car-add-do = Ajouter à la liste
installer-car-remove = Retirer
installer-car-remove-ask = Retirer { $car } de la liste ?
installer-car-remove-about = Elle se trouve dans une zone, qui restera sans voiture. L’historique des regards sur { $car } est conservé.
installer-car-remove-do = Retirer { $car }
installer-car-name-missing = Donnez un nom à la voiture.
installer-done-no-car = La voiture est retirée de la liste. Son historique reste.
