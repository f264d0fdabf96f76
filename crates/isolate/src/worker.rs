//! The life of a worker: [`worker_entry`].

use std::io;
use std::process::exit;
use std::sync::Arc;

use crate::attachments::{Inbox, Region};
use crate::output::Output;
use crate::panics;
use crate::slate::{Note, Slate};
use crate::sys::{self, Memory, Socket, Window};
use crate::tasks::{Body, FillBlock, Task, Tasks};
use crate::wire::{self, Begin, Fill, Header, Kind, Lead, Message, Setup};

/// The first line of a program that has a [`Pool`](crate::Pool): in a worker it serves tasks and never returns, in the
/// program itself it does nothing.
///
/// Call it before anything with an effect, such as reading arguments, printing or starting threads; all of that would
/// happen in every worker too.
pub fn worker_entry(tasks: &Tasks) {
    let Some(socket) = sys::enter() else { return };
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
    let Some(memory) = message.memories.pop().filter(|_| message.header.kind == Kind::Setup) else {
        return Err(io::Error::other("the first message is no setup"));
    };
    // It lives as long as the process: handlers and hooks refer to it.
    let slate: &'static Slate = Box::leak(Box::new(Slate::open(memory.out_of_the_way())?));
    panics::note_on(slate);
    if let Some(bytes) = setup.memory_limit {
        let (words, word, value) = slate.for_memory_refusals()?;
        sys::note_memory_refusals(words, word, value)?;
        sys::limit_memory(bytes)?;
    }
    let mut worker = Worker { tasks, output: Output::new(socket, slate)?, job: None };
    worker.output.ready()?;
    let result = loop {
        match wire::receive_awake(worker.output.socket(), &mut buffer) {
            Ok(Some(message)) => {
                if let Err(reason) = worker.handle(message, &buffer) {
                    break Err(reason);
                }
            }
            Ok(None) => break Ok(()),
            Err(reason) => break Err(reason),
        }
    };
    if let Err(reason) = result {
        slate.write(&reason.to_string());
        slate.note(Note::SocketBroken);
    }
    Ok(())
}

struct Worker<'t> {
    tasks: &'t Tasks,
    output: Output,
    job: Option<Job<'t>>,
}

/// The job at hand; a worker has one at a time.
struct Job<'t> {
    number: u64,
    task: Option<&'t Task>,
    inbox: Inbox,
    fill: Option<FillJob>,
}

/// The array to be filled, and how.
struct FillJob {
    shape: Fill,
    memory: Memory,
    block: FillBlock,
}

impl<'t> Worker<'t> {
    fn handle(&mut self, mut message: Message, buffer: &[u8]) -> io::Result<()> {
        match message.header.kind {
            Kind::Arrays => {
                let memories = std::mem::take(&mut message.memories);
                let lead: Lead<'_> = postcard::from_bytes(message.parts(buffer).0).map_err(io::Error::other)?;
                self.job(message.header.job).take_in(&lead.attach, memories)
            }
            Kind::Items => self.items(message, buffer),
            Kind::End => {
                self.end();
                Ok(())
            }
            other => Err(io::Error::other(format!("a worker does not expect {other:?}"))),
        }
    }

    fn items(&mut self, mut message: Message, buffer: &[u8]) -> io::Result<()> {
        let memories = std::mem::take(&mut message.memories);
        let (lead, mut bytes) = message.parts(buffer);
        let lead: Lead<'_> = postcard::from_bytes(lead).map_err(io::Error::other)?;
        let header = message.header;
        if let Err(reason) = self.begin(header, &lead, memories, &mut bytes)? {
            self.end();
            return self.output.refuse(header, &reason);
        }
        self.output.begin(header);
        if let Err(reason) = self.run(header, bytes)? {
            self.end();
            return self.output.refuse(header, &reason);
        }
        if lead.last {
            self.end();
        }
        self.output.finish()
    }

    fn job(&mut self, number: u64) -> &mut Job<'t> {
        let job = self.job.take().filter(|job| job.number == number);
        self.job.insert(job.unwrap_or_else(|| Job { number, task: None, inbox: Inbox::new(), fill: None }))
    }

    /// Takes in what the lead says. The text says why the job cannot be run.
    fn begin(
        &mut self,
        header: Header,
        lead: &Lead<'_>,
        mut memories: Vec<Memory>,
        bytes: &mut &[u8],
    ) -> io::Result<Result<(), String>> {
        let tasks = self.tasks;
        let job = self.job(header.job);
        let target = if lead.begin.is_some_and(|begin| begin.fill.is_some()) { memories.pop() } else { None };
        job.take_in(&lead.attach, memories)?;
        let Some(begin) = lead.begin else { return Ok(Ok(())) };
        let task = match find(tasks, &begin) {
            Ok(task) => task,
            Err(reason) => return Ok(Err(reason)),
        };
        job.task = Some(task);
        if let (Some(shape), Body::Fill(make), Some(memory)) = (begin.fill, &task.body, target) {
            sys::make_room(job.array_bytes() + memory.bytes() as u64)?;
            let length = usize::try_from(shape.arguments).unwrap_or(usize::MAX);
            let Some((arguments, rest)) = bytes.split_at_checked(length) else {
                return Ok(Err("the arguments are cut short".into()));
            };
            *bytes = rest;
            match make(arguments, &mut job.inbox) {
                Ok(block) => job.fill = Some(FillJob { shape, memory: memory.out_of_the_way(), block }),
                Err(reason) => return Ok(Err(unreadable(begin.task, &reason))),
            }
        }
        Ok(Ok(()))
    }

    fn run(&mut self, header: Header, mut bytes: &[u8]) -> io::Result<Result<(), String>> {
        let Some(job) = &mut self.job else { return Ok(Err("there is no such job".into())) };
        let output = &mut self.output;
        match (job.task.map(|task| &task.body), &job.fill) {
            (Some(Body::Each(each)), _) => {
                for _ in 0..header.count {
                    sys::forget_errors();
                    if let Err(reason) = each(&mut bytes, &mut job.inbox, output)? {
                        return Ok(Err(unreadable("", &reason)));
                    }
                }
                Ok(Ok(()))
            }
            (Some(Body::Fill(_)), Some(fill)) => fill.run(header, output).map(Ok),
            _ => Ok(Err("the job was never begun".into())),
        }
    }

    /// Forgets the job and its arrays.
    fn end(&mut self) {
        self.job = None;
        // A lower limit cannot be refused.
        let _ = sys::make_room(0);
    }
}

impl Job<'_> {
    fn take_in(&mut self, numbers: &[u32], memories: Vec<Memory>) -> io::Result<()> {
        let bytes: u64 = memories.iter().map(|memory| memory.bytes() as u64).sum();
        if bytes > 0 {
            sys::make_room(self.array_bytes() + bytes)?;
        }
        for (number, memory) in numbers.iter().zip(memories) {
            self.inbox.insert(*number, Arc::new(Region::open(memory.out_of_the_way())?));
        }
        Ok(())
    }

    fn array_bytes(&self) -> u64 {
        let filled = self.fill.as_ref().map_or(0, |fill| fill.memory.bytes());
        self.inbox.values().map(|region| region.map.len() as u64).sum::<u64>() + filled as u64
    }
}

impl FillJob {
    /// Fills the blocks of the items. They lie side by side, so one window holds them all and nothing else.
    fn run(&self, header: Header, output: &mut Output) -> io::Result<()> {
        let Fill { n, grain, element_bytes, .. } = self.shape;
        let element = |block: u64| block.saturating_mul(grain).min(n);
        let byte = |element: u64| usize::try_from(element.saturating_mul(element_bytes)).unwrap_or(usize::MAX);
        let start = element(header.first);
        let end = element(header.first.saturating_add(header.count));
        let mut window = Window::map(&self.memory, byte(start)..byte(end))?;
        for block in header.first..header.first + header.count {
            let (from, to) = (element(block), element(block + 1));
            let bytes = window.get_mut(byte(from - start)..byte(to - start)).unwrap_or_default();
            sys::forget_errors();
            output.push(&(self.block)(usize::try_from(from).unwrap_or(usize::MAX), bytes))?;
        }
        Ok(())
    }
}

/// The task of this name, if it takes and gives what the caller thinks it does.
fn find<'t>(tasks: &'t Tasks, begin: &Begin<'_>) -> Result<&'t Task, String> {
    let Begin { task: name, arguments, result, fill } = *begin;
    let Some(task) = tasks.get(name) else {
        return Err(format!("no task is called `{name}`; registered are {tasks:?}"));
    };
    if fill.is_some() != matches!(task.body, Body::Fill(_)) {
        let verb = if fill.is_some() { "does not fill arrays" } else { "fills arrays: call `fill`" };
        return Err(format!("task `{name}` {verb}"));
    }
    if task.arguments != arguments {
        return Err(format!("task `{name}` takes {}, not {arguments}", task.arguments));
    }
    if task.result != result {
        return Err(format!("task `{name}` gives {}, not {result}", task.result));
    }
    Ok(task)
}

fn unreadable(task: &str, reason: &str) -> String {
    format!("the arguments of task `{task}` cannot be read: {reason}")
}
