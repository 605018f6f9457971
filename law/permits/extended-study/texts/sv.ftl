# Words of this type of permit.
case-type-extended-study = Fortsatt tillstånd för studier
    .about = Nytt tillstånd när studierna fortsätter.
ask-progress = Studiernas framsteg
ask-progress-school = Läroanstalt
    .why = Ur registret kontrolleras studierätt och prestationer.
ask-progress-right = Är din studierätt i kraft?
    .why = Tillståndet kan fortsätta när studierätten fortsätter (lag 719/2018, 12 §).
ask-progress-credits = Hur många studiepoäng fick du senaste år?
    .hint = I studiepoäng (ECTS).
    .why = Studierna ska framskrida (lag 719/2018, 12 §).
ask-progress-slow = Om studierna har gått långsamt, berätta varför
    .why = En god orsak beaktas.
attach-transcript = Studieprestationsutdrag
    .why = Visar studiepoängen. Det finns ofta också i registret.
