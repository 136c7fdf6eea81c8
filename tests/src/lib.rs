//! End-to-end tests of the `omni-architect` binary; the helpers they share.

pub mod oracle;
