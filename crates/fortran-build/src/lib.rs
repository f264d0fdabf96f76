//! Compiles Fortran in a build script, as `cc` does C.
