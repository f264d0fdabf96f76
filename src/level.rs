//! The instruction-set levels that `tuned` kernels are compiled for, and which of them is in use: [`Level`].
//!
//! The same source is compiled once for each level in every language. One level is chosen when the program starts, for all
//! languages alike: the highest that this processor has, or the one that [`VARIABLE`] names.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::error::Error;

/// The environment variable that forces a level by its name.
pub const VARIABLE: &str = "FFI_WORKBENCH_LEVEL";

/// A set of instructions; a later one holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor of the architecture has; x86-64-v1 on x86-64.
    Baseline,
    /// x86-64-v3: AVX2 and FMA (System V ABI for AMD64, section 3.1.1).
    #[cfg(target_arch = "x86_64")]
    V3,
    /// x86-64-v4: AVX-512 F, BW, CD, DQ and VL.
    #[cfg(target_arch = "x86_64")]
    V4,
}

impl Level {
    /// Every level of this architecture.
    #[cfg(target_arch = "x86_64")]
    pub const ALL: &[Self] = &[Self::Baseline, Self::V3, Self::V4];
    /// Every level of this architecture.
    #[cfg(not(target_arch = "x86_64"))]
    pub const ALL: &[Self] = &[Self::Baseline];

    /// The word for the command line and for reports: `baseline`, `v3`, `v4`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Self::V3 => "v3",
            #[cfg(target_arch = "x86_64")]
            Self::V4 => "v4",
        }
    }

    /// Whether this processor has the instructions.
    pub fn is_here(self) -> bool {
        match self {
            Self::Baseline => true,
            #[cfg(target_arch = "x86_64")]
            Self::V3 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("f16c")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("lzcnt")
                    && is_x86_feature_detected!("movbe")
                    && is_x86_feature_detected!("popcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Self::V4 => {
                Self::V3.is_here()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512cd")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
            }
        }
    }

    /// The level in use.
    pub fn chosen() -> Self {
        // Relaxed: the value stands for itself, and a level that two threads find at once is the same one.
        match Self::ALL.get(usize::from(CHOSEN.load(Ordering::Relaxed))) {
            Some(&level) => level,
            None => Self::choose_first(),
        }
    }

    /// Makes all `tuned` kernels use this level from now on.
    ///
    /// # Errors
    /// [`Error::LevelNotHere`] where this processor lacks its instructions.
    pub fn force(self) -> Result<(), Error> {
        if !self.is_here() {
            return Err(Error::LevelNotHere { level: self.name(), best: Self::best().name() });
        }
        CHOSEN.store(self as u8, Ordering::Relaxed);
        Ok(())
    }

    /// The highest level of this processor.
    pub fn best() -> Self {
        Self::ALL.iter().copied().rev().find(|level| level.is_here()).unwrap_or(Self::Baseline)
    }

    #[cold]
    fn choose_first() -> Self {
        let named = std::env::var(VARIABLE).ok().and_then(|name| Self::ALL.iter().find(|level| level.name() == name));
        let level = named.copied().filter(|level| level.is_here()).unwrap_or_else(Self::best);
        CHOSEN.store(level as u8, Ordering::Relaxed);
        level
    }
}

/// The place of the chosen level in [`Level::ALL`]; beyond its end until one is chosen. Only levels that are here get in.
static CHOSEN: AtomicU8 = AtomicU8::new(u8::MAX);

/// The foreign function of the level in use, out of one path for each level.
macro_rules! at_level {
    ($baseline:path, $v3:path, $v4:path) => {
        match $crate::level::Level::chosen() {
            $crate::level::Level::Baseline => $baseline,
            #[cfg(target_arch = "x86_64")]
            $crate::level::Level::V3 => $v3,
            #[cfg(target_arch = "x86_64")]
            $crate::level::Level::V4 => $v4,
        }
    };
}

/// A Rust function that is compiled once for each level and calls the one in use.
macro_rules! at_every_level {
    ($(#[$note:meta])* $visible:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$note])*
        $visible fn $name($($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn body($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,f16c,fma,lzcnt,movbe,popcnt")]
            fn v3($($argument: $type),*) $(-> $result)? {
                body($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,f16c,fma,lzcnt,movbe,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl")]
            fn v4($($argument: $type),*) $(-> $result)? {
                body($($argument),*)
            }

            match $crate::level::Level::chosen() {
                $crate::level::Level::Baseline => body($($argument),*),
                // SAFETY: a level is chosen only where this processor has its features (`Level::is_here`).
                #[cfg(target_arch = "x86_64")]
                $crate::level::Level::V3 => unsafe { v3($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::level::Level::V4 => unsafe { v4($($argument),*) },
            }
        }
    };
}

pub(crate) use {at_every_level, at_level};
