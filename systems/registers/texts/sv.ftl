# Register: sidor
registers = Register
    .intro = Det som andra myndigheter vet frågas ur deras register, och varje svar blir uppgifter i ärendet. När ett register inte svarar väntar ärendena och fortsätter av sig själva. Tidsfrister stannar inte.
registers-register = Register
registers-standing = Nu
registers-well = Svarar
registers-down = Ur funktion
registers-since = sedan { $time }: { $trouble }
registers-cases-wait = { $cases ->
        [one] { $register } svarar inte. Ett ärende väntar och fortsätter av sig självt.
       *[other] { $register } svarar inte. { $cases } ärenden väntar och fortsätter av sig själva.
    }
registers-waiting = Ärenden som väntar
    .intro = Ärenden vars fråga till registret ännu inte har fått svar, de som väntat längst först. Ingen behöver göra något.
registers-answered = Senaste svar
registers-never = Aldrig
registers-counts = Ett svar gäller
registers-days = { $days ->
        [one] en dag
       *[other] { $days } dagar
    }
registers-none = Inget ärende väntar
    .text = Alla frågor till registret har fått svar.
registers-why = Orsak
registers-asked = Frågat
registers-in-turn = Frågas just nu
register-name-population = Befolkningsdatasystemet
register-name-income = Inkomstregistret
register-name-trade = Handelsregistret och Skatteförvaltningen
register-name-study = Studerandeantagnings- och studieregistret
register-name-benefits = FPA: rätt till vård och utkomststöd
register-name-checks = Straffregistret och inreseförbud
register-trouble-not-connected = Inte ansluten här
register-trouble-down = Kan inte nås
register-trouble-slow = Svarade inte i tid
register-trouble-unwell = Ur funktion
register-trouble-wrong-schema = Svaren kan inte läsas
register-trouble-refused = Tar inte emot frågan
register-found-one = Svarade
register-found-nobody = Känner ingen med detta namn och denna födelsetid
register-found-no-company = Känner inget företag med detta FO-nummer
register-found-several = Känner flera med detta namn och denna födelsetid
register-given-up-case-closed = Frågades inte: ärendet är avslutat
register-given-up-no-party = Frågades inte: är inte längre part
register-given-up-erased = Frågades inte: uppgifterna har raderats
register-given-up-birth-date = Frågades inte: hela födelsetiden behövs
register-given-up-business-id = Frågades inte: ett finländskt FO-nummer behövs
# Händelser och granskningar
event-register-asked = Register tillfrågat
event-register-delayed = Registret svarar inte
event-register-answered = Registret svarade
event-register-given-up = Registret tillfrågades inte
event-register-went-down = Registret är ur funktion
event-register-came-back = Registret fungerar igen
look-registers-overview = Tittade på registrens läge
look-registers-waiting = Listade ärenden som väntar på ett register
# Åtgärder
act-register-ask = Fråga ett register
    .intro = Svaret blir uppgifter i ärendet så snart det kommer. Det antecknas vem som frågade.
    .submit = Fråga
    .done = Registret tillfrågas.
register-ask-register = Register
register-ask-about = Om vem
act-register-delay = Väntar på ett register
act-register-give-up = Fråga till ett register övergiven
act-register-note = Registrets läge antecknat
act-register-record = Registrets svar antecknat
# Varför något inte går
refusal-register-no-party = Hen är inte part i ärendet.
refusal-register-not-about = Registret har inga uppgifter som behövs om hen. Välj ett annat register eller en annan part.
refusal-register-asked = Registret tillfrågas redan.
refusal-register-fresh = Det senaste svaret gäller till { $date }.
refusal-register-ask-over = Frågan är redan behandlad.
subject-register = Register
subject-register-ask = Fråga till ett register
awaited-register = Ett register svarar
