use super::group::{Group, Usage};
use super::launch::{COMPLAINT, FAILED, LAUNCH, Order};
use super::{Audit, CommandError, Environment, Limit, Limits, Lines, Program, Protection, Stop, Wall};
use crate::files::reason;
use camino::{Utf8Path, Utf8PathBuf};
use std::fmt;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// How often it is looked at what a command uses.
const LOOK: Duration = Duration::from_millis(100);
/// How long output that is still under way is waited for once nobody is left to write.
const LEFTOVERS: Duration = Duration::from_millis(500);

/// One command, all of it decided: nothing is looked up, expanded or guessed when it runs.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// What runs.
    pub program: Program,
    /// Its arguments as they are. None may hold a control character.
    pub arguments: Vec<String>,
    /// Where it runs.
    pub directory: Utf8PathBuf,
    /// Its variables, all of them but `HOME` and `TMPDIR`, which lead to a directory of its own unless named.
    pub environment: Environment,
    /// What it reads from stdin; nothing without.
    pub input: Option<Vec<u8>>,
    /// How much it may use.
    pub limits: Limits,
    /// What it may touch.
    pub wall: Wall,
}

impl Invocation {
    /// `program` with `arguments` in `directory`, which it may read; nothing else, and no network.
    pub fn new(program: Program, arguments: Vec<String>, directory: Utf8PathBuf) -> Self {
        let wall = Wall { read: vec![directory.clone()], ..Wall::default() };
        let (environment, limits) = (Environment::default(), Limits::default());
        Self { program, arguments, directory, environment, input: None, limits, wall }
    }

    /// Whether it can be started as it is.
    pub(super) fn check(&self) -> Result<(), CommandError> {
        let control = self.arguments.iter().position(|argument| argument.contains(char::is_control));
        if let Some(index) = control {
            return Err(CommandError::ControlCharacter { number: index + 1 });
        }
        self.program.is_same()
    }
}

/// Which of its two streams a command wrote to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// stdout.
    Output,
    /// stderr.
    Errors,
}

/// A line that a command wrote, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Where it came from.
    pub source: Source,
    /// Without its end.
    pub line: String,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this exit code.
    Code(i32),
    /// By a signal that was not ours.
    Signal(i32),
    /// It was stopped on request.
    Stopped,
    /// It reached a limit.
    Limit(Limit),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(0) => f.write_str("it ended well"),
            Self::Code(code) => write!(f, "it ended with exit code {code}"),
            Self::Signal(signal) => write!(f, "it was ended by signal {signal}"),
            Self::Stopped => f.write_str("it was stopped"),
            Self::Limit(limit) => write!(f, "it was ended: {limit}"),
        }
    }
}

/// What a command left behind.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How it ended.
    pub ended: Ended,
    /// What it wrote to stdout, byte for byte, up to the limit.
    pub stdout: Vec<u8>,
    /// What it wrote to stderr, byte for byte, up to the limit.
    pub stderr: Vec<u8>,
    /// How long it took.
    pub took: Duration,
}

impl Finished {
    /// Whether it ended by itself and says that all went well.
    pub fn is_success(&self) -> bool {
        self.ended == Ended::Code(0)
    }
}

/// Runs commands, each in a process group of its own.
#[derive(Clone, Debug)]
pub struct Runner {
    launcher: Option<Utf8PathBuf>,
    audit: Option<Audit>,
}

impl Runner {
    /// With our own program as the launcher, and the person's audit log. Our `main` must hand [`LAUNCH`] over to
    /// [`super::launch()`].
    pub fn of_process() -> Self {
        let own = if cfg!(target_os = "linux") { Some("/proc/self/exe".into()) } else { own_path() };
        Self { launcher: own.filter(|_| cfg!(unix)), audit: Audit::of_person() }
    }

    /// With the program at `launcher`, or without one: then neither the wall nor the limits of single processes hold,
    /// and only the group is watched. Nothing is noted. For tests.
    pub fn with_launcher(launcher: Option<Utf8PathBuf>) -> Self {
        Self { launcher, audit: None }
    }

    /// With the audit log `audit`.
    #[must_use]
    pub fn noting_in(self, audit: Audit) -> Self {
        Self { audit: Some(audit), ..self }
    }

    /// Runs a command to its end and tells `hear` each line as it comes. Dropped before that, it ends the command by
    /// force.
    ///
    /// # Errors
    /// Says why it was not started, or that it could not be noted in the audit log.
    pub async fn run(
        &self,
        invocation: &Invocation,
        stop: &Stop,
        hear: &mut (dyn FnMut(Heard) + Send),
    ) -> Result<Finished, CommandError> {
        invocation.check()?;
        let begun = Instant::now();
        if let Some(audit) = &self.audit {
            audit.started(invocation)?;
        }
        let finished = self.start(invocation, stop, hear, begun).await;
        if let Some(audit) = &self.audit {
            let how = finished.as_ref().map(|finished| finished.ended).map_err(Clone::clone);
            audit.ended(invocation, &how, begun.elapsed())?;
        }
        finished
    }

    async fn start(
        &self,
        invocation: &Invocation,
        stop: &Stop,
        hear: &mut (dyn FnMut(Heard) + Send),
        begun: Instant,
    ) -> Result<Finished, CommandError> {
        let home = TempDir::with_prefix("omni-architect-").map_err(|e| CommandError::System(reason(&e)))?;
        let mut child = self.spawn(invocation, &home)?;
        let group = Group::led_by(child.id().unwrap_or_default());
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), invocation.input.clone()) {
            // A command that does not read all of its input says so by ending.
            tokio::spawn(async move { drop(stdin.write_all(&input).await) });
        }
        let output = Output::of(&mut child, hear, invocation.limits.output);
        let running = Running { child, group, output, limits: &invocation.limits };
        running.finish(stop, begun).await
    }

    fn spawn(&self, invocation: &Invocation, home: &TempDir) -> Result<Child, CommandError> {
        let home = Utf8Path::from_path(home.path()).and_then(|home| home.canonicalize_utf8().ok());
        let home = home.ok_or_else(|| {
            CommandError::System("the directory for temporary files has no plain name".into())
        })?;
        let mut command = self.command(invocation, &home)?;
        let environment = invocation.environment.clone().at_home(&home);
        command.args(&invocation.arguments).env_clear().envs(environment.variables());
        command.current_dir(&invocation.directory).kill_on_drop(true);
        command.stdin(if invocation.input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        command.process_group(0);
        command
            .spawn()
            .map_err(|e| CommandError::System(format!("{}: {}", invocation.program.path(), reason(&e))))
    }

    /// The launcher with its order, or the program itself.
    fn command(&self, invocation: &Invocation, home: &Utf8Path) -> Result<Command, CommandError> {
        let program = &invocation.program;
        let Some(launcher) = &self.launcher else {
            let mut command = Command::new(program.path());
            #[cfg(unix)]
            command.arg0(program.called());
            return Ok(command);
        };
        let order = Order {
            parent: std::process::id(),
            identity: program.identity(),
            limits: invocation.limits.clone(),
            wall: Protection::of_machine().is_whole().then(|| invocation.wall.clone()),
            home: home.to_owned(),
        };
        let order = serde_json::to_string(&order).map_err(|e| CommandError::System(e.to_string()))?;
        let mut command = Command::new(launcher);
        command.args([LAUNCH, &order, program.path().as_str(), program.called().as_str()]);
        Ok(command)
    }
}

fn own_path() -> Option<Utf8PathBuf> {
    Utf8PathBuf::from_path_buf(std::env::current_exe().ok()?).ok()
}

/// A command that was started.
struct Running<'a> {
    child: Child,
    group: Group,
    output: Output<'a>,
    limits: &'a Limits,
}

impl Running<'_> {
    async fn finish(mut self, stop: &Stop, begun: Instant) -> Result<Finished, CommandError> {
        let cause = self.until_cause(stop).await;
        if matches!(cause, Some(Ended::Stopped | Ended::Limit(Limit::Wall | Limit::Cpu))) {
            self.group.ask();
            let _ = timeout(self.limits.grace, self.until_exit()).await;
        }
        // Whatever it has started ends with it.
        self.group.end();
        let status = self.child.wait().await.map_err(|e| CommandError::System(reason(&e)))?;
        if !matches!(cause, Some(Ended::Limit(Limit::Output))) {
            let _ = timeout(LEFTOVERS, self.output.drain()).await;
        }
        let took = begun.elapsed();
        let (stdout, stderr) = self.output.finish();
        let ended = cause.unwrap_or_else(|| by_status(status));
        let complaint = stderr.strip_prefix(COMPLAINT.as_bytes()).filter(|_| ended == Ended::Code(FAILED));
        if let Some(why) = complaint {
            return Err(CommandError::System(super::plain(why).trim_end().to_owned()));
        }
        Ok(Finished { ended, stdout, stderr, took })
    }

    /// Waits until it has ended by itself, which is no cause, or must be ended.
    async fn until_cause(&mut self, stop: &Stop) -> Option<Ended> {
        let mut excess = pin!(excess(self.group.leader(), self.limits));
        let mut late = pin!(sleep(self.limits.wall));
        let mut asked = pin!(stop.asked());
        loop {
            tokio::select! {
                _ = self.child.wait() => return None,
                fits = self.output.step() => if !fits { return Some(Ended::Limit(Limit::Output)) },
                limit = &mut excess => return Some(Ended::Limit(limit)),
                () = &mut late => return Some(Ended::Limit(Limit::Wall)),
                () = &mut asked => return Some(Ended::Stopped),
            }
        }
    }

    async fn until_exit(&mut self) {
        loop {
            tokio::select! {
                _ = self.child.wait() => return,
                fits = self.output.step() => if !fits { return },
            }
        }
    }
}

/// Waits until the group that `leader` leads uses more than it may.
async fn excess(leader: u32, limits: &Limits) -> Limit {
    loop {
        sleep(LOOK).await;
        let usage = tokio::task::spawn_blocking(move || Group::usage_of(leader)).await;
        let Usage { processes, memory, cpu } = usage.unwrap_or_default();
        if memory > limits.memory {
            return Limit::Memory;
        }
        if processes > limits.processes {
            return Limit::Processes;
        }
        if cpu > limits.cpu.as_secs() {
            return Limit::Cpu;
        }
    }
}

#[cfg(unix)]
fn by_status(status: ExitStatus) -> Ended {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Ended::Code(code),
        (None, Some(signal)) if signal == Signal::XCPU.as_raw() => Ended::Limit(Limit::Cpu),
        (None, Some(signal)) if signal == Signal::XFSZ.as_raw() => Ended::Limit(Limit::File),
        (None, signal) => Ended::Signal(signal.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn by_status(status: ExitStatus) -> Ended {
    Ended::Code(status.code().unwrap_or(FAILED))
}

/// What a command writes, read as it comes.
struct Output<'a> {
    stdout: Stream,
    stderr: Stream,
    hear: &'a mut (dyn FnMut(Heard) + Send),
    /// How many more bytes are taken.
    room: u64,
}

/// One of its two streams.
struct Stream {
    source: Source,
    pipe: Option<Box<dyn AsyncRead + Send + Unpin>>,
    bytes: Vec<u8>,
    lines: Lines,
}

impl<'a> Output<'a> {
    fn of(child: &mut Child, hear: &'a mut (dyn FnMut(Heard) + Send), room: u64) -> Self {
        let stdout = child.stdout.take().map(|pipe| Box::new(pipe) as _);
        let stderr = child.stderr.take().map(|pipe| Box::new(pipe) as _);
        let stream = |source, pipe| Stream { source, pipe, bytes: Vec::new(), lines: Lines::default() };
        Self { stdout: stream(Source::Output, stdout), stderr: stream(Source::Errors, stderr), hear, room }
    }

    /// Takes the next piece; false if there is no more room. Waits forever once both streams have ended.
    async fn step(&mut self) -> bool {
        let read = tokio::select! {
            read = self.stdout.read() => read,
            read = self.stderr.read() => read,
        };
        for line in read.lines {
            (self.hear)(Heard { source: read.source, line });
        }
        let fits = read.bytes <= self.room;
        self.room = self.room.saturating_sub(read.bytes);
        fits
    }

    async fn drain(&mut self) {
        while self.stdout.pipe.is_some() || self.stderr.pipe.is_some() {
            if !self.step().await {
                return;
            }
        }
    }

    fn finish(self) -> (Vec<u8>, Vec<u8>) {
        let Self { stdout, stderr, hear, .. } = self;
        let mut last = |stream: Stream| {
            let Stream { source, bytes, lines, .. } = stream;
            lines.finish().into_iter().for_each(|line| hear(Heard { source, line }));
            bytes
        };
        (last(stdout), last(stderr))
    }
}

/// What one read brought.
struct Read {
    source: Source,
    bytes: u64,
    lines: Vec<String>,
}

impl Stream {
    async fn read(&mut self) -> Read {
        let Some(pipe) = &mut self.pipe else { return std::future::pending().await };
        let before = self.bytes.len();
        let read = pipe.read_buf(&mut self.bytes).await;
        if !read.is_ok_and(|n| n > 0) {
            self.pipe = None;
        }
        let new = self.bytes.get(before..).unwrap_or_default();
        Read { source: self.source, bytes: new.len() as u64, lines: self.lines.push(new) }
    }
}
