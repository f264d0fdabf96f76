//! Throughput against size, from 10³ to 10⁸, one picture for each kernel: where the caches end can be seen.
//!
//! `cargo bench --bench throughput [-- KERNEL... --folder FOLDER --most SIZE]` writes `KERNEL-TYPE.svg` into the
//! folder (by default that of build results) and prints the figures as CSV. Serial, all languages and variants in turn,
//! every answer checked first. With `--test`, as cargo calls a bench that it only tries, sizes end at 10⁴.

use std::path::PathBuf;
use std::time::Duration;

use ffi_workbench::executors::{EXECUTORS, Running};
use ffi_workbench::files::write_whole;
use ffi_workbench::huge_pages::HugePages;
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::machine::free_memory;
use ffi_workbench::measure::{Contender, in_turn};
use ffi_workbench::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench::report::{Report, Row};
use ffi_workbench::work::{KERNELS, Kernel, Work};

#[global_allocator]
static ALLOCATOR: HugePages = HugePages;

/// Half decades.
const SIZES: [u64; 11] =
    [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000];

/// What a size may take of all contenders together.
const BUDGET: Duration = Duration::from_millis(800);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut names, mut most, mut folder) = (Vec::new(), 100_000_000, PathBuf::from(env!("CARGO_TARGET_TMPDIR")));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--test" => most = 10_000,
            "--most" => most = words.next().ok_or("--most needs a size")?.parse()?,
            "--folder" => folder = words.next().ok_or("--folder needs a folder")?.into(),
            _ => names.push(word),
        }
    }
    let asked = |kernel: &&&dyn Kernel| names.is_empty() || names.iter().any(|name| name == kernel.about().name);
    let mut rows = Vec::new();
    for &kernel in KERNELS.iter().filter(asked) {
        let of_kernel = measure(kernel, most)?;
        let about = kernel.about();
        let path = folder.join(format!("{}-{}.svg", about.name, about.element.name()));
        write_whole(&path, |to| picture(&of_kernel).write("cargo bench --bench throughput", to))?;
        eprintln!("{}", path.display());
        rows.extend(of_kernel);
    }
    Ok(Report::new(rows).write_csv(&mut std::io::stdout())?)
}

fn measure(kernel: &'static dyn Kernel, most: u64) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let about = kernel.about();
    let serial = Running::start(&EXECUTORS[0], None)?;
    // Inputs, output, expected values, their scale, and what they are computed from.
    let bytes_each = about.inputs.len() as u64 * about.element.bytes() + if about.gives_array { 64 } else { 0 };
    let fits = |size: &u64| *size <= most && free_memory().is_none_or(|free| size * bytes_each < free / 2);
    let mut rows = Vec::new();
    for size in SIZES.into_iter().filter(fits) {
        let numbers = about.parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
        let problem = kernel.generate(size, 1, numbers);
        let works = kernel.implementations().into_iter().map(|choice| Work::new(kernel, choice, &problem));
        let works = works.collect::<Result<Vec<_>, _>>()?;
        let contenders: Vec<_> = works.iter().map(|work| Contender { work, executor: &serial }).collect();
        let measured = in_turn(&contenders, &kernel.expected(&problem)?, BUDGET, |_| {})?;
        for (contender, measurement) in contenders.iter().zip(&measured) {
            let row = Row::new(contender, measurement);
            assert_eq!(row.agrees, Some(true), "{} at size {size}: {}", row.contender(), row.answer);
            rows.push(row);
        }
    }
    Ok(rows)
}

fn picture(rows: &[Row]) -> Picture {
    let unit = rows.first().map_or("", |row| row.unit);
    let mut panel = Panel::new(Axis::log(format!("size, {unit}")), Axis::log(format!("{unit} a second")));
    for (shape, variant) in Variant::ALL.iter().enumerate() {
        for (colour, language) in Language::ALL.iter().enumerate() {
            let is = |row: &&Row| row.language == language.name() && row.variant == variant.name();
            let points: Vec<_> = rows.iter().filter(is).map(|row| [row.size as f64, row.per_second]).collect();
            if !points.is_empty() {
                let name = format!("{language}, {}", variant.name());
                panel = panel.with(Series::marked(name, points).look(colour, shape));
            }
        }
    }
    let title = rows.first().map_or_else(String::new, |row| format!("{} {}, serial", row.kernel, row.element));
    Picture::stacked(title, vec![panel])
}
