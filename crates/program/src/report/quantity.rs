//! Numbers as people read them: with a unit chosen once for a column, with digits in groups, with as many digits as
//! mean something.

/// A unit and how many of the base unit it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its symbol.
    pub symbol: &'static str,
    /// Base units in it.
    pub size: f64,
}

/// The unit of time in which `seconds` is at least 1, or nanoseconds.
pub fn time_unit(seconds: f64) -> Unit {
    largest_up_to(seconds, &[("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)])
}

/// The prefix with which a rate of `value` is at least 1, or none.
pub fn rate_prefix(value: f64) -> Unit {
    largest_up_to(value, &[("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0)])
}

fn largest_up_to(value: f64, units: &[(&'static str, f64)]) -> Unit {
    let &(symbol, size) = units.iter().find(|unit| value >= unit.1).unwrap_or(&units[units.len() - 1]);
    Unit { symbol, size }
}

/// Three significant digits, or all digits before the point.
///
/// ```
/// use ffi_workbench_cli::report::quantity::three_digits;
///
/// assert_eq!([1.2345, 12.345, 123.45, 1234.5, 0.0].map(three_digits), ["1.23", "12.3", "123", "1234", "0.00"]);
/// ```
pub fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A time with its unit.
///
/// ```
/// use ffi_workbench_cli::report::quantity::time;
///
/// assert_eq!([1.5, 0.0123, 4.56e-5].map(time), ["1.50 s", "12.3 ms", "45.6 µs"]);
/// ```
pub fn time(seconds: f64) -> String {
    let unit = time_unit(seconds);
    format!("{} {}", three_digits(seconds / unit.size), unit.symbol)
}

/// Bytes with a decimal prefix.
///
/// ```
/// use ffi_workbench_cli::report::quantity::bytes;
///
/// assert_eq!([512, 80_000_000].map(bytes), ["512 B", "80.0 MB"]);
/// ```
pub fn bytes(bytes: u64) -> String {
    let value = bytes as f64;
    let unit = largest_up_to(value, &[("EB", 1e18), ("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]);
    if value < 1e3 { format!("{bytes} B") } else { format!("{} {}", three_digits(value / unit.size), unit.symbol) }
}

/// A whole number with its digits in groups of three.
///
/// ```
/// use ffi_workbench_cli::report::quantity::grouped;
///
/// assert_eq!([0, 999, 1000, 12_345_678].map(grouped), ["0", "999", "1,000", "12,345,678"]);
/// ```
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group)).collect();
    groups.join(",")
}

/// A whole number with its noun, whose plural ends in s.
///
/// ```
/// use ffi_workbench_cli::report::quantity::count;
///
/// assert_eq!([1, 2].map(|n| count(n, "worker")), ["1 worker", "2 workers"]);
/// ```
pub fn count(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}
