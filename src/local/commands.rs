//! The command line: what can be said to `couture`, and its exit codes.
//!
//! 0: done; 1: the answer is no; 2: bad usage or input. Machine output on standard output, everything
//! else on standard error.

use super::desk_commands::{self, DeskCommand};
use super::engine::Place;
use super::offline;
use super::operations;
use super::rehearse;
use super::remote::Remote;
use super::sign::{self, SignChannel};
use super::simulate::{self, Scenario};
use super::stored::Asked;
use super::{replay, secrets, server};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::report::MOST_DAYS;
use crate::domain::words::Language;
use crate::telemetry;
use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;
use std::process::ExitCode;

/// Where a server is looked for unless told otherwise.
pub(super) const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// Couture, a social-media response router: mentions become cases with a team and a response-time timer.
#[derive(Debug, Parser)]
#[command(name = "couture", version, about, args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole system in one process on 127.0.0.1 (the default).
    Serve(Serve),
    /// Send correctly signed webhooks of X, Messenger and other channels to a running server, then count what it stored.
    Simulate(Simulate),
    /// Print the signature headers of a body, `name: value` a line.
    Sign(Sign),
    /// Post event files, signed, to the door their form tells.
    Replay(Replay),
    /// Print what event files hold, one JSON line a file.
    Parse(Parse),
    /// Print what would become of the messages in an event file, with every reason, without a write.
    Explain(Explain),
    /// Classify JSON lines {"id","text","lang"?}.
    Classify(Lines),
    /// Compute deadlines with their explanation.
    Deadline(Deadline),
    /// Extract facts from JSON lines {"id","text","at"?}.
    Facts(Lines),
    /// Compare the answers in JSON lines {"id","a","b","topic"?}.
    Compare(Lines),
    /// Have a server read back what should have reached it, and take in what had not.
    Reconcile(Server),
    /// Print what a server has set aside, and with --redrive try it once more.
    Parked {
        /// Queue each of them again.
        #[arg(long)]
        redrive: bool,
        #[command(flatten)]
        server: Server,
    },
    /// Check the files of a desk folder.
    Check {
        /// The folder; the built-in demo desk when absent.
        dir: Option<PathBuf>,
    },
    /// Replay stored days against changed desk files: who would have got what, which deadlines would move or break.
    Rehearse(Rehearse),
    /// Bring a version of the desk into force, go back to one, list them.
    Desk {
        #[command(subcommand)]
        asked: DeskCommand,
    },
}

#[derive(Debug, Args)]
struct Serve {
    /// The port on 127.0.0.1; 0 picks one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder the table is kept in between runs.
    #[arg(long, default_value = ".couture", conflicts_with = "memory")]
    data: PathBuf,
    /// Keep the table in memory, for this run only.
    #[arg(long)]
    memory: bool,
    /// The folder of desk files; the built-in demo desk when absent.
    #[arg(long)]
    desk: Option<PathBuf>,
    /// A clock that stands still until moved, and the /sim endpoints. Implies --memory.
    #[arg(long, conflicts_with = "data")]
    sim: bool,
}

#[derive(Debug, Args)]
struct Server {
    /// The server.
    #[arg(long, default_value = DEFAULT_URL)]
    url: String,
    /// The bearer token of a lead, a manager or an administrator.
    #[arg(long, default_value = secrets::LEAD_TOKEN, hide_default_value = true)]
    token: String,
}

#[derive(Debug, Args)]
struct Rehearse {
    /// The folder of changed desk files.
    #[arg(long)]
    desk: PathBuf,
    /// How many days back.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=MOST_DAYS))]
    days: i64,
    /// A running system; without it the one that serves the data folder, or the folder itself.
    #[arg(long)]
    url: Option<String>,
    /// The bearer token of a lead, a manager or an administrator there.
    #[arg(long, default_value = secrets::LEAD_TOKEN, hide_default_value = true)]
    token: String,
    /// The data folder.
    #[arg(long, default_value = ".couture", conflicts_with = "url")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct Simulate {
    /// The server.
    #[arg(long, default_value = DEFAULT_URL)]
    url: String,
    /// Deliveries a second.
    #[arg(long, default_value_t = 5.0)]
    rate: f64,
    /// How many customer messages; without it until Ctrl-C.
    #[arg(long)]
    count: Option<u64>,
    /// Who says what: the same seed, the same messages.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What kind of day it is.
    #[arg(long, value_enum, default_value_t = Scenario::Mixed)]
    scenario: Scenario,
}

#[derive(Debug, Args)]
struct Sign {
    /// The door the body is for.
    #[arg(long, value_enum)]
    channel: SignChannel,
    /// The instant signed along, where the scheme has one; now when absent.
    #[arg(long)]
    at: Option<Timestamp>,
    /// A running server whose clock gives the instant; Twilio's scheme also covers its address.
    #[arg(long)]
    url: Option<String>,
    /// The body; `-` for standard input.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Replay {
    /// The server.
    #[arg(long, default_value = DEFAULT_URL)]
    url: String,
    /// Move every instant in the files so that the newest is now.
    #[arg(long)]
    shift: bool,
    /// The system that reports, for events of the generic door: `phone`, `sms-paris`; told by each file when absent.
    #[arg(long, value_parser = source)]
    source: Option<String>,
    /// Event files; `-` for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn source(word: &str) -> Result<String, String> {
    let known = crate::channels::standard::Source::of(word);
    known
        .map(|source| source.inbox)
        .ok_or_else(|| "write CHANNEL or CHANNEL-NAME, such as phone or sms-paris".to_owned())
}

#[derive(Debug, Args)]
struct Parse {
    /// The door the files came through.
    #[arg(long, value_enum)]
    channel: ParseChannel,
    /// The system that reports, for events of the generic door; told by each file when absent.
    #[arg(long, value_parser = source)]
    source: Option<String>,
    /// Event files; `-` for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The language of reasons.
    #[arg(long, value_enum, default_value_t = Words::En)]
    lang: Words,
}

/// The doors a body can be parsed for.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ParseChannel {
    X,
    Meta,
    Standard,
    Twilio,
}

/// The languages reasons can be read in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Words {
    Fr,
    En,
}

impl From<Words> for Language {
    fn from(words: Words) -> Language {
        match words {
            Words::Fr => Language::Fr,
            Words::En => Language::En,
        }
    }
}

#[derive(Debug, Args)]
struct Explain {
    /// An event file; `-` for standard input.
    file: PathBuf,
    /// The folder of desk files; the built-in demo desk when absent.
    #[arg(long)]
    desk: Option<PathBuf>,
    /// The language of reasons.
    #[arg(long, value_enum, default_value_t = Words::En)]
    lang: Words,
}

#[derive(Debug, Args)]
struct Lines {
    /// JSON lines; `-` for standard input.
    file: PathBuf,
    /// The language of reasons.
    #[arg(long, value_enum, default_value_t = Words::En)]
    lang: Words,
}

#[derive(Debug, Args)]
struct Deadline {
    /// The calendar's name in the desk; `wall_clock` for none.
    #[arg(long, requires = "start", requires = "target", conflicts_with = "file")]
    calendar: Option<String>,
    /// Where the clock starts, RFC 3339.
    #[arg(long)]
    start: Option<Timestamp>,
    /// The promised span, ISO 8601: PT2H.
    #[arg(long)]
    target: Option<String>,
    /// Spans that do not count, `A/B`; `A/` is open-ended.
    #[arg(long)]
    pause: Vec<String>,
    /// The folder of desk files; the built-in demo desk when absent.
    #[arg(long)]
    desk: Option<PathBuf>,
    /// JSON lines {"id","calendar","start","target","pauses"}; `-` for standard input.
    #[arg(required_unless_present = "calendar")]
    file: Option<PathBuf>,
    /// The language of explanations.
    #[arg(long, value_enum, default_value_t = Words::En)]
    lang: Words,
}

/// Runs what the command line says.
pub fn main() -> ExitCode {
    let line = CommandLine::parse();
    let config = match Config::from_environment() {
        Ok(config) => config,
        Err(error) => return usage(&error),
    };
    telemetry::start(config.log.as_deref());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return usage(&error.into()),
    };
    match runtime.block_on(run(line.command.unwrap_or(Command::Serve(line.serve)), config)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => usage(&error),
    }
}

fn usage(error: &anyhow::Error) -> ExitCode {
    eprintln!("couture: {error:#}");
    ExitCode::from(2)
}

async fn run(command: Command, config: Config) -> anyhow::Result<bool> {
    match command {
        Command::Serve(serve) => {
            let place = if serve.memory || serve.sim { Place::Memory } else { Place::Folder(serve.data) };
            let (desk, files) = offline::desk(serve.desk.as_deref())?;
            let desk = server::LocalDesk { desk, files, fixed: serve.desk.is_some() };
            server::serve(server::Options { port: serve.port, place, desk, sim: serve.sim }, config).await?;
            Ok(true)
        }
        Command::Simulate(asked) => {
            let Simulate { url, rate, count, seed, scenario } = asked;
            let options = simulate::Options { url, rate, count, seed, scenario, standard: true };
            Ok(simulate::run(options).await?.succeeded())
        }
        Command::Sign(asked) => {
            let at = match (asked.at, &asked.url) {
                (Some(at), _) => at,
                (None, Some(url)) => Remote::new(url)?.now().await?,
                (None, None) => Clock::system_now(),
            };
            let body = offline::read(&asked.file)?;
            for (name, value) in sign::headers_at(
                asked.channel,
                at,
                asked.url.as_deref().unwrap_or(DEFAULT_URL),
                &body,
                &secrets::SIGNING,
            ) {
                println!("{name}: {value}");
            }
            Ok(true)
        }
        Command::Replay(asked) => {
            let Replay { url, shift, source, files } = asked;
            Ok(replay::run(&url, shift, source.as_deref(), files).await?.succeeded())
        }
        Command::Parse(asked) => {
            let door = match asked.channel {
                ParseChannel::X => crate::channels::Door::X,
                ParseChannel::Meta => crate::channels::Door::Meta,
                ParseChannel::Standard => crate::channels::Door::Standard,
                ParseChannel::Twilio => crate::channels::Door::Twilio,
            };
            offline::parse(door, asked.source.as_deref(), &asked.files, asked.lang.into())
        }
        Command::Explain(asked) => offline::explain(&asked.file, asked.desk.as_deref(), asked.lang.into()),
        Command::Classify(asked) => offline::classify(&asked.file, asked.lang.into()),
        Command::Facts(asked) => offline::facts(&asked.file),
        Command::Compare(asked) => offline::compare(&asked.file),
        Command::Deadline(asked) => deadline(asked),
        Command::Desk { asked } => desk_commands::run(asked).await,
        Command::Reconcile(Server { url, token }) => operations::reconcile(&url, &token).await,
        Command::Parked { redrive, server: Server { url, token } } => operations::parked(&url, &token, redrive).await,
        Command::Rehearse(Rehearse { desk, days, url, token, data }) => {
            let (_, files) = offline::desk(Some(&desk))?;
            let asked = match url {
                Some(url) => Asked::at(&url),
                None => Asked::of_folder(&data).await?,
            };
            rehearse::run(&asked.url, &token, &files, days).await
        }
        Command::Check { dir } => offline::check(dir.as_deref()),
    }
}

fn deadline(asked: Deadline) -> anyhow::Result<bool> {
    let calendars = offline::calendars(asked.desk.as_deref())?;
    let language = asked.lang.into();
    if let Some(file) = &asked.file {
        return offline::deadlines(&calendars, file, language);
    }
    let question = offline::Question {
        id: None,
        calendar: asked.calendar.context("--calendar is missing")?,
        start: asked.start.context("--start is missing")?,
        target: asked.target.context("--target is missing")?,
        pauses: asked.pause.iter().map(|pause| offline::pause(pause)).collect::<anyhow::Result<_>>()?,
    };
    println!("{}", question.answer(&calendars, language)?);
    Ok(true)
}
