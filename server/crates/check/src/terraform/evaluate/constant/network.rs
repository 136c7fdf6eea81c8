use super::{Arguments, Refusal};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A block of addresses: how many bits its prefix and a whole address have.
struct Block {
    prefix: u32,
    width: u32,
}

pub(super) fn refused(name: &str, args: &Arguments<'_>) -> Option<Refusal> {
    let text = args.text(0)?;
    let Some(block) = parse(&text) else {
        return Some((0, format!("\"{text}\" is no block of addresses, such as \"10.0.0.0/16\"")));
    };
    match name {
        "cidrnetmask" if block.width == 128 => Some((0, "a block of IPv6 has no netmask".into())),
        "cidrhost" => host(&block, args.number(1)?),
        "cidrsubnet" => {
            let bits = args.number(1)?;
            extended(&block, bits, 1).or_else(|| numbered(bits, args.number(2)?))
        }
        "cidrsubnets" => (1..args.0.len()).find_map(|at| {
            let bits = args.number(at)?;
            let short = (bits < 1).then(|| (at, "the prefix must grow by one bit at least".to_owned()));
            short.or_else(|| extended(&block, bits, at))
        }),
        _ => None,
    }
}

fn host(block: &Block, number: i64) -> Option<Refusal> {
    let bits = block.width.saturating_sub(block.prefix);
    // Negative numbers count from the end.
    let wanted = if number < 0 { number.unsigned_abs() - 1 } else { number.unsigned_abs() };
    let fits = bits >= 64 || wanted >> bits == 0;
    (!fits).then(|| (1, format!("a block with a prefix of {} bits has no host {number}", block.prefix)))
}

fn extended(block: &Block, bits: i64, at: usize) -> Option<Refusal> {
    let left = i64::from(block.width.saturating_sub(block.prefix));
    (bits > left)
        .then(|| (at, format!("a prefix of {} bits can grow by {left} bits, not by {bits}", block.prefix)))
}

fn numbered(bits: i64, number: i64) -> Option<Refusal> {
    let bits = u32::try_from(bits).ok()?;
    let fits = bits >= 63 || number < 0 || number >> bits == 0;
    (!fits).then(|| {
        (2, format!("{bits} more bits number the subnets 0 to {}, not {number}", (1_i64 << bits) - 1))
    })
}

/// The block of addresses that `text` writes with no bits set after the prefix; `None` where it writes none.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let block = parse(text)?;
    let (address, _) = text.split_once('/')?;
    let rest = block.width - block.prefix;
    Some(if block.width == 128 {
        let bits = u128::from(address.parse::<Ipv6Addr>().ok()?);
        let kept = bits.checked_shr(rest).and_then(|bits| bits.checked_shl(rest)).unwrap_or(0);
        format!("{}/{}", Ipv6Addr::from(kept), block.prefix)
    } else {
        let mut octets = address.split('.').map(|part| part.parse::<u32>().ok());
        let bits = octets.try_fold(0, |bits: u32, octet| Some(bits << 8 | octet?))?;
        let kept = bits.checked_shr(rest).and_then(|bits| bits.checked_shl(rest)).unwrap_or(0);
        format!("{}/{}", Ipv4Addr::from(kept), block.prefix)
    })
}

/// Reads a block as the functions do: zeros may lead the numbers of an IPv4 address.
fn parse(text: &str) -> Option<Block> {
    let (address, prefix) = text.split_once('/')?;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_octet = |part: &str| is_digits(part) && part.parse::<u16>().is_ok_and(|n| n < 256);
    let width = if address.contains(':') {
        address.parse::<Ipv6Addr>().ok()?;
        128
    } else if address.split('.').count() == 4 && address.split('.').all(is_octet) {
        32
    } else {
        return None;
    };
    let prefix = Some(prefix).filter(|p| is_digits(p))?.parse().ok().filter(|bits| *bits <= width)?;
    Some(Block { prefix, width })
}
