//! What the program does: it keeps a pool of workers, gives them the items of a call, and collects their outcomes.

mod spawner;
mod worker_handle;
mod worker_slot;
mod pool;
mod builder;
mod batch;
mod queue;
mod scheduler;
mod results;
mod call;

pub use builder::Builder;
pub use call::Call;
pub use pool::Pool;
