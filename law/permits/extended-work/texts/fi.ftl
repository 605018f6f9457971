# Words of this type of permit.
case-type-extended-work = Jatkolupa työhön
    .about = Uusi lupa, kun työ jatkuu.
ask-work-goes-on = Työn jatkuminen
ask-work-goes-on-continues = Jatkuuko sama työ?
    .why = Jatkolupa perustuu samaan työhön kuin edellinen.
attach-payslips = Palkkalaskelmat viime kuukausilta
    .why = Näyttävät, että palkka on maksettu.
