# Time limits: waits, extensions, silence, deadlines, presence.

waits-for-customer = The customer
waits-for-authority = Another authority
waits-for-other = Somebody else
casefile-waits-for = Waiting for
casefile-waiting-because = { $whom }, since { $since }: { $reason }
casefile-waiting-since = { $whom }, since { $since }
casefile-next-action = Next action
casefile-none = None
casefile-stop = Stop
casefile-extend = Extend
casefile-deadlines = Deadlines
casefile-days-left = Days left
casefile-days-ahead = { $days ->
        [0] Today or earlier
        [one] Within one day
       *[other] Within { $days } days
    }
casefile-undated = Without a legal date
casefile-idle = Without a next action
casefile-ownerless = Without a handler
casefile-by-status = Open cases by status
casefile-presence = Who is here
task-quiet-case = Silent case: take the next step
event-case-clock-extended = Time limit extended
look-casefile-deadlines = Looked at deadlines
look-case-note-quiet = Told of a case in which nothing happens
act-case-extend-clock = Extend a time limit
    .submit = Extend
    .done = The time limit is longer now.
    .intro = The rule says how far a time limit can be extended.
case-extend-clock-length = By how much
case-extend-clock-unit = Counted in
case-extend-clock-unit-calendar_days = Days
case-extend-clock-unit-working_days = Working days
case-extend-clock-unit-months = Months
case-extend-clock-reason = Reason
case-stop-clock-waits_for = The case waits for
case-stop-clock-waits_for-customer = The customer
case-stop-clock-waits_for-authority = Another authority
case-stop-clock-waits_for-other = Somebody else
case-stop-clock-reason = What for
refusal-waits-for-unknown = Say whom the case waits for.
refusal-clock-no-extension = This time limit cannot be extended.
