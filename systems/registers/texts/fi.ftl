# Rekisterit: sivut
registers = Rekisterit
    .intro = Muiden viranomaisten tiedot kysytään niiden rekistereistä, ja jokaisesta vastauksesta tulee asian tietoja. Kun rekisteri ei vastaa, asiat odottavat ja jatkuvat itsestään. Määräajat eivät pysähdy.
registers-register = Rekisteri
registers-standing = Nyt
registers-well = Vastaa
registers-down = Ei toimi
registers-not-yet = Ei kysytä
registers-not-yet-vis = koska asetuksen (EY) N:o 767/2008 22 a–22 f artiklaa ei vielä sovelleta
registers-since = { $time } alkaen: { $trouble }
registers-cases-wait = { $cases ->
        [one] { $register } ei vastaa. Yksi asia odottaa ja jatkuu itsestään.
       *[other] { $register } ei vastaa. { $cases } asiaa odottaa ja jatkuu itsestään.
    }
registers-waiting = Odottavat asiat
    .intro = Asiat, joiden kysymykseen tämä rekisteri ei ole vielä vastannut, kauimmin odottaneet ensin. Kenenkään ei tarvitse tehdä mitään.
registers-answered = Viimeisin vastaus
registers-never = Ei koskaan
registers-counts = Vastaus on voimassa
registers-days = { $days ->
        [one] yhden päivän
       *[other] { $days } päivää
    }
registers-none = Mikään asia ei odota
    .text = Kaikkiin kysymyksiin tälle rekisterille on vastattu.
registers-why = Syy
registers-asked = Kysytty
registers-in-turn = Kysytään parhaillaan
register-name-population = Väestötietojärjestelmä
register-name-income = Tulorekisteri
register-name-trade = Kaupparekisteri ja Verohallinto
register-name-study = Opiskelijavalinta- ja opintorekisteri
register-name-benefits = Kela: oikeus hoitoon ja toimeentulotuki
register-name-checks = Rikosrekisteri ja maahantulokiellot
register-name-vis = Viisumitietojärjestelmä (VIS)
register-trouble-not-connected = Ei yhteyttä tässä ympäristössä
register-trouble-down = Ei tavoiteta
register-trouble-slow = Ei vastannut ajoissa
register-trouble-unwell = Epäkunnossa
register-trouble-wrong-schema = Vastauksia ei voida lukea
register-trouble-refused = Ei ota kysymystä vastaan
register-found-one = Vastasi
register-found-nobody = Ei tunne ketään tällä nimellä ja syntymäajalla
register-found-no-company = Ei tunne yritystä tällä Y-tunnuksella
register-found-several = Tuntee useita tällä nimellä ja syntymäajalla
register-given-up-case-closed = Ei kysytty: asia on päättynyt
register-given-up-no-party = Ei kysytty: ei ole enää asianosainen
register-given-up-erased = Ei kysytty: tiedot on poistettu
register-given-up-birth-date = Ei kysytty: tarvitaan koko syntymäaika
register-given-up-business-id = Ei kysytty: tarvitaan suomalainen Y-tunnus
register-given-up-nationality = Ei kysytty: tarvitaan kansalaisuus
register-given-up-no-travel-document = Ei kysytty: tarvitaan passi, eikä sitä ole kirjattu
register-given-up-document-number = Ei kysytty: passin numeroksi kirjattu ei voi olla sellainen
# Tapahtumat ja katselut
event-register-asked = Rekisteriltä kysytty
event-register-delayed = Rekisteri ei vastaa
event-register-answered = Rekisteri vastasi
event-register-given-up = Rekisteriltä ei kysytty
event-register-went-down = Rekisteri ei toimi
event-register-came-back = Rekisteri toimii taas
look-registers-overview = Katsoi rekisterien tilaa
look-registers-waiting = Luetteli rekisteriä odottavat asiat
# Toimet
act-register-ask = Kysy rekisteriltä
    .intro = Vastauksesta tulee asian tietoja heti, kun se saapuu. Kysyjä kirjataan.
    .submit = Kysy
    .done = Rekisteriltä kysytään.
register-ask-register = Rekisteri
register-ask-about = Kenestä
act-register-delay = Odottaa rekisteriä
act-register-give-up = Kysymyksestä rekisterille luovuttu
act-register-note = Rekisterin tila merkitty
act-register-record = Rekisterin vastaus kirjattu
act-register-verify-hit = Varmenna VIS-osuma
    .intro = Löytyi: { $hits }. Kenen se on? Pelkkä osuma ei kerro hakijasta mitään. Hakijalle siitä ei kerrota. Kun VIS löytää jotain muuta, se on varmennettava uudelleen.
    .submit = Kirjaa
    .done = Osuma on varmennettu.
register-verify-hit-of = Kenen osuma on
register-verify-hit-of-another = Toisen henkilön
register-verify-hit-of-applicant = Hakijan
register-verify-hit-reason = Miten se selvisi
register-vis-hit = VIS-osuma on varmennettava
register-vis-further = on varmennettava tarkemmin
# Miksi jotakin ei voi tehdä
refusal-register-no-party = Hän ei ole tämän asian asianosainen.
refusal-register-not-about = Tällä rekisterillä ei ole hänestä tarvittavaa tietoa. Valitse toinen rekisteri tai asianosainen.
refusal-register-asked = Rekisteriltä kysytään jo.
refusal-register-fresh = Viimeisin vastaus on voimassa { $date } asti.
refusal-register-ask-over = Kysymys on jo käsitelty.
refusal-register-no-hit = Varmennettavaa osumaa ei ole.
refusal-register-not-yet = Laki ei vielä anna kysyä tältä rekisteriltä tässä asiassa. Valitse toinen rekisteri.
subject-register = Rekisteri
subject-register-ask = Kysymys rekisterille
awaited-register = Rekisteri vastaa
