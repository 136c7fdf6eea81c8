use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{RoutingInfo, SingleNodeRoutingInfo};
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{
    Client, Cmd, ConnectionAddr, FromRedisValue, IntoConnectionInfo, Pipeline, RedisFuture, RedisResult,
    TlsCertificates, TlsMode, Value,
};
use std::fmt;
use zeroize::Zeroizing;

/// The port of a Redis, and that of a sentinel, where none is named.
const PORTS: (u16, u16) = (6379, 26379);

/// Where a Redis is and how to get in.
///
/// `redis://[user:password@]host[:port][/database]`, `rediss://` with TLS, `redis+cluster://host,host,...`,
/// `redis+sentinel://host,host,.../service[/database]`, and both of them with `rediss+`.
pub struct Target {
    kind: Kind,
    tls: bool,
    nodes: Vec<(String, u16)>,
    user: Option<String>,
    password: Option<Zeroizing<String>>,
    database: i64,
    authority: Option<Vec<u8>>,
}

enum Kind {
    Single,
    Cluster,
    Sentinel { service: String },
}

/// Why a URL names no Redis. It never holds the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadUrl(String);

/// An open connection; clones share it.
#[derive(Clone)]
pub(super) enum Link {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    /// One sentence that says what is wrong with it.
    pub fn parse(url: &str) -> Result<Self, BadUrl> {
        let bad = |why: &str| BadUrl(format!("the URL of Redis {why}"));
        let (scheme, rest) =
            url.trim().split_once("://").ok_or_else(|| bad("has no scheme such as redis://"))?;
        let (tls, form) = match scheme.split_once('+').unwrap_or((scheme, "")) {
            ("redis", form) => (false, form),
            ("rediss", form) => (true, form),
            _ => return Err(bad("begins with neither redis:// nor rediss://")),
        };
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) = place.rsplit_once('@').unwrap_or(("", place));
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let text = |part: &str| decoded(part).filter(|t| !t.is_empty());
        let mut path = path.split('/').filter(|step| !step.is_empty());
        let kind = match form {
            "" => Kind::Single,
            "cluster" => Kind::Cluster,
            "sentinel" => {
                let service =
                    path.next().ok_or_else(|| bad("names no service after the sentinels' hosts"))?;
                Kind::Sentinel { service: service.to_owned() }
            }
            _ => return Err(bad("names neither a cluster nor a sentinel after the +")),
        };
        let database =
            path.next().map_or(Ok(0), str::parse).map_err(|_| bad("has a database that is no number"))?;
        let port = if matches!(kind, Kind::Sentinel { .. }) { PORTS.1 } else { PORTS.0 };
        let nodes = hosts.split(',').map(|host| node(host, port)).collect::<Option<Vec<_>>>();
        let nodes = nodes.ok_or_else(|| bad("has a host that is none"))?;
        if matches!(kind, Kind::Single) && nodes.len() > 1 {
            return Err(bad("has several hosts: write redis+cluster:// or redis+sentinel://"));
        }
        let password = text(password).map(Zeroizing::new);
        Ok(Self { kind, tls, nodes, user: text(user), password, database, authority: None })
    }

    /// Trusts the certificates of `authority` (PEM) instead of the machine's.
    #[must_use]
    pub fn trusting(mut self, authority: Vec<u8>) -> Self {
        self.authority = Some(authority);
        self
    }

    /// Opens a connection.
    pub(super) async fn connect(&self) -> RedisResult<Link> {
        if self.tls {
            // Another part of the process may have chosen the same one already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        match &self.kind {
            Kind::Single => {
                let node = self.addresses().next();
                let settings = redis::RedisConnectionInfo::default().set_db(self.database);
                let settings = self.user.iter().fold(settings, redis::RedisConnectionInfo::set_username);
                let settings = self
                    .password
                    .iter()
                    .fold(settings, |settings, word| settings.set_password(word.as_str()));
                let info = node.unwrap_or(ConnectionAddr::Tcp(String::new(), 0)).into_connection_info()?;
                let info = info.set_redis_settings(settings);
                let client = match self.certificates() {
                    Some(certificates) => Client::build_with_tls(info, certificates)?,
                    None => Client::open(info)?,
                };
                client.get_multiplexed_async_connection().await.map(Link::Single)
            }
            Kind::Cluster => self.cluster().await.map(Link::Cluster),
            Kind::Sentinel { service } => self.sentinel(service).await.map(Link::Single),
        }
    }

    async fn cluster(&self) -> RedisResult<ClusterConnection> {
        let mut builder = ClusterClient::builder(self.addresses()).retries(1);
        if self.tls {
            builder = builder.tls(TlsMode::Secure);
        }
        if let Some(certificates) = self.certificates() {
            builder = builder.certs(certificates);
        }
        if let Some(user) = &self.user {
            builder = builder.username(user);
        }
        if let Some(password) = &self.password {
            builder = builder.password(password.as_str());
        }
        builder.build()?.get_async_connection().await
    }

    async fn sentinel(&self, service: &str) -> RedisResult<MultiplexedConnection> {
        let mut builder = SentinelClientBuilder::new(self.addresses(), service, SentinelServerType::Master)?
            .set_client_to_redis_db(self.database);
        if self.tls {
            builder = builder
                .set_client_to_redis_tls_mode(TlsMode::Secure)
                .set_client_to_sentinel_tls_mode(TlsMode::Secure);
        }
        if let Some(certificates) = self.certificates() {
            builder = builder
                .set_client_to_redis_certificates(certificates.clone())
                .set_client_to_sentinel_certificates(certificates);
        }
        if let Some(user) = &self.user {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = &self.password {
            builder = builder.set_client_to_redis_password(password.as_str());
        }
        builder.build()?.get_async_connection().await
    }

    fn addresses(&self) -> impl Iterator<Item = ConnectionAddr> {
        self.nodes.iter().map(|(host, port)| {
            let (host, port) = (host.clone(), *port);
            if self.tls {
                ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
            } else {
                ConnectionAddr::Tcp(host, port)
            }
        })
    }

    fn certificates(&self) -> Option<TlsCertificates> {
        let root_cert = Some(self.authority.clone()?);
        Some(TlsCertificates { client_tls: None, root_cert })
    }
}

impl Link {
    /// The nodes that hold entries: host and port; one without a name where there is no cluster.
    pub(super) async fn primaries(&self) -> RedisResult<Vec<(String, u16)>> {
        let Self::Cluster(link) = self else { return Ok(vec![(String::new(), 0)]) };
        let slots: Vec<Value> = redis::cmd("CLUSTER").arg("SLOTS").query_async(&mut link.clone()).await?;
        let mut nodes: Vec<_> = slots.iter().filter_map(primary).collect();
        nodes.sort();
        nodes.dedup();
        Ok(nodes)
    }

    /// Runs a command on one of the [`primaries`](Self::primaries).
    pub(super) async fn on<T: FromRedisValue>(&self, node: &(String, u16), command: &Cmd) -> RedisResult<T> {
        match self {
            Self::Single(link) => command.query_async(&mut link.clone()).await,
            Self::Cluster(link) => {
                let (host, port) = node.clone();
                let route = RoutingInfo::SingleNode(SingleNodeRoutingInfo::ByAddress { host, port });
                let value = link.clone().route_command(command.clone(), route).await?;
                Ok(T::from_redis_value(value)?)
            }
        }
    }
}

impl ConnectionLike for Link {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Self::Single(link) => link.req_packed_command(command),
            Self::Cluster(link) => link.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Self::Single(link) => link.req_packed_commands(pipeline, offset, count),
            Self::Cluster(link) => link.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Self::Single(link) => link.get_db(),
            Self::Cluster(link) => link.get_db(),
        }
    }
}

/// The first node of one range of `CLUSTER SLOTS`: `[start, end, [host, port, ...], ...]`.
fn primary(range: &Value) -> Option<(String, u16)> {
    let Value::Array(range) = range else { return None };
    let Value::Array(node) = range.get(2)? else { return None };
    let host = String::from_redis_value_ref(node.first()?).ok()?;
    Some((host, u16::from_redis_value_ref(node.get(1)?).ok()?))
}

/// `host`, `host:port` or `[address]:port`.
fn node(text: &str, port: u16) -> Option<(String, u16)> {
    let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, number)) if !number.ends_with(']') => (bare(host), number.parse().ok()?),
        _ => (bare(text), port),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    (!host.is_empty() && host.chars().all(fits)).then_some((host, port))
}

/// `text` without its percent signs (RFC 3986, section 2.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let (digits, more) = after.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = more;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("nodes", &self.nodes).field("tls", &self.tls).finish_non_exhaustive()
    }
}

impl fmt::Display for BadUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_url_is_read() {
        let target = Target::parse("rediss://app:p%40ss:w@cache.example.com:6380/3").expect("it is one");
        assert_eq!(target.nodes, [("cache.example.com".to_owned(), 6380)]);
        assert_eq!(target.password.as_ref().map(|p| p.as_str()), Some("p@ss:w"));
        assert!(target.tls && target.user.as_deref() == Some("app") && target.database == 3);
        assert!(!format!("{target:?}").contains("p@ss"));
        let target = Target::parse("redis+sentinel://:x@a,[::1]:7/main/2").expect("it is one");
        assert_eq!(target.nodes, [("a".to_owned(), 26379), ("::1".to_owned(), 7)]);
        assert!(matches!(target.kind, Kind::Sentinel { service } if service == "main"));
        assert!(matches!(Target::parse("redis+cluster://a,b,c").expect("it is one").kind, Kind::Cluster));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_its_password() {
        let wrong = |url| Target::parse(url).expect_err("it is wrong").to_string();
        assert_eq!(wrong("localhost"), "the URL of Redis has no scheme such as redis://");
        assert_eq!(wrong("redis://x:secret@a/b"), "the URL of Redis has a database that is no number");
        assert_eq!(
            wrong("redis://a,b"),
            "the URL of Redis has several hosts: write redis+cluster:// or redis+sentinel://"
        );
        assert_eq!(
            wrong("redis+sentinel://a"),
            "the URL of Redis names no service after the sentinels' hosts"
        );
        assert_eq!(wrong("redis://"), "the URL of Redis has a host that is none");
    }
}
