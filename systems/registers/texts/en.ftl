# Registers: pages
registers = Registers
    .intro = What other authorities know is asked of their registers, and each answer becomes facts of the case. When a register does not answer, its cases wait and go on by themselves. Time limits do not stop.
registers-register = Register
registers-standing = Now
registers-well = Answers
registers-down = Down
registers-not-yet = Not asked
registers-not-yet-vis = since articles 22a–22f of Regulation (EC) No 767/2008 do not apply yet
registers-since = since { $time }: { $trouble }
registers-cases-wait = { $cases ->
        [one] { $register } does not answer. One case waits and goes on by itself.
       *[other] { $register } does not answer. { $cases } cases wait and go on by themselves.
    }
registers-waiting = Cases that wait
    .intro = Cases whose question to this register has no answer yet, the longest waiting first. Nobody has to do anything.
registers-answered = Last answer
registers-never = Never
registers-counts = An answer counts
registers-days = { $days ->
        [one] one day
       *[other] { $days } days
    }
registers-none = No case waits
    .text = Every question to this register has its answer.
registers-why = Why
registers-asked = Asked
registers-in-turn = Is being asked
register-name-population = Population register
register-name-income = Incomes register
register-name-trade = Trade register and tax administration
register-name-study = Student selection and study register
register-name-benefits = Kela: care and social assistance
register-name-checks = Criminal records and entry bans
register-name-vis = Visa Information System (VIS)
register-trouble-not-connected = Not connected here
register-trouble-down = Cannot be reached
register-trouble-slow = No answer in time
register-trouble-unwell = Out of order
register-trouble-wrong-schema = Answers cannot be read
register-trouble-refused = Does not take the question
register-found-one = Answered
register-found-nobody = Knows nobody of this name and birth date
register-found-no-company = Knows no company with this business ID
register-found-several = Knows several of this name and birth date
register-given-up-case-closed = Not asked: the case is closed
register-given-up-no-party = Not asked: no longer a party
register-given-up-erased = Not asked: the data was erased
register-given-up-birth-date = Not asked: the whole birth date is needed
register-given-up-business-id = Not asked: a Finnish business id is needed
register-given-up-nationality = Not asked: a nationality is needed
register-given-up-no-travel-document = Not asked: a passport is needed, and none is recorded
register-given-up-document-number = Not asked: what is recorded as the number of the passport cannot be one
# Events and looks
event-register-asked = Register asked
event-register-delayed = Register does not answer
event-register-answered = Register answered
event-register-given-up = Register not asked
event-register-went-down = Register is down
event-register-came-back = Register is back
look-registers-overview = Looked at how registers stand
look-registers-waiting = Listed cases that wait for a register
# Acts
act-register-ask = Ask a register
    .intro = The answer becomes facts of the case as soon as it comes. It is recorded who asked.
    .submit = Ask
    .done = The register is being asked.
register-ask-register = Register
register-ask-about = About whom
act-register-delay = Waits for a register
act-register-give-up = Question to a register given up
act-register-note = State of a register noted
act-register-record = Answer of a register recorded
act-register-verify-hit = Verify the hit in VIS
    .intro = Found: { $hits }. Whose is it? A hit alone says nothing of whoever applies. They are not told of it. When VIS finds something else, it has to be verified anew.
    .submit = Record it
    .done = The hit is verified.
register-verify-hit-of = Whose hit it is
register-verify-hit-of-another = Another person's
register-verify-hit-of-applicant = That of whoever applies
register-verify-hit-reason = How you found out
register-vis-hit = A hit in VIS has to be verified
register-vis-further = further verification needed
# Why something cannot be done
refusal-register-no-party = They are not a party to this case.
refusal-register-not-about = This register knows nothing that is needed of them. Choose another register or party.
refusal-register-asked = The register is being asked already.
refusal-register-fresh = The last answer counts until { $date }.
refusal-register-ask-over = The question is over.
refusal-register-no-hit = There is no hit to verify.
refusal-register-not-yet = The law does not let this register be asked in this case yet. Choose another register.
subject-register = Register
subject-register-ask = Question to a register
awaited-register = A register answers
