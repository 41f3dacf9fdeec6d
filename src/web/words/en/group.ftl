# All sites of a group.

group-title = All sites
group-sites = Site by site
group-about = Each site counts for itself and tells these numbers alone: no visitor, code or face comes from another site. A site’s name opens its own pages.
group-none = No other site is entered here. There, “showfloor web token --client group --scope figures” prints a token; here, a [[group]] in showfloor.toml names the site and the token’s file.
group-answered = { $n } of { $all } sites answered. The sums are of what is known.
group-site = Site
group-this = this one
group-waiting = { $n } waiting
group-appliance = Appliance
group-well = Works
group-degraded = Needs looking after
group-cameras = { $ok } of { $all } cameras see
group-silent = No answer
group-as-of = Figures of { $when }
group-away = Its appliance was not reached. An installer finds the cause with “showfloor doctor”.
group-token = It does not take our token, or there is none. An installer finds the cause with “showfloor doctor”.
group-unread = Its answer cannot be read. An installer finds the cause with “showfloor doctor”.
