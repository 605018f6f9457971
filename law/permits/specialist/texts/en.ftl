# Words of this type of permit.
case-type-specialist = Residence permit for a specialist
    .about = A first permit for work that needs special expertise.
ask-expertise = Your expertise
ask-expertise-special = Does the task need special expertise?
    .why = The permit is meant for such work (Aliens Act, section 73).
ask-expertise-education = What education or experience do you have?
    .hint = A few sentences are enough.
    .why = It is compared with the task.
ask-expertise-fast_track = Do you want the fast track?
    .hint = It needs you and your employer to act quickly.
    .why = The application then goes before others.
