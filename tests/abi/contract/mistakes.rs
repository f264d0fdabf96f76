//! Mistakes in a header, each of which must be found.

use ffi_workbench::language::{Language, Variant};

/// What a header of the language says, what it is replaced by, and how many functions are wrong then.
pub fn of(language: Language, variant: Variant) -> Vec<(String, String, usize)> {
    let mistakes = match (language, variant) {
        (Language::Cpp, Variant::Plain) => CPP,
        (Language::Cpp, Variant::Tuned) => CPP_TUNED,
        (_, Variant::Plain) => C,
        (_, Variant::Tuned) => C_TUNED,
    };
    let own = |text: &str| text.replace("wb_c_", &format!("wb_{}_", language.name()));
    mistakes.iter().map(|&(was, wrong, found)| (own(was), own(wrong), found)).collect()
}

type Mistakes = &'static [(&'static str, &'static str, usize)];

/// Of C and of Fortran, whose symbols begin with `wb_fortran_` instead.
const C: Mistakes = &[
    ("double wb_c_sum(const double *x, size_t n);", "", 1),
    ("float wb_c_dot_f32(", "double wb_c_dot_f32(", 1),
    ("double wb_c_sum(", "double wb_c_mean(const double *x, size_t n);\ndouble wb_c_sum(", 1),
    ("double wb_c_sum(", "float wb_c_sum(", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(const double *x, int32_t n)", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(const double *x, size_t *n)", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(double *x, size_t n)", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(const float *x, size_t n)", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(size_t n, const double *x)", 1),
    ("wb_c_sum(const double *x, size_t n)", "wb_c_sum(const double *x)", 1),
    ("wb_c_rsi(const double *x, size_t n, size_t period", "wb_c_rsi(const double *x, size_t period, size_t n", 1),
    ("size_t period, double *out", "size_t period, const double *out", 1),
    ("32_t *key", "64_t *key", 1),
    ("wb_c_add(int32_t i", "wb_c_add(int64_t i", 1),
    ("void wb_c_rsi(", "int32_t wb_c_rsi(", 1),
];

const C_TUNED: Mistakes = &[
    ("double LEVEL_SYMBOL(wb_c_sum_tuned)(const double *x, size_t n);", "", 1),
    ("float LEVEL_SYMBOL(wb_c_dot_f32_tuned)(", "double LEVEL_SYMBOL(wb_c_dot_f32_tuned)(", 1),
    ("(const double *x, size_t n);", "(double *x, size_t n);", 1),
    ("size_t period, size_t count", "size_t count, size_t period", 1),
    ("size_t count, ", "", 1),
    // Its level is no longer in its name: one function is missing, and one is too many.
    ("LEVEL_SYMBOL(wb_c_sum_tuned)", "wb_c_sum_tuned", 2),
];

const CPP: Mistakes = &[
    ("double sum(rust::Slice<const double> x);", "", 1),
    ("float dot_f32(", "double dot_f32(", 1),
    ("double sum(", "double mean(rust::Slice<const double> x);\ndouble sum(", 1),
    ("double sum(", "float sum(", 1),
    ("sum(rust::Slice<const double> x)", "sum(rust::Slice<double> x)", 1),
    ("sum(rust::Slice<const double> x)", "sum(rust::Slice<const float> x)", 1),
    ("sum(rust::Slice<const double> x)", "sum(const rust::Slice<const double> &x)", 1),
    ("std::size_t period, rust::Slice<double> out", "rust::Slice<double> out, std::size_t period", 1),
    ("std::size_t period", "std::int64_t period", 1),
    ("std::array<std::uint32_t, 2> key", "std::array<std::uint32_t, 4> key", 1),
    ("std::uint64_t seed", "std::int64_t seed", 1),
    ("std::int64_t first, std::int64_t last", "std::int64_t last, std::int64_t first", 1),
    ("void rsi(", "std::int32_t rsi(", 1),
];

const CPP_TUNED: Mistakes = &[
    ("double sum_tuned(rust::Slice<const double> x);", "", 1),
    ("float dot_f32_tuned(", "double dot_f32_tuned(", 1),
    ("sum_tuned(rust::Slice<const double> x)", "sum_tuned(rust::Slice<double> x)", 1),
    ("std::size_t period, rust::Slice<double> out", "rust::Slice<double> out", 1),
];
