@key@-list = @Name@
@key@-none = Täällä ei ole vielä mitään.
act-@key@-begin = Aloita
    .submit = Aloita
    .done = Aloitettu.
@key@-begin-title = Nimi
refusal-@key@-begun-already = Tämä on jo aloitettu.
