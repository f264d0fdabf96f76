//! What bad code does to worker processes, as the program shows it.

use serde_json::Value;

use crate::Sandbox;

#[test]
fn every_fault_is_named_and_the_next_task_is_served() {
    let sandbox = Sandbox::new();
    let rows = sandbox.rows("faults");
    assert!(rows.len() >= if cfg!(feature = "fortran") { 35 } else { 27 }, "{} faults", rows.len());
    let numbers: std::collections::BTreeSet<_> = rows.iter().map(|row| row["number"].as_u64()).collect();
    assert_eq!(numbers.len(), rows.len(), "no number twice");
    for row in &rows {
        assert_eq!((&row["right"], &row["next_task_served"]), (&Value::Bool(true), &Value::Bool(true)), "{row}");
        assert!(row["milliseconds"].as_f64() > Some(0.0), "{row}");
    }
    let reported = |fault: &str| &rows.iter().find(|row| row["fault"] == fault).expect("it is in the list")["reported"];
    assert_eq!(
        (reported("segfault"), reported("exit"), reported("loop")),
        (&"SIGSEGV".into(), &"exit status 0".into(), &"deadline".into())
    );
}

#[test]
fn faults_come_as_a_table_and_as_csv_too() {
    let sandbox = Sandbox::new();
    let table = sandbox.printed("faults");
    assert!(table.contains("C writes to address 0") && !table.contains("WRONG") && !table.contains("LOST"), "{table}");
    let csv = sandbox.printed("faults --format csv");
    assert!(csv.starts_with("number,fault,what,reported,right,milliseconds,next_task_served\n"), "{csv}");
}

#[test]
fn they_have_help_with_an_example() {
    for command in if cfg!(feature = "fortran") { &["faults", "shared-state"][..] } else { &["faults"] } {
        let text = Sandbox::new().printed(&format!("{command} --help"));
        assert!(text.contains(&format!("Example: ffi-workbench {command}")), "{text}");
    }
}

#[cfg(feature = "fortran")]
#[test]
fn state_in_common_is_wrong_on_threads_right_behind_a_lock_and_right_in_processes() {
    let rows = Sandbox::new().rows("shared-state --attempts 20");
    let wrong: Vec<_> = rows.iter().map(|row| row["wrong"].as_u64().unwrap()).collect();
    assert!(wrong[0] > 0 && wrong[1..] == [0, 0], "{wrong:?}");
}
