# Words of this type of permit.
case-type-employed-person = Residence permit for an employed person
    .about = A first permit for work agreed on with an employer.
