//! @Verb@.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use @state_path@;

/// @Verb@.
#[derive(Debug, Clone)]
pub struct @Verb@ {
    /// On which stream.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

impl Act for @Verb@ {
    const NAME: &'static str = "@name@.@verb@";
    const RIGHT: Right = Right("@name@.@verb@");
    type State = @State@;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, _: &@State@, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::new("@kebab@-unexplained"));
        }
        // What happened goes into src/events.rs first; then: Ok(Changes::one(id, &event)).
        Ok(Changes::new())
    }
}

impl FormAct for @Verb@ {
    fn fields() -> Vec<Field> {
        vec![Field::long_text("reason", Limit::NOTE)]
    }

    async fn draft(_: &Request) -> Result<Draft, Problem> {
        // Open the stream here, so that the look is recorded and the version is known.
        Ok(Draft::new())
    }

    fn read(form: &mut Reader<'_>) -> Option<@Verb@> {
        let (id, reason) = (form.param("id"), form.text("reason"));
        Some(@Verb@ { id: id?, reason: reason? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;

    fn act(reason: &str) -> @Verb@ {
        @Verb@ { id: Uuid::from_u128(7), reason: reason.into() }
    }

    #[test]
    fn nothing_happens_yet() {
        given::<@State@>([]).when(act("A reason"), ()).then_nothing();
    }

    #[test]
    fn without_a_reason_it_is_refused() {
        given::<@State@>([]).when(act(" "), ()).then_refused("@kebab@-unexplained");
    }
}
