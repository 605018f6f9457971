# Words of this type of permit.
case-type-specialist = Erityisasiantuntijan oleskelulupa
    .about = Ensimmäinen lupa työhön, joka vaatii erityistä asiantuntemusta.
ask-expertise = Asiantuntemus
ask-expertise-special = Vaatiiko tehtävä erityistä asiantuntemusta?
    .why = Lupa on tarkoitettu tällaiseen työhön (ulkomaalaislaki 73 §).
ask-expertise-education = Mikä koulutus tai kokemus sinulla on?
    .hint = Muutama lause riittää.
    .why = Osaamista verrataan tehtävään.
ask-expertise-fast_track = Haluatko pikakäsittelyn?
    .hint = Se edellyttää, että sinä ja työnantajasi toimitte nopeasti.
    .why = Hakemus siirtyy silloin muiden edelle.
