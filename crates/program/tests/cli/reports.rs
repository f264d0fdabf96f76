//! What `list`, `run` and `compare` print, in each form.

use std::collections::BTreeSet;

use ffi_workbench::executors::EXECUTORS;
use ffi_workbench::language::Language;
use ffi_workbench::work::KERNELS;
use serde_json::Value;

use crate::{Sandbox, doubles, languages};

#[test]
fn a_comparison_has_a_row_for_every_kernel_language_and_executor_and_all_agree() {
    let rows = Sandbox::new().rows("compare --size 2000 --seconds 2");
    let who = |row: &Value| {
        ["kernel", "type", "language", "variant", "executor"].map(|key| row[key].as_str().unwrap().to_owned())
    };
    let seen: BTreeSet<_> = rows.iter().map(who).collect();
    let implementations: usize = KERNELS.iter().map(|kernel| kernel.implementations().len()).sum();
    let executors = EXECUTORS.iter().filter(|kind| kind.by_default).count();
    assert_eq!(seen.len(), implementations * executors);
    assert_eq!(seen.len(), rows.len(), "no row twice");
    for row in &rows {
        assert_eq!(row["agrees"], true, "{row}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn worker_processes_give_the_bits_of_serial_for_every_kernel_and_language() {
    let rows = Sandbox::new().rows("compare --executor serial,rayon,processes --size 5000 --seconds 3");
    let implementations: usize = KERNELS.iter().map(|kernel| kernel.implementations().len()).sum();
    assert_eq!(rows.len(), 3 * implementations);
    let of_one = |row: &Value| ["kernel", "type", "language", "variant"].map(|key| row[key].to_string());
    let mut answers = std::collections::BTreeMap::new();
    for row in &rows {
        assert_eq!(row["agrees"], true, "{row}");
        let bits = row["answer"].as_f64().unwrap().to_bits();
        assert_eq!(*answers.entry(of_one(row)).or_insert(bits), bits, "{row}");
    }
    assert_eq!(answers.len(), implementations);
}

#[test]
fn plain_answers_are_equal_to_the_last_bit_in_every_row_of_a_kernel() {
    let rows = Sandbox::new().rows("compare --variant plain --size 100_000 --seconds 2");
    for kernel in KERNELS {
        let of_kernel = |row: &&Value| row["kernel"] == kernel.name && row["type"] == kernel.element.name();
        let answers: BTreeSet<_> =
            rows.iter().filter(of_kernel).map(|row| row["answer"].as_f64().unwrap().to_bits()).collect();
        assert_eq!(answers.len(), 1, "{} {}", kernel.name, kernel.element.name());
    }
}

#[test]
fn a_json_report_has_every_field_with_its_type() {
    let sandbox = Sandbox::new();
    for line in
        ["run moving_average --size 1000 --window 7", "compare moving_average --size 1000 --window 7 --seconds 0.1"]
    {
        let text = sandbox.printed(&format!("{line} --format json"));
        let report: Value = serde_json::from_str(&text).unwrap();
        assert!(report["machine"]["cores"].as_u64() >= Some(1) && report["machine"]["processor"].is_string());
        let compilers = report["build"]["compilers"].as_array().unwrap();
        let languages: Vec<_> = compilers.iter().map(|compiler| compiler["language"].as_str().unwrap()).collect();
        assert!(languages.iter().copied().eq(built()), "{languages:?}");
        assert!(compilers.iter().all(|compiler| compiler["compiler"].as_str().unwrap().len() > 3));
        for row in report["rows"].as_array().unwrap() {
            for word in ["kernel", "type", "language", "variant", "executor", "unit"] {
                assert!(row[word].is_string(), "{word}: {row}");
            }
            for number in ["answer", "reference", "difference", "cpu_seconds", "per_second", "relative"] {
                assert!(row[number].is_f64(), "{number}: {row}");
            }
            for whole in ["workers", "size", "length", "peak_memory_bytes"] {
                assert!(row[whole].as_u64() >= Some(1), "{whole}: {row}");
            }
            let seconds = ["min", "median", "max"].map(|key| row["seconds"][key].as_f64().unwrap());
            assert!(seconds[0] > 0.0 && seconds.is_sorted(), "{row}");
            assert!(row["seconds"]["runs"].as_u64() >= Some(1), "{row}");
            assert_eq!((row["length"].as_u64(), row["parameters"]["window"].as_u64()), (Some(994), Some(7)));
            assert_eq!(row["agrees"], true);
        }
    }
}

/// The languages in this build, as the program names them.
fn built() -> impl Iterator<Item = &'static str> {
    Language::ALL.iter().filter(|language| language.is_built()).map(|language| language.name())
}

#[test]
fn a_real_parameter_reaches_the_kernel_and_comes_back_as_it_was_given() {
    let sandbox = Sandbox::new();
    sandbox.put("x.npy", doubles(&[4.0, 8.0, 0.0]));
    let line = "run exponential_smoothing --input x.npy --language c --alpha 0.5";
    assert_eq!(sandbox.rows(line)[0]["parameters"]["alpha"], 0.5);
    assert!(sandbox.printed(line).contains("3 elements, alpha 0.5\n"));
    assert!(sandbox.printed(&format!("{line} --format csv --output y.csv")).contains(",alpha=0.5,"));
    assert_eq!(std::fs::read_to_string(sandbox.path("y.csv")).unwrap(), "exponential_smoothing\n4\n6\n3\n");
    let by_default = sandbox.rows("run exponential_smoothing --input x.npy");
    assert_eq!(by_default[0]["parameters"]["alpha"], 0.1);
}

#[test]
fn kernels_that_a_language_lacks_are_left_out_of_its_comparison() {
    let sandbox = Sandbox::new();
    for language in built() {
        let rows = sandbox.rows(&format!("compare --language {language} --size 100 --seconds 0.1"));
        let seen: BTreeSet<_> = rows.iter().map(|row| row["kernel"].as_str().unwrap()).collect();
        let has = KERNELS.iter().filter(|kernel| kernel.languages.iter().any(|it| it.name() == language));
        assert_eq!(seen, has.map(|kernel| kernel.name).collect(), "{language}");
    }
}

#[test]
fn rows_are_sorted_by_time_and_relative_to_the_fastest() {
    let rows = Sandbox::new().rows("compare sum --size 10_000 --seconds 0.3");
    let medians: Vec<_> = rows.iter().map(|row| row["seconds"]["median"].as_f64().unwrap()).collect();
    assert!(medians.is_sorted(), "{medians:?}");
    for (row, median) in rows.iter().zip(&medians) {
        assert_eq!(row["relative"].as_f64().unwrap(), median / medians[0]);
    }
}

#[test]
fn a_csv_report_holds_what_the_json_report_holds() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("run dot --type f64 --size 1000 --seed 7 --format csv");
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().unwrap().clone();
    let record = csv.records().next().unwrap().unwrap();
    let cell = |name: &str| &record[header.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}"))];
    let json = &sandbox.rows("run dot --type f64 --size 1000 --seed 7")[0];
    for key in ["kernel", "type", "language", "variant", "executor", "unit"] {
        assert_eq!(cell(key), json[key].as_str().unwrap());
    }
    assert_eq!(cell("answer").parse::<f64>().unwrap(), json["answer"].as_f64().unwrap(), "every digit");
    assert_eq!((cell("agrees"), cell("length"), cell("size")), ("true", "", "1000"));
}

#[test]
fn generated_input_is_the_same_in_every_version() {
    let sandbox = Sandbox::new();
    let answer = |line: &str| sandbox.rows(line)[0]["answer"].as_f64().unwrap();
    // From a few lines of Python that follow the paper.
    assert_eq!(answer("run sum --size 3 --seed 1"), 0.4210892184215741);
    assert_eq!(answer("run monte_carlo_pi --size 1e5 --seed 1"), 4.0 * 78_696.0 / 1e5);
    assert_ne!(answer("run sum --size 3 --seed 2"), answer("run sum --size 3 --seed 1"));
}

#[test]
fn a_piped_table_has_no_colours_and_no_progress() {
    let sandbox = Sandbox::new();
    for line in ["list", "run sum --size 10", "compare add --size 100 --seconds 0.1"] {
        assert!(!sandbox.printed(line).contains('\u{1b}'), "{line}");
    }
}

#[test]
fn no_check_leaves_the_reference_out() {
    let sandbox = Sandbox::new();
    let rows = sandbox.rows("run sum --size 10 --no-check");
    assert!(rows[0]["reference"].is_null() && rows[0]["agrees"].is_null(), "{}", rows[0]);
    assert!(sandbox.printed("run sum --size 10 --no-check").contains("not computed"));
}

#[test]
fn options_without_a_command_belong_to_compare() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("--size 100 --seconds 0.2 --language c --variant plain --executor serial --format csv");
    assert_eq!(text.lines().count(), 1 + KERNELS.len());
}

#[cfg(target_os = "linux")]
#[test]
fn no_frame_of_a_foreign_kernel_steps_over_a_guard_page() {
    for compiler in ffi_workbench::build_info::Build::this().compilers {
        // Rust does it unasked, and flang cannot.
        let can = compiler.language != "rust" && (compiler.language != "fortran" || compiler.compiler.contains("GNU"));
        assert!(!can || compiler.flags.contains("-fstack-clash-protection"), "{compiler:?}");
    }
}

#[test]
fn the_list_names_every_kernel_and_compiler() {
    let text = Sandbox::new().printed("list");
    for kernel in KERNELS {
        assert!(text.contains(kernel.name) && text.contains(kernel.summary));
        let line = text.lines().find(|line| line.starts_with(&format!("| {} ", kernel.name))).unwrap();
        let cell = line.split('|').nth(3).unwrap().trim();
        assert_eq!(cell, languages(kernel).join(" "), "every language once: {line}");
    }
    assert_eq!(text.contains("GNU Fortran"), cfg!(feature = "fortran"));
    assert!(text.contains("-ffp-contract=off") && text.contains("rustc"));
}

#[test]
fn every_command_has_help_with_an_example() {
    let sandbox = Sandbox::new();
    for command in [
        "",
        "compare ",
        "run ",
        "list ",
        "scaling ",
        "accuracy ",
        "prices ",
        "until ",
        "race ",
        "threads ",
        "memory ",
        "throughput ",
        "grain ",
        "completions ",
        "man ",
    ] {
        let text = sandbox.printed(&format!("{command}--help"));
        assert!(text.contains("Example: ffi-workbench"), "{command}: {text}");
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let sandbox = Sandbox::new();
    let page = sandbox.printed("man");
    assert!(page.contains(".TH ffi-workbench 1") && page.contains("ffi\\-workbench\\-compare"), "{page}");
    let page = sandbox.printed("man compare");
    assert!(page.contains(".TH ffi-workbench-compare 1") && page.contains("\\-\\-seconds"), "{page}");
}

#[test]
fn the_long_version_names_what_built_the_program() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.printed("-V").lines().count(), 1);
    let long = sandbox.printed("--version");
    assert!(long.starts_with("ffi-workbench 0.") && long.contains("rust: rustc 1.") && long.contains("c: "), "{long}");
}

#[test]
fn completions_know_the_kernels() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = sandbox.printed(&format!("completions {shell}"));
        assert!(script.contains("compare") && script.contains("moving_average"), "{shell}");
    }
}
