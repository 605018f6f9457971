# Paperille painetut omat sanat.

paper-attachments = Liitteet
paper-blacked = Peitetty
paper-case-number = Asianumero
paper-contents = Sisällys
paper-date = Päivämäärä
paper-date-pattern = [day padding:none].[month padding:none].[year]
paper-document = Asiakirja
paper-documents = Asiakirjoja
paper-given-on = Annettu
paper-given-to = Saaja
paper-ground = Peruste
paper-hidden-note = Mustalla peitetyt kohdat on poistettu tästä tiedostosta. Peruste on merkitty kuhunkin kohtaan.
paper-no-content = Asiakirjassa ei ole sivuja.
paper-number = Nro
paper-page = Sivu
paper-page-image = Sivu on kuvana, eikä sen tekstiä ole tunnistettu.
paper-page-incomplete = Osaa tästä sivusta ei voitu näyttää. Pyydä sivu erikseen.
paper-page-withheld = Tätä sivua ei anneta.
paper-partly = Osittain
paper-shown = Annetaan
paper-summary = Lyhyesti
paper-whole = Kokonaan
paper-withheld = Ei anneta
paper-withheld-note = Tätä asiakirjaa ei anneta.
