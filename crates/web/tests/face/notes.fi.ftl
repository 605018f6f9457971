notes-notes = Muistiinpanot
notes-times = { $n ->
    [one] Kirjoitettu kerran.
   *[other] Kirjoitettu { $n } kertaa.
}
notes-persona = Kirjoittaa muistiinpanoja
act-note-write = Kirjoita muistiinpano
    .submit = Kirjoita
    .done = Muistiinpano on kirjoitettu.
    .intro = Muistiinpano säilyy aina.
act-note-amend = Muuta muistiinpanoa
    .submit = Muuta
    .done = Muistiinpanoa on muutettu.
note-write-name = Nimi
    .hint = Ketä se koskee.
note-write-text = Teksti
note-write-due = Määräpäivä
    .hint = Milloin sen on oltava valmis.
note-write-tone = Sävy
note-write-tone-plain = Tavallinen
note-write-tone-loud = Kova
note-write-file = Liite
note-amend-text = Teksti
    .missing = Kirjoita, mitä muistiinpano nyt sanoo
refusal-note-exists = Muistiinpano on jo olemassa.
refusal-note-nobody = { $name } ei ole kukaan.
refusal-taken-note-name = Samanniminen muistiinpano on jo olemassa.
