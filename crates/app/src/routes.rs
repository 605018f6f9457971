//! The command `uma routes`: every way into the house.
#![expect(clippy::print_stdout, reason = "the command's answer")]

use crate::cli::RoutesOptions;
use crate::config::Config;
use crate::{demo, serve};

/// Says them: pages and forms first, then what programs call.
pub fn run(config: &Config, options: RoutesOptions) -> anyhow::Result<()> {
    let (systems, face) = if options.demo { demo::shape()? } else { serve::shape(config)? };
    for route in web::routes(&systems, &face) {
        let act = route.act.unwrap_or("-");
        println!("{:<4} {} {} {act}", route.method, route.path, route.right.0);
    }
    for (path, method, right) in web::api_routes(&systems)? {
        println!("{method:<4} {path} {} -", right.0);
    }
    Ok(())
}
