//! Disks: their size, class, access mode and directory.

use super::super::complete::disk_at;
use super::super::graph::{Claim, Part, Source};
use super::Reader;
use super::resources::bytes;
use crate::intent::Shape;

/// The claim that was spoken of last, made where there is none.
fn claim<'a>(reader: &'a mut Reader<'_>) -> Option<&'a mut Claim> {
    reader.asked.insert(Part::Storage);
    let app = reader.app();
    if !app.volumes.iter().any(|v| matches!(v.source, Source::Claim(_))) {
        app.volumes.push(disk_at("", "10Gi"));
    }
    app.volumes
        .iter_mut()
        .rev()
        .find_map(|v| if let Source::Claim(claim) = &mut v.source { Some(claim) } else { None })
}

/// `the existing pvc data`: the claim's own name
pub(super) fn named(reader: &mut Reader, name: String, exists: bool) {
    if let Some(claim) = claim(reader) {
        claim.name = name;
        claim.exists = exists;
    }
}

/// `20Gi`, where it is not memory
pub(super) fn size(reader: &mut Reader, at: usize) -> Option<usize> {
    if matches!(reader.focus, "Quota" | "LimitRange" | "Namespace") {
        return None;
    }
    let Shape::Quantity(value, unit) = reader.word(at)?.shape else { return None };
    unit.bytes()?;
    let size = bytes(value, unit);
    let disk = [
        "disk",
        "storage",
        "volume",
        "pvc",
        "persistent",
        "persistentvolumeclaim",
        "claim",
        "persistence",
        "data",
        "ssd",
        "hdd",
    ];
    let class = class_word(reader, at + 1);
    if !class && !reader.near(at, 6, &disk) && !matches!(reader.focus, "Storage" | "Claim") {
        return None;
    }
    reader.note(at..at + 1, format!("a disk of {size}"));
    claim(reader)?.size = size;
    reader.focus = "Storage";
    Some(1)
}

/// `storage class gp3`, `on gp3`
pub(super) fn class(reader: &mut Reader, at: usize) -> Option<usize> {
    let two = reader.is(at, &["storage"]) && reader.is(at + 1, &["class"]);
    let one = reader.is(at, &["storageclass", "storageclassname"]);
    let known = class_word(reader, at);
    let (name, end) = if known {
        (at, at + 1)
    } else if one || two {
        let value = reader.skip(at + 1 + usize::from(two), &["named", "called", "is", "of", "name"]);
        match reader.word(value).filter(|w| matches!(w.shape, Shape::Plain | Shape::Identifier)) {
            Some(_) if !reader.is(value, &["and", "with", "for"]) => (value, value + 1),
            _ => return None,
        }
    } else {
        return None;
    };
    let before = at.checked_sub(1).filter(|_| (one || two) && reader.is(name, &["and"]));
    let class = reader.text(before.unwrap_or(name));
    reader.note(at..end, format!("storage class {class}"));
    claim(reader)?.class = Some(class);
    Some(end - at)
}

/// Whether a word is the name of a StorageClass that everybody knows.
fn class_word(reader: &Reader, at: usize) -> bool {
    reader.is(
        at,
        &[
            "gp3",
            "gp2",
            "io2",
            "premium-rwo",
            "standard-rwo",
            "managed-csi",
            "managed-premium",
            "local-path",
            "longhorn",
            "efs-sc",
            "nfs-client",
            "csi-hostpath-sc",
        ],
    )
}

/// `ReadWriteMany`, `RWX`, `shared`
pub(super) fn mode(reader: &mut Reader, at: usize) -> Option<usize> {
    let word = reader.word(at)?;
    let mode = match word.lemma.as_str() {
        "readwritemany" | "rwx" => "ReadWriteMany",
        "readwriteonce" | "rwo" => "ReadWriteOnce",
        "readonlymany" | "rox" => "ReadOnlyMany",
        "readwriteoncepod" | "rwop" => "ReadWriteOncePod",
        "shared" if reader.is(at + 1, &["volume", "storage", "disk", "pvc", "persistent"]) => "ReadWriteMany",
        _ => return None,
    };
    reader.note(at..at + 1, format!("access mode {mode}"));
    mode.clone_into(&mut claim(reader)?.mode);
    Some(1)
}

/// `mounted at /data`, `in /var/lib/app`
pub(super) fn mount(reader: &mut Reader, at: usize) -> Option<usize> {
    let word = reader.word(at).filter(|word| word.text.starts_with('/'))?;
    let path = word.text.to_string();
    let mounted = (at.saturating_sub(4)..at)
        .any(|i| reader.is(i, &["mount", "mounted", "mounting", "mountpath", "mounts"]));
    let disk = matches!(reader.focus, "Storage" | "Claim")
        && (at.saturating_sub(3)..at).any(|i| reader.is(i, &["at", "on", "in", "under", "to"]));
    if !mounted && !disk {
        return None;
    }
    let app = reader.app();
    let scratch = app.volumes.iter_mut().rev().find(|v| v.path.is_empty());
    match scratch {
        Some(volume) => volume.path.clone_from(&path),
        None if disk => app.volumes.push(disk_at(&path, "10Gi")),
        None => return None,
    }
    reader.note(at..at + 1, format!("mounted at {path}"));
    Some(1)
}
