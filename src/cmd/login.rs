//! Who runs a command.

use std::{env, fs};

use rustix::process::getuid;

/// The login of whoever runs this, for the audit log: behind sudo the person, not root. The environment is asked for no
/// more than that, as anybody may set it.
pub(super) fn login() -> String {
    let of_process = of_process();
    let sudo = env::var("SUDO_USER").ok().filter(|name| !name.is_empty());
    match (of_process, sudo) {
        (Some(root), Some(person)) if root == "root" => person,
        (Some(name), _) => name,
        (None, _) => "command line".to_owned(),
    }
}

/// The name of the process's user, as a service or a container without an environment has it.
fn of_process() -> Option<String> {
    let uid = getuid().as_raw().to_string();
    let users = fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let fields: Vec<_> = line.split(':').collect();
        (fields.get(2) == Some(&uid.as_str())).then(|| fields[0].to_owned())
    })
}
