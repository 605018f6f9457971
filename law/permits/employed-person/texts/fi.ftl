# Words of this type of permit.
case-type-employed-person = Työntekijän oleskelulupa
    .about = Ensimmäinen lupa työhön, josta on sovittu työnantajan kanssa.
