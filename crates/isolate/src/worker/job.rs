//! The job at hand: its task, its arrays, and how its items are run.

use std::io;
use std::sync::Arc;

use super::output::Output;
use super::tasks::{Body, FillBlock, Task, Tasks};
use crate::protocol::attachments::{Inbox, Region};
use crate::protocol::message::{FillShape, Header, JobHeader, Outcome, Preamble};
use crate::system::{self, GuardedBlock, Memory, Window};

/// A job; a worker has one at a time.
pub(super) struct Job<'t> {
    pub number: u64,
    task: Option<&'t Task>,
    inbox: Inbox,
    fill: Option<FillJob>,
    guard_blocks: bool,
}

/// The array to be filled, and how.
struct FillJob {
    shape: FillShape,
    memory: Memory,
    block: FillBlock,
    /// Where blocks are filled, if not in the array itself.
    guard_blocks: bool,
}

impl<'t> Job<'t> {
    /// A job of which nothing is known yet.
    pub fn new(number: u64, guard_blocks: bool) -> Self {
        Self { number, task: None, inbox: Inbox::new(), fill: None, guard_blocks }
    }

    /// Takes in what the preamble says, and the arguments of all blocks from the bytes. The text says why the job
    /// cannot be run.
    pub fn begin(
        &mut self,
        tasks: &'t Tasks,
        preamble: &Preamble<'_>,
        mut memories: Vec<Memory>,
        bytes: &mut &[u8],
    ) -> io::Result<Result<(), String>> {
        let fills = preamble.job.is_some_and(|job| job.fill.is_some());
        let target = if fills { memories.pop() } else { None };
        self.add_arrays(&preamble.arrays, memories)?;
        let Some(header) = preamble.job else { return Ok(Ok(())) };
        let task = match find(tasks, &header) {
            Ok(task) => task,
            Err(reason) => return Ok(Err(reason)),
        };
        self.task = Some(task);
        if let (Some(shape), Body::Fill(make), Some(memory)) = (header.fill, &task.body, target) {
            let room = guard_room(&shape, self.guard_blocks);
            system::raise_memory_limit(self.array_bytes() + memory.bytes() as u64 + room)?;
            let length = usize::try_from(shape.argument_bytes).unwrap_or(usize::MAX);
            let Some((arguments, rest)) = bytes.split_at_checked(length) else {
                return Ok(Err("the arguments are cut short".into()));
            };
            *bytes = rest;
            match make(arguments, &mut self.inbox) {
                Ok(block) => {
                    let (memory, guard_blocks) = (memory.move_to_high_fd(), self.guard_blocks);
                    self.fill = Some(FillJob { shape, memory, block, guard_blocks });
                }
                Err(reason) => return Ok(Err(unreadable(header.task, &reason))),
            }
        }
        Ok(Ok(()))
    }

    /// Takes in arrays that arguments refer to by these numbers.
    pub fn add_arrays(&mut self, numbers: &[u32], memories: Vec<Memory>) -> io::Result<()> {
        let bytes: u64 = memories.iter().map(|memory| memory.bytes() as u64).sum();
        if bytes > 0 {
            system::raise_memory_limit(self.array_bytes() + bytes)?;
        }
        for (number, memory) in numbers.iter().zip(memories) {
            self.inbox.insert(*number, Arc::new(Region::open(memory.move_to_high_fd())?));
        }
        Ok(())
    }

    fn array_bytes(&self) -> u64 {
        let filled = |fill: &FillJob| fill.memory.bytes() as u64 + guard_room(&fill.shape, fill.guard_blocks);
        let filled = self.fill.as_ref().map_or(0, filled);
        self.inbox.values().map(|region| region.map.len() as u64).sum::<u64>() + filled
    }

    /// Runs the items whose arguments the bytes hold. The text says why they cannot be run.
    pub fn run(&mut self, items: Header, mut bytes: &[u8], output: &mut Output) -> io::Result<Result<(), String>> {
        match (self.task.map(|task| &task.body), &self.fill) {
            (Some(Body::Each(each)), _) => {
                for _ in 0..items.count {
                    system::clear_errno();
                    if let Err(reason) = each(&mut bytes, &mut self.inbox, output)? {
                        return Ok(Err(unreadable("", &reason)));
                    }
                }
                Ok(Ok(()))
            }
            (Some(Body::Fill(_)), Some(fill)) => fill.run(items, output).map(Ok),
            _ => Ok(Err("the job was never begun".into())),
        }
    }
}

impl FillJob {
    /// Fills the blocks of these items. The blocks are contiguous, so one window maps them all and nothing else.
    fn run(&self, items: Header, output: &mut Output) -> io::Result<()> {
        let FillShape { n, grain, element_bytes, .. } = self.shape;
        let element = |block: u64| block.saturating_mul(grain).min(n);
        let byte = |element: u64| usize::try_from(element.saturating_mul(element_bytes)).unwrap_or(usize::MAX);
        let start = element(items.first);
        let end = element(items.first.saturating_add(items.count));
        let mut window = Window::map(&self.memory, byte(start)..byte(end))?;
        for block in items.first..items.first + items.count {
            let (from, to) = (element(block), element(block + 1));
            let bytes = window.get_mut(byte(from - start)..byte(to - start)).unwrap_or_default();
            output.push(self.fill_block(usize::try_from(from).unwrap_or(usize::MAX), bytes)?)?;
        }
        Ok(())
    }

    /// Fills one block, which begins at this element.
    fn fill_block(&self, first: usize, bytes: &mut [u8]) -> io::Result<Outcome<()>> {
        if !self.guard_blocks {
            system::clear_errno();
            return Ok((self.block)(first, bytes));
        }
        let mut guarded = GuardedBlock::create(bytes.len())?;
        guarded.block().copy_from_slice(bytes);
        system::clear_errno();
        let outcome = (self.block)(first, guarded.block());
        bytes.copy_from_slice(guarded.block());
        Ok(outcome)
    }
}

/// Bytes for a guarded copy of a block, which do not count as the task's memory.
fn guard_room(shape: &FillShape, guard_blocks: bool) -> u64 {
    if guard_blocks { shape.grain.min(shape.n).saturating_mul(shape.element_bytes).saturating_add(1 << 20) } else { 0 }
}

/// The task of this name, if its arguments and its result are what the caller says.
fn find<'t>(tasks: &'t Tasks, job: &JobHeader<'_>) -> Result<&'t Task, String> {
    let JobHeader { task: name, arguments, result, fill } = *job;
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
