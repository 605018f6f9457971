# Words of this type of permit.
case-type-extended-work = Extended permit for work
    .about = A new permit when the work goes on.
ask-work-goes-on = Whether the work goes on
ask-work-goes-on-continues = Does the same work go on?
    .why = The extension rests on the same work as before.
attach-payslips = Payslips of the last months
    .why = They show that the pay was paid.
