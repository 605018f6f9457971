@key@-list = @Name@
@key@-none = There is nothing here yet.
act-@key@-begin = Begin
    .submit = Begin
    .done = It is begun.
@key@-begin-title = Name
refusal-@key@-begun-already = This was begun already.
