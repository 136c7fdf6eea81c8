use check::Finding;
use text::Span;

/// What stands behind a change set, in the order a person reads it.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Who wrote it, where a model was asked; empty for the embedded author alone.
    pub written_by: Vec<String>,
    /// What the request was understood to ask for.
    pub understood: Vec<Note>,
    /// What was decided without being asked.
    pub assumed: Vec<Note>,
    /// Words of the request that nothing was made of; never empty in silence.
    pub not_understood: Vec<Note>,
    /// Which checks ran over what (`12 blocks against hashicorp/aws 6.2`).
    pub checked: Vec<String>,
    /// What the checks found in the draft and how it was mended.
    pub repaired: Vec<String>,
    /// What no check could see (credentials, quotas, names taken in the account).
    pub not_checked: Vec<String>,
    /// What is left: never an error, perhaps advice.
    pub findings: Vec<Finding>,
}

/// A line of a proof, with the bytes of the request that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// One sentence without a full stop.
    pub text: String,
    /// In the request; `None` where it came from no word of it.
    pub request: Option<Span>,
}
