# Listornas sparade filter och filtren i ärendelistan
filters = Sparade filter
    .intro = Ett sparat filter minns hur en lista filtrerades och sorterades. Det ställs på nytt varje gång: ”jag” är den som öppnar det, ”försenat” gäller dagens datum.
filters-none = Alla ärenden
filters-me = Jag
filters-since = Inlett från och med
filters-until = Inlett till och med
filters-found =
    { $n ->
        [0] Inget ärende motsvarar filtret.
        [one] 1 ärende motsvarar filtret.
       *[other] { $n } ärenden motsvarar filtret.
    }
filters-more-than = Fler än { $n } ärenden motsvarar filtret.
filters-keep = Hantera sparade filter
filters-broken = Ett sparat filter passar inte längre listan och har lämnats bort från raden. Sidan för sparade filter säger varför.
filters-empty = Inga sparade filter
    .text = Filtrera ärendelistan och spara det som du behöver igen.
filters-name = Namn
filters-audience = Vem ser det
filters-change = Ändra
filters-unusable = Passar inte längre
filters-only-me = Bara jag
filters-shared-with = Enhet { $unit }
act-filter-save = Spara det här filtret
    .intro = Det som listan nu är filtrerad och sorterad efter sparas under ett namn.
    .submit = Spara filtret
    .done = Filtret är sparat.
filter-save-name = Namn
    .hint = Till exempel: Försenade och utan handläggare
filter-save-audience = Vem ser det
act-filter-rename = Byt namn
    .intro = Filtret heter nu { $name }.
    .submit = Byt filtrets namn
    .done = Filtret har ett nytt namn.
filter-rename-name = Namn
act-filter-remove = Ta bort
    .intro = Filtret { $name } sparas inte längre. Ärendena förblir som de är.
    .submit = Ta bort filtret
    .done = Filtret är borttaget.
event-filter-saved = Filter sparat
event-filter-renamed = Filter fick nytt namn
event-filter-removed = Filter borttaget
subject-filter = Sparat filter
refusal-filter-exists = Filtret är redan sparat.
refusal-filter-unknown = Det finns inget sådant sparat filter.
refusal-filter-of-unit = Det som en enhet delar sparas, döps om och tas bort av dess chefer.
refusal-filter-nameless = Ge filtret ett namn.
refusal-filter-name-long = Ett namn har högst { $max } tecken.
refusal-filter-name-taken = Ett annat sparat filter har det här namnet. Välj ett annat.
refusal-filters-many = Högst { $max } filter sparas. Ta bort något som inte behövs.
refusal-filter-empty = Det finns inget att spara: listan är inte filtrerad.
