//! The user's own arrays, in and out.

use std::fs;

use crate::{Desk, LANGUAGES, doubles, npy};

/// What follows the header of a `.npy` file, which is one line.
fn data(desk: &Desk, name: &str) -> Vec<u8> {
    let bytes = fs::read(desk.path(name)).unwrap();
    let end = bytes.iter().position(|&byte| byte == b'\n').expect("the header ends its line");
    bytes[end + 1..].to_vec()
}

#[test]
fn a_column_of_a_csv_file_gives_the_same_answer_in_every_language() {
    let desk = Desk::new();
    desk.put("prices.csv", "date,price\n2020-01-01, 1.5\n2020-01-02,2.25\n2020-01-03,-0.75\n");
    for language in LANGUAGES {
        let rows = desk.rows(&format!("run sum --input prices.csv --column price --language {language}"));
        assert_eq!((rows[0]["answer"].as_f64(), rows[0]["size"].as_u64()), (Some(3.0), Some(3)), "{language}");
        assert_eq!(rows[0]["agrees"], true, "{language}");
    }
}

#[test]
fn a_csv_file_without_names_is_read_from_its_first_row() {
    let desk = Desk::new();
    desk.put("x.csv", "1.5\n2\n3e1\n");
    assert_eq!(desk.rows("run sum --input x.csv")[0]["answer"], 33.5);
    assert_eq!(desk.rows("run sum --input x.csv --column 1")[0]["answer"], 33.5);
}

#[test]
fn a_moving_average_goes_out_as_it_came_in() {
    let desk = Desk::new();
    desk.put("x.npy", doubles(&[1.0, 2.0, 4.0, 8.5]));
    for language in LANGUAGES {
        let line = format!("run moving_average --input x.npy --window 2 --language {language}");
        desk.printed(&format!("{line} --output y.npy"));
        assert_eq!(data(&desk, "y.npy"), [1.5, 3.0, 6.25].map(f64::to_le_bytes).concat(), "{language}");
        desk.printed(&format!("{line} --output y.csv"));
        assert_eq!(fs::read_to_string(desk.path("y.csv")).unwrap(), "moving_average\n1.5\n3\n6.25\n", "{language}");
    }
    assert_eq!(desk.names(), ["x.npy", "y.csv", "y.npy"], "nothing is left beside the output");
}

#[cfg(target_os = "linux")]
#[test]
fn worker_processes_compute_on_the_users_arrays() {
    let desk = Desk::new();
    let x: Vec<f64> = (0..200_000).map(|k| 1.0 / f64::from(k + 1)).collect();
    let floats: Vec<u8> = [1.5_f32, 2.0].iter().flat_map(|value| value.to_le_bytes()).collect();
    desk.put("x.npy", doubles(&x)).put("f.npy", npy("<f4", "(2,)", false, &floats));
    for language in LANGUAGES {
        let line = format!("run moving_average --input x.npy --window 7 --language {language}");
        desk.printed(&format!("{line} --output serial.npy"));
        desk.printed(&format!("{line} --executor processes --workers 2 --output processes.npy"));
        assert_eq!(data(&desk, "processes.npy"), data(&desk, "serial.npy"), "{language}");
        let line = format!("run dot --input f.npy --input2 f.npy --language {language} --executor processes");
        assert_eq!(desk.rows(&line)[0]["answer"], 6.25, "{language}");
    }
}

#[test]
fn every_digit_survives_a_csv_file() {
    let desk = Desk::new();
    let values = [0.1 + 0.2, f64::MIN_POSITIVE / 3.0, -1e308, f64::NAN, f64::INFINITY];
    desk.put("x.npy", doubles(&values));
    desk.printed("run moving_average --input x.npy --window 1 --output y.csv");
    desk.printed("run moving_average --input y.csv --window 1 --output z.npy");
    assert_eq!(data(&desk, "z.npy"), values.map(f64::to_le_bytes).concat());
}

#[test]
fn an_empty_array_has_the_sum_0() {
    let desk = Desk::new();
    desk.put("x.npy", doubles(&[]));
    assert_eq!(desk.rows("run sum --input x.npy")[0]["answer"], 0.0);
}

#[test]
fn two_arrays_in_single_precision_choose_the_kernel_in_single_precision() {
    let desk = Desk::new();
    let floats: Vec<u8> = [1.5_f32, 2.0].iter().flat_map(|value| value.to_le_bytes()).collect();
    desk.put("x.npy", npy("<f4", "(2,)", false, &floats)).put("y.npy", doubles(&[2.0, 0.25]));
    let rows = desk.rows("run dot --input x.npy --input2 x.npy");
    assert_eq!((rows[0]["type"].as_str(), rows[0]["answer"].as_f64()), (Some("f32"), Some(6.25)));
    let rows = desk.rows("run dot --input x.npy --input2 y.npy --type f64");
    assert_eq!((rows[0]["type"].as_str(), rows[0]["answer"].as_f64()), (Some("f64"), Some(3.5)));
}

#[test]
fn integers_are_widened_where_no_value_changes() {
    let desk = Desk::new();
    for (descr, bytes) in [("|u1", vec![7, 255]), ("<i2", vec![7, 0, 255, 0]), ("<u4", vec![7, 0, 0, 0, 255, 0, 0, 0])]
    {
        desk.put("x.npy", npy(descr, "(2,)", false, &bytes));
        assert_eq!(desk.rows("run sum --input x.npy")[0]["answer"], 262.0, "{descr}");
    }
}

#[test]
fn an_answer_that_is_not_a_number_is_null_in_json_and_agrees() {
    let desk = Desk::new();
    desk.put("x.npy", doubles(&[1.0, f64::NAN, 2.0]));
    for language in LANGUAGES {
        let rows = desk.rows(&format!("run sum --input x.npy --language {language}"));
        assert!(rows[0]["answer"].is_null() && rows[0]["agrees"] == true, "{language}: {}", rows[0]);
    }
}

#[cfg(unix)]
#[test]
fn an_output_file_is_as_readable_as_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.put("other", "");
    desk.printed("run rsi --size 100 --output y.npy");
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("y.npy"), mode("other"));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_stays_a_link() {
    let desk = Desk::new();
    desk.put("target.npy", "old");
    std::os::unix::fs::symlink(desk.path("target.npy"), desk.path("y.npy")).unwrap();
    desk.printed("run rsi --size 100 --output y.npy");
    assert!(desk.path("y.npy").is_symlink());
    assert_eq!(fs::read(desk.path("target.npy")).unwrap()[..6], *b"\x93NUMPY");
}
