//! `showfloor visitors export` and `erase`.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufRead, IsTerminal, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, anyhow, bail};

use super::{console::say, login::login};
use crate::{
    app::{self, Known},
    cli::{EraseArgs, ExportArgs, ReceiptArgs},
    config,
    store::{Reader, ReceiptCheck},
    types::{CorrectionKind, ErasureReceipt, VisitorCode},
};

pub(super) fn export(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let known = Known::open(&config)?;
    let visitor = known.find_visitor(&args.visitor).map_err(|e| anyhow!(e))?;
    let export = known.export(visitor, &config)?;
    let Some(file) = &args.page else {
        say(&export.json()?);
        return Ok(ExitCode::SUCCESS);
    };
    let main = config.site.languages.first().map_or("en", String::as_str);
    let language = args.language.as_deref().unwrap_or(main);
    let page = app::export_page(&export, language, &config.site.timezone);
    write_new(file, page.as_bytes())?;
    say(&format!("Written to {}.", file.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn erase(args: &EraseArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.ask.config.config.as_deref()))?;
    if let Some(file) = args.receipt.as_ref().filter(|file| file.exists()) {
        bail!(
            "{} exists already\nhint: name another file with --receipt",
            file.display()
        );
    }
    let known = Known::open(&config)?;
    let visitor = known.find_visitor(&args.visitor).map_err(|e| anyhow!(e))?;
    let code = known.code(visitor);
    if !args.yes && !confirmed(&code)? {
        say("Nothing was erased.");
        return Ok(ExitCode::FAILURE);
    }
    let kind = CorrectionKind::Erase {
        code: VisitorCode::from(code.clone()),
    };
    let (request, answer) = app::correct(&config, &login(), kind)?;
    match answer {
        Some(answer) if !answer.done => return Err(anyhow!(answer.text)),
        Some(_) => {}
        None => {
            say(&format!(
                "The appliance that runs has not answered yet. The request {request} waits in the store: it will be answered, at the latest at the next start."
            ));
            return Ok(ExitCode::SUCCESS);
        }
    }
    let receipt = Reader::open(&config.store)?.receipt(request)?;
    let receipt = receipt.context("the store keeps no receipt of it")?;
    let json = serde_json::to_string_pretty(&receipt)?;
    if let Some(file) = &args.receipt {
        write_new(file, format!("{json}\n").as_bytes())?;
    }
    if args.ask.json {
        say(&json);
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<_> = receipt
        .deleted
        .iter()
        .map(|(what, n)| format!("{n} {what}"))
        .collect();
    say(&format!("{code} is erased: {}.", rows.join(", ")));
    for beyond in &receipt.beyond {
        say(&format!("Not reached: {beyond}."));
    }
    say(&format!(
        "Receipt {request}, sha256 {}, is noted in the audit log.",
        receipt.sha256()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn receipt(args: &ReceiptArgs) -> anyhow::Result<ExitCode> {
    let config = config::load(&config::find(args.config.config.as_deref()))?;
    let file = args.file.display();
    let text = fs::read_to_string(&args.file).with_context(|| format!("cannot read {file}"))?;
    let receipt: ErasureReceipt = serde_json::from_str(&text)
        .map_err(|error| anyhow!("{file} is no receipt: {error}\nhint: `visitors erase --receipt FILE` writes one, and so does the page of the receipt"))?;
    let check = Reader::open(&config.store)?.check_receipt(&receipt)?;
    say(match check {
        ReceiptCheck::Good => {
            "Good: given by this appliance, unchanged, and noted in the audit log."
        }
        ReceiptCheck::Changed => {
            "Not good: something in it was changed after it was signed, or it was never signed."
        }
        ReceiptCheck::Foreign => {
            "Signed by another appliance, or by this one before its store was made anew."
        }
        ReceiptCheck::NotNoted => {
            "Signed here, but the audit log does not note it: this store is older than the receipt."
        }
    });
    Ok(if check == ReceiptCheck::Good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whoever erases types the code: there is no way back.
fn confirmed(code: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!(
            "nobody is there to confirm that {code} is to be erased\nhint: --yes erases without being asked"
        );
    }
    eprint!(
        "Everything that is kept of {code} will be deleted, for good. Type the code to go on: "
    );
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case(code))
}

/// A file that nobody else may read.
pub(super) fn write_new(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    let open = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    open.and_then(|mut open| open.write_all(content))
        .with_context(|| format!("cannot write {}", file.display()))
}
