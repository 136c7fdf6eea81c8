//! The functions of Terraform 1.11 with their parameters, as data.
//!
//! Source: `terraform metadata functions -json`.

use ParameterType::{Any as ANY, Bool as BOOL, Number as NUMBER, String as STRING};

/// A function and what it takes.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// What stands after the parameters, any number of times.
    pub(crate) variadic: Option<Parameter>,
    pub(crate) returns: ParameterType,
    /// Whether it takes `null`.
    pub(crate) nullable: bool,
}

/// Name and type of a parameter.
pub(crate) type Parameter = (&'static str, ParameterType);

/// What a parameter takes; `Any` where the function itself looks closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterType {
    Any,
    String,
    Number,
    Bool,
    List(&'static ParameterType),
    Set(&'static ParameterType),
    Map(&'static ParameterType),
}

const LIST_OF_STRING: ParameterType = ParameterType::List(&STRING);
const LIST_OF_NUMBER: ParameterType = ParameterType::List(&NUMBER);
const LIST_OF_BOOL: ParameterType = ParameterType::List(&BOOL);
const LIST_OF_ANY: ParameterType = ParameterType::List(&ANY);
const LIST_OF_LIST_OF_ANY: ParameterType = ParameterType::List(&LIST_OF_ANY);
const SET_OF_STRING: ParameterType = ParameterType::Set(&STRING);
const SET_OF_ANY: ParameterType = ParameterType::Set(&ANY);
const MAP_OF_ANY: ParameterType = ParameterType::Map(&ANY);
const MAP_OF_LIST_OF_STRING: ParameterType = ParameterType::Map(&LIST_OF_STRING);

const fn function(
    name: &'static str,
    parameters: &'static [Parameter],
    variadic: Option<Parameter>,
    returns: ParameterType,
    nullable: bool,
) -> Function {
    Function { name, parameters, variadic, returns, nullable }
}

/// The function called `name`, with or without `core::` before it.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    FUNCTIONS.binary_search_by(|f| f.name.cmp(name)).ok().and_then(|at| FUNCTIONS.get(at))
}

/// By name.
#[rustfmt::skip]
pub(crate) static FUNCTIONS: &[Function] = &[
    function("abs", &[("num", NUMBER)], None, NUMBER, false),
    function("abspath", &[("path", STRING)], None, STRING, false),
    function("alltrue", &[("list", LIST_OF_BOOL)], None, BOOL, false),
    function("anytrue", &[("list", LIST_OF_BOOL)], None, BOOL, false),
    function("base64decode", &[("str", STRING)], None, STRING, false),
    function("base64encode", &[("str", STRING)], None, STRING, false),
    function("base64gzip", &[("str", STRING)], None, STRING, false),
    function("base64sha256", &[("str", STRING)], None, STRING, false),
    function("base64sha512", &[("str", STRING)], None, STRING, false),
    function("basename", &[("path", STRING)], None, STRING, false),
    function("bcrypt", &[("str", STRING)], Some(("cost", NUMBER)), STRING, false),
    function("can", &[("expression", ANY)], None, BOOL, false),
    function("ceil", &[("num", NUMBER)], None, NUMBER, false),
    function("chomp", &[("str", STRING)], None, STRING, false),
    function("chunklist", &[("list", LIST_OF_ANY), ("size", NUMBER)], None, LIST_OF_LIST_OF_ANY, false),
    function("cidrhost", &[("prefix", STRING), ("hostnum", NUMBER)], None, STRING, false),
    function("cidrnetmask", &[("prefix", STRING)], None, STRING, false),
    function("cidrsubnet", &[("prefix", STRING), ("newbits", NUMBER), ("netnum", NUMBER)], None, STRING, false),
    function("cidrsubnets", &[("prefix", STRING)], Some(("newbits", NUMBER)), LIST_OF_STRING, false),
    function("coalesce", &[], Some(("vals", ANY)), ANY, true),
    function("coalescelist", &[], Some(("vals", ANY)), ANY, true),
    function("compact", &[("list", LIST_OF_STRING)], None, LIST_OF_STRING, false),
    function("concat", &[], Some(("seqs", ANY)), ANY, false),
    function("contains", &[("list", ANY), ("value", ANY)], None, ANY, false),
    function("csvdecode", &[("str", STRING)], None, ANY, false),
    function("dirname", &[("path", STRING)], None, STRING, false),
    function("distinct", &[("list", LIST_OF_ANY)], None, LIST_OF_ANY, false),
    function("element", &[("list", ANY), ("index", NUMBER)], None, ANY, false),
    function("endswith", &[("str", STRING), ("suffix", STRING)], None, BOOL, false),
    function("ephemeralasnull", &[("value", ANY)], None, ANY, true),
    function("file", &[("path", STRING)], None, STRING, false),
    function("filebase64", &[("path", STRING)], None, STRING, false),
    function("filebase64sha256", &[("path", STRING)], None, STRING, false),
    function("filebase64sha512", &[("path", STRING)], None, STRING, false),
    function("fileexists", &[("path", STRING)], None, BOOL, false),
    function("filemd5", &[("path", STRING)], None, STRING, false),
    function("fileset", &[("path", STRING), ("pattern", STRING)], None, SET_OF_STRING, false),
    function("filesha1", &[("path", STRING)], None, STRING, false),
    function("filesha256", &[("path", STRING)], None, STRING, false),
    function("filesha512", &[("path", STRING)], None, STRING, false),
    function("flatten", &[("list", ANY)], None, ANY, false),
    function("floor", &[("num", NUMBER)], None, NUMBER, false),
    function("format", &[("format", STRING)], Some(("args", ANY)), ANY, true),
    function("formatdate", &[("format", STRING), ("time", STRING)], None, STRING, false),
    function("formatlist", &[("format", STRING)], Some(("args", ANY)), ANY, true),
    function("indent", &[("spaces", NUMBER), ("str", STRING)], None, STRING, false),
    function("index", &[("list", ANY), ("value", ANY)], None, ANY, false),
    function("issensitive", &[("value", ANY)], None, BOOL, true),
    function("join", &[("separator", STRING)], Some(("lists", LIST_OF_STRING)), STRING, false),
    function("jsondecode", &[("str", STRING)], None, ANY, false),
    function("jsonencode", &[("val", ANY)], None, STRING, true),
    function("keys", &[("inputMap", ANY)], None, ANY, false),
    function("length", &[("value", ANY)], None, NUMBER, false),
    function("log", &[("num", NUMBER), ("base", NUMBER)], None, NUMBER, false),
    function("lookup", &[("inputMap", ANY), ("key", STRING)], Some(("default", ANY)), ANY, true),
    function("lower", &[("str", STRING)], None, STRING, false),
    function("matchkeys", &[("values", LIST_OF_ANY), ("keys", LIST_OF_ANY), ("searchset", LIST_OF_ANY)], None, LIST_OF_ANY, false),
    function("max", &[], Some(("numbers", NUMBER)), NUMBER, false),
    function("md5", &[("str", STRING)], None, STRING, false),
    function("merge", &[], Some(("maps", ANY)), ANY, true),
    function("min", &[], Some(("numbers", NUMBER)), NUMBER, false),
    function("nonsensitive", &[("value", ANY)], None, ANY, true),
    function("one", &[("list", ANY)], None, ANY, false),
    function("parseint", &[("number", ANY), ("base", NUMBER)], None, ANY, false),
    function("pathexpand", &[("path", STRING)], None, STRING, false),
    function("plantimestamp", &[], None, STRING, false),
    function("pow", &[("num", NUMBER), ("power", NUMBER)], None, NUMBER, false),
    function("range", &[], Some(("params", NUMBER)), LIST_OF_NUMBER, false),
    function("regex", &[("pattern", STRING), ("string", STRING)], None, ANY, false),
    function("regexall", &[("pattern", STRING), ("string", STRING)], None, LIST_OF_ANY, false),
    function("replace", &[("str", STRING), ("substr", STRING), ("replace", STRING)], None, STRING, false),
    function("reverse", &[("list", ANY)], None, ANY, false),
    function("rsadecrypt", &[("ciphertext", STRING), ("privatekey", STRING)], None, STRING, false),
    function("sensitive", &[("value", ANY)], None, ANY, true),
    function("setintersection", &[("first_set", SET_OF_ANY)], Some(("other_sets", SET_OF_ANY)), SET_OF_ANY, false),
    function("setproduct", &[], Some(("sets", ANY)), ANY, false),
    function("setsubtract", &[("a", SET_OF_ANY), ("b", SET_OF_ANY)], None, SET_OF_ANY, false),
    function("setunion", &[("first_set", SET_OF_ANY)], Some(("other_sets", SET_OF_ANY)), SET_OF_ANY, false),
    function("sha1", &[("str", STRING)], None, STRING, false),
    function("sha256", &[("str", STRING)], None, STRING, false),
    function("sha512", &[("str", STRING)], None, STRING, false),
    function("signum", &[("num", NUMBER)], None, NUMBER, false),
    function("slice", &[("list", ANY), ("start_index", NUMBER), ("end_index", NUMBER)], None, ANY, false),
    function("sort", &[("list", LIST_OF_STRING)], None, LIST_OF_STRING, false),
    function("split", &[("separator", STRING), ("str", STRING)], None, LIST_OF_STRING, false),
    function("startswith", &[("str", STRING), ("prefix", STRING)], None, BOOL, false),
    function("strcontains", &[("str", STRING), ("substr", STRING)], None, BOOL, false),
    function("strrev", &[("str", STRING)], None, STRING, false),
    function("substr", &[("str", STRING), ("offset", NUMBER), ("length", NUMBER)], None, STRING, false),
    function("sum", &[("list", ANY)], None, ANY, false),
    function("templatefile", &[("path", STRING), ("vars", ANY)], None, ANY, false),
    function("templatestring", &[("template", STRING), ("vars", ANY)], None, STRING, false),
    function("textdecodebase64", &[("source", STRING), ("encoding", STRING)], None, STRING, false),
    function("textencodebase64", &[("string", STRING), ("encoding", STRING)], None, STRING, false),
    function("timeadd", &[("timestamp", STRING), ("duration", STRING)], None, STRING, false),
    function("timecmp", &[("timestamp_a", STRING), ("timestamp_b", STRING)], None, NUMBER, false),
    function("timestamp", &[], None, STRING, false),
    function("title", &[("str", STRING)], None, STRING, false),
    function("tobool", &[("v", ANY)], None, BOOL, true),
    function("tolist", &[("v", ANY)], None, LIST_OF_ANY, true),
    function("tomap", &[("v", ANY)], None, MAP_OF_ANY, true),
    function("tonumber", &[("v", ANY)], None, NUMBER, true),
    function("toset", &[("v", ANY)], None, SET_OF_ANY, true),
    function("tostring", &[("v", ANY)], None, STRING, true),
    function("transpose", &[("values", MAP_OF_LIST_OF_STRING)], None, MAP_OF_LIST_OF_STRING, false),
    function("trim", &[("str", STRING), ("cutset", STRING)], None, STRING, false),
    function("trimprefix", &[("str", STRING), ("prefix", STRING)], None, STRING, false),
    function("trimspace", &[("str", STRING)], None, STRING, false),
    function("trimsuffix", &[("str", STRING), ("suffix", STRING)], None, STRING, false),
    function("try", &[], Some(("expressions", ANY)), ANY, false),
    function("upper", &[("str", STRING)], None, STRING, false),
    function("urlencode", &[("str", STRING)], None, STRING, false),
    function("uuid", &[], None, STRING, false),
    function("uuidv5", &[("namespace", STRING), ("name", STRING)], None, STRING, false),
    function("values", &[("mapping", ANY)], None, ANY, false),
    function("yamldecode", &[("src", STRING)], None, ANY, false),
    function("yamlencode", &[("value", ANY)], None, STRING, true),
    function("zipmap", &[("keys", LIST_OF_STRING), ("values", ANY)], None, ANY, false),
];
