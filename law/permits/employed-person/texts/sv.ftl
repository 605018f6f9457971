# Words of this type of permit.
case-type-employed-person = Uppehållstillstånd för arbetstagare
    .about = Första tillstånd för arbete som har avtalats med en arbetsgivare.
