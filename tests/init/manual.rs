//! Manual pages and completions: of every command, as the programs that read them take them.

use std::{fs, process::Command};

use crate::folder::{Folder, ended, left_out};

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn every_command_has_a_manual_page_and_the_programs_own_says_the_rest() {
    let folder = Folder::new();
    folder.run(&["man", "pages"], "").says(0, &[]);
    let page = |name: &str| {
        let path = folder.path("pages").join(format!("{name}.1"));
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    for name in [
        "showfloor-run",
        "showfloor-init",
        "showfloor-visitors-erase",
        "showfloor-web-account-add",
    ] {
        assert!(page(name).contains(".SH OPTIONS"), "{name}");
    }
    let own = page("showfloor");
    for said in [
        ".SH \"EXIT STATUS\"",
        ".SH FILES",
        ".SH ENVIRONMENT",
        "showfloor init",
    ] {
        assert!(own.contains(said), "{said} is not in\n{own}");
    }
    let printed = folder.run(&["man"], "");
    printed.says(0, &[".SH \"EXIT STATUS\""]);
    assert_eq!(printed.said, own);
    folder
        .run(&["man", "/proc/none"], "")
        .says(1, &["cannot be written", "hint: "]);
    if !is_there("man") {
        left_out("man is not there: nobody read the pages");
        return;
    }
    for name in ["showfloor", "showfloor-init"] {
        let mut man = folder.command("man");
        man.env("MANROFFSEQ", "").env("MANWIDTH", "100");
        man.args([
            "--warnings",
            "--local-file",
            "--encoding=utf8",
            &format!("pages/{name}.1"),
        ]);
        let read = ended(&mut man, "");
        read.says(0, &["SYNOPSIS"]);
        assert!(!read.said.contains("warning"), "{read:#?}");
    }
}

#[test]
fn shells_take_what_they_are_to_complete() {
    let folder = Folder::new();
    for (shell, arguments) in [
        ("bash", &["-n"][..]),
        ("zsh", &["-n"]),
        ("fish", &["--no-execute"]),
    ] {
        let script = folder.run(&["completions", shell], "");
        script.says(0, &["showfloor", "visitors", "init"]);
        if !is_there(shell) {
            // Each of them is written by the same crate; bash is on every Debian.
            continue;
        }
        let file = format!("completions.{shell}");
        fs::write(folder.path(&file), &script.said).expect("written");
        let mut read = folder.command(shell);
        ended(read.args(arguments).arg(&file), "").says(0, &[]);
    }
    let mut bash = folder.command("bash");
    let asked = "source completions.bash; COMP_WORDS=(showfloor ini); COMP_CWORD=1; _showfloor showfloor ini showfloor; echo \"${COMPREPLY[@]}\"";
    let completed = ended(bash.args(["-c", asked]), "");
    assert_eq!(completed.said, "init\n");
    folder
        .run(&["completions", "tcsh"], "")
        .says(2, &["bash, zsh, fish"]);
}
