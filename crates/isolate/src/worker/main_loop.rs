//! The main loop of a worker: [`worker_entry`].

use std::io;
use std::process::exit;

use super::job::Job;
use super::output::Output;
use super::panics;
use super::tasks::Tasks;
use crate::protocol::message::{MessageKind, Preamble, Setup};
use crate::protocol::progress::{ExitCause, Progress};
use crate::protocol::wire::{self, Message};
use crate::system::{self, Socket};

/// The first line of a program that has a [`Pool`](crate::Pool): in a worker it serves tasks and never returns, in the
/// program itself it does nothing.
///
/// Call it before anything with an effect, such as reading arguments, printing or starting threads; all of that would
/// happen in every worker too.
pub fn worker_entry(tasks: &Tasks) {
    let Some(socket) = system::take_worker_socket() else { return };
    match socket.and_then(|socket| serve(tasks, socket)) {
        Ok(()) => exit(0),
        Err(reason) => {
            eprintln!("ffi-isolate worker: {reason}");
            exit(1)
        }
    }
}

fn serve(tasks: &Tasks, socket: Socket) -> io::Result<()> {
    let mut buffer = wire::buffer();
    let Some(mut message) = wire::receive(&socket, &mut buffer, true)? else { return Ok(()) };
    let setup: Setup = postcard::from_bytes(message.parts(&buffer).0).map_err(io::Error::other)?;
    let Some(memory) = message.memories.pop().filter(|_| message.header.kind == MessageKind::Setup) else {
        return Err(io::Error::other("the first message is no setup"));
    };
    // It is leaked because signal handlers and the panic hook refer to it as long as the process runs.
    let (progress, outcomes) = Progress::open(memory)?;
    let progress: &'static Progress = Box::leak(Box::new(progress));
    panics::record_on(progress);
    let ready = prepare(&setup, progress).and_then(|()| {
        let output = Output::new(socket, progress, outcomes, setup.check_every_item);
        output.ready().map(|()| output)
    });
    let output = ready.inspect_err(|reason| progress.set_message(&reason.to_string()))?;
    let mut main_loop = MainLoop { tasks, output, job: None, guard_blocks: setup.guard_blocks };
    if let Err(reason) = main_loop.run(&mut buffer) {
        progress.set_message(&reason.to_string());
        progress.set_exit_cause(ExitCause::SocketBroken);
    }
    Ok(())
}

/// Makes the process die as its parent expects it, and sets its limits.
fn prepare(setup: &Setup, progress: &'static Progress) -> io::Result<()> {
    system::die_of_raised_signals()?;
    if let Some(bytes) = setup.memory_limit {
        let (words, word, value) = progress.oom_mark();
        system::install_oom_marker(words, word, value)?;
        system::limit_memory(bytes)?;
    }
    Ok(())
}

struct MainLoop<'t> {
    tasks: &'t Tasks,
    output: Output,
    job: Option<Job<'t>>,
    guard_blocks: bool,
}

impl<'t> MainLoop<'t> {
    /// Handles messages until the parent closes its end of the socket.
    fn run(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        while let Some(message) = wire::receive_spinning(self.output.socket(), buffer)? {
            self.handle(message, buffer)?;
        }
        Ok(())
    }

    fn handle(&mut self, mut message: Message, buffer: &[u8]) -> io::Result<()> {
        match message.header.kind {
            MessageKind::Arrays => {
                let memories = std::mem::take(&mut message.memories);
                let preamble = message.parts(buffer).0;
                let preamble: Preamble<'_> = postcard::from_bytes(preamble).map_err(io::Error::other)?;
                self.job(message.header.job).add_arrays(&preamble.arrays, memories)
            }
            MessageKind::Items => self.run_items(message, buffer),
            MessageKind::EndOfJob => {
                self.end_job();
                Ok(())
            }
            other => Err(io::Error::other(format!("a worker does not expect {other:?}"))),
        }
    }

    fn run_items(&mut self, mut message: Message, buffer: &[u8]) -> io::Result<()> {
        let memories = std::mem::take(&mut message.memories);
        let (preamble, mut bytes) = message.parts(buffer);
        let preamble: Preamble<'_> = postcard::from_bytes(preamble).map_err(io::Error::other)?;
        let items = message.header;
        let tasks = self.tasks;
        if let Err(reason) = self.job(items.job).begin(tasks, &preamble, memories, &mut bytes)? {
            self.end_job();
            return self.output.refuse(items, &reason);
        }
        self.output.begin(items);
        let result = match &mut self.job {
            Some(job) => job.run(items, bytes, &mut self.output)?,
            None => Err("there is no such job".into()),
        };
        if let Err(reason) = result {
            self.end_job();
            return self.output.refuse(items, &reason);
        }
        if preamble.last {
            self.end_job();
        }
        self.output.finish()
    }

    /// The job of this number: the one at hand, or a new one in its place.
    fn job(&mut self, number: u64) -> &mut Job<'t> {
        let job = self.job.take().filter(|job| job.number == number);
        self.job.insert(job.unwrap_or_else(|| Job::new(number, self.guard_blocks)))
    }

    /// Releases the job and its arrays.
    fn end_job(&mut self) {
        self.job = None;
        // The kernel does not refuse a lower limit.
        let _ = system::raise_memory_limit(0);
    }
}
