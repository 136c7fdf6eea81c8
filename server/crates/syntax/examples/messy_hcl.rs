//! Compares our formatter with the official one on files that nobody would write.
//!
//! ```text
//! messy_hcl write DIR COUNT SEED     valid files with random layout, one for each number
//! messy_hcl compare MESSY FORMATTED  prints where we differ; FORMATTED is MESSY after `terraform fmt`
//! ```
//! The pairs under `fixtures/format` were made by the two steps; `tests/hcl_format.rs` holds us to them.

use hcl_messy::Messy;
use std::path::Path;

#[path = "../tests/hcl_messy/mod.rs"]
mod hcl_messy;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["write", dir, count, seed] => write(dir, number(count), number(seed)),
        ["compare", messy, formatted] => compare(messy, formatted),
        _ => Err(std::io::Error::other("usage: messy_hcl write DIR COUNT SEED | compare MESSY FORMATTED")),
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or(1)
}

fn write(dir: &str, count: u64, seed: u64) -> std::io::Result<()> {
    for i in 0..count {
        let text = Messy::new(seed * 1_000_003 + i).file();
        std::fs::write(Path::new(dir).join(format!("{i:03}.tf")), text)?;
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn compare(messy: &str, formatted: &str) -> std::io::Result<()> {
    let (mut files, mut differ) = (0, 0);
    for entry in std::fs::read_dir(messy)? {
        let name = entry?.file_name();
        let text = std::fs::read_to_string(Path::new(messy).join(&name))?;
        let wanted = std::fs::read_to_string(Path::new(formatted).join(&name))?;
        let ours = text::apply(&text, &omni_syntax::hcl::format(&text)).map_err(std::io::Error::other)?;
        files += 1;
        if ours != wanted {
            differ += 1;
            println!("{}:", name.display());
            let line = ours.lines().zip(wanted.lines()).enumerate().find(|(_, (a, b))| a != b);
            println!("  {line:?}");
        }
    }
    println!("{files} files, {differ} differ");
    if differ == 0 { Ok(()) } else { Err(std::io::Error::other("our formatter and the official one differ")) }
}
