# Words of this type of permit.
case-type-extended-work = Fortsatt tillstånd för arbete
    .about = Nytt tillstånd när arbetet fortsätter.
ask-work-goes-on = Arbetet fortsätter
ask-work-goes-on-continues = Fortsätter samma arbete?
    .why = Det fortsatta tillståndet bygger på samma arbete som det förra.
attach-payslips = Lönespecifikationer från de senaste månaderna
    .why = Visar att lönen har betalats.
