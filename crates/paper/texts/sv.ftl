# Våra egna ord på papperet.

paper-attachments = Bilagor
paper-blacked = Maskerat
paper-case-number = Ärendenummer
paper-contents = Innehåll
paper-date = Datum
paper-date-pattern = [day padding:none].[month padding:none].[year]
paper-document = Handling
paper-documents = Antal handlingar
paper-given-on = Utlämnad
paper-given-to = Mottagare
paper-ground = Grund
paper-hidden-note = De svärtade ställena har tagits bort ur den här filen. Grunden anges på varje ställe.
paper-no-content = Handlingen har inga sidor.
paper-number = Nr
paper-page = Sida
paper-page-image = Sidan visas som bild och dess text har inte tolkats.
paper-page-incomplete = En del av sidan kunde inte visas. Begär sidan separat.
paper-page-withheld = Den här sidan lämnas inte ut.
paper-partly = Delvis
paper-shown = Lämnas ut
paper-summary = I korthet
paper-whole = Helt
paper-withheld = Lämnas inte ut
paper-withheld-note = Den här handlingen lämnas inte ut.
