//! Verbs on time limits.

mod extend_clock;
mod note_quiet;
mod resume_clock;
mod stop_clock;

pub use extend_clock::ExtendClock;
pub use note_quiet::NoteQuiet;
pub use resume_clock::ResumeClock;
pub use stop_clock::StopClock;
