#![doc = include_str!(concat!(env!("OUT_DIR"), "/index.md"))] // README.md, with links to the modules
#![deny(clashing_extern_declarations)] // a page's declarations against those that bindgen reads in its C

mod declared;

// C
pub mod scalars;
pub mod slice_in;
pub mod slice_out;
pub mod in_place;
pub mod string_in;
pub mod string_borrowed;
pub mod string_owned;
pub mod string_buffer;
pub mod structs;
pub mod argument_struct;
pub mod enums;
pub mod unions;
pub mod bit_fields;
pub mod handle;
pub mod two_types;
pub mod status;
pub mod errno;
pub mod library_array;
pub mod ownership;
pub mod callback_user_data;
pub mod callback_slot;
pub mod callback_kept;
pub mod callback_no_stop;
pub mod kept_buffer;
pub mod variadic;
pub mod inline_functions;
pub mod static_tables;
pub mod global_state;
pub mod longjmp;
pub mod exits;
pub mod aligned;
pub mod openmp;
pub mod loading;
pub mod exported;

// C++
pub mod exceptions;
pub mod classes;
pub mod containers;
pub mod templates;
pub mod rust_in_cpp;

// Fortran
pub mod fortran_arrays;
pub mod assumed_shape;
pub mod column_major;
pub mod fortran77;
pub mod fortran_text_in;
pub mod fortran_c_text;
pub mod fortran_text_out;
pub mod derived_type;
pub mod module_variable;
pub mod common_session;
pub mod optional;
pub mod procedure_argument;
pub mod user_data_handed_on;
pub mod procedure_pointer;
pub mod allocatable;
pub mod complex_logical;
pub mod io_units;

#[cfg(test)]
mod tests {
    /// The index is a table of rows `| declaration | [page](src/page.rs) |`.
    #[test]
    fn every_page_is_in_the_index_and_has_its_parts() {
        let index = include_str!("../README.md");
        let mut pages = 0;
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let page = path.extension().is_some_and(|extension| extension == "rs");
            if !page || name == "lib" || name == "declared" {
                continue;
            }
            pages += 1;
            assert!(index.contains(&format!("| [{name}](src/{name}.rs) |")), "{name} has no row");
            let text = std::fs::read_to_string(&path).unwrap();
            for part in ["//! | promises |", "//! | does not promise |", "**Idiom.**", "**Rules.**", "**Otherwise.**"] {
                assert!(text.contains(part), "{name} lacks {part}");
            }
            assert!(text.contains("//! ```\n") || text.contains("//! ```standalone_crate\n"), "{name} has no doctest");
        }
        assert!(pages > 50, "{pages} pages were found");
    }
}
