notes-notes = Notes
notes-times = { $n ->
    [one] Written once.
   *[other] Written { $n } times.
}
notes-persona = Writes notes
act-note-write = Write a note
    .submit = Write
    .done = The note is written.
    .intro = A note is kept for ever.
act-note-amend = Amend the note
    .submit = Amend
    .done = The note is amended.
note-write-name = Name
    .hint = Whom it concerns.
note-write-text = Text
note-write-due = Due
    .hint = When it has to be done.
note-write-tone = Tone
note-write-tone-plain = Plain
note-write-tone-loud = Loud
note-write-file = Attachment
note-amend-text = Text
    .missing = Write what the note says now
refusal-note-exists = This note is already there.
refusal-note-nobody = { $name } is nobody.
refusal-taken-note-name = There is a note of this name.
