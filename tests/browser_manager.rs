//! The manager's pages, in a real browser: a showroom with some played Saturdays behind it, and the appliance running.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/mosquitto.rs"]
mod mosquitto;
#[path = "support/schema.rs"]
mod schema;

#[path = "browser_manager/corrected.rs"]
mod corrected;
#[path = "browser_manager/fitting.rs"]
mod fitting;
#[path = "browser_manager/group.rs"]
mod group;
#[path = "browser_manager/history.rs"]
mod history;
#[path = "browser_manager/page.rs"]
mod page;
#[path = "browser_manager/published.rs"]
mod published;
#[path = "browser_manager/searched.rs"]
mod searched;

use browser::{Driver, LAPTOP, in_browser};
use history::Showroom;

/// One showroom for all of it: its history takes longer to play than everything that is done with it.
#[test]
fn a_manager_finds_corrects_records_and_changes_the_rules() {
    let showroom = Showroom::open();
    let driver = Driver::start();
    in_browser(async {
        let vera = driver.browser(LAPTOP, "en").await;
        showroom.log_in(&vera, "en").await;
        searched::figures_open_the_lists_behind_them(&showroom, &vera).await;
        searched::a_visit_is_found_by_code_car_and_day(&showroom, &vera).await;
        searched::tables_are_downloaded(&showroom, &vera).await;
        group::sites_stand_side_by_side_and_one_that_is_silent_says_why(&showroom, &vera).await;
        corrected::a_sale_is_recorded_and_taken_back(&showroom, &vera).await;
        corrected::two_are_brought_together_and_parted_again(&showroom, &vera).await;
        published::rules_are_changed_tried_and_put_in_force(&showroom, &vera).await;
        vera.close().await.expect("it closes");
        fitting::every_page_fits_in_every_language(&showroom, &driver).await;
    });
}
