# Words of this type of permit.
case-type-specialist = Uppehållstillstånd för särskilt sakkunnig
    .about = Första tillstånd för arbete som kräver särskild sakkunskap.
ask-expertise = Sakkunskap
ask-expertise-special = Kräver uppgiften särskild sakkunskap?
    .why = Tillståndet är avsett för sådant arbete (utlänningslagen 73 §).
ask-expertise-education = Vilken utbildning eller erfarenhet har du?
    .hint = Några meningar räcker.
    .why = Kunnandet jämförs med uppgiften.
ask-expertise-fast_track = Vill du ha snabbspåret?
    .hint = Det förutsätter att du och din arbetsgivare agerar snabbt.
    .why = Ansökan går då före andra.
