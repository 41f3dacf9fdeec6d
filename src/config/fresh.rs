//! A new configuration: the sample with a site's answers in it, so that every key stands below its explanation.

mod sheet;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use self::sheet::Sheet;
use super::{
    edit::quoted,
    load::load_text,
    problem::{Problem, Problems},
};
use crate::types::Recognition;

/// What a site answered. Passwords are in files of their own.
#[derive(Clone, Debug)]
pub struct NewSite {
    pub id: String,
    pub name: String,
    pub timezone: String,
    /// The main one first.
    pub languages: Vec<String>,
    pub privacy: NewPrivacy,
    /// May be none.
    pub cameras: Vec<NewCamera>,
    pub broker: NewBroker,
    /// Without it there are no pages.
    pub web: Option<NewWeb>,
    /// Where store, key, certificates and backups are kept, if not at the usual places.
    pub data: Option<PathBuf>,
}

/// What may be remembered of a visitor's face.
#[derive(Clone, Debug)]
pub struct NewPrivacy {
    pub recognition: Recognition,
    /// Mode `all` needs both.
    pub legal_basis: Option<String>,
    pub retention_days: Option<u32>,
}

/// A camera.
#[derive(Clone, Debug)]
pub struct NewCamera {
    pub id: String,
    /// Without a login.
    pub url: String,
    pub login: Option<NewLogin>,
}

/// A user, and the file of their password; relative to the configuration.
#[derive(Clone, Debug)]
pub struct NewLogin {
    pub user: String,
    pub password_file: String,
}

/// The broker.
#[derive(Clone, Debug)]
pub enum NewBroker {
    Embedded,
    At {
        url: String,
        login: Option<NewLogin>,
        ca_file: Option<PathBuf>,
    },
}

/// Where the pages listen, and the names in their certificate.
#[derive(Clone, Debug)]
pub struct NewWeb {
    pub listen: String,
    pub names: Vec<String>,
}

impl NewSite {
    /// The configuration's text, commented.
    pub fn text(&self) -> String {
        let mut sheet = Sheet::sample(&format!(
            "# The configuration of the showroom \"{}\", begun by `showfloor init`.",
            self.id
        ));
        sheet.set("site", "id", &quoted(&self.id));
        sheet.set("site", "name", &quoted(&self.name));
        sheet.set("site", "timezone", &quoted(&self.timezone));
        sheet.set("site", "languages", &list(&self.languages));
        self.set_cameras(&mut sheet);
        // Pages draw zones and name cars, and write them here.
        sheet.leave_out("zone");
        sheet.leave_out("product");
        self.set_privacy(&mut sheet);
        self.set_broker(&mut sheet);
        if let Some(web) = &self.web {
            sheet.set("web", "listen", &quoted(&web.listen));
            if !web.names.is_empty() {
                sheet.set("web", "names", &list(&web.names));
            }
        }
        if let Some(data) = &self.data {
            let at = |name: &str| quoted(&data.join(name).to_string_lossy());
            sheet.set("store", "path", &at("store.db"));
            sheet.set("store", "key_file", &at("store.key"));
            sheet.set("store", "backup_directory", &at("backups"));
            if self.web.is_some() {
                sheet.set("web", "tls_folder", &at("tls"));
            }
        }
        sheet.text()
    }

    fn set_cameras(&self, sheet: &mut Sheet) {
        let Some((first, others)) = self.cameras.split_first() else {
            sheet.leave_out("camera");
            return;
        };
        for (key, value) in lines(first) {
            sheet.set("camera", key, &value);
        }
        for camera in others {
            let lines = lines(camera);
            let lines = lines.iter().map(|(key, value)| format!("{key} = {value}"));
            let table: Vec<_> = [String::new(), "[[camera]]".to_owned()]
                .into_iter()
                .chain(lines)
                .collect();
            sheet.add("camera", &table);
        }
    }

    fn set_privacy(&self, sheet: &mut Sheet) {
        let NewPrivacy {
            recognition,
            legal_basis,
            retention_days,
        } = &self.privacy;
        sheet.set("privacy", "recognition", &quoted(recognition.as_str()));
        if let Some(basis) = legal_basis {
            sheet.set("privacy", "legal_basis", &quoted(basis));
        }
        if let Some(days) = retention_days {
            sheet.set("privacy", "retention_days", &days.to_string());
        }
    }

    fn set_broker(&self, sheet: &mut Sheet) {
        let NewBroker::At {
            url,
            login,
            ca_file,
        } = &self.broker
        else {
            return;
        };
        sheet.set("mqtt", "broker", &quoted(url));
        if let Some(login) = login {
            sheet.set("mqtt", "user", &quoted(&login.user));
            sheet.set("mqtt", "password_file", &quoted(&login.password_file));
        }
        if let Some(file) = ca_file {
            sheet.set("mqtt", "ca_file", &quoted(&file.to_string_lossy()));
        }
    }
}

/// The lines of a camera that have to be written.
fn lines(camera: &NewCamera) -> Vec<(&'static str, String)> {
    let mut lines = vec![("id", quoted(&camera.id)), ("url", quoted(&camera.url))];
    if let Some(login) = &camera.login {
        lines.push(("user", quoted(&login.user)));
        lines.push(("password_file", quoted(&login.password_file)));
    }
    lines
}

fn list(texts: &[String]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// What the configuration would say of one value, before it is written. `header` is what stands above it: `[site]`.
pub fn wrong_value(header: &str, key: &str, value: &str) -> Option<Problem> {
    refused(header, key, &quoted(value))
}

/// As [`wrong_value`], of a list.
pub fn wrong_list(header: &str, key: &str, values: &[String]) -> Option<Problem> {
    refused(header, key, &list(values))
}

fn refused(header: &str, key: &str, value: &str) -> Option<Problem> {
    let text = format!("{header}\n{key} = {value}\n");
    // What else is missing is told, too, with other lines or none.
    let line = header.lines().count() + 1;
    let Err(Problems(problems)) = load_text(Path::new("answers"), &text) else {
        return None;
    };
    problems
        .into_iter()
        .find(|problem| problem.line == Some(line) && problem.key.ends_with(key))
}
