# Words of this type of permit.
case-type-extended-study = Jatkolupa opintoihin
    .about = Uusi lupa, kun opinnot jatkuvat.
ask-progress = Opintojen eteneminen
ask-progress-school = Oppilaitos
    .why = Rekisteristä tarkistetaan opinto-oikeus ja suoritukset.
ask-progress-right = Onko opinto-oikeutesi voimassa?
    .why = Lupa voi jatkua, kun opinto-oikeus jatkuu (laki 719/2018, 12 §).
ask-progress-credits = Montako opintopistettä sait viime vuonna?
    .hint = Opintopisteinä (ECTS).
    .why = Opintojen on edettävä (laki 719/2018, 12 §).
ask-progress-slow = Jos opinnot ovat edenneet hitaasti, kerro miksi
    .why = Hyvä syy otetaan huomioon.
attach-transcript = Opintosuoritusote
    .why = Näyttää opintopisteet. Se on usein myös rekisterissä.
