/// Whose template it is: the two differ in functions, variables and data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The labels and annotations of alerting rules.
    Prometheus,
    /// The messages of receivers, and template files.
    Alertmanager,
}

/// A function that a template may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How many arguments it takes at least, the piped one counted.
    pub least: usize,
    /// How many it takes at most, if there is a limit.
    pub most: Option<usize>,
}

const fn exactly(name: &'static str, args: usize) -> Function {
    Function { name, least: args, most: Some(args) }
}

const fn at_least(name: &'static str, args: usize) -> Function {
    Function { name, least: args, most: None }
}

/// The functions of every template (Go, `text/template`).
const GO: &[Function] = &[
    at_least("and", 1),
    at_least("call", 1),
    at_least("eq", 2),
    exactly("ge", 2),
    exactly("gt", 2),
    at_least("html", 0),
    at_least("index", 1),
    at_least("js", 0),
    exactly("le", 2),
    exactly("len", 1),
    exactly("lt", 2),
    exactly("ne", 2),
    exactly("not", 1),
    at_least("or", 1),
    at_least("print", 0),
    at_least("printf", 1),
    at_least("println", 0),
    at_least("slice", 1),
    at_least("urlquery", 0),
];

/// The functions of alert templates (Prometheus 3.16, `template/template.go`); `tmpl` is for consoles only.
const PROMETHEUS: &[Function] = &[
    at_least("args", 0),
    exactly("externalURL", 0),
    exactly("first", 1),
    exactly("graphLink", 1),
    exactly("humanize", 1),
    exactly("humanize1024", 1),
    exactly("humanizeDuration", 1),
    exactly("humanizePercentage", 1),
    exactly("humanizeTimestamp", 1),
    exactly("label", 2),
    exactly("match", 2),
    exactly("now", 0),
    exactly("parseDuration", 1),
    exactly("pathPrefix", 0),
    exactly("query", 1),
    exactly("reReplaceAll", 3),
    exactly("safeHtml", 1),
    exactly("sortByLabel", 2),
    exactly("stripDomain", 1),
    exactly("stripPort", 1),
    exactly("strvalue", 1),
    exactly("tableLink", 1),
    exactly("title", 1),
    exactly("toDuration", 1),
    exactly("toLower", 1),
    exactly("toTime", 1),
    exactly("toUpper", 1),
    exactly("urlQueryEscape", 1),
    exactly("value", 1),
];

/// The functions of Alertmanager's templates (0.34, `template/template.go`).
const ALERTMANAGER: &[Function] = &[
    at_least("append", 1),
    exactly("base64decode", 1),
    exactly("base64encode", 1),
    exactly("date", 2),
    at_least("dict", 0),
    exactly("humanizeDuration", 1),
    exactly("join", 2),
    at_least("list", 0),
    exactly("match", 2),
    exactly("mustToDate", 2),
    exactly("now", 0),
    exactly("reReplaceAll", 3),
    exactly("routeLabels", 1),
    exactly("safeHtml", 1),
    exactly("safeUrl", 1),
    exactly("since", 1),
    at_least("stringSlice", 0),
    exactly("title", 1),
    exactly("toDate", 2),
    exactly("toJson", 1),
    exactly("toLower", 1),
    exactly("toUpper", 1),
    exactly("trimSpace", 1),
    exactly("tz", 2),
    exactly("urlUnescape", 1),
];

impl Dialect {
    /// All functions that its templates may call.
    pub fn functions(self) -> impl Iterator<Item = &'static Function> {
        let own = match self {
            Self::Prometheus => PROMETHEUS,
            Self::Alertmanager => ALERTMANAGER,
        };
        GO.iter().chain(own)
    }

    /// The function `name`.
    pub fn function(self, name: &str) -> Option<&'static Function> {
        self.functions().find(|f| f.name == name)
    }

    /// The variables that are set from the start, besides `$`.
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Prometheus => &["$labels", "$externalLabels", "$externalURL", "$value"],
            Self::Alertmanager => &[],
        }
    }

    /// The fields of the data that a template begins with.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Prometheus => &["Labels", "ExternalLabels", "ExternalURL", "Value"],
            Self::Alertmanager => &[
                "Receiver",
                "Status",
                "Alerts",
                "NotificationReason",
                "GroupLabels",
                "CommonLabels",
                "CommonAnnotations",
                "RouteLabels",
                "ExternalURL",
            ],
        }
    }
}
