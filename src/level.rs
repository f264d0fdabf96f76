//! The instruction-set levels that `tuned` kernels are compiled for, and which of them is in use: [`Level`].
//!
//! The same source is compiled once for each level in every language (multiversioning). One level is active in the
//! whole process, for all languages alike: the highest that this processor supports, or the one that [`VARIABLE`]
//! names. Each call of a tuned kernel is dispatched to the function of that level.
//!
//! The levels are listed once, in `src/levels.rs`. Without the feature `levels` there is the baseline alone.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::error::Error;

include!("levels.rs");

/// The environment variable that forces a level by its name.
pub const VARIABLE: &str = "FFI_WORKBENCH_LEVEL";

/// Makes the enum of the levels and what depends on their list.
macro_rules! declare_levels {
    ({} $({
        $(#[$doc:meta])* $Level:ident, $name:ident, $arch:tt, $detected:ident, [$($feature:tt)*], [$($flag:tt)*]
    })*) => {
        /// A set of instructions; a later one holds those before it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Level {
            /// What every processor of the architecture has; x86-64-v1 on x86-64.
            Baseline,
            $($(#[$doc])* #[cfg(all(feature = "levels", target_arch = $arch))] $Level,)*
        }

        impl Level {
            /// Every level of this architecture in this build.
            pub const ALL: &[Self] =
                &[Self::Baseline, $(#[cfg(all(feature = "levels", target_arch = $arch))] Self::$Level,)*];

            /// The word for the command line and for reports, as `baseline` and `v3`.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Baseline => "baseline",
                    $(#[cfg(all(feature = "levels", target_arch = $arch))] Self::$Level => stringify!($name),)*
                }
            }

            /// Whether this processor has the instructions.
            pub fn is_supported(self) -> bool {
                match self {
                    Self::Baseline => true,
                    $(#[cfg(all(feature = "levels", target_arch = $arch))]
                    Self::$Level => true $(&& std::arch::$detected!($feature))*,)*
                }
            }
        }
    };
}

levels!(declare_levels! {});

/// The index of the active level in [`Level::ALL`]; beyond its end until one is chosen. Only supported levels get in.
static ACTIVE: AtomicU8 = AtomicU8::new(u8::MAX);

impl Level {
    /// The level in use.
    pub fn active() -> Self {
        // Relaxed: the value stands for itself, and a level that two threads find at once is the same one.
        match Self::ALL.get(usize::from(ACTIVE.load(Ordering::Relaxed))) {
            Some(&level) => level,
            None => Self::choose_first(),
        }
    }

    /// Makes all `tuned` kernels use this level from now on.
    ///
    /// # Errors
    /// [`Error::LevelUnsupported`] where this processor lacks its instructions.
    pub fn force(self) -> Result<(), Error> {
        if !self.is_supported() {
            return Err(Error::LevelUnsupported { level: self.name(), best: Self::best().name() });
        }
        ACTIVE.store(self as u8, Ordering::Relaxed);
        Ok(())
    }

    /// The highest level of this processor.
    pub fn best() -> Self {
        Self::ALL.iter().copied().rev().find(|level| level.is_supported()).unwrap_or(Self::Baseline)
    }

    #[cold]
    fn choose_first() -> Self {
        let named = std::env::var(VARIABLE).ok().and_then(|name| Self::ALL.iter().find(|level| level.name() == name));
        let level = named.copied().filter(|level| level.is_supported()).unwrap_or_else(Self::best);
        ACTIVE.store(level as u8, Ordering::Relaxed);
        level
    }
}

/// A Rust function whose body is compiled once for each level, and whose calls go to the version of the active level.
///
/// ```ignore
/// multiversion! {
///     /// Σ xₖ in lanes.
///     fn in_lanes(x: &[f64]) -> f64 { ... }
/// }
/// ```
///
/// The body is an `#[inline(always)]` function inside one function for each level, which has the level's target
/// features. What the body calls must be marked `#[inline(always)]` too, or it keeps the instructions of the baseline;
/// a closure cannot be. The versions are `unsafe` to call where the processor lacks their features, and the dispatch is
/// what proves that it does not: [`Level::active`] is a level that [`Level::is_supported`] has said yes to.
macro_rules! multiversion {
    (
        $(#[$note:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block
    ) => {
        $crate::level::multiversion! { $(#[$note])* $visible fn $name($($argument: $type),*) -> () $body }
    };
    (
        $(#[$note:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $result:ty $body:block
    ) => {
        $(#[$note])*
        $visible fn $name($($argument: $type),*) -> $result {
            #[inline(always)]
            fn body($($argument: $type),*) -> $result $body

            $crate::level::levels!($crate::level::call_version! { ($($argument: $type),*) ($($argument),*) ($result) })
        }
    };
}

/// The second half of [`multiversion!`]: the versions of `body`, and the call of the active one. The arguments come as
/// two token trees, because a list cannot be repeated inside the list of levels.
macro_rules! call_version {
    ({ $declared:tt $arguments:tt ($result:ty) } $({
        $(#[$doc:meta])* $Level:ident, $name:ident, $arch:tt, $detected:ident, [$($feature:tt)*], [$($flag:tt)*]
    })*) => {{
        $(
            #[cfg(all(feature = "levels", target_arch = $arch))]
            #[target_feature($(enable = $feature),*)]
            fn $name $declared -> $result {
                body $arguments
            }
        )*
        match $crate::level::Level::active() {
            $crate::level::Level::Baseline => body $arguments,
            $(
                // SAFETY: a level is active only where this processor has its features (`Level::is_supported`).
                #[cfg(all(feature = "levels", target_arch = $arch))]
                $crate::level::Level::$Level => unsafe { $name $arguments },
            )*
        }
    }};
}

/// The foreign function of the active level: `dispatch!(c::wb_c_sum_tuned)` is one of
/// `ffi::c::baseline::wb_c_sum_tuned`, `ffi::c::v3::wb_c_sum_tuned` and so on, which have one type.
///
/// Whoever calls it may rely on one condition of its contract: this processor has the instructions of the level
/// ([`Level::is_supported`]).
macro_rules! dispatch {
    ($language:ident::$function:ident) => {
        $crate::level::levels!($crate::level::foreign_version! { $language $function })
    };
}

/// The second half of [`dispatch!`].
macro_rules! foreign_version {
    ({ $language:ident $function:ident } $({
        $(#[$doc:meta])* $Level:ident, $name:ident, $arch:tt, $detected:ident, [$($feature:tt)*], [$($flag:tt)*]
    })*) => {
        match $crate::level::Level::active() {
            $crate::level::Level::Baseline => $crate::ffi::$language::baseline::$function,
            $(
                #[cfg(all(feature = "levels", target_arch = $arch))]
                $crate::level::Level::$Level => $crate::ffi::$language::$name::$function,
            )*
        }
    };
}

pub(crate) use {call_version, dispatch, foreign_version, levels, multiversion};
