# Haku kaikesta kerralla
search = Haku
search-cases = Löydetyt asiat
search-for = Nimi, numero tai otsikon, muistiinpanon tai asiakirjan sanoja
search-how = Etsi mitä tahansa, minkä saat nähdä
    .text = Kirjoita nimen sanoja millä tahansa kirjaimilla, syntymäaika, asiakirjan tai asian numero tai otsikon, muistiinpanon tai asiakirjan nimen sanoja. Sanan alku riittää. Löydetyssä on kaikki sanat.
search-none = Mitään ei löytynyt
    .text = Kokeile vähemmillä tai toisilla sanoilla. Suojatun löytää vain kokonaisilla sanoilla, ja vain se, joka saa nähdä sen.
search-more = Näytä kaikki
search-on = Jatka hakua
search-unfinished = Näitä sanoja on niin monessa, ettei kaikkia ole vielä käyty läpi. Lisää sana tai jatka hakua.
search-protected = Suojattu
search-document = Asiakirja
search-note = Muistiinpano { $at }
look-casefile-search = Haki
refusal-search-words-many = Hae vähemmillä sanoilla, enintään { $max }.
subject-search = Sanat
