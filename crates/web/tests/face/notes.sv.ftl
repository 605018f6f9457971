notes-notes = Anteckningar
notes-times = { $n ->
    [one] Skriven en gång.
   *[other] Skriven { $n } gånger.
}
notes-persona = Skriver anteckningar
act-note-write = Skriv en anteckning
    .submit = Skriv
    .done = Anteckningen är skriven.
    .intro = En anteckning bevaras för alltid.
act-note-amend = Ändra anteckningen
    .submit = Ändra
    .done = Anteckningen är ändrad.
note-write-name = Namn
    .hint = Vem den gäller.
note-write-text = Text
note-write-due = Förfaller
    .hint = När det ska vara klart.
note-write-tone = Ton
note-write-tone-plain = Vanlig
note-write-tone-loud = Hög
note-write-file = Bilaga
note-amend-text = Text
    .missing = Skriv vad anteckningen säger nu
refusal-note-exists = Anteckningen finns redan.
refusal-note-nobody = { $name } är ingen.
refusal-taken-note-name = Det finns redan en anteckning med det namnet.
