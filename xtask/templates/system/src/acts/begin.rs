//! Begins a record.

use kernel::{Act, Changes, Ctx, Done, Fault, Read, Refusal, Right};
use uuid::Uuid;
use web::{Draft, Field, FormAct, Limit, Problem, Reader, Request};

use crate::WORK;
use crate::events::{@Name@Event, @Name@Id};
use crate::state::@Name@;

/// Begins a record.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The id it gets.
    pub id: @Name@Id,
    /// What it is called.
    pub title: String,
}

impl Act for Begin {
    const NAME: &'static str = "@name@.begin";
    const RIGHT: Right = WORK;
    type State = @Name@;
    type Inputs = ();

    fn stream(&self) -> Uuid {
        self.id.0
    }

    async fn inputs(&self, _: &mut Read<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn decide(&self, state: &@Name@, (): &(), _: &Ctx<'_>) -> Result<Changes, Refusal> {
        match state {
            @Name@::Unknown => {
                let title = self.title.clone();
                Ok(Changes::one(self.id, &@Name@Event::Begun { title }))
            }
            @Name@::Begun { .. } => Err(Refusal::new("@key@-begun-already")),
        }
    }
}

impl FormAct for Begin {
    fn fields() -> Vec<Field> {
        vec![Field::hidden("id"), Field::text("title", Limit::NAME)]
    }

    async fn draft(request: &Request) -> Result<Draft, Problem> {
        let id = request.kernel.next_id();
        Ok(Draft::new().value("id", id).crumb(request.ui.t("@key@-list"), "/@path@"))
    }

    fn read(form: &mut Reader<'_>) -> Option<Begin> {
        let (id, title) = (form.reference("id"), form.text("title"));
        Some(Begin { id: id?, title: title? })
    }

    fn after(_: &Done, _: &Request) -> String {
        "/@path@".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use testkit::given;

    use super::*;

    fn begin() -> Begin {
        Begin { id: @Name@Id(Uuid::from_u128(7)), title: "One".into() }
    }

    fn begun() -> @Name@Event {
        @Name@Event::Begun { title: "One".into() }
    }

    #[test]
    fn a_record_is_begun_once() {
        given::<@Name@>([]).when(begin(), ()).then([begun()]);
        given::<@Name@>([begun()]).when(begin(), ()).then_refused("@key@-begun-already");
    }
}
