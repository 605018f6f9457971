# Luetteloiden tallennetut suodattimet ja asialuettelon suodattimet
filters = Tallennetut suodattimet
    .intro = Tallennettu suodatin pitää muistissa, miten luettelo suodatettiin ja lajiteltiin. Se haetaan joka kerta uudelleen: ”minä” on se, joka suodattimen avaa, ja ”myöhässä” tarkoittaa tätä päivää.
filters-none = Kaikki asiat
filters-me = Minä
filters-since = Vireillä alkaen
filters-until = Vireille viimeistään
filters-found =
    { $n ->
        [0] Mikään asia ei vastaa hakua.
        [one] 1 asia vastaa hakua.
       *[other] { $n } asiaa vastaa hakua.
    }
filters-more-than = Yli { $n } asiaa vastaa hakua.
filters-keep = Hallitse tallennettuja suodattimia
filters-broken = Yksi tallennettu suodatin ei enää sovi luetteloon, ja se on jätetty pois riviltä. Syy kerrotaan tallennettujen suodattimien sivulla.
filters-empty = Ei tallennettuja suodattimia
    .text = Suodata asialuetteloa ja tallenna se, mitä tarvitset uudelleen.
filters-name = Nimi
filters-audience = Kuka näkee
filters-change = Muuta
filters-unusable = Ei enää sovi
filters-only-me = Vain minä
filters-shared-with = Yksikkö { $unit }
act-filter-save = Tallenna tämä suodatin
    .intro = Luettelon nykyinen suodatus ja järjestys tallennetaan nimellä.
    .submit = Tallenna suodatin
    .done = Suodatin on tallennettu.
filter-save-name = Nimi
    .hint = Esimerkiksi: Myöhässä ja vailla käsittelijää
filter-save-audience = Kuka näkee
act-filter-rename = Nimeä uudelleen
    .intro = Suodattimen nimi on nyt { $name }.
    .submit = Nimeä suodatin uudelleen
    .done = Suodattimella on uusi nimi.
filter-rename-name = Nimi
act-filter-remove = Poista
    .intro = Suodatinta { $name } ei enää säilytetä. Asiat pysyvät ennallaan.
    .submit = Poista suodatin
    .done = Suodatin on poistettu.
event-filter-saved = Suodatin tallennettu
event-filter-renamed = Suodatin nimetty uudelleen
event-filter-removed = Suodatin poistettu
subject-filter = Tallennettu suodatin
refusal-filter-exists = Suodatin on jo tallennettu.
refusal-filter-unknown = Tällaista tallennettua suodatinta ei ole.
refusal-filter-of-unit = Yksikön yhteiset suodattimet tallentaa, nimeää ja poistaa esihenkilö.
refusal-filter-nameless = Anna suodattimelle nimi.
refusal-filter-name-long = Nimessä on enintään { $max } merkkiä.
refusal-filter-name-taken = Toisella tallennetulla suodattimella on tämä nimi. Valitse toinen.
refusal-filters-many = Suodattimia säilytetään enintään { $max }. Poista jokin tarpeeton.
refusal-filter-empty = Tallennettavaa ei ole: luetteloa ei ole suodatettu.
