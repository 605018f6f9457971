# Att ge många ärenden till kollegor på en gång
bulk = Ärendefördelningar
    .intro = Fördelningar där många ärenden gavs till kollegor på en gång, nyaste först.
bulk-assign = Fördela ärenden
bulk-choose = Välj
bulk-choose-case = Välj ärende { $number }
bulk-assign-chosen = Fördela de valda ärendena
bulk-assign-all =
    { $n ->
        [one] Fördela det som motsvarar filtret
       *[other] Fördela alla { $n } som motsvarar filtret
    }
bulk-narrow = Om du vill fördela alla som motsvarar filtret, filtrera till högst { $max } ärenden.
bulk-none-chosen = Inget ärende är valt. Kryssa för ärenden i listan, eller fördela alla som motsvarar ett filter.
bulk-too-many = Fler än { $max } ärenden motsvarar filtret, och så många fördelas inte på en gång. Filtrera listan efter enhet, status eller datum.
bulk-back = Tillbaka till listan
bulk-chosen =
    { $n ->
        [one] 1 ärende är valt.
       *[other] { $n } ärenden är valda.
    }
bulk-choose-others = Välj andra
bulk-to = Vem får dem
    .hint = Bland flera kollegor går varje ärende till den som då har minst. Uppgifter som hen saknar kompetens för väntar i kön.
bulk-open-cases =
    { $n ->
        [one] 1 öppet ärende
       *[other] { $n } öppna ärenden
    }
bulk-also = Även ärenden som någon har
bulk-show = Visa vad som skulle hända
bulk-would = Vad som skulle hända
bulk-would-change =
    { $n ->
        [0] Inget ärende skulle gå till någon.
        [one] 1 ärende skulle gå till någon.
       *[other] { $n } ärenden skulle gå till någon.
    }
bulk-would-stay =
    { $n ->
        [one] 1 ärende skulle förbli som det är.
       *[other] { $n } ärenden skulle förbli som de är.
    }
bulk-confirm =
    { $n ->
        [one] Fördela 1 ärende
       *[other] Fördela { $n } ärenden
    }
bulk-going = Ärenden som går till någon
bulk-staying = Ärenden som förblir som de är
bulk-has = Har det nu
bulk-gets = Får det
bulk-why = Varför det blir kvar
bulk-and-more =
    { $n ->
        [one] Och 1 till.
       *[other] Och { $n } till.
    }
bulk-case-done = Fördelat
bulk-case-taken = Någon har det
bulk-case-already = Har det redan
bulk-case-closed = Avslutat
bulk-case-unseen = Kan inte ses
bulk-case-unable = Kollegan får inte se det
bulk-case-away = Kollegan är borta
bulk-case-waiting = Väntar på sin tur
bulk-case-not-done = Inte gjort
bulk-result = Vad som hände med ärendena
bulk-when = Beställd
bulk-what = Vad
bulk-by = Av
bulk-stage = Läge
bulk-done = Fördelade
bulk-skipped = Kvar
bulk-kind-assign = Givna till kollegor
bulk-kind-give_back = Återlämnade
bulk-stage-running = Pågår
bulk-stage-through = Klar
bulk-stage-cancelled = Stoppad
bulk-stage-not_allowed = Stoppad: den som beställde den har inte längre rätt till det
bulk-empty = Inga ärenden har fördelats på en gång
    .text = Välj ärenden i ärendelistan.
bulk-undoes = Fördelningen som återtas
bulk-were-done =
    { $n ->
        [one] 1 ärende gick till någon.
       *[other] { $n } ärenden gick till någon.
    }
bulk-were-skipped =
    { $n ->
        [one] 1 ärende förblev som det var.
       *[other] { $n } ärenden förblev som de var.
    }
bulk-were-not-done =
    { $n ->
        [one] 1 ärende gicks inte igenom.
       *[other] { $n } ärenden gicks inte igenom.
    }
bulk-wait =
    { $n ->
        [one] 1 ärende väntar på sin tur.
       *[other] { $n } ärenden väntar på sin tur.
    }
bulk-progress = Förlopp
bulk-became = Vad som hände
bulk-had = Hade det
bulk-was-to = Skulle få det
bulk-hidden = Ärenden som du inte får se räknas men visas inte.
look-bulk = Tittade på vad som hände med många ärenden
look-casefile-bulk = Bläddrade bland ärendefördelningar
look-casefile-bulk-preview = Tittade på vad en ärendefördelning skulle göra
subject-bulk = Ärendefördelning
subject-portion = Del av en ärendefördelning
act-bulk-order = Beställde att många ärenden fördelas
act-bulk-go-through = Fördelat på en gång
act-bulk-stop = Stoppade en ärendefördelning
act-bulk-cancel = Stoppa fördelningen
    .submit = Stoppa här
    .intro = Det som fördelats förblir fördelat, och de andra ärendena förblir som de är.
    .done = Fördelningen har stoppats.
act-bulk-undo = Ge tillbaka
    .submit = Ge tillbaka ärendena
    .intro = Vart och ett av de { $n } ärendena går tillbaka till den som hade det förut, eller till ingen. Ett ärende som sedan dess gått vidare till någon annan stannar där.
    .done = Ärendena ges tillbaka.
event-bulk-ordered = Ärendefördelning beställd
event-bulk-gone-through = Del av en ärendefördelning gjord
event-bulk-ended = Ärendefördelning stoppad
event-portion-ordered = Del av en ärendefördelning beställd
event-portion-gone-through = Del av en ärendefördelning gjord
refusal-bulk-unknown = Det finns ingen sådan fördelning.
refusal-bulk-exists = Det här är redan beställt.
refusal-bulk-nothing = Det finns inget ärende att fördela.
refusal-bulk-many = Högst { $max } ärenden fördelas på en gång. Välj färre.
refusal-bulk-twice = Ett ärende står två gånger i fördelningen. Välj ärendena på nytt.
refusal-bulk-over = Fördelningen är redan över.
refusal-bulk-runs = Fördelningen pågår ännu. Vänta tills den är över, eller stoppa den.
refusal-bulk-nothing-back = Inget ärende fördelades, så det finns inget att ge tillbaka.
