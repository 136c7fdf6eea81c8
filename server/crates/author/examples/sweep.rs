//! Asks for every resource type and data source by name: `sweep DIR [PROVIDER]` writes a module for each to
//! DIR, for `terraform validate`, and prints what the own checks found and how long it took.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use omni_author::{Change, Outcome, Request, generate};
use schema::terraform::{Provider, providers};
use std::time::{Duration, Instant};
use workspace::Workspace;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().unwrap_or_else(|| "sweep".to_owned());
    let only = args.next();
    let mut times: Vec<(Duration, String)> = Vec::new();
    let (mut asked, mut bad, mut missed) = (0, 0, 0);
    for provider in providers().filter(|p| only.as_deref().is_none_or(|name| name == p.name())) {
        for (kind, keyword) in kinds(provider) {
            asked += 1;
            let words = kind.split_once('_').map_or(kind, |(_, rest)| rest).replace('_', " ");
            let text = match keyword {
                "data" => format!("Use the {kind} data source"),
                _ if asked % 2 == 0 => format!("Create an {kind}"),
                _ => format!("Create a {} {words}", provider.name()),
            };
            let start = Instant::now();
            let outcome = generate(&Workspace::new(vec!["/w".into()]), &Request::new(text.clone(), "/w"));
            times.push((start.elapsed(), text.clone()));
            let Outcome::Proposed(set) = outcome else {
                println!("REFUSED {text}");
                bad += 1;
                continue;
            };
            let main: String = set.changes.iter().map(text_of).collect();
            let wanted = format!("{} \"{kind}\"", if keyword == "data" { "data" } else { "resource" });
            if !main.contains(&wanted) {
                println!("MISSED {text}: no {wanted}");
                missed += 1;
            }
            if set.proof.repaired.iter().any(|r| !r.is_empty()) {
                println!("REPAIRED {text}: {:?}", set.proof.repaired);
                bad += 1;
            }
            let place = format!("{dir}/{}/{keyword}_{kind}", provider.name());
            std::fs::create_dir_all(&place)?;
            for change in &set.changes {
                if let Change::Create { path, text } = change {
                    std::fs::write(format!("{place}/{}", path.file_name().unwrap_or_default()), text)?;
                }
            }
        }
    }
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 1000).map(|(t, _)| *t).unwrap_or_default();
    println!("asked {asked}, repaired or refused {bad}, another type {missed}");
    println!("p50 {:?}, p99 {:?}, slowest {:?}", at(500), at(990), times.last());
    Ok(())
}

fn kinds(provider: Provider) -> Vec<(&'static str, &'static str)> {
    let resources = provider.resources().map(|(kind, _)| (kind, "resource"));
    resources.chain(provider.data_sources().map(|(kind, _)| (kind, "data"))).collect()
}

fn text_of(change: &Change) -> String {
    match change {
        Change::Create { text, .. } => text.clone(),
        Change::Edit { edits, .. } => edits.iter().map(|e| e.text.as_str()).collect(),
    }
}
