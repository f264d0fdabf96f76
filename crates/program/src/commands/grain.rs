//! Throughput against the size of a block, one picture for each kernel: where handing out blocks costs more than computing
//! them, and where too few are left for all workers. The grain in use is marked.
//!
//! `cargo bench --bench grain [-- KERNEL... --folder FOLDER]` writes `KERNEL-TYPE.svg` into the folder (by default that of build
//! results) and prints the figures as CSV. In Rust, at the kernel's default size, every answer checked first. With `--test`,
//! as cargo calls a bench that it only tries, sizes are a hundredth.

use std::path::PathBuf;
use std::time::Duration;

use ffi_workbench::executors::{EXECUTORS, Running};
use ffi_workbench::files::write_whole;
use ffi_workbench::huge_pages::HugePages;
use ffi_workbench::language::{Choice, Language, Variant};
use ffi_workbench::measure::{Contender, in_turn};
use ffi_workbench::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench::work::{KERNELS, Kernel, Work};

#[global_allocator]
static ALLOCATOR: HugePages = HugePages;

/// The grains that are tried, as powers of two of the one in use.
const POWERS: [i32; 8] = [-8, -6, -4, -2, -1, 0, 1, 2];

/// What a variant of a kernel may take, with all its grains and executors.
const BUDGET: Duration = Duration::from_secs(4);

/// A kernel's variant in blocks of one size, run by one executor.
struct Row {
    variant: &'static str,
    executor: &'static str,
    in_use: usize,
    grain: usize,
    per_second: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut names, mut share, mut folder) = (Vec::new(), 1, PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("grain"));
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--test" => share = 100,
            "--folder" => folder = words.next().ok_or("--folder needs a folder")?.into(),
            _ => names.push(word),
        }
    }
    std::fs::create_dir_all(&folder)?;
    println!("kernel,type,variant,executor,grain_in_use,grain,per_second");
    let asked = |kernel: &&&dyn Kernel| names.is_empty() || names.iter().any(|name| name == kernel.about().name);
    for &kernel in KERNELS.iter().filter(asked) {
        let about = kernel.about();
        let rows = measure(kernel, about.default_size / share)?;
        for Row { variant, executor, in_use, grain, per_second } in &rows {
            let kernel = format!("{},{}", about.name, about.element.name());
            println!("{kernel},{variant},{executor},{in_use},{grain},{per_second}");
        }
        let path = folder.join(format!("{}-{}.svg", about.name, about.element.name()));
        write_whole(&path, |to| picture(kernel, &rows).write("cargo bench --bench grain", to))?;
        eprintln!("{}", path.display());
    }
    Ok(())
}

fn measure(kernel: &'static dyn Kernel, size: u64) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let about = kernel.about();
    let running: Vec<_> =
        EXECUTORS.iter().filter(|kind| kind.by_default).map(|kind| Running::start(kind, None)).collect();
    let running = running.into_iter().collect::<Result<Vec<_>, _>>()?;
    let numbers = about.parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
    let problem = kernel.generate(size, 1, numbers);
    let expected = kernel.expected(&problem)?;
    let mut rows = Vec::new();
    for &variant in Variant::ALL {
        let choice = Choice { language: Language::Rust, variant };
        if !kernel.implementations().contains(&choice) {
            continue;
        }
        let whole = Work::new(kernel, choice, &problem)?;
        let in_use = whole.grain();
        if in_use >= whole.slots() && variant == Variant::Plain {
            continue; // a series that nothing can cut
        }
        let grain = |power: &i32| if *power < 0 { in_use >> -power } else { in_use << power };
        let grains = POWERS.iter().map(grain).filter(|&grain| grain > 0 && grain < 2 * whole.slots());
        let works = grains.map(|grain| Ok(Work::new(kernel, choice, &problem)?.with_grain(grain)));
        let works = works.collect::<Result<Vec<_>, ffi_workbench::error::Error>>()?;
        let contenders: Vec<_> =
            works.iter().flat_map(|work| running.iter().map(move |executor| Contender { work, executor })).collect();
        for (contender, measured) in contenders.iter().zip(in_turn(&contenders, &expected, BUDGET, |_| {})?) {
            let (executor, grain) = (contender.executor.kind.name, contender.work.grain());
            let agrees = measured.verdict.check.as_ref().is_some_and(|check| check.agrees);
            assert!(agrees, "{} {} in blocks of {grain}", about.name, variant.name());
            let per_second = size as f64 / measured.median();
            rows.push(Row { variant: variant.name(), executor, in_use, grain, per_second });
        }
    }
    Ok(rows)
}

/// A panel for each variant: their grains are not alike.
fn picture(kernel: &'static dyn Kernel, rows: &[Row]) -> Picture {
    let about = kernel.about();
    let panels = Variant::ALL.iter().filter_map(|variant| {
        let of: Vec<_> = rows.iter().filter(|row| row.variant == variant.name()).collect();
        let title = format!("slots in a block, {}", variant.name());
        let panel = Panel::new(Axis::log(title), Axis::log(format!("{} a second", about.unit)));
        let panel = panel.vertical("in use", of.first()?.in_use as f64);
        Some(EXECUTORS.iter().filter(|kind| kind.by_default).enumerate().fold(panel, |panel, (colour, kind)| {
            let points = of.iter().filter(|row| row.executor == kind.name);
            let points = points.map(|row| [row.grain as f64, row.per_second]).collect();
            panel.with(Series::marked(kind.name, points).look(colour, 0))
        }))
    });
    Picture::stacked(format!("{} {}, Rust, all cores", about.name, about.element.name()), panels.collect())
}
