# Tous les sites d’un groupe.

group-title = Tous les sites
group-sites = Site par site
group-about = Chaque site compte pour lui-même et ne donne que ces nombres : aucun visiteur, aucun code, aucun visage ne vient d’un autre site. Le nom d’un site ouvre ses propres pages.
group-none = Aucun autre site n’est inscrit ici. Là-bas, « showfloor web token --client group --scope figures » affiche un jeton ; ici, un [[group]] dans showfloor.toml nomme le site et le fichier du jeton.
group-answered = { $n } sites sur { $all } ont répondu. Les sommes portent sur ce qui est connu.
group-site = Site
group-this = celui-ci
group-waiting = { $n } en attente
group-appliance = Appareil
group-well = Fonctionne
group-degraded = Demande une intervention
group-cameras = { $ok } caméras sur { $all } voient
group-silent = Pas de réponse
group-as-of = Chiffres du { $when }
group-away = Son appareil n’a pas été joint. L’installateur trouve la cause avec « showfloor doctor ».
group-token = Il refuse notre jeton, ou le jeton manque. L’installateur trouve la cause avec « showfloor doctor ».
group-unread = Sa réponse est illisible. L’installateur trouve la cause avec « showfloor doctor ».
