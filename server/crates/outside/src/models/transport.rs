use super::error::shortened;
use super::retry::{self, Hint};
use super::wire::Call;
use super::{Fault, ModelError, Settings};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, Request, Response, StatusCode};
use serde_json::Value;
use std::sync::Once;
use std::time::{Duration, SystemTime};
use tokio::time::timeout;

/// The most bytes of an error's body that are read.
const LONGEST_COMPLAINT: usize = 64 << 10;

/// Sends requests and reads answers within the limits of one provider's settings.
#[derive(Debug)]
pub(super) struct Transport {
    http: reqwest::Client,
    settings: Settings,
}

/// Why one try failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    /// What the server says of another try.
    pub(super) hint: Hint,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { fault, hint: Hint::default() }
    }
}

impl Transport {
    /// Reads the certificates to trust and makes ready to connect. Proxies come from the usual variables
    /// (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    pub(super) fn new(settings: &Settings) -> Result<Self, ModelError> {
        // Another part of the process may have installed one before; any serves.
        static RING: Once = Once::new();
        RING.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let wrong = |sentence| ModelError { provider: settings.provider, fault: Fault::Settings(sentence) };
        let builder = reqwest::Client::builder()
            .user_agent(concat!("omni-architect/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.timeouts.connect)
            // Where a key is sent is not for the server to say.
            .redirect(Policy::none())
            .pool_max_idle_per_host(settings.at_once);
        let builder = match &settings.certificates {
            Some(path) => {
                let name = path.display();
                let read = std::fs::read(path)
                    .map_err(|e| format!("the certificates of {name} cannot be read: {e}"));
                let certificates = read.and_then(|pem| {
                    let bundle = Certificate::from_pem_bundle(&pem).ok().filter(|bundle| !bundle.is_empty());
                    bundle.ok_or_else(|| format!("{name} has no certificate in PEM"))
                });
                builder.tls_certs_merge(certificates.map_err(wrong)?)
            }
            // A machine without any certificate can still talk to a server of its own.
            None if settings.base.starts_with("http://") && settings.token_url.starts_with("http://") => {
                builder.tls_certs_only([])
            }
            None if settings.base.starts_with("http://") && settings.key.is_none() => {
                builder.tls_certs_only([])
            }
            None => builder,
        };
        let http =
            builder.build().map_err(|e| wrong(format!("no connection can be made ready: {}", causes(&e))))?;
        Ok(Self { http, settings: settings.clone() })
    }

    /// The request that makes `call`.
    pub(super) fn request(&self, call: &Call, headers: &[(&'static str, String)]) -> Result<Request, Fault> {
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let mut builder =
            self.http.request(method, &call.url).header(ACCEPT, "application/json, text/event-stream");
        for (name, value) in headers {
            builder = builder.header(*name, value);
        }
        if let Some(body) = &call.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        builder
            .build()
            .map_err(|e| Fault::Settings(format!("the address {} is wrong: {}", call.url, causes(&e))))
    }

    /// A request that posts a form.
    pub(super) fn form(&self, url: &str, body: String) -> Result<Request, Fault> {
        let builder = self.http.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let builder = builder.header(ACCEPT, "application/json").body(body);
        builder.build().map_err(|e| Fault::Settings(format!("the address {url} is wrong: {}", causes(&e))))
    }

    /// Sends `request` and waits for the head of a good answer; `complaint` reads what a bad one says.
    pub(super) async fn send(
        &self,
        request: Request,
        complaint: &(dyn Fn(&Value) -> Option<String> + Send + Sync),
    ) -> Result<Response, Failure> {
        let first = self.settings.timeouts.first;
        let at = host(&request);
        let sent = timeout(first, self.http.execute(request)).await;
        let response =
            sent.map_err(|_| Fault::Silent(first))?.map_err(|e| Fault::Unreachable(at, causes(&e)))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        // What cannot be read of an error leaves its status to say it.
        let body = self.body(response, LONGEST_COMPLAINT).await.unwrap_or_default();
        let body = serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
        let said = complaint(&body).unwrap_or_default();
        let said = self.settings.key.as_ref().map_or(said.clone(), |key| key.struck_from(&said));
        let hint = retry::hint(self.settings.provider, &headers, &body, SystemTime::now());
        Err(Failure { fault: refusal(status, shortened(&said), &hint), hint })
    }

    /// The next bytes of an answer; `None` at its end.
    pub(super) async fn piece(&self, response: &mut Response) -> Result<Option<Vec<u8>>, Fault> {
        let idle = self.settings.timeouts.idle;
        let piece = timeout(idle, response.chunk()).await.map_err(|_| Fault::Silent(idle))?;
        piece.map(|bytes| bytes.map(|bytes| bytes.to_vec())).map_err(|_| Fault::Cut)
    }

    /// All of an answer.
    pub(super) async fn body(&self, mut response: Response, longest: usize) -> Result<Vec<u8>, Fault> {
        let mut whole = Vec::new();
        while let Some(piece) = self.piece(&mut response).await? {
            whole.extend(piece);
            if whole.len() > longest {
                return Err(Fault::TooLong(longest));
            }
        }
        Ok(whole)
    }

    /// The JSON of an answer.
    pub(super) async fn json(&self, response: Response) -> Result<Value, Fault> {
        let kind = content_type(response.headers());
        let body = self.body(response, self.settings.longest).await?;
        serde_json::from_slice(&body).map_err(|e| match kind.as_str() {
            "" | "application/json" => Fault::Malformed(format!("it is not JSON ({e})")),
            kind => Fault::Malformed(format!("it is {} and not JSON", shortened(kind))),
        })
    }
}

/// A header that is not to be logged.
pub(super) fn secret_header(request: &mut Request, name: &'static str, value: &str) -> Result<(), Fault> {
    let wrong = || Fault::Settings("the key has a character that no key has".to_owned());
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    request.headers_mut().insert(HeaderName::from_static(name), value);
    Ok(())
}

/// The media type of an answer, in lower case and without its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_lowercase()
}

fn refusal(status: StatusCode, said: String, hint: &Hint) -> Fault {
    match status.as_u16() {
        401 | 403 => Fault::Key(said),
        404 => Fault::Missing(said),
        429 => Fault::Limited(hint.wait, said),
        code if status.is_server_error() => Fault::Failed(code, said),
        code => Fault::Refused(code, said),
    }
}

/// The host and port of a request, which hold no secret.
fn host(request: &Request) -> String {
    let url = request.url();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// The innermost reason of an error of the network.
fn causes(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    shortened(&innermost.to_string())
}

/// `time` from now on, at most.
pub(super) async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    timeout(time, work).await.unwrap_or_else(|_| Err(Fault::Slow(time).into()))
}
