//! The functions that workers can run, by name: [`Tasks`].

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::output::Output;
use super::panics;
use crate::element::Element;
use crate::protocol::attachments::{Inbox, decode_with};
use crate::protocol::message::{Outcome, type_name};
use crate::protocol::values;

/// A function of up to eight arguments; `Arguments` is the tuple of them.
pub trait Function<Arguments> {
    /// What it returns.
    type Output;

    /// Calls it.
    fn run(&self, arguments: Arguments) -> Self::Output;
}

macro_rules! functions {
    ($(($($Type:ident $argument:ident),*))*) => {
        $(
            impl<Run, Out, $($Type),*> Function<($($Type,)*)> for Run
            where
                Run: Fn($($Type),*) -> Out,
            {
                type Output = Out;

                fn run(&self, ($($argument,)*): ($($Type,)*)) -> Out {
                    self($($argument),*)
                }
            }
        )*
    };
}

functions! {
    ()
    (A a)
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
    (A a, B b, C c, D d, E e, F f)
    (A a, B b, C c, D d, E e, F f, G g)
    (A a, B b, C c, D d, E e, F f, G g, H h)
}

/// Functions by name. The program and its workers make the same ones, because they are the same program.
///
/// ```
/// fn mean(x: ffi_isolate::Shared<f64>) -> f64 {
///     x.iter().sum::<f64>() / x.len() as f64
/// }
///
/// fn root(x: f64) -> Result<f64, String> {
///     if x < 0.0 { Err(format!("{x} has no root")) } else { Ok(x.sqrt()) }
/// }
///
/// fn squares(scale: &f64, first: usize, out: &mut [f64]) -> Result<(), String> {
///     for (i, out) in out.iter_mut().enumerate() {
///         *out = scale * ((first + i) as f64).powi(2);
///     }
///     Ok(())
/// }
///
/// let tasks = ffi_isolate::Tasks::new().with("mean", mean).with_result("root", root).with_fill("squares", squares);
/// # let _ = tasks;
/// ```
#[derive(Default)]
pub struct Tasks {
    table: BTreeMap<&'static str, Task>,
}

/// A function whose types are erased; their names remain.
pub(super) struct Task {
    pub arguments: String,
    pub result: String,
    pub body: Body,
}

/// How it is run.
pub(super) enum Body {
    Each(Box<Each>),
    Fill(Box<MakeFill>),
}

/// Takes one item's arguments off the bytes, runs it, and adds its outcome. The text says why it cannot be read.
pub(super) type Each = dyn Fn(&mut &[u8], &mut Inbox, &mut Output) -> io::Result<Result<(), String>> + Send + Sync;

/// Reads the arguments that all blocks have in common, and returns what fills a block.
pub(super) type MakeFill = dyn Fn(&[u8], &mut Inbox) -> Result<FillBlock, String> + Send + Sync;

/// Fills the block that begins at the element of this index.
pub(super) type FillBlock = Box<dyn Fn(usize, &mut [u8]) -> Outcome<()>>;

impl Tasks {
    /// No functions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function whose result, whatever it is, goes to the caller. Of two functions with one name the later
    /// stays.
    pub fn with<Arguments, F>(self, name: &'static str, function: F) -> Self
    where
        F: Function<Arguments> + Send + Sync + 'static,
        F::Output: Serialize,
        Arguments: DeserializeOwned,
    {
        self.add::<Arguments, F::Output>(name, move |arguments| Ok(function.run(arguments)))
    }

    /// Adds a function that can fail: its error becomes [`Error::Task`](crate::Error::Task).
    pub fn with_result<Arguments, F, R, E>(self, name: &'static str, function: F) -> Self
    where
        F: Function<Arguments, Output = Result<R, E>> + Send + Sync + 'static,
        R: Serialize,
        E: fmt::Display,
        Arguments: DeserializeOwned,
    {
        self.add::<Arguments, R>(name, move |arguments| function.run(arguments).map_err(|error| error.to_string()))
    }

    /// Adds a function for [`Pool::fill`](crate::Pool::fill): it gets the arguments, the number of the first element of
    /// its block, and the block to fill.
    pub fn with_fill<A, T, F, E>(mut self, name: &'static str, function: F) -> Self
    where
        F: Fn(&A, usize, &mut [T]) -> Result<(), E> + Clone + Send + Sync + 'static,
        A: DeserializeOwned + 'static,
        T: Element,
        E: fmt::Display,
    {
        let make = move |bytes: &[u8], inbox: &mut Inbox| -> Result<FillBlock, String> {
            let arguments: A = panics::catch(|| decode_with(inbox, || values::whole(bytes))).flatten()?;
            let function = function.clone();
            Ok(Box::new(move |first, block| {
                outcome(panics::catch(|| match bytemuck::try_cast_slice_mut(block) {
                    Ok(block) => function(&arguments, first, block).map_err(|error| error.to_string()),
                    Err(reason) => Err(format!("its block is no array of {}: {reason}", T::NAME)),
                }))
            }))
        };
        let task = Task { arguments: type_name::<A>(), result: T::NAME.into(), body: Body::Fill(Box::new(make)) };
        self.table.insert(name, task);
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&Task> {
        self.table.get(name)
    }

    fn add<A: DeserializeOwned, R: Serialize>(
        mut self,
        name: &'static str,
        function: impl Fn(A) -> Result<R, String> + Send + Sync + 'static,
    ) -> Self {
        let each = move |bytes: &mut &[u8], inbox: &mut Inbox, output: &mut Output| {
            let mut read = false;
            let ran = panics::catch(|| {
                let (arguments, rest) = decode_with(inbox, || values::take::<A>(bytes))?;
                *bytes = rest;
                read = true;
                Ok(function(arguments))
            });
            match ran {
                Ok(Ok(result)) => output.push(outcome(Ok(result))).map(Ok),
                Ok(Err(reason)) => Ok(Err(reason)),
                Err(panic) if read => output.push(Outcome::<R>::Panic(panic)).map(Ok),
                // Where the arguments of the next item begin is not known: another worker runs the others.
                Err(panic) => output.push_and_stop(Outcome::<R>::Panic(panic)).map(Ok),
            }
        };
        let task = Task { arguments: type_name::<A>(), result: type_name::<R>(), body: Body::Each(Box::new(each)) };
        self.table.insert(name, task);
        self
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.table.keys()).finish()
    }
}

fn outcome<R>(result: Result<Result<R, String>, String>) -> Outcome<R> {
    match result {
        Ok(Ok(value)) => Outcome::Value(value),
        Ok(Err(error)) => Outcome::Task(error),
        Err(panic) => Outcome::Panic(panic),
    }
}
