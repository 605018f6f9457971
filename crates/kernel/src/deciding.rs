//! Acts with their types erased: what is an act's own, so that all that acts share is compiled once.

use std::any::Any;

use uuid::Uuid;

use crate::act::{Act, Changes, Done, Run};
use crate::event::{Recorded, State, fold};
use crate::refusal::{Fault, NotDone};
use crate::rights::{Access, Ctx, Right, Who};
use crate::store::{Kernel, Read};

/// A boxed future that may move between threads. Doors that everything goes through hand one out, since the body of
/// an `async fn` is compiled anew by every crate that awaits it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An act with its types erased, so that a reaction or job can hand one to the kernel.
pub trait AnyAct: Any + Send + Sync {
    /// Runs it.
    fn run_boxed<'a>(
        self: Box<Self>,
        kernel: &'a Kernel,
        who: &'a Who,
        run: Run,
    ) -> BoxFuture<'a, Result<Done, NotDone>>;
}

impl<A: Act> AnyAct for A {
    fn run_boxed<'a>(
        self: Box<Self>,
        kernel: &'a Kernel,
        who: &'a Who,
        run: Run,
    ) -> BoxFuture<'a, Result<Done, NotDone>> {
        Box::pin(kernel.run(who, *self, run))
    }
}

/// What the kernel has to know of an act before it decides.
#[derive(Clone, Copy)]
pub(crate) struct Is {
    pub(crate) name: &'static str,
    pub(crate) right: Right,
    /// Kind of its stream.
    pub(crate) kind: &'static str,
    pub(crate) stream: Uuid,
    pub(crate) taken_is_retried: bool,
}

/// An act with the state it decides on.
pub(crate) struct Deciding<A: Act> {
    pub(crate) act: A,
    pub(crate) state: A::State,
}

/// The same with its types erased: all that acts share is compiled once.
pub(crate) trait AnyDeciding: Send {
    fn is(&self) -> Is;

    /// Folds the state from these events; who may see it.
    fn take(&mut self, events: &[Recorded]) -> Result<Option<Access>, Fault>;

    /// Fetches what else it has to know, and decides.
    fn decide<'a>(&'a mut self, read: &'a mut Read<'_>) -> BoxFuture<'a, Result<Changes, NotDone>>;
}

impl<A: Act> AnyDeciding for Deciding<A> {
    fn is(&self) -> Is {
        Is {
            name: A::NAME,
            right: A::RIGHT,
            kind: A::State::STREAM,
            stream: self.act.stream(),
            taken_is_retried: A::TAKEN_IS_RETRIED,
        }
    }

    fn take(&mut self, events: &[Recorded]) -> Result<Option<Access>, Fault> {
        self.state = fold(events)?;
        Ok(self.state.access())
    }

    fn decide<'a>(&'a mut self, read: &'a mut Read<'_>) -> BoxFuture<'a, Result<Changes, NotDone>> {
        Box::pin(async move {
            let inputs = self.act.inputs(read).await?;
            let (who, at, ids) = (read.who(), read.at(), &*read.kernel.0.ids);
            let ctx = Ctx { who, at, today: at.date(), ids };
            Ok(self.act.decide(&self.state, &inputs, &ctx)?)
        })
    }
}
