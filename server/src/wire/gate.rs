use super::Life;
use super::frames::Fault;
use futures::FutureExt;
use futures::future::{BoxFuture, ready};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// The service round tower-lsp's own that makes it correct.
///
/// It polls every future once as soon as its message has come, so that what a handler does before its first
/// `.await` happens in arrival order; polling only notifications early would let them overtake requests. It notes
/// the lifecycle, answers what tower-lsp answers wrongly or not at all, and turns a panic into an answer.
#[derive(Debug)]
pub(super) struct Gate<S> {
    inner: S,
    life: Arc<Life>,
}

type Answer<E> = Result<Option<Response>, E>;

impl<S> Gate<S> {
    pub(super) fn new(inner: S, life: Arc<Life>) -> Self {
        Self { inner, life }
    }

    /// Whether a message may reach the handlers; if not, the answer to it, which a notification does not get.
    fn admit(&self, request: &Request) -> Result<(), Option<Response>> {
        if request.method() == Fault::METHOD {
            return Err(Some(Fault::answer(request)));
        }
        let error = match request.method() {
            "exit" | "initialize" => return Ok(()),
            _ if self.life.is_exited() => return Err(None),
            _ if !self.life.is_initialized() => not_initialized(),
            _ if self.life.is_shut_down() => Error::invalid_request(),
            // tower-lsp drops these, but only for notifications are they free to be ignored.
            method if method.starts_with("$/") && request.id().is_some() => Error::method_not_found(),
            _ => return Ok(()),
        };
        Err(request.id().map(|id| Response::from_error(id.clone(), error)))
    }

    fn note(&self, method: &str) {
        match method {
            "exit" => self.life.exit(),
            "shutdown" => self.life.shut_down(),
            _ => {}
        }
    }
}

impl<S> Service<Request> for Gate<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Answer<S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // After `exit` the inner service only fails, and tower-lsp would then wait for ever.
        if self.life.is_exited() { Poll::Ready(Ok(())) } else { self.inner.poll_ready(context) }
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if let Err(answer) = self.admit(&request) {
            return ready(Ok(answer)).boxed();
        }
        let request = without_null(request);
        let initializes = request.method() == "initialize";
        let id = request.id().cloned();
        self.note(request.method());
        let inner = match catch_unwind(AssertUnwindSafe(|| self.inner.call(request))) {
            Ok(future) => future,
            Err(panic) => return ready(Ok(panicked(id, &*panic))).boxed(),
        };
        let caught = AssertUnwindSafe(inner).catch_unwind();
        let mut future = caught.map(move |r| r.unwrap_or_else(|panic| Ok(panicked(id, &*panic)))).boxed();
        match (&mut future).now_or_never() {
            Some(done) => {
                if initializes && matches!(&done, Ok(Some(answer)) if answer.is_ok()) {
                    self.life.initialize();
                }
                ready(done).boxed()
            }
            None => future,
        }
    }
}

/// Some clients write `null` for no parameters, which tower-lsp refuses where a method has none.
fn without_null(request: Request) -> Request {
    if !request.params().is_some_and(serde_json::Value::is_null) {
        return request;
    }
    let (method, id, _) = request.into_parts();
    let bare = Request::build(method);
    match id {
        Some(id) => bare.id(id).finish(),
        None => bare.finish(),
    }
}

/// LSP 3.17, `ErrorCodes.ServerNotInitialized`.
fn not_initialized() -> Error {
    Error {
        code: ErrorCode::ServerError(-32002),
        message: "the server is not initialized yet".into(),
        data: None,
    }
}

/// The answer to a request whose handler panicked; the panic hook has logged where.
fn panicked(id: Option<Id>, panic: &(dyn Any + Send)) -> Option<Response> {
    let said = panic.downcast_ref::<&str>().copied();
    let said =
        said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given");
    let mut error = Error::internal_error();
    error.message = format!("a fault of the server, please report it: {said}").into();
    id.map(|id| Response::from_error(id, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Answers `initialize`, waits for ever on `wait`, panics on `panic` and echoes the rest.
    struct Echo;

    impl Service<Request> for Echo {
        type Response = Option<Response>;
        type Error = std::convert::Infallible;
        type Future = BoxFuture<'static, Answer<Self::Error>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            let method = request.method().to_owned();
            async move {
                match method.as_str() {
                    "wait" => futures::future::pending().await,
                    "panic" => panic!("here"),
                    _ => Ok(request.id().map(|id| Response::from_ok(id.clone(), json!(method)))),
                }
            }
            .boxed()
        }
    }

    fn gate() -> Gate<Echo> {
        Gate::new(Echo, Arc::default())
    }

    /// What `method` is answered at once; `None` while it waits.
    fn ask(gate: &mut Gate<Echo>, method: &'static str) -> Option<Value> {
        let answer = gate.call(Request::build(method).id(1).finish()).now_or_never()?.unwrap();
        Some(serde_json::to_value(answer).unwrap())
    }

    fn code(answer: Option<Value>) -> Value {
        answer.unwrap()["error"]["code"].clone()
    }

    #[test]
    fn requests_before_initialize_and_after_shutdown_are_refused() {
        let mut gate = gate();
        assert_eq!(code(ask(&mut gate, "a")), -32002);
        ask(&mut gate, "initialize");
        assert_eq!(ask(&mut gate, "a").unwrap()["result"], "a");
        ask(&mut gate, "shutdown");
        assert_eq!(code(ask(&mut gate, "a")), -32600);
    }

    #[test]
    fn a_panic_is_answered_and_the_next_request_served() {
        let mut gate = gate();
        ask(&mut gate, "initialize");
        assert_eq!(code(ask(&mut gate, "panic")), -32603);
        assert_eq!(ask(&mut gate, "a").unwrap()["result"], "a");
    }

    #[test]
    fn a_request_with_a_dollar_is_answered_and_a_slow_one_waits() {
        let mut gate = gate();
        ask(&mut gate, "initialize");
        assert_eq!(code(ask(&mut gate, "$/unknown")), -32601);
        assert_eq!(ask(&mut gate, "wait"), None);
    }

    #[test]
    fn exit_without_shutdown_is_a_failure() {
        let mut gate = gate();
        ask(&mut gate, "exit");
        assert!(gate.life.is_exited());
        assert_eq!(gate.life.exit_code(), crate::exit::ExitCode::Findings);
    }
}
