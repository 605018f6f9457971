@key@-list = @Name@
@key@-none = Här finns ingenting ännu.
act-@key@-begin = Börja
    .submit = Börja
    .done = Det är påbörjat.
@key@-begin-title = Namn
refusal-@key@-begun-already = Detta är redan påbörjat.
