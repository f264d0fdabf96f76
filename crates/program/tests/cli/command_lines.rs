//! Real command lines, damaged in ways that nobody thought of: the program ends with one of its own exit codes, and
//! what it says is short and safe for a terminal.
//!
//! `FUZZ=5000 cargo test -p ffi-workbench-cli --test cli command_line` tries that many; `FUZZ_SEED=7` makes others.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::mutations::Random;
use crate::{Sandbox, doubles};

const LINES: u64 = 60;

/// A program that is asked for much may take long. It is ended after this time.
const TIME: Duration = Duration::from_secs(3);

/// KiB of address space: room for what a small command needs, and an end for what asks for all there is.
const MEMORY: u32 = 2_000_000;

/// Bytes on standard error: the longest help text, and some sentences.
const MESSAGE: usize = 10_000;

const REAL: [&str; 16] = [
    "list",
    "list --format json",
    "run sum --input x.npy",
    "run moving_average --input x.npy --window 3 --language c --output y.npy",
    "run dot --input x.npy --input2 x.npy --type f64 --executor threads --workers 2",
    "run rsi --input p.csv --column price --period 2 --output y.csv",
    "run exponential_smoothing --size 100 --alpha 0.5 --seed 3",
    "run series_pi --size 1000 --executor rayon --level baseline",
    "compare add sum --size 100 --seconds 0.01 --format csv",
    "compare monte_carlo_pi --size 100 --variant plain,tuned --executor serial --seconds 0.01",
    "--seconds 0.01 --size 10 dot",
    "accuracy --language rust,fortran --plot y.svg",
    "prices p.csv --plot y.svg",
    "prices --example",
    "until --tolerance 1e-2 --workers 2",
    "completions bash",
];

/// The words of a command line with one kind of damage more.
fn damage(words: &mut Vec<Vec<u8>>, random: &mut Random) {
    let at = random.below(words.len());
    let other = random.one(&REAL).split(' ').map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
    let other = other[random.below(other.len())].clone();
    match random.below(10) {
        0 => drop(words.remove(at)),
        1 => words.insert(at, other),
        2 => words[at] = other,
        3 => words.insert(at, words[at].clone()),
        4 => {
            let second = random.below(words.len());
            words.swap(at, second);
        }
        // A number is blown up, or something else.
        5 | 6 => {
            let strange = ["0", "-1", "1e18", "18446744073709551616", "NaN", "inf", "-0", "1e-400", "", "x", "--", "-"];
            words[at] = random.one(&strange).as_bytes().to_vec();
        }
        7 if !words[at].is_empty() => {
            let index = random.below(words[at].len());
            words[at][index] ^= 1 << random.below(8);
        }
        8 => {
            let index = random.below(words[at].len() + 1);
            let part = *random.one(&[&"=", &",", &"\u{1b}[31m", &"\n", &"\u{202e}", &"é", &"'\"", &"--"]);
            let many = [1, 1, 1, 5000][random.below(4)];
            words[at].splice(index..index, part.repeat(many).into_bytes());
        }
        _ => words[at].extend([0xff, 0xfe]),
    }
    // Nothing outside of the folder is named, and the system passes no zeros.
    words.iter_mut().for_each(|word| word.retain(|&byte| byte != b'/' && byte != 0));
    if words.is_empty() {
        words.push(b"list".to_vec());
    }
}

/// The exit code once the program has ended; None where it was ended here.
fn ended(child: &mut Child) -> Result<Option<i32>, String> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.code().map(Some).ok_or(format!("{status}"));
        }
        if start.elapsed() > TIME {
            child.kill().expect("it still runs");
            child.wait().expect("it can be waited for");
            return Ok(None);
        }
        sleep(Duration::from_millis(1));
    }
}

/// Runs the program in the sandbox, and says what is wrong with how it ends.
fn run(sandbox: &Sandbox, words: &[Vec<u8>]) -> Result<(), String> {
    let said = sandbox.path("said");
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_ffi-workbench"));
    command.args(words.iter().cloned().map(OsString::from_vec)).current_dir(sandbox.folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&said).expect("the folder is writable"));
    let code = ended(&mut command.spawn().expect("a shell"))?;
    let code = code.map(|code| planted("panic", code, 101));
    let said = planted("sentence", fs::read(&said).expect("it is there"), vec![0x1b]);
    let said = String::from_utf8_lossy(&said);
    let is_sentence = said.len() <= MESSAGE && !said.chars().any(|c| c.is_control() && c != '\n');
    match code {
        Some(0..=2) | None if is_sentence => Ok(()),
        Some(0..=2) | None => Err(format!("no sentence, but {} bytes: {said:.2000?}", said.len())),
        Some(code) => Err(format!("code {code}: {said:.2000}")),
    }
}

/// What `make evidence` has planted in place of what the program did, and this test must find.
fn planted<T>(bug: &str, given: T, wrong: T) -> T {
    if env::var("PLANTED_BUG").is_ok_and(|name| name == bug) { wrong } else { given }
}

#[test]
fn a_damaged_command_line_gives_a_result_or_a_sentence() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse().expect("a number of lines, or a seed"));
    let (count, seed): (u64, u64) = (number("FUZZ").unwrap_or(LINES), number("FUZZ_SEED").unwrap_or(1));
    for line in 0..count {
        let sandbox = Sandbox::new();
        sandbox
            .put("x.npy", doubles(&[1.0, 2.5, -3.0, 4.0, 5.5]))
            .put("p.csv", "date,price\n2024-01-01,1\n2024-01-02,2\n");
        let mut random = Random::new(seed, line);
        let mut words: Vec<_> = random.one(&REAL).split(' ').map(|word| word.as_bytes().to_vec()).collect();
        for _ in 0..random.below(4) {
            damage(&mut words, &mut random);
        }
        if let Err(reason) = run(&sandbox, &words) {
            let words: Vec<_> = words.iter().map(|word| String::from_utf8_lossy(word)).collect();
            panic!("line {line} of seed {seed}: {reason}; it is {words:.2000?}");
        }
    }
    println!("amount: {count} command lines");
}
