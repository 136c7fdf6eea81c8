//! One fault in a configuration that was valid, by class. It must never make one that a person could not write.

mod blocks;
mod bodies;
mod expressions;

use super::{Block, Config, Random};

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// A class of faults, as the confusion matrix counts them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names say it")]
        pub enum FaultClass { $($name),* }

        impl FaultClass {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

classes! {
    UnknownType,
    UnknownArgument,
    UnknownBlock,
    MissingArgument,
    MissingBlock,
    BlockForArgument,
    ArgumentForBlock,
    TooManyBlocks,
    WrongType,
    UndeclaredVariable,
    UndeclaredLocal,
    UndeclaredResource,
    UndeclaredModule,
    UndeclaredOutput,
    UnknownReferenceAttribute,
    UnknownFunction,
    FunctionArity,
    FunctionArgument,
    FunctionValue,
    DuplicateDefinition,
    DuplicateArgument,
    Cycle,
    CountWithForEach,
    EachOutside,
    CountOutside,
    BadMetaArgument,
    ModuleArgument,
    ProviderNotRequired,
    NotLiteral,
    WrongMoved,
    WrongImport,
    WrongRemoved,
    WrongVariable,
    BadOperand,
}

/// Puts one fault of `class` into `config`; `None` where the configuration has no place for it.
pub fn break_one(config: &Config, class: FaultClass, random: &mut Random) -> Option<Config> {
    let mut config = config.clone();
    if let Some(expression) = expressions::wrong(&config, class, random) {
        expressions::place(&mut config, class, &expression, random);
        return Some(config);
    }
    match class {
        FaultClass::UnknownType
        | FaultClass::UnknownArgument
        | FaultClass::UnknownBlock
        | FaultClass::MissingArgument
        | FaultClass::MissingBlock
        | FaultClass::BlockForArgument
        | FaultClass::ArgumentForBlock
        | FaultClass::TooManyBlocks
        | FaultClass::WrongType
        | FaultClass::DuplicateArgument => bodies::break_one(&mut config, class, random)?,
        _ => blocks::break_one(&mut config, class, random)?,
    }
    Some(config)
}

/// How one instance of what `block` declares is referred to.
pub(super) fn address(block: &Block) -> String {
    let prefix = if block.keyword == "data" { "data." } else { "" };
    let index = match (has(block, "count"), has(block, "for_each")) {
        (true, _) => "[0]",
        (_, true) => "[\"a\"]",
        _ => "",
    };
    format!("{prefix}{}.{}{index}", block.labels[0], block.labels[1])
}

fn has(block: &Block, name: &str) -> bool {
    block.arguments.iter().any(|(n, _)| n == name)
}

/// Whether `block` declares a resource or data source.
fn is_declared(block: &Block) -> bool {
    matches!(block.keyword.as_str(), "resource" | "data")
}
