//! The user's own arrays, in and out.

use std::fs;

use ffi_workbench::work::{MOVING_AVERAGE, SUM};

use crate::{Sandbox, doubles, languages, npy};

/// What follows the header of a `.npy` file, which is one line.
pub fn data(sandbox: &Sandbox, name: &str) -> Vec<u8> {
    let bytes = fs::read(sandbox.path(name)).unwrap();
    let end = bytes.iter().position(|&byte| byte == b'\n').expect("the header ends its line");
    bytes[end + 1..].to_vec()
}

#[test]
fn a_column_of_a_csv_file_gives_the_same_answer_in_every_language() {
    let sandbox = Sandbox::new();
    sandbox.put("prices.csv", "date,price\n2020-01-01, 1.5\n2020-01-02,2.25\n2020-01-03,-0.75\n");
    for language in languages(&SUM) {
        let rows = sandbox.rows(&format!("run sum --input prices.csv --column price --language {language}"));
        assert_eq!((rows[0]["answer"].as_f64(), rows[0]["size"].as_u64()), (Some(3.0), Some(3)), "{language}");
        assert_eq!(rows[0]["agrees"], true, "{language}");
    }
}

#[test]
fn a_csv_file_without_names_is_read_from_its_first_row() {
    let sandbox = Sandbox::new();
    sandbox.put("x.csv", "1.5\n2\n3e1\n");
    assert_eq!(sandbox.rows("run sum --input x.csv")[0]["answer"], 33.5);
    assert_eq!(sandbox.rows("run sum --input x.csv --column 1")[0]["answer"], 33.5);
}

#[test]
fn a_moving_average_goes_out_as_it_came_in() {
    let sandbox = Sandbox::new();
    sandbox.put("x.npy", doubles(&[1.0, 2.0, 4.0, 8.5]));
    for language in languages(&MOVING_AVERAGE) {
        let line = format!("run moving_average --input x.npy --window 2 --language {language}");
        sandbox.printed(&format!("{line} --output y.npy"));
        assert_eq!(data(&sandbox, "y.npy"), [1.5, 3.0, 6.25].map(f64::to_le_bytes).concat(), "{language}");
        sandbox.printed(&format!("{line} --output y.csv"));
        assert_eq!(fs::read_to_string(sandbox.path("y.csv")).unwrap(), "moving_average\n1.5\n3\n6.25\n", "{language}");
    }
    assert_eq!(sandbox.names(), ["x.npy", "y.csv", "y.npy"], "nothing is left next to the output");
}

#[cfg(target_os = "linux")]
#[test]
fn worker_processes_compute_on_the_users_arrays() {
    let sandbox = Sandbox::new();
    let x: Vec<f64> = (0..200_000).map(|k| 1.0 / f64::from(k + 1)).collect();
    let floats: Vec<u8> = [1.5_f32, 2.0].iter().flat_map(|value| value.to_le_bytes()).collect();
    sandbox.put("x.npy", doubles(&x)).put("f.npy", npy("<f4", "(2,)", false, &floats));
    for language in languages(&MOVING_AVERAGE) {
        let line = format!("run moving_average --input x.npy --window 7 --language {language}");
        sandbox.printed(&format!("{line} --output serial.npy"));
        sandbox.printed(&format!("{line} --executor processes --workers 2 --output processes.npy"));
        assert_eq!(data(&sandbox, "processes.npy"), data(&sandbox, "serial.npy"), "{language}");
        let line = format!("run dot --input f.npy --input2 f.npy --language {language} --executor processes");
        assert_eq!(sandbox.rows(&line)[0]["answer"], 6.25, "{language}");
    }
}

#[test]
fn every_digit_survives_a_csv_file() {
    let sandbox = Sandbox::new();
    let values = [0.1 + 0.2, f64::MIN_POSITIVE / 3.0, -1e308, f64::NAN, f64::INFINITY];
    sandbox.put("x.npy", doubles(&values));
    sandbox.printed("run moving_average --input x.npy --window 1 --output y.csv");
    sandbox.printed("run moving_average --input y.csv --window 1 --output z.npy");
    assert_eq!(data(&sandbox, "z.npy"), values.map(f64::to_le_bytes).concat());
}

#[test]
fn an_empty_array_has_the_sum_0() {
    let sandbox = Sandbox::new();
    sandbox.put("x.npy", doubles(&[]));
    assert_eq!(sandbox.rows("run sum --input x.npy")[0]["answer"], 0.0);
}

#[test]
fn two_arrays_in_single_precision_choose_the_kernel_in_single_precision() {
    let sandbox = Sandbox::new();
    let floats: Vec<u8> = [1.5_f32, 2.0].iter().flat_map(|value| value.to_le_bytes()).collect();
    sandbox.put("x.npy", npy("<f4", "(2,)", false, &floats)).put("y.npy", doubles(&[2.0, 0.25]));
    let rows = sandbox.rows("run dot --input x.npy --input2 x.npy");
    assert_eq!((rows[0]["type"].as_str(), rows[0]["answer"].as_f64()), (Some("f32"), Some(6.25)));
    let rows = sandbox.rows("run dot --input x.npy --input2 y.npy --type f64");
    assert_eq!((rows[0]["type"].as_str(), rows[0]["answer"].as_f64()), (Some("f64"), Some(3.5)));
}

#[test]
fn integers_are_widened_where_no_value_changes() {
    let sandbox = Sandbox::new();
    for (descr, bytes) in [("|u1", vec![7, 255]), ("<i2", vec![7, 0, 255, 0]), ("<u4", vec![7, 0, 0, 0, 255, 0, 0, 0])]
    {
        sandbox.put("x.npy", npy(descr, "(2,)", false, &bytes));
        assert_eq!(sandbox.rows("run sum --input x.npy")[0]["answer"], 262.0, "{descr}");
    }
}

#[test]
fn an_answer_that_is_not_a_number_is_null_in_json_and_agrees() {
    let sandbox = Sandbox::new();
    sandbox.put("x.npy", doubles(&[1.0, f64::NAN, 2.0]));
    for language in languages(&SUM) {
        let rows = sandbox.rows(&format!("run sum --input x.npy --language {language}"));
        assert!(rows[0]["answer"].is_null() && rows[0]["agrees"] == true, "{language}: {}", rows[0]);
    }
}

#[cfg(unix)]
#[test]
fn an_output_file_is_as_readable_as_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.put("other", "");
    sandbox.printed("run rsi --size 100 --output y.npy");
    let mode = |name: &str| fs::metadata(sandbox.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("y.npy"), mode("other"));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_stays_a_link() {
    let sandbox = Sandbox::new();
    sandbox.put("target.npy", "old");
    std::os::unix::fs::symlink(sandbox.path("target.npy"), sandbox.path("y.npy")).unwrap();
    sandbox.printed("run rsi --size 100 --output y.npy");
    assert!(sandbox.path("y.npy").is_symlink());
    assert_eq!(fs::read(sandbox.path("target.npy")).unwrap()[..6], *b"\x93NUMPY");
}

#[test]
fn every_version_of_the_npy_format_is_read() {
    let sandbox = Sandbox::new();
    let (kinds, values) = ([("<f8", "1.5"), ("<f4", "1.5"), ("<i4", "3")], [1.5_f64, 1.5]);
    for (descr, answer) in kinds {
        let data = match descr {
            "<f8" => values.map(f64::to_le_bytes).concat(),
            "<f4" => [1.5_f32, 1.5].map(f32::to_le_bytes).concat(),
            _ => [3_i32, 3].map(i32::to_le_bytes).concat(),
        };
        let first = npy(descr, "(2,)", false, &data);
        let answer: f64 = answer.parse().unwrap();
        for version in [1, 2, 3] {
            let length = [first[8], first[9], 0, 0];
            let length = if version == 1 { &length[..2] } else { &length[..] };
            sandbox.put("x.npy", [&first[..6], &[version, 0], length, &first[10..]].concat());
            assert_eq!(sandbox.rows("run sum --input x.npy")[0]["answer"], 2.0 * answer, "{descr} {version}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_output_file_that_was_private_stays_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    for mode in [0o600, 0o640, 0o444] {
        sandbox.put("y.npy", "old");
        fs::set_permissions(sandbox.path("y.npy"), fs::Permissions::from_mode(mode)).unwrap();
        sandbox.printed("run rsi --size 100 --output y.npy");
        assert_eq!(fs::metadata(sandbox.path("y.npy")).unwrap().permissions().mode() & 0o777, mode, "{mode:o}");
        assert_eq!(data(&sandbox, "y.npy").len(), 86 * 8);
        fs::remove_file(sandbox.path("y.npy")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn both_names_of_an_output_file_mean_the_new_content() {
    let sandbox = Sandbox::new();
    sandbox.put("other.npy", vec![b'x'; 10_000]);
    fs::hard_link(sandbox.path("other.npy"), sandbox.path("y.npy")).unwrap();
    sandbox.printed("run rsi --size 100 --output y.npy");
    assert_eq!(data(&sandbox, "y.npy").len(), 86 * 8);
    assert_eq!(fs::read(sandbox.path("y.npy")).unwrap(), fs::read(sandbox.path("other.npy")).unwrap());
    assert_eq!(sandbox.names(), ["other.npy", "y.npy"]);
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_standard_output_is_written_to_it() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink("/dev/stdout", sandbox.path("y.csv")).unwrap();
    let file = fs::File::create(sandbox.path("printed")).unwrap();
    let line = "run moving_average --size 100 --window 100 --output y.csv --format csv";
    assert!(sandbox.command(line).stdout(file).status().unwrap().success());
    let printed = fs::read_to_string(sandbox.path("printed")).unwrap();
    assert!(printed.starts_with("moving_average\n93.") && printed.lines().count() == 4, "{printed}");
    let piped = String::from_utf8(sandbox.run(line).stdout).unwrap();
    assert!(piped.starts_with("moving_average\n93.") && piped.lines().count() == 4, "{piped}");
}

/// Whether files here can be without a name, which is where a killed program leaves nothing.
#[cfg(target_os = "linux")]
pub fn has_unnamed_files(sandbox: &Sandbox) -> bool {
    use std::os::unix::fs::OpenOptionsExt;
    let flag = nix::fcntl::OFlag::O_TMPFILE.bits();
    fs::OpenOptions::new().write(true).custom_flags(flag).open(sandbox.folder.path()).is_ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_being_written_has_no_name_that_a_killed_program_could_leave() {
    let sandbox = Sandbox::new();
    for before in [&[][..], &["y"]] {
        let written = ffi_workbench_cli::files::write_whole(&sandbox.path("y"), |file| {
            file.write_all(&[b'x'; 3 << 20])?;
            assert!(sandbox.names() == before || !has_unnamed_files(&sandbox), "{:?}", sandbox.names());
            Ok(())
        });
        assert_eq!((written, sandbox.names()), (Ok(()), vec!["y".to_owned()]));
    }
    let failed = ffi_workbench_cli::files::write_whole(&sandbox.path("y"), |_| Err(std::io::Error::other("full")));
    assert!(failed.is_err() && fs::metadata(sandbox.path("y")).unwrap().len() == 3 << 20);
    assert_eq!(sandbox.names(), ["y"]);
}
