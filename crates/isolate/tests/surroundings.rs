//! What the program around the workers may be and do: signals, closed streams, a terminal, a file that is replaced.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use ffi_faults::surroundings;
use ffi_isolate::{Error, Pool, SharedMut, Tasks, worker_entry};
use rustix::fs::{Mode, OFlags};
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, OptionalActions};

#[path = "support/guard.rs"]
mod guard;
#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use guard::Guard;
use resource_count::ResourceCount;

/// The argument that makes this test a program with surroundings of its own; the next argument says which.
const PROGRAM: &str = "program";

fn main() {
    let tasks = Tasks::new()
        .with_result("fault", ffi_faults::run)
        .with("traced", ffi_faults::traced)
        .with("square", |x: u64| x * x)
        .with("sleep", |milliseconds: u64| std::thread::sleep(Duration::from_millis(milliseconds)))
        .with("print", |text: String| println!("{text}"))
        .with("child_status", || Command::new("/bin/false").status().map_or(-1, |status| status.code().unwrap_or(-2)))
        .with("program", || std::fs::read_to_string("/proc/self/comm").unwrap());
    worker_entry(&tasks);
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(PROGRAM) {
        match &*arguments.next().unwrap() {
            "replaced" => replaced(),
            "terminal" => on_a_terminal(Path::new(&arguments.next().unwrap())),
            "streams" => without_streams(),
            "ignores" => ignores_children(),
            other => panic!("{other}"),
        }
        std::process::exit(0);
    }
    tests!(
        signals_that_interrupt_the_program_change_nothing,
        any_deadline_means_the_same_in_every_verb,
        workers_are_the_same_program_when_its_file_is_replaced,
        workers_print_on_a_terminal_that_stops_others,
        a_program_without_standard_streams_has_workers,
        a_program_that_ignores_its_children_kills_its_own_workers_only,
        a_worker_that_another_process_traces_ends_on_time,
        an_array_larger_than_all_memory_is_refused,
        a_memory_limit_that_is_too_low_is_named,
    );
}

/// This test as a program with surroundings of its own.
fn program(role: &str) -> Command {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args([PROGRAM, role]);
    program
}

fn succeeds(output: &Output) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {text}", output.status);
}

fn signals_that_interrupt_the_program_change_nothing() {
    surroundings::handle_children(true);
    surroundings::tick(true);
    let result = std::panic::catch_unwind(|| {
        let before = ResourceCount::at_rest();
        for _ in 0..30 {
            let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
            assert_eq!(pool.map("square", 0..1000_u64), Ok((0..1000).map(|x| x * x).collect::<Vec<u64>>()));
            let error = pool.call::<_, f64>("fault", ("_exit",)).unwrap_err();
            assert_eq!(error.cause(), "exit status 7");
        }
        let pool = Pool::builder().workers(1).build().unwrap();
        let deadline = Duration::from_millis(200);
        let start = Instant::now();
        let late = pool.task("sleep").deadline(deadline).call::<_, ()>((60_000_u64,));
        assert_eq!(late, Err(Error::Timeout { task: "sleep".into(), deadline }));
        assert!(start.elapsed() >= deadline && start.elapsed() < 20 * deadline, "{:?}", start.elapsed());
        drop(pool);
        assert_eq!(ResourceCount::settle(before), before);
    });
    surroundings::tick(false);
    surroundings::handle_children(false);
    result.unwrap();
}

fn any_deadline_means_the_same_in_every_verb() {
    let pool = Pool::builder().workers(2).deadline(Duration::MAX).build().unwrap();
    let squares = vec![0_u64, 1, 4];
    for deadline in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)] {
        let task = pool.task("square").deadline(deadline);
        assert_eq!(task.call((3_u64,)), Ok(9_u64));
        assert_eq!(task.map([0_u64, 1, 2]), Ok(squares.clone()));
        assert_eq!(task.chunk(3).map([0_u64, 1, 2]), Ok(squares.clone()));
    }
    assert_eq!(pool.map("square", [0_u64, 1, 2]), Ok(squares));
    let refused = Error::Refused { reason: "a deadline of 0 leaves a task no time".into() };
    let task = pool.task("square").deadline(Duration::ZERO);
    assert_eq!(task.call::<_, u64>((3_u64,)), Err(refused.clone()));
    assert_eq!(task.map::<_, u64>([1_u64, 2]), Err(refused.clone()));
    assert_eq!(task.map::<u64, u64>([]), Err(refused.clone()));
    assert_eq!(task.map_each::<_, u64>([1_u64, 2]), Err(refused.clone()));
    assert_eq!(task.fill(&(), SharedMut::<f64>::zeroed(10).unwrap(), 5).unwrap_err(), refused);
    assert_eq!(Pool::builder().deadline(Duration::ZERO).build().unwrap_err(), refused);
}

/// A copy of this test in a folder of its own.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("ffi-isolate-copy-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a-program");
        std::fs::copy(std::env::current_exe().unwrap(), &path).unwrap();
        Self(path)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn workers_are_the_same_program_when_its_file_is_replaced() {
    let copy = Copy::new();
    let output = Command::new(&copy.0).args([PROGRAM, "replaced"]).output().unwrap();
    succeeds(&output);
}

fn replaced() {
    let this = std::env::current_exe().unwrap();
    let other = this.with_extension("new");
    let named = Pool::builder().workers(1).program(&this).quiet(true).build().unwrap();
    let own = Pool::builder().workers(1).quiet(true).build().unwrap();
    std::fs::copy("/bin/true", &other).unwrap();
    std::fs::rename(&other, &this).unwrap();
    let after = Pool::builder().workers(1).quiet(true).build().unwrap();
    for pool in [own, named, after] {
        assert_eq!(pool.call::<_, f64>("fault", ("abort",)).unwrap_err().cause(), "SIGABRT");
        assert_eq!(pool.call("square", (4_u64,)), Ok(16_u64));
        assert_eq!(pool.call("program", ()), Ok("a-program\n".to_string()), "a worker has the program's name");
    }
}

fn workers_print_on_a_terminal_that_stops_others() {
    let terminal = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    rustix::pty::grantpt(&terminal).unwrap();
    rustix::pty::unlockpt(&terminal).unwrap();
    let name = rustix::pty::ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let mut child = Guard::spawn(program("terminal").arg(name).stdin(Stdio::null()));
    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        match child.0.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > end => panic!("it hangs"),
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    assert!(status.success(), "{status}");
    let mut printed = [0; 100];
    let read = std::fs::File::from(terminal).read(&mut printed).unwrap();
    assert_eq!(String::from_utf8_lossy(&printed[..read]), "from a worker\r\n");
}

/// The terminal becomes that of a new session, whose other process groups it stops when they print.
fn on_a_terminal(name: &Path) {
    rustix::process::setsid().unwrap();
    let terminal = rustix::fs::open(name, OFlags::RDWR, Mode::empty()).unwrap();
    let mut settings = rustix::termios::tcgetattr(&terminal).unwrap();
    settings.local_modes |= LocalModes::TOSTOP;
    rustix::termios::tcsetattr(&terminal, OptionalActions::Now, &settings).unwrap();
    rustix::stdio::dup2_stdout(&terminal).unwrap();
    let pool = Pool::builder().workers(1).build().unwrap();
    assert_eq!(pool.call("print", ("from a worker",)), Ok(()));
}

fn a_program_without_standard_streams_has_workers() {
    assert!(program("streams").stderr(Stdio::null()).status().unwrap().success());
}

fn without_streams() {
    surroundings::close_streams();
    let pool = Pool::builder().workers(2).build().unwrap();
    for fault in ["noise", "abort", "close-low"] {
        // What the program itself prints must not get into a worker's socket.
        let _ = std::io::Write::write_all(&mut std::io::stdout(), b"noise of the program\n");
        let cause =
            pool.call::<_, f64>("fault", (fault,)).map_or_else(|error| error.cause().into_owned(), |x| x.to_string());
        assert_eq!(cause, if fault == "abort" { "SIGABRT" } else { "1" });
        assert_eq!(pool.map("square", 0..100_u64), Ok((0..100).map(|x| x * x).collect::<Vec<u64>>()));
    }
    let array = SharedMut::<f64>::zeroed(10).unwrap().freeze().unwrap();
    assert_eq!(array[0], 0.0);
}

fn a_program_that_ignores_its_children_kills_its_own_workers_only() {
    succeeds(&program("ignores").output().unwrap());
}

/// The kernel collects a worker that has ended, and its number may be another process's. What is killed is the group of
/// the worker, by its pidfd.
fn ignores_children() {
    surroundings::ignore_children(true);
    let pool = Pool::builder().workers(1).quiet(true).build().unwrap();
    // The worker's own children are its own business.
    assert_eq!(pool.call("child_status", ()), Ok(1));
    for fault in ["orphan", "abort", "exit"] {
        let before = support::workers_of(std::process::id()).len();
        let error = pool.call::<_, f64>("fault", (fault,)).unwrap_err();
        assert!(matches!(&error, Error::Lost { reason, .. } if reason.contains("SIGCHLD")), "{error}");
        assert_eq!(pool.call("square", (4_u64,)), Ok(16_u64));
        let end = Instant::now() + Duration::from_secs(5);
        while support::workers_of(std::process::id()).len() != before {
            assert!(Instant::now() < end, "{fault} leaves a process behind");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let deadline = Duration::from_millis(50);
    let late = pool.task("sleep").deadline(deadline).call::<_, ()>((60_000_u64,));
    assert_eq!(late, Err(Error::Timeout { task: "sleep".into(), deadline }));
}

fn a_worker_that_another_process_traces_ends_on_time() {
    let pool = Pool::builder().workers(1).quiet(true).build().unwrap();
    let deadline = Duration::from_millis(300);
    let start = Instant::now();
    let late = pool.task("traced").deadline(deadline).call::<_, f64>(());
    assert_eq!(late, Err(Error::Timeout { task: "traced".into(), deadline }));
    assert_eq!(pool.call("square", (4_u64,)), Ok(16_u64));
    drop(pool);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // The process that traces has left the worker's group: it outlives the worker, and would outlive this test.
    for process in support::workers_of(std::process::id()) {
        let process = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

fn an_array_larger_than_all_memory_is_refused() {
    let error = SharedMut::<f64>::zeroed(8 << 40).unwrap_err();
    assert!(matches!(&error, Error::Memory { bytes, .. } if *bytes == 64 << 40), "{error}");
    assert!(error.to_string().contains("memory and swap have"), "{error}");
}

fn a_memory_limit_that_is_too_low_is_named() {
    for limit in [0, 1, 4096] {
        match Pool::builder().workers(1).memory_limit(limit).quiet(true).build() {
            Ok(pool) => assert_eq!(pool.call("square", (4_u64,)), Ok(16_u64)),
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains("memory limit") && !text.contains("worker_entry"), "{text}");
            }
        }
    }
}
