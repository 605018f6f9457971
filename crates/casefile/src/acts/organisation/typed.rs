//! The fields that say what an organisation is, shared by registering and correcting.

use web::form::Shown;
use web::{Draft, Field, Limit, Reader, Ui};

use crate::acts::person::{countries, municipalities};
use crate::model::{Details, Reach, TypedAddress, TypedOrganisation};

/// The fields.
pub(super) fn fields() -> Vec<Field> {
    let lines = "four lines of a hundred characters";
    vec![
        Field::radios("kind", &["employer", "school", "representative", "other"]),
        Field::text("name", Limit::NAME),
        Field::date("since").optional(),
        Field::text("business_id", Limit::REFERENCE).optional(),
        Field::long_text("lines", Limit::new(400, lines)).rows(2).optional(),
        Field::text("postal_code", Limit::new(20, "the longest have ten; room for spaces"))
            .optional(),
        Field::text("town", Limit::NAME).optional(),
        Field::drafted("municipality", Shown::Folded).optional(),
        Field::drafted("country", Shown::Folded),
        Field::text("phone", Limit::REFERENCE).optional(),
        Field::text("email", Limit::EMAIL).optional(),
    ]
}

/// Options of the choices.
pub(super) fn options(draft: Draft, ui: &Ui) -> Draft {
    draft.options("municipality", municipalities(ui)).options("country", countries(ui))
}

/// What is known now, for correcting.
pub(super) fn filled(draft: Draft, now: &Details) -> Draft {
    let address = &now.address;
    let mut draft = draft
        .value("kind", now.kind.code())
        .value("name", &now.name)
        .value("lines", address.lines.join("\n"))
        .value("postal_code", &address.postal_code)
        .value("town", &address.town)
        .value("country", &address.country);
    if let Some(since) = now.since {
        draft = draft.value("since", since);
    }
    if let Some(id) = &now.business_id {
        draft = draft.value("business_id", id.number());
    }
    if let Some(municipality) = &address.municipality {
        draft = draft.value("municipality", municipality.code());
    }
    for reach in &now.reach {
        draft = match reach {
            Reach::Phone { number } => draft.value("phone", number),
            Reach::Email { address } => draft.value("email", address),
            Reach::Address { .. } => draft,
        };
    }
    draft
}

/// Reads the fields.
pub(super) fn read(form: &mut Reader<'_>) -> Option<TypedOrganisation> {
    let (kind, name, since) = (form.choice("kind"), form.text("name"), form.maybe_date("since"));
    let (business_id, lines) = (form.text("business_id"), form.text("lines"));
    let (postal_code, town) = (form.text("postal_code"), form.text("town"));
    let municipality = form.maybe_choice::<String>("municipality");
    let (country, phone, email) = (form.choice("country"), form.text("phone"), form.text("email"));
    let address = TypedAddress {
        lines: lines?,
        postal_code: postal_code?,
        town: town?,
        municipality: municipality?.unwrap_or_default(),
        country: country?,
    };
    Some(TypedOrganisation {
        kind: kind?,
        name: name?,
        since: since?,
        business_id: business_id?,
        address,
        phone: phone?,
        email: email?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_limit_with_its_reason() {
        assert!(fields().iter().all(|field| field.limit.max > 0 && !field.limit.why.is_empty()));
    }
}
