# Monen asian antaminen työtovereille yhdellä kertaa
bulk = Asioiden jaot
    .intro = Jaot, joissa monta asiaa annettiin työtovereille yhdellä kertaa, uusin ensin.
bulk-assign = Jaa asioita
bulk-choose = Valitse
bulk-choose-case = Valitse asia { $number }
bulk-assign-chosen = Jaa valitut asiat
bulk-assign-all =
    { $n ->
        [one] Jaa hakua vastaava asia
       *[other] Jaa kaikki { $n } hakua vastaavaa
    }
bulk-narrow = Jos haluat jakaa kaikki hakua vastaavat, rajaa haku enintään { $max } asiaan.
bulk-none-chosen = Yhtään asiaa ei ole valittu. Merkitse asiat luettelosta tai jaa kaikki suodatinta vastaavat.
bulk-too-many = Hakua vastaa yli { $max } asiaa, eikä niin montaa jaeta kerralla. Rajaa luetteloa yksikön, tilan tai päivämäärän mukaan.
bulk-back = Takaisin luetteloon
bulk-chosen =
    { $n ->
        [one] 1 asia on valittu.
       *[other] { $n } asiaa on valittu.
    }
bulk-choose-others = Valitse muita
bulk-to = Kenelle
    .hint = Jos valitset useita, kukin asia menee sille, jolla on silloin vähiten. Tehtävät, joihin hänelle ei ole merkitty osaamista, odottavat jonossa.
bulk-open-cases =
    { $n ->
        [one] 1 avoin asia
       *[other] { $n } avointa asiaa
    }
bulk-also = Myös asiat, jotka jollakulla jo on
bulk-show = Näytä, mitä tapahtuisi
bulk-would = Mitä tapahtuisi
bulk-would-change =
    { $n ->
        [0] Yksikään asia ei siirtyisi kenellekään.
        [one] 1 asia siirtyisi.
       *[other] { $n } asiaa siirtyisi.
    }
bulk-would-stay =
    { $n ->
        [one] 1 asia pysyisi ennallaan.
       *[other] { $n } asiaa pysyisi ennallaan.
    }
bulk-confirm =
    { $n ->
        [one] Jaa 1 asia
       *[other] Jaa { $n } asiaa
    }
bulk-going = Siirtyvät asiat
bulk-staying = Ennallaan pysyvät asiat
bulk-has = Nyt
bulk-gets = Saa asian
bulk-why = Miksi pysyy
bulk-and-more =
    { $n ->
        [one] Ja 1 muu.
       *[other] Ja { $n } muuta.
    }
bulk-case-done = Jaettu
bulk-case-taken = Jollakulla on asia
bulk-case-already = Asia on jo hänellä
bulk-case-closed = Päätetty
bulk-case-unseen = Ei nähtävissä
bulk-case-unable = Työtoveri ei saa nähdä asiaa
bulk-case-away = Työtoveri on poissa
bulk-case-waiting = Odottaa vuoroaan
bulk-case-not-done = Ei tehty
bulk-result = Mitä asioille tapahtui
bulk-when = Määrätty
bulk-what = Mitä
bulk-by = Kuka
bulk-stage = Vaihe
bulk-done = Jaettu
bulk-skipped = Pysyi
bulk-kind-assign = Annettu työtovereille
bulk-kind-give_back = Annettu takaisin
bulk-stage-running = Käynnissä
bulk-stage-through = Valmis
bulk-stage-cancelled = Pysäytetty
bulk-stage-not_allowed = Pysäytetty: jaon määräänneellä ei ole enää oikeutta siihen
bulk-empty = Asioita ei ole jaettu yhdellä kertaa
    .text = Valitse asioita asialuettelosta.
bulk-undoes = Jako, joka tällä perutaan
bulk-were-done =
    { $n ->
        [one] 1 asia siirtyi.
       *[other] { $n } asiaa siirtyi.
    }
bulk-were-skipped =
    { $n ->
        [one] 1 asia pysyi ennallaan.
       *[other] { $n } asiaa pysyi ennallaan.
    }
bulk-were-not-done =
    { $n ->
        [one] 1 asiaa ei käyty läpi.
       *[other] { $n } asiaa ei käyty läpi.
    }
bulk-wait =
    { $n ->
        [one] 1 asia odottaa vuoroaan.
       *[other] { $n } asiaa odottaa vuoroaan.
    }
bulk-progress = Eteneminen
bulk-became = Mitä tapahtui
bulk-had = Oli
bulk-was-to = Piti saada
bulk-hidden = Asiat, joita et saa nähdä, on laskettu mukaan mutta niitä ei luetella.
look-bulk = Katsoi, mitä monelle asialle tapahtui
look-casefile-bulk = Selasi asioiden jakoja
look-casefile-bulk-preview = Katsoi, mitä asioiden jako tekisi
subject-bulk = Asioiden jako
subject-portion = Asioiden jaon osa
act-bulk-order = Määräsi jaettavaksi monta asiaa
act-bulk-go-through = Jaettu yhdellä kertaa
act-bulk-stop = Pysäytti asioiden jaon
act-bulk-cancel = Pysäytä jako
    .submit = Pysäytä tähän
    .intro = Jo jaetut asiat pysyvät jaettuina, ja muut pysyvät ennallaan.
    .done = Jako on pysäytetty.
act-bulk-undo = Anna takaisin
    .submit = Anna asiat takaisin
    .intro = Kukin asia palaa sille, jolla se oli ennen jakoa, tai jää vaille käsittelijää. Asioita on { $n }. Asia, joka on sittemmin siirtynyt jollekulle muulle, jää hänelle.
    .done = Asioita annetaan takaisin.
event-bulk-ordered = Asioiden jako määrätty
event-bulk-gone-through = Osa asioiden jaosta tehty
event-bulk-ended = Asioiden jako pysäytetty
event-portion-ordered = Osa asioiden jaosta määrätty
event-portion-gone-through = Osa asioiden jaosta tehty
refusal-bulk-unknown = Tällaista jakoa ei ole.
refusal-bulk-exists = Tämä on jo määrätty.
refusal-bulk-nothing = Jaettavia asioita ei ole.
refusal-bulk-many = Kerralla jaetaan enintään { $max } asiaa. Valitse vähemmän.
refusal-bulk-twice = Asia on jaossa kahdesti. Valitse asiat uudelleen.
refusal-bulk-over = Jako on jo ohi.
refusal-bulk-runs = Jako on vielä käynnissä. Odota, että se on ohi, tai pysäytä se.
refusal-bulk-nothing-back = Yhtään asiaa ei jaettu, joten takaisin annettavaa ei ole.
