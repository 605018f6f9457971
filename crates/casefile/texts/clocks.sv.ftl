# Tidsfrister: väntan, förlängning, stillhet, närvaro.

waits-for-customer = Kunden
waits-for-authority = En annan myndighet
waits-for-other = Någon annan
casefile-waits-for = Väntar på
casefile-waiting-because = { $whom }, sedan { $since }: { $reason }
casefile-waiting-since = { $whom }, sedan { $since }
casefile-next-action = Nästa åtgärd
casefile-none = Ingen
casefile-stop = Avbryt
casefile-extend = Förläng
casefile-deadlines = Tidsfrister
casefile-days-left = Dagar kvar
casefile-days-ahead = { $days ->
        [0] I dag eller tidigare
        [one] Inom en dag
       *[other] Inom { $days } dagar
    }
casefile-undated = Utan lagstadgad dag
casefile-idle = Utan nästa åtgärd
casefile-ownerless = Utan handläggare
casefile-by-status = Öppna ärenden enligt status
casefile-presence = Vilka är här
task-quiet-case = Tyst ärende: vidta nästa åtgärd
event-case-clock-extended = Tidsfristen förlängd
look-casefile-deadlines = Tittade på tidsfrister
look-case-note-quiet = Meddelade om ett ärende där inget händer
act-case-extend-clock = Förläng en tidsfrist
    .submit = Förläng
    .done = Tidsfristen har förlängts.
    .intro = Regeln anger hur långt tidsfristen kan förlängas.
case-extend-clock-length = Hur mycket
case-extend-clock-unit = Räknat i
case-extend-clock-unit-calendar_days = Dagar
case-extend-clock-unit-working_days = Vardagar
case-extend-clock-unit-months = Månader
case-extend-clock-reason = Orsak
case-stop-clock-waits_for = Ärendet väntar på
case-stop-clock-waits_for-customer = Kunden
case-stop-clock-waits_for-authority = En annan myndighet
case-stop-clock-waits_for-other = Någon annan
case-stop-clock-reason = Vad som väntas
refusal-waits-for-unknown = Ange vem ärendet väntar på.
refusal-clock-no-extension = Denna tidsfrist kan inte förlängas.
