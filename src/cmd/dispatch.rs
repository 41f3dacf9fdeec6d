//! From the command line to the command, and how it ended.

use std::process::ExitCode;

use clap::Parser;

use super::{
    accounts, alerts, audit, cameras, check, consents, copies, demo, doctor, eval, init, links,
    manual, outcomes, privacy, replay, rights, run, score, sim, staff, top, visitors, visits, web,
};
use crate::{
    cli::{
        AccountCommand, AlertsCommand, AuditCommand, CamerasCommand, Cli, Command, EvalCommand,
        OutcomesCommand, PrivacyCommand, ScoreCommand, SimCommand, StaffCommand, VisitorsCommand,
        VisitsCommand, WebCommand,
    },
    runtime::{init_logging, keep_out_of_dumps, spare_memory},
};

/// Runs the program: 0 done, 1 the answer is no or the work failed, 2 wrong usage.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    init_logging(match cli.verbose {
        0 => "warn,rumqttd=off,rumqttc::v5=off",
        1 => "info,rumqttd=off,rumqttc::v5=off",
        // The HTTP client would show whole addresses of webhooks, and so their tokens.
        _ => "debug,rumqttd=off,ureq=off,ureq_proto=off",
    });
    if let Err(error) = keep_out_of_dumps() {
        tracing::warn!(%error, "a crash may leave a core dump with keys and signatures in it");
    }
    spare_memory();
    let result = match &cli.command {
        Command::Run(args) => run::run(args, None),
        Command::Record(args) => run::run(&args.run, Some(&args.out)),
        Command::Replay(args) => replay::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Sim(SimCommand::Observe(args)) => sim::observe(args),
        Command::Sim(SimCommand::Render(args)) => sim::render(args),
        Command::Eval(EvalCommand::Behaviour(args)) => eval::behaviour(args),
        Command::Eval(EvalCommand::Identity(args)) => eval::identity(args),
        Command::Eval(EvalCommand::Tracking(args)) => eval::tracking(args),
        Command::Eval(EvalCommand::Cameras(args)) => eval::cameras(args),
        Command::Eval(EvalCommand::Noise(args)) => eval::noise(args),
        Command::Init(args) => init::run(args),
        Command::Check(args) => Ok(check::run(args)),
        Command::Doctor(args) => doctor::run(args),
        Command::Top(args) => top::run(args),
        Command::Visitors(VisitorsCommand::List(args)) => visitors::list(args),
        Command::Visitors(VisitorsCommand::Show(args)) => visitors::show(args),
        Command::Visitors(VisitorsCommand::Merge(args)) => visitors::merge(args),
        Command::Visitors(VisitorsCommand::Split(args)) => visitors::split(args),
        Command::Visitors(VisitorsCommand::NotThisPerson(args)) => visitors::not_this_person(args),
        Command::Visitors(VisitorsCommand::Assign(args)) => visitors::assign(args),
        Command::Visitors(VisitorsCommand::Undo(args)) => visitors::undo(args),
        Command::Visitors(VisitorsCommand::Link(args)) => links::link(args),
        Command::Visitors(VisitorsCommand::Unlink(args)) => links::unlink(args),
        Command::Visitors(VisitorsCommand::Links(args)) => links::links(args),
        Command::Visitors(VisitorsCommand::Send(args)) => links::send(args),
        Command::Visitors(VisitorsCommand::Export(args)) => rights::export(args),
        Command::Visitors(VisitorsCommand::Erase(args)) => rights::erase(args),
        Command::Visitors(VisitorsCommand::Receipt(args)) => rights::receipt(args),
        Command::Visitors(VisitorsCommand::Consents(args)) => consents::consents(args),
        Command::Visitors(VisitorsCommand::Withdraw(args)) => consents::withdraw(args),
        Command::Visitors(VisitorsCommand::ReturnCode(args)) => consents::return_code(args),
        Command::Visitors(VisitorsCommand::Returned(args)) => consents::returned(args),
        Command::Visits(VisitsCommand::List(args)) => visits::list(args),
        Command::Alerts(AlertsCommand::List(args)) => alerts::list(args),
        Command::Alerts(AlertsCommand::Show(args)) => alerts::show(args),
        Command::Alerts(AlertsCommand::Summary(args)) => alerts::summary(args),
        Command::Outcomes(OutcomesCommand::Add(args)) => outcomes::add(args),
        Command::Outcomes(OutcomesCommand::List(args)) => outcomes::list(args),
        Command::Outcomes(OutcomesCommand::Remove(args)) => outcomes::remove(args),
        Command::Score(ScoreCommand::Explain(args)) => score::explain(args),
        Command::Score(ScoreCommand::Backtest(args)) => score::backtest(args),
        Command::Score(ScoreCommand::Calibrate(args)) => score::calibrate(args),
        Command::Staff(StaffCommand::Enrol(args)) => staff::enrol(args),
        Command::Staff(StaffCommand::List(args)) => staff::list(args),
        Command::Staff(StaffCommand::Show(args)) => staff::show(args),
        Command::Staff(StaffCommand::Rename(args)) => staff::rename(args),
        Command::Staff(StaffCommand::Remove(args)) => staff::remove(args),
        Command::Cameras(CamerasCommand::Accept(args)) => cameras::accept(args),
        Command::Cameras(CamerasCommand::Discover(args)) => cameras::discover(args),
        Command::Web(WebCommand::Token(args)) => web::token(args),
        Command::Web(WebCommand::Account(AccountCommand::Add(args))) => accounts::add(args),
        Command::Web(WebCommand::Account(AccountCommand::List(args))) => accounts::list(args),
        Command::Web(WebCommand::Account(AccountCommand::Password(args))) => {
            accounts::password(args)
        }
        Command::Web(WebCommand::Account(AccountCommand::Remove(args))) => accounts::remove(args),
        Command::Privacy(PrivacyCommand::Rotate(args)) => privacy::rotate(args),
        Command::Privacy(PrivacyCommand::Dpia(args)) => privacy::dpia(args),
        Command::Audit(AuditCommand::List(args)) => audit::list(args),
        Command::Audit(AuditCommand::Verify(args)) => audit::verify(args),
        Command::Audit(AuditCommand::Head(args)) => audit::head(args),
        Command::Backup(args) => copies::back_up(args),
        Command::Restore(args) => copies::restore(args),
        Command::Man(args) => manual::man(args),
        Command::Completions(args) => manual::completions(args),
    };
    result.unwrap_or_else(|error| {
        complain(&error);
        ExitCode::FAILURE
    })
}

/// Prints an error with what caused it; a cause that the text above it already says is not repeated.
fn complain(error: &anyhow::Error) {
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    eprintln!("error: {said}");
}
