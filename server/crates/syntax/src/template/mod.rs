//! The Go templates of alert labels and annotations.
