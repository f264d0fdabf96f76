// The instruction-set levels above the baseline: the one list of them. `src/level.rs` makes the enum, its names, the
// check of the processor and the dispatch from it, and `build.rs` the compilers' flags. A level is added here and
// nowhere else.
//
// `levels!(then! { tokens })` becomes `then! { { tokens } LEVEL LEVEL ... }`. A LEVEL is its documentation, its
// variant, its name in symbols and on the command line, its architecture, the macro that asks the processor, the target
// features of rustc, and the flags of gcc, clang and gfortran. Levels stand in ascending order: a later one has
// the instructions of those before it.
macro_rules! levels {
    ($($then:tt)::+ ! { $($tokens:tt)* }) => {
        $($then)::+! {
            { $($tokens)* }
            {
                /// x86-64-v3: AVX2 and FMA (System V ABI for AMD64, section 3.1.1).
                V3, v3, "x86_64", is_x86_feature_detected,
                ["avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe" "popcnt"],
                ["-march=x86-64-v3"]
            }
            {
                /// x86-64-v4: AVX-512 F, BW, CD, DQ and VL.
                V4, v4, "x86_64", is_x86_feature_detected,
                ["avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe" "popcnt"
                 "avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl"],
                ["-march=x86-64-v4" "-mprefer-vector-width=512"]
            }
        }
    };
}
