//! What a word is by its form alone: a number, a CIDR, a region, an instance type ...

use std::net::IpAddr;

/// The form of a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Letters, perhaps with digits or a hyphen: `bucket`, `multi-az`.
    Plain,
    /// `3`, `0.5`, `three`
    Number(f64),
    /// `50 GB`, `30d`, `99.9%`: also where number and unit are two words.
    Quantity(f64, Unit),
    /// `10.0.0.0/16`, `fd00::/8`
    Cidr,
    /// `10.0.0.1`
    Ip,
    /// `arn:aws:...`
    Arn,
    /// `https://...`, `s3://...`, `postgres://...`
    Url,
    /// `team@example.com`
    Email,
    /// `example.com`, `events.amazonaws.com`
    Domain,
    /// A cloud region: `us-east-1`, `europe-west1`, `westeurope`.
    Region,
    /// A zone of a region: `us-east-1a`, `europe-west1-b`.
    Zone,
    /// `t3.micro`, `db.r6g.large`, `e2-medium`, `Standard_B2s`
    Machine,
    /// `cron(...)`, `rate(...)`, five fields of a crontab.
    Schedule,
    /// A file or directory: `lambda.js`, `./dist/app.zip`
    Path,
    /// A name as programs write it: `aws_s3_bucket`, `my-app-1`, `lambda:InvokeFunction`
    Identifier,
    /// One character between words.
    Punct(char),
}

/// The unit of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Decimal bytes to the power of 1000: `KB` is 1, `MB` 2 ...
    Decimal(u32),
    /// Binary bytes to the power of 1024: `KiB` is 1, `MiB` 2 ...
    Binary(u32),
    /// A time, in milliseconds.
    Time(u64),
    /// Percent.
    Percent,
    /// Processor cores.
    Core,
    /// Thousandths of a core.
    Millicore,
}

/// Words for units, in their base form.
const UNITS: &[(&str, Unit)] = &[
    ("kb", Unit::Decimal(1)),
    ("mb", Unit::Decimal(2)),
    ("gb", Unit::Decimal(3)),
    ("tb", Unit::Decimal(4)),
    ("pb", Unit::Decimal(5)),
    ("kilobyte", Unit::Decimal(1)),
    ("megabyte", Unit::Decimal(2)),
    ("gigabyte", Unit::Decimal(3)),
    ("gig", Unit::Decimal(3)),
    ("terabyte", Unit::Decimal(4)),
    ("kib", Unit::Binary(1)),
    ("ki", Unit::Binary(1)),
    ("mib", Unit::Binary(2)),
    ("mi", Unit::Binary(2)),
    ("gib", Unit::Binary(3)),
    ("gi", Unit::Binary(3)),
    ("tib", Unit::Binary(4)),
    ("ti", Unit::Binary(4)),
    ("ms", Unit::Time(1)),
    ("millisecond", Unit::Time(1)),
    ("s", Unit::Time(1_000)),
    ("sec", Unit::Time(1_000)),
    ("second", Unit::Time(1_000)),
    ("m", Unit::Time(60_000)),
    ("min", Unit::Time(60_000)),
    ("minute", Unit::Time(60_000)),
    ("h", Unit::Time(3_600_000)),
    ("hr", Unit::Time(3_600_000)),
    ("hour", Unit::Time(3_600_000)),
    ("d", Unit::Time(86_400_000)),
    ("day", Unit::Time(86_400_000)),
    ("w", Unit::Time(604_800_000)),
    ("week", Unit::Time(604_800_000)),
    ("month", Unit::Time(2_592_000_000)),
    ("year", Unit::Time(31_536_000_000)),
    ("%", Unit::Percent),
    ("percent", Unit::Percent),
    ("vcpu", Unit::Core),
    ("cpu", Unit::Core),
    ("core", Unit::Core),
    ("millicore", Unit::Millicore),
];

/// Units that are too short to be taken for one where they stand as a word of their own.
const ONLY_ATTACHED: &[&str] = &["m", "s", "h", "d", "w", "ki", "mi", "gi", "ti", "cpu", "core"];

/// Numbers as words.
const NUMBERS: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("sixty", 60.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
];

impl Unit {
    /// The unit that `lemma` names as a word of its own after a number.
    pub fn after_number(lemma: &str) -> Option<Self> {
        if ONLY_ATTACHED.contains(&lemma) { None } else { Self::named(lemma) }
    }

    fn named(lemma: &str) -> Option<Self> {
        UNITS.iter().find(|(name, _)| *name == lemma).map(|(_, unit)| *unit)
    }

    /// Bytes per unit, for sizes.
    pub fn bytes(self) -> Option<f64> {
        match self {
            Self::Decimal(power) => Some(1000f64.powi(power.cast_signed())),
            Self::Binary(power) => Some(1024f64.powi(power.cast_signed())),
            _ => None,
        }
    }

    /// Seconds per unit, for times.
    pub fn seconds(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a year fit a double")]
        match self {
            Self::Time(millis) => Some(millis as f64 / 1000.0),
            _ => None,
        }
    }
}

/// The number that a word stands for.
pub(super) fn number(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    if let Some((_, value)) = NUMBERS.iter().find(|(word, _)| *word == lower) {
        return Some(*value);
    }
    let plain: String = lower.chars().filter(|c| *c != ',').collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    (digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() < 2)
        .then(|| plain.parse().ok())
        .flatten()
}

/// The form of `text`, a word without its quotes.
pub(super) fn shape(text: &str) -> Shape {
    if let Some(value) = number(text) {
        return Shape::Number(value);
    }
    if let Some((value, unit)) = attached_unit(text) {
        return Shape::Quantity(value, unit);
    }
    if text.parse::<IpAddr>().is_ok() {
        return Shape::Ip;
    }
    if let Some((address, length)) = text.split_once('/')
        && address.parse::<IpAddr>().is_ok()
        && length.parse::<u8>().is_ok_and(|n| n <= 128)
    {
        return Shape::Cidr;
    }
    if text.starts_with("arn:") {
        return Shape::Arn;
    }
    if text.contains("://") {
        return Shape::Url;
    }
    if is_schedule(text) {
        return Shape::Schedule;
    }
    if text.contains(char::is_whitespace) {
        return Shape::Plain;
    }
    dotted(text)
}

/// The forms that a word without blanks has by its dots, hyphens and underscores.
fn dotted(text: &str) -> Shape {
    if is_region(text) {
        return Shape::Region;
    }
    if is_zone(text) {
        return Shape::Zone;
    }
    if is_machine(text) {
        return Shape::Machine;
    }
    if let Some((user, host)) = text.split_once('@')
        && !user.is_empty()
        && is_domain(host)
    {
        return Shape::Email;
    }
    if text.starts_with(['/', '.']) && text.len() > 1 || has_file_ending(text) || is_path(text) {
        return Shape::Path;
    }
    if is_domain(text) {
        return Shape::Domain;
    }
    if text.contains(['_', ':']) || text.contains(|c: char| c.is_ascii_digit()) && text.contains('-') {
        return Shape::Identifier;
    }
    Shape::Plain
}

fn attached_unit(text: &str) -> Option<(f64, Unit)> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
    let value = number(text.get(..split).filter(|n| !n.is_empty())?)?;
    let unit = text.get(split..)?.trim_start_matches(['-', ' ']);
    let unit =
        if unit == "M" || unit == "G" { format!("{}b", unit.to_lowercase()) } else { super::lemma(unit) };
    Unit::named(&unit).map(|unit| (value, unit))
}

fn is_schedule(text: &str) -> bool {
    if (text.starts_with("cron(") || text.starts_with("rate(")) && text.ends_with(')') {
        return true;
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    (5..=6).contains(&fields.len())
        && fields
            .iter()
            .all(|f| f.starts_with(|c: char| c.is_ascii_digit() || "*?".contains(c)) || f.len() == 3)
        && text.contains('*')
}

/// Whether `text` names a region of AWS, Google or Azure.
fn is_region(text: &str) -> bool {
    const AZURE: &[&str] = &[
        "eastus",
        "eastus2",
        "westus",
        "westus2",
        "westus3",
        "centralus",
        "northcentralus",
        "southcentralus",
        "westcentralus",
        "canadacentral",
        "canadaeast",
        "brazilsouth",
        "northeurope",
        "westeurope",
        "uksouth",
        "ukwest",
        "francecentral",
        "germanywestcentral",
        "switzerlandnorth",
        "norwayeast",
        "swedencentral",
        "polandcentral",
        "italynorth",
        "spaincentral",
        "uaenorth",
        "qatarcentral",
        "southafricanorth",
        "centralindia",
        "southindia",
        "westindia",
        "eastasia",
        "southeastasia",
        "japaneast",
        "japanwest",
        "koreacentral",
        "koreasouth",
        "australiaeast",
        "australiasoutheast",
        "australiacentral",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [one] => AZURE.contains(one),
        // `us-east1` is how Google writes it, and how people write `us-east-1` in haste.
        [area, place] => {
            is_area(area)
                && place.len() > 1
                && place.ends_with(|c: char| c.is_ascii_digit())
                && is_place(place.trim_end_matches(|c: char| c.is_ascii_digit()))
        }
        [area, place, number] => is_area(area) && is_place(place) && is_small_number(number),
        [area, gov, place, number] => {
            is_area(area) && (*gov == "gov" || *gov == "iso") && is_place(place) && is_small_number(number)
        }
        _ => false,
    }
}

fn is_area(word: &str) -> bool {
    [
        "us",
        "eu",
        "ap",
        "sa",
        "ca",
        "me",
        "af",
        "il",
        "mx",
        "cn",
        "europe",
        "asia",
        "australia",
        "northamerica",
        "southamerica",
        "africa",
    ]
    .contains(&word)
}

fn is_place(word: &str) -> bool {
    ["north", "south", "east", "west", "central", "northeast", "southeast", "northwest", "southwest"]
        .contains(&word)
}

fn is_small_number(word: &str) -> bool {
    word.len() <= 2 && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit())
}

fn is_zone(text: &str) -> bool {
    let Some(last) = text.chars().last().filter(char::is_ascii_lowercase) else { return false };
    let rest = &text[..text.len() - last.len_utf8()];
    let region = rest.strip_suffix('-').unwrap_or(rest);
    region.ends_with(|c: char| c.is_ascii_digit()) && is_region(region)
}

fn is_machine(text: &str) -> bool {
    const SIZES: &[&str] = &["nano", "micro", "small", "medium", "large", "metal"];
    let parts: Vec<&str> = text.split('.').collect();
    if let [.., family, size] = parts.as_slice() {
        let known = SIZES.contains(size) || size.ends_with("xlarge") || size.starts_with("metal-");
        let family_like = family.len() <= 8 && family.contains(|c: char| c.is_ascii_digit());
        if known && (family_like || parts.len() == 3) {
            return true;
        }
    }
    if text.starts_with("Standard_") || text.starts_with("Basic_A") {
        return true;
    }
    let families = ["e2-", "n1-", "n2-", "n2d-", "c2-", "c3-", "m1-", "t2d-", "a2-", "n4-", "db-"];
    let kinds = ["micro", "small", "medium", "standard", "highmem", "highcpu", "custom", "f1-", "g1-", "n1-"];
    families
        .iter()
        .any(|f| text.strip_prefix(f).is_some_and(|rest| kinds.iter().any(|k| rest.starts_with(k))))
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    let [rest @ .., last] = labels.as_slice() else { return false };
    !rest.is_empty()
        && last.len() >= 2
        && last.chars().all(|c| c.is_ascii_alphabetic())
        && rest.iter().all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_*".contains(c))
        })
}

fn has_file_ending(text: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "js",
        "ts",
        "py",
        "go",
        "rb",
        "rs",
        "zip",
        "jar",
        "war",
        "json",
        "yaml",
        "yml",
        "tf",
        "tfvars",
        "html",
        "htm",
        "txt",
        "sh",
        "sql",
        "xml",
        "csv",
        "pem",
        "crt",
        "key",
        "mjs",
        "cjs",
        "dockerfile",
        "toml",
        "css",
        "png",
        "jpg",
        "tar",
        "gz",
        "tgz",
        "parquet",
        "md",
    ];
    text.rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending.to_lowercase().as_str()))
}

fn is_path(text: &str) -> bool {
    text.contains('/') && (text.ends_with('/') || text.matches('/').count() > 1 || text.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told_from_the_others() {
        for (text, expected) in [
            ("0.5", Shape::Number(0.5)),
            ("three", Shape::Number(3.0)),
            ("50GB", Shape::Quantity(50.0, Unit::Decimal(3))),
            ("512Mi", Shape::Quantity(512.0, Unit::Binary(2))),
            ("5m", Shape::Quantity(5.0, Unit::Time(60_000))),
            ("99.9%", Shape::Quantity(99.9, Unit::Percent)),
            ("10.0.0.0/16", Shape::Cidr),
            ("8.8.8.8", Shape::Ip),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", Shape::Arn),
            ("us-east-1", Shape::Region),
            ("us-east1", Shape::Region),
            ("europe-west1-b", Shape::Zone),
            ("us-east-1a", Shape::Zone),
            ("db.t3.micro", Shape::Machine),
            ("e2-medium", Shape::Machine),
            ("Standard_B2s", Shape::Machine),
            ("cron(0 7 * * ? *)", Shape::Schedule),
            ("0 7 * * *", Shape::Schedule),
            ("lambda.js", Shape::Path),
            ("events.amazonaws.com", Shape::Domain),
            ("aws_s3_bucket", Shape::Identifier),
            ("multi-az", Shape::Plain),
            ("postgres", Shape::Plain),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }
}
