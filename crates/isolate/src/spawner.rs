//! The thread that starts workers. A worker dies with the *thread* that started it, so that thread must live as long as
//! the pool, which the caller's need not.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::sys::{Inherited, Process};

/// A handle to the thread; the thread ends when the handle is dropped.
pub(crate) struct Spawner {
    requests: Sender<Request>,
}

struct Request {
    socket: Inherited,
    answer: Sender<io::Result<Process>>,
}

impl Spawner {
    pub fn new(program: PathBuf, quiet: bool) -> io::Result<Self> {
        let (requests, inbox): (_, Receiver<Request>) = channel();
        thread::Builder::new().name("ffi-isolate".into()).spawn(move || {
            for request in inbox {
                let _ = request.answer.send(Process::start(&program, request.socket, quiet));
            }
        })?;
        Ok(Self { requests })
    }

    /// Starts a worker whose standard input is the socket.
    pub fn start(&self, socket: Inherited) -> io::Result<Process> {
        let (answer, result) = channel();
        let gone = || io::Error::other("the thread that starts workers has ended");
        self.requests.send(Request { socket, answer }).map_err(|_| gone())?;
        result.recv().map_err(|_| gone())?
    }
}
