//! Raw declarations of the experiments' C functions, as bindgen writes them: nothing is checked here.

#![expect(unsafe_code, reason = "raw declarations are unsafe functions")]

/// `csrc/deadlock.h`.
pub(crate) mod deadlock {
    include!(concat!(env!("OUT_DIR"), "/deadlock.rs"));
}

/// `csrc/owned_array.h`.
pub(crate) mod owned_array {
    include!(concat!(env!("OUT_DIR"), "/owned_array.rs"));
}

/// `csrc/race.h`.
pub(crate) mod race {
    include!(concat!(env!("OUT_DIR"), "/race.rs"));
}

/// `csrc/whole_arrays.h`.
pub(crate) mod whole_arrays {
    include!(concat!(env!("OUT_DIR"), "/whole_arrays.rs"));
}
