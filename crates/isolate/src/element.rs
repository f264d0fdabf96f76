//! The numbers that a shared array can hold: [`Element`].

/// `f32`, `f64`, `i32`, `i64` or `u8`: any bytes are a value of it, so an array of it can be shared between processes.
pub trait Element: bytemuck::Pod + Send + Sync + private::Sealed {
    /// The type's name.
    const NAME: &'static str;
}

mod private {
    pub trait Sealed {}
}

macro_rules! elements {
    ($($type:ty),*) => {
        $(
            impl private::Sealed for $type {}
            impl Element for $type {
                const NAME: &'static str = stringify!($type);
            }
        )*
    };
}

elements!(f32, f64, i32, i64, u8);
