//! The Saturday of the demo, as it is shown.

use std::path::Path;

use proptest::prelude::*;
use ratatui::{Terminal, backend::TestBackend, style::Color};

use super::{board::Board, pictures, plan::labels, run::SATURDAY, screen::draw, show::Caption};
use crate::{
    app::{Line, LineSettings},
    config::Config,
    runtime::SeededIds,
    sim::{self, Scenario, Simulation, Spot},
    store::StartState,
};

fn saturday() -> Scenario {
    let read = Scenario::parse(Path::new("saturday.toml"), SATURDAY);
    read.unwrap_or_else(|problems| panic!("{problems}"))
}

/// The board when the showroom's clock shows this, or at the end.
fn board_at(day_and_time: Option<&str>) -> (Board, Config) {
    let scenario = saturday();
    let file = Path::new("saturday.toml");
    let made = sim::configuration(std::slice::from_ref(&scenario), file, Path::new("sim"));
    let config = made.unwrap_or_else(|problems| panic!("{problems}"));
    let simulation = Simulation::new(vec![scenario.clone()], &scenario.noise, scenario.seed);
    let mut board = Board::new(simulation.clone(), &config);
    let settings = LineSettings::new(&config, Some(Simulation::tag()));
    let ids = Box::new(SeededIds::new(simulation.seed()));
    let mut line = Line::new(settings, &StartState::default(), ids);
    let mut last = simulation.origin();
    for told in simulation.stream() {
        last = *told.input.stamp();
        let records = line.step(&told.input);
        board.take(&records, &line);
        board.look(&told.input, &line);
        let now = board.day_and_time();
        if day_and_time.is_some_and(|until| now[..10] == until[..10] && now.as_str() >= until) {
            return (board, config);
        }
    }
    let records = line.close(&last);
    board.take(&records, &line);
    (board, config)
}

fn shown(board: &Board, (width, height): (u16, u16)) -> Vec<String> {
    let caption = Caption {
        title: "Saturday morning".into(),
        about: "Anna was here on Thursday.".into(),
        honest: "Simulated people. Nobody here is real.".into(),
        short: "simulated people, recognition \"all\"".into(),
        speed: 3.0,
        pages: "pages: http://127.0.0.1:8080/".into(),
        broker: "listen in: mosquitto_sub -v -p 46069 -t 'showfloor/sim/#'".into(),
    };
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    let drawn = terminal.draw(|frame| draw(frame, board, &caption));
    let buffer = drawn.expect("drawn").buffer.clone();
    let rows = buffer.content.chunks(usize::from(width));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
        .collect()
}

#[test]
fn a_small_terminal_shows_what_matters_and_how_to_end_it() {
    let (board, _) = board_at(Some("Sat 16 May, 10:01:45"));
    let rows = shown(&board, (80, 24));
    let text = rows.join("\n");
    assert!(rows[23].starts_with(" Ctrl-C ends   pages: http"), "{text}");
    assert!(!text.contains("Anna was here on Thursday"), "{text}");
    for part in [
        "simulated people, recognition \"all\"",
        "Kona Electric",
        "On the tablets:",
        "In the showroom",
        "… and",
        "What happened",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let from = rows
        .iter()
        .position(|row| row.contains("On the tablets"))
        .expect("tablets");
    let to = rows
        .iter()
        .position(|row| row.starts_with("┌ In the showroom"))
        .expect("people");
    assert!(to - from >= 6, "four rows for the tablets: {text}");
}

#[test]
fn a_large_terminal_explains_itself_and_the_plan_stays_where_it_is() {
    let (early, _) = board_at(Some("Sat 16 May, 10:00:05"));
    let (later, _) = board_at(Some("Sat 16 May, 10:01:45"));
    let (early, later) = (shown(&early, (120, 40)), shown(&later, (120, 40)));
    let text = later.join("\n");
    assert!(text.contains("Anna was here on Thursday"), "{text}");
    assert!(text.contains("Nobody here is real"), "{text}");
    let people = |rows: &[String]| rows.iter().position(|r| r.starts_with("┌ In the showroom"));
    assert_eq!(people(&early), people(&later), "nothing jumps");
}

#[test]
fn the_log_runs_forward_through_the_days_and_says_who_a_new_code_is() {
    let (board, config) = board_at(None);
    let text: Vec<String> = board
        .log
        .iter()
        .map(|said| format!("{} {}", said.time, said.what))
        .collect();
    let text = text.join("\n");
    let mut last = String::new();
    for said in &board.log {
        assert!(said.time.is_empty() || said.time >= last, "{text}");
        last.clone_from(&said.time);
    }
    for part in [
        " Thursday, 14 May",
        " Saturday, 16 May",
        "stops at the Kona Electric",
        "here 2 days ago",
        "left (last seen ",
        "ALERT  unattended  V-",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let summed = super::summary::summary(&board, &config);
    assert!(
        summed.contains("6 people came (2 of them staff); counted as "),
        "{summed}"
    );
    assert!(summed.contains("; of 5 expected, "), "{summed}");
    assert!(
        summed.contains("The staff of a demo are not enrolled"),
        "{summed}"
    );
}

#[test]
fn people_who_have_left_are_not_in_the_showroom() {
    // Anna's Thursday is over for good once she is through the door, though her visit is still open.
    let (board, _) = board_at(Some("Thu 14 May, 17:41:00"));
    let open = board.visits.values().filter(|card| !card.over).count();
    assert!(open > 0 && board.present().is_empty(), "{:?}", board.visits);
}

#[test]
fn a_machine_that_is_too_slow_is_told_of() {
    let mut pictures = pictures::Pictures::of(&saturday()).expect("cameras that work");
    // Two of six a second.
    for n in 0..60 {
        pictures.took(std::time::Duration::from_millis(36_000_000 + 500 * n));
    }
    assert_eq!(pictures.left_out(), Some(7));
    let said = pictures::too_slow(3.0, 7);
    assert!(
        said.contains("3x: 7 of 10 pictures left out; try --speed 1"),
        "{said}"
    );
    assert_eq!(pictures::tenths_left_out(99, 1), None);
}

proptest! {
    #[test]
    fn nothing_on_the_plan_is_written_over_another(
        spots in prop::collection::vec((0.0..11.0, 0.0..8.0), 0..12),
        columns in 20_u16..120,
        rows in 4_u16..40,
    ) {
        let floor = saturday().floor;
        let dots = spots.iter().map(|(x, y)| (Spot::new(*x, *y), "V-7K3QD".to_owned(), Color::Red));
        let placed = labels(&floor, dots.collect(), (columns, rows));
        let mut taken = std::collections::BTreeSet::new();
        for label in &placed {
            prop_assert!(label.row < rows);
            for (i, _) in label.text.chars().enumerate() {
                let column = label.column + i as u16;
                prop_assert!(column < columns);
                prop_assert!(taken.insert((label.row, column)), "{placed:?}");
            }
        }
        prop_assert!(placed.iter().any(|label| label.text == "Kona Electric"));
    }
}
