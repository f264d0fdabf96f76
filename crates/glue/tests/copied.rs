//! The file by itself: what the README says makes it a module of somebody else's crate, and it compiles there without a
//! warning.

use std::path::Path;
use std::process::Command;

#[test]
#[cfg_attr(miri, ignore = "it runs compilers")]
fn the_file_can_be_copied_as_a_module() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let readme = include_str!("../README.md");
    let sed = readme.lines().find(|line| line.starts_with("sed ")).expect("the README has the command");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs");
    let command = sed.replace("src/lib.rs", source).replace("GLUE", "glue.rs");
    let copied = Command::new("sh").arg("-c").arg(command).current_dir(folder).status().expect("there is a shell");
    assert!(copied.success());

    let user = "#![deny(warnings)]\n\
        #[allow(unused)]\nmod glue;\n\
        pub fn n(x: &[f64]) -> Result<i32, glue::Refusal> { glue::count(x.len()) }\n\
        pub fn f() -> Result<i32, glue::Refusal> { glue::Closure::new(|| 1).during(|_| 2) }\n";
    std::fs::write(folder.join("user.rs"), user).expect("the folder can be written");
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let mut compiler = Command::new(rustc);
    compiler.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "user.rs"]);
    let output = compiler.current_dir(folder).output().expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
