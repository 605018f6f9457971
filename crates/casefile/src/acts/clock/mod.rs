//! Verbs on time limits.

mod resume_clock;
mod stop_clock;

pub use resume_clock::ResumeClock;
pub use stop_clock::StopClock;
