//! Every route there is, read from the source, so that none is forgotten; and what holds for all of them.

use std::{collections::BTreeMap, fs, path::Path};

use showfloor::{types::Role, web};

use crate::{
    appliance::{ANNA, Appliance},
    callers::{Caller, ask, is_led_away},
};

/// For whoever is not logged in: what lets them in, what a tablet keeps for when there is no network, and what says nothing
/// of anybody.
const OPEN: [&str; 12] = [
    "/setup",
    "/login",
    "/pair",
    "/pair/{code}",
    "/ca.crt",
    "/floor/offline",
    "/sw.js",
    "/manifest.webmanifest",
    "/assets/{mark}/{name}",
    "/api/v1/health",
    "/api/v1/openapi.json",
    "/healthz",
];

/// Whose a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of everybody, also without a login.
    Open,
    /// Of everybody who is logged in.
    Anybody,
    Of(Role),
    /// Of tokens with this scope.
    Token(&'static str),
}

/// A way to ask for something.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// As the router knows it.
    pub(crate) path: String,
    pub(crate) whose: Whose,
}

impl Route {
    /// Its path, with names that there are.
    pub(crate) fn asked(&self) -> String {
        let nobody = ulid::Ulid::nil().to_string();
        // What has no way back is asked of nobody.
        let code = if self.method == "DELETE" {
            "V-00000"
        } else {
            ANNA
        };
        self.path
            .replace("{code}", code)
            .replace("{camera}", "hall")
            .replace("{request}", &nobody)
            .replace("{mark}", "any")
            .replace("{name}", "base.css")
    }
}

/// All of them, in the order of the source. What adds a route in a way that is not read here fails here.
pub(crate) fn routes() -> Vec<Route> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let mut files = BTreeMap::new();
    collect(&web, &web, &mut files);
    let mut routes = Vec::new();
    for (file, text) in &files {
        for other in [
            ".nest(",
            ".route_service(",
            ".nest_service(",
            ".fallback_service(",
        ] {
            assert!(!text.contains(other), "{file} adds routes by {other}");
        }
        for part in text.split(".route(").skip(1) {
            let where_from = file.strip_suffix("/routes.rs").unwrap_or(file);
            let (path, rest) = named(part, text, file);
            let whose = whose(&path, where_from);
            for other in ["put(", "patch(", "any(", "on(", "head(", "options("] {
                let methods = rest.split(|c: char| c.is_whitespace() || c == '.' || c == ',');
                let has = methods.into_iter().any(|word| word.starts_with(other));
                assert!(!has, "{path} is asked by {other}");
            }
            let methods = [("GET", "get("), ("POST", "post("), ("DELETE", "delete(")];
            for (method, word) in methods {
                if rest.contains(word) {
                    let path = path.clone();
                    routes.push(Route {
                        method,
                        path,
                        whose,
                    });
                }
            }
        }
    }
    routes
}

/// The files below, by their path.
fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the source is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("text");
            let name = path.strip_prefix(root).expect("below").to_string_lossy();
            files.insert(name.into_owned(), text);
        }
    }
}

/// The path of a route, a text or the name of one, and its methods.
fn named<'a>(part: &'a str, file: &str, name: &str) -> (String, &'a str) {
    let (path, rest) = part.split_once(',').expect("a path and its methods");
    let rest = rest.split("\n        .").next().unwrap_or(rest);
    let rest = rest.split("\n}").next().unwrap_or(rest);
    let path = path.trim();
    if let Some(path) = path.strip_prefix('"') {
        return (path.trim_end_matches('"').to_owned(), rest);
    }
    let constant = format!("const {path}: &str = \"");
    let (_, value) = file
        .split_once(&constant)
        .unwrap_or_else(|| panic!("{name}: what is {path}?"));
    (value.split('"').next().expect("its end").to_owned(), rest)
}

fn whose(path: &str, where_from: &str) -> Whose {
    if OPEN.contains(&path) {
        return Whose::Open;
    }
    match where_from {
        "floor" | "consent" => Whose::Of(Role::Staff),
        "group" if path.starts_with("/api/") => Whose::Token("figures"),
        "manager" | "group" => Whose::Of(Role::Manager),
        "installer" => Whose::Of(Role::Installer),
        "privacy" => Whose::Of(Role::Privacy),
        "access" if path.starts_with("/people") => Whose::Of(Role::Installer),
        "access" => Whose::Anybody,
        "gauges.rs" => Whose::Token("metrics"),
        "router.rs" if path.ends_with("/events") => Whose::Token("events"),
        "router.rs" if path.ends_with("/score") => Whose::Token("scores"),
        "router.rs"
            if ["{code}", "export", "withdrawals"]
                .iter()
                .any(|end| path.ends_with(end)) =>
        {
            Whose::Token("privacy")
        }
        _ => panic!("whose is {path} of {where_from}? Say it here"),
    }
}

#[test]
fn what_is_read_from_the_source_is_what_other_systems_are_told() {
    let routes = routes();
    assert!(routes.len() > 80, "{}", routes.len());
    let mut api: Vec<_> = routes
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.method.to_lowercase(), route.path.clone()))
        .collect();
    let mut told: Vec<_> = web::ROUTES
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .into();
    api.sort();
    told.sort();
    assert_eq!(api, told);
}

#[test]
fn no_form_does_anything_without_its_token_or_from_another_site() {
    let appliance = Appliance::start();
    let callers = Role::ALL.map(|role| Caller::with_password(&appliance, role));
    let forms = routes().into_iter().filter(|route| {
        route.method == "POST" && matches!(route.whose, Whose::Of(_) | Whose::Anybody)
    });
    for route in forms {
        let path = route.asked();
        let stranger = ask(&appliance, "POST", &path, "", "csrf=x");
        assert!(is_led_away(&stranger), "{path} for nobody: {stranger:#?}");
        for caller in &callers {
            let forged = ask(&appliance, "POST", &path, &caller.head(), "csrf=x");
            assert_eq!(forged.status, 403, "{path}: {forged:#?}");
            let form = format!("csrf={}", caller.csrf);
            for from in [
                "Origin: http://elsewhere.example",
                "Sec-Fetch-Site: cross-site",
            ] {
                let head = format!("{}{from}\r\n", caller.head());
                let foreign = ask(&appliance, "POST", &path, &head, &form);
                assert_eq!(foreign.status, 403, "{path}, {from}: {foreign:#?}");
            }
        }
    }
}

#[test]
fn no_number_in_an_address_ends_anything() {
    let appliance = Appliance::start();
    let officer = Caller::with_password(&appliance, Role::Privacy);
    let manager = Caller::with_password(&appliance, Role::Manager);
    for most in [u64::MAX.to_string(), i64::MAX.to_string(), "-1".to_owned()] {
        for (caller, path) in [
            (&officer, format!("/privacy/audit?skip={most}")),
            (&manager, format!("/visits?page={most}")),
            (&manager, format!("/rules/draft/backtest.csv?days={most}")),
            (&manager, "/cars?from=-9999-01-01&to=9999-12-31".to_owned()),
        ] {
            let answer = ask(&appliance, "GET", &path, &caller.head(), "");
            assert!(answer.status < 500, "{path}: {answer:#?}");
        }
    }
    let health = ask(&appliance, "GET", "/api/v1/health", "", "");
    assert_eq!(health.status, 200);
}
