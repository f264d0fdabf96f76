//! A socket between two processes that keeps message boundaries and carries memory next to the bytes.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};
use rustix::process::{Pid, Signal};

use super::Memory;
use crate::system::MAX_DESCRIPTORS;

/// Where [`move_to_high_fd`] looks for a free number: the lower ones where the limit on open files is low.
const HIGH_FDS: [i32; 3] = [1000, 250, 100];

/// One end of the socket.
pub(crate) struct Socket {
    fd: OwnedFd,
    /// The process that uses it: code in that process may fork.
    owner: Pid,
}

/// The other end, on its way to become a worker's standard input.
pub(crate) struct Inherited(pub(super) OwnedFd);

/// Both ends.
pub(crate) fn pair() -> io::Result<(Socket, Inherited)> {
    let (ours, theirs) =
        rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
    Ok((Socket::new(above_standard_streams(ours)?), Inherited(above_standard_streams(theirs)?)))
}

/// The descriptor under a number that is none of the standard streams': a program that has closed its own would print
/// into the socket, and hand it on to its workers as theirs.
pub(super) fn above_standard_streams(fd: OwnedFd) -> io::Result<OwnedFd> {
    if fd.as_raw_fd() > 2 { Ok(fd) } else { Ok(rustix::io::fcntl_dupfd_cloexec(&fd, 3)?) }
}

/// The descriptor under a high number, closed on exec; unchanged if no such number is free.
pub(super) fn move_to_high_fd(fd: OwnedFd) -> OwnedFd {
    HIGH_FDS.iter().find_map(|&number| rustix::io::fcntl_dupfd_cloexec(&fd, number).ok()).unwrap_or(fd)
}

impl Socket {
    pub(super) fn new(fd: OwnedFd) -> Self {
        Self { fd, owner: rustix::process::getpid() }
    }

    /// Whether the descriptor is still open: code in this process may have closed it. If such code forked, and the
    /// child returns to here as if it were the worker, the child is killed here.
    pub fn is_open(&self) -> bool {
        let this = rustix::process::getpid();
        if this != self.owner {
            let _ = rustix::process::kill_process(this, Signal::KILL);
        }
        rustix::io::fcntl_getfd(&self.fd).is_ok()
    }

    /// Sends one message, or nothing of it. Without `wait`, an error when the other side does not take it at once.
    pub fn send(&self, header: &[u8], payload: &[u8], memories: &[&Memory], wait: bool) -> io::Result<()> {
        let fds: Vec<BorrowedFd<'_>> = memories.iter().map(|memory| memory.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let parts = [IoSlice::new(header), IoSlice::new(payload)];
        let flags = if wait { SendFlags::NOSIGNAL } else { SendFlags::NOSIGNAL | SendFlags::DONTWAIT };
        loop {
            let mut control = SendAncillaryBuffer::new(&mut space);
            if !fds.is_empty() && !control.push(SendAncillaryMessage::ScmRights(&fds)) {
                return Err(io::Error::other(format!("{} descriptors in one message", fds.len())));
            }
            match rustix::net::sendmsg(&self.fd, &parts, &mut control, flags) {
                Err(Errno::INTR) => {}
                result => return result.map(|_| ()).map_err(io::Error::from),
            }
        }
    }

    /// Puts the next message into `buffer` and returns its length and the memory that came with it; length 0 is the
    /// end. Without `wait`, [`io::ErrorKind::WouldBlock`] when there is none. [`io::ErrorKind::InvalidData`] for a
    /// message that no end of this socket sent; it is gone, and the next may be good.
    pub fn receive(&self, buffer: &mut [u8], wait: bool) -> io::Result<(usize, Vec<Memory>)> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let flags = if wait { RecvFlags::CMSG_CLOEXEC } else { RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT };
        let received = loop {
            match rustix::net::recvmsg(&self.fd, &mut [IoSliceMut::new(buffer)], &mut control, flags) {
                Err(Errno::INTR) => {}
                result => break result?,
            }
        };
        if received.flags.intersects(ReturnFlags::TRUNC | ReturnFlags::CTRUNC) {
            let what = "a message that is too long, or more descriptors than this process may open";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let mut memories = Vec::new();
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(fds) = message {
                for fd in fds {
                    memories.push(Memory::received(fd)?);
                }
            }
        }
        Ok((received.bytes, memories))
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
