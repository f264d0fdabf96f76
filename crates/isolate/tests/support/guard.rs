//! A process that a test starts: [`Guard`].

use std::process::{Child, Command};

/// A process that ends with the test that started it, also when the test fails.
pub struct Guard(pub Child);

impl Guard {
    /// Starts it.
    pub fn spawn(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
