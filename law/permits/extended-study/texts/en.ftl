# Words of this type of permit.
case-type-extended-study = Extended permit for studies
    .about = A new permit when the studies go on.
ask-progress = How the studies have gone
ask-progress-school = School
    .why = Your right to study and your credits are looked up in the register.
ask-progress-right = Is your right to study in force?
    .why = The permit can go on while the right to study does (Act 719/2018, section 12).
ask-progress-credits = How many credits did you earn in the last year?
    .hint = In ECTS credits.
    .why = The studies must progress (Act 719/2018, section 12).
ask-progress-slow = If the studies went slowly, say why
    .why = A good reason is taken into account.
attach-transcript = Transcript of studies
    .why = Shows your credits. It is often in the register, too.
