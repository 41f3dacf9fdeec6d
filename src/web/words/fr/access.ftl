# Entrer : accès, premier démarrage, tablettes.
access-login-title = Connexion
access-login-do = Se connecter
access-login-hint = Sur une tablette du showroom : ouvrez le lien ou le code QR que vous montre la personne qui l’a installée.
access-login-wrong = Le nom ou le mot de passe est faux. Majuscules et minuscules comptent.
access-wait = Trop de mots de passe faux. Réessayez dans { $seconds } s.
access-too-often = Trop d’essais faux. Attendez quelques minutes, puis réessayez.
access-setup-title = Premier démarrage
access-setup-about = Personne ne peut encore se connecter. Créez le premier accès : il peut tout, et en créer d’autres.
access-setup-code = Code sur la console
access-setup-code-hint = L’appareil l’a affiché au démarrage : journalctl -u showfloor le montre.
access-setup-do = Créer cet accès
access-code-wrong = Ce n’est pas le code affiché au dernier démarrage de l’appareil.
access-name = Nom
access-name-hint = De 2 à 32 caractères : a-z, 0-9, - _ et ., une lettre d’abord. Il figure sur les alertes : « anna y va ».
access-name-wrong = Ce nom ne convient pas : de 2 à 32 caractères parmi a-z, chiffres, - _ et ., une lettre d’abord.
access-name-taken = Quelqu’un porte déjà ce nom.
access-no-area = Cochez au moins un espace : sans cela, un accès n’ouvre rien.
access-needs-password = Tout sauf le showroom demande un mot de passe : une tablette associée ne montre que lui.
access-password = Mot de passe
access-password-hint = Au moins 10 caractères. Plusieurs mots, c’est bien.
access-password-again = Mot de passe, encore une fois
access-password-differs = Les deux mots de passe diffèrent.
access-password-short = Le mot de passe doit avoir au moins 10 caractères.
access-password-change = Changer votre mot de passe
access-password-old = Mot de passe actuel
access-old-wrong = Le mot de passe actuel est faux. Majuscules et minuscules comptent.
access-password-new = Nouveau mot de passe
access-password-save = Le changer et déconnecter les autres appareils
access-password-changed = Le mot de passe est changé, et tous les autres appareils sont déconnectés.
access-account-title = Votre accès
access-pair-title = Utiliser cet appareil
access-pair-as = Cet appareil devient « { $device } » de { $name }.
access-pair-about = Avec un code de « Accès et tablettes », cet appareil reste connecté, sans mot de passe.
access-pair-code = Code
access-pair-do = Connecter cet appareil
access-pair-wrong = Ce code est déjà utilisé, trop ancien ou mal tapé. Faites-en créer un autre.
access-pair-used = Ce code a déjà servi. Faites-en créer un nouveau.
access-people-title = Accès et tablettes
access-people = Accès
access-roles = Espaces
access-role-staff = Showroom
access-role-manager = Direction
access-role-installer = Installation
access-role-privacy = Données
access-roles-save = Enregistrer
access-roles-changed = Les espaces de { $name } sont modifiés.
access-roles-own-ask = Vous retirer l’espace « Installation » ?
access-roles-own = Cette page vous sera fermée dès lors. Seule une autre personne ayant « Installation » pourra vous le rendre.
access-roles-own-do = Me le retirer
access-remove = Supprimer
access-remove-ask = Supprimer { $name } ?
access-remove-about = L’accès disparaît aussitôt{ $n ->
    [0] {""}
    [one] , et un appareil est déconnecté
   *[other] , et { $n } appareils sont déconnectés
}. Ce qui a été fait avec reste dans le journal d’audit.
access-remove-do = Supprimer { $name }
access-removed = L’accès de { $name } est supprimé{ $n ->
    [0] {""}
    [one] , et un appareil est déconnecté
   *[other] , et { $n } appareils sont déconnectés
}.
access-paired-only = tablettes seulement, sans mot de passe
access-new = Nouvel accès
access-new-about = Pour la tablette d’un vendeur, un nom suffit : pas de mot de passe, la tablette est associée.
access-new-password-hint = Laissez vide si seules des tablettes associées servent.
access-new-do = Créer cet accès
access-made = L’accès de { $name } est créé.
access-last = Au moins un accès avec mot de passe doit garder l’espace « Installation ». Rien n’a été modifié.
access-invite = Associer une tablette
access-invite-about = Crée un lien et un code QR valables une fois, pendant 15 minutes. La tablette montre alors le showroom, et rien d’autre.
access-invite-whose = Tablette de
access-invite-do = Afficher le code QR
access-invited = Dans les { $minutes } minutes, sur l’appareil « { $device } » de { $name } :
access-invited-used = L’appareil « { $device } » de { $name } est associé.
access-invited-trust = D’abord, une fois par tablette, faites confiance au certificat du showroom : scannez ceci, puis installez-le dans les réglages comme certificat d’autorité.
access-invited-open = Scannez ceci et touchez « Connecter cet appareil ».
access-fingerprint = Il doit afficher ce SHA-256 :
access-qr-authority = Code QR : le certificat du showroom
access-qr-pair = Code QR : connecter la tablette
access-devices = Appareils connectés
access-devices-none = Aucun.
access-device = Appareil
access-device-hint = Par exemple « tablette du bureau ».
access-device-missing = Donnez un nom à l’appareil : c’est lui que vous retrouverez dans la liste ci-dessous.
access-this-device = cet appareil
access-since = Connecté depuis
access-seen = Dernière utilisation
access-until = Connecté jusqu’au
access-logout = Déconnecter
access-device-out = L’appareil est déconnecté.
