//! The thread that starts workers. A worker dies with the *thread* that started it, so that thread must live as long as
//! the pool, which the caller's thread need not.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::system::{Inherited, Launch, Process};

/// A handle to the thread; the thread ends when the handle is dropped.
pub(super) struct Spawner {
    requests: Sender<Request>,
}

struct Request {
    socket: Inherited,
    reply: Sender<io::Result<Process>>,
}

impl Spawner {
    pub fn new(launch: Launch) -> io::Result<Self> {
        let (requests, incoming): (_, Receiver<Request>) = channel();
        thread::Builder::new().name("ffi-isolate".into()).spawn(move || {
            for request in incoming {
                let _ = request.reply.send(Process::start(&launch, request.socket));
            }
        })?;
        Ok(Self { requests })
    }

    /// Starts a worker whose standard input is the socket.
    pub fn start(&self, socket: Inherited) -> io::Result<Process> {
        let (reply, result) = channel();
        let ended = || io::Error::other("the thread that starts workers has ended");
        self.requests.send(Request { socket, reply }).map_err(|_| ended())?;
        result.recv().map_err(|_| ended())?
    }
}
