# Register: sidor
registers = Register
    .intro = Det som andra myndigheter vet frågas ur deras register, och varje svar blir uppgifter i ärendet. När ett register inte svarar väntar ärendena och fortsätter av sig själva. Tidsfrister stannar inte.
registers-register = Register
registers-standing = Nu
registers-well = Svarar
registers-down = Ur funktion
registers-not-yet = Frågas inte
registers-not-yet-vis = eftersom artiklarna 22a–22f i förordning (EG) nr 767/2008 inte tillämpas ännu
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
register-name-vis = Informationssystemet för viseringar (VIS)
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
register-given-up-nationality = Inte frågat: ett medborgarskap behövs
register-given-up-no-travel-document = Inte frågat: ett pass behövs, och inget är antecknat
register-given-up-document-number = Inte frågat: det som är antecknat som passets nummer kan inte vara ett
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
act-register-verify-hit = Verifiera träffen i VIS
    .intro = Hittades: { $hits }. Vems är den? En träff säger ensam ingenting om sökanden. Sökanden får inte veta om den. När VIS hittar något annat måste det verifieras på nytt.
    .submit = Anteckna
    .done = Träffen är verifierad.
register-verify-hit-of = Vems träffen är
register-verify-hit-of-another = En annan persons
register-verify-hit-of-applicant = Sökandens
register-verify-hit-reason = Hur det klarnade
register-vis-hit = En träff i VIS måste verifieras
register-vis-further = måste verifieras närmare
# Varför något inte går
refusal-register-no-party = Hen är inte part i ärendet.
refusal-register-not-about = Registret har inga uppgifter som behövs om hen. Välj ett annat register eller en annan part.
refusal-register-asked = Registret tillfrågas redan.
refusal-register-fresh = Det senaste svaret gäller till { $date }.
refusal-register-ask-over = Frågan är redan behandlad.
refusal-register-no-hit = Det finns ingen träff att verifiera.
refusal-register-not-yet = Lagen låter inte ännu fråga det här registret i det här ärendet. Välj ett annat register.
subject-register = Register
subject-register-ask = Fråga till ett register
awaited-register = Ett register svarar
