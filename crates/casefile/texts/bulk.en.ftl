# Giving many cases to colleagues at once
bulk = Assignments in bulk
    .intro = Orders in which many cases were given to colleagues at once, newest first.
bulk-assign = Assign cases
bulk-choose = Choose
bulk-choose-case = Choose case { $number }
bulk-assign-chosen = Assign the chosen cases
bulk-assign-all =
    { $n ->
        [one] Assign the one that matches
       *[other] Assign all { $n } that match
    }
bulk-narrow = To assign all that match, filter to at most { $max } cases.
bulk-none-chosen = No case was chosen. Tick the cases in the list, or assign all that match a filter.
bulk-too-many = More than { $max } cases match, and so many are not assigned at once. Filter the list by unit, status or date until fewer match.
bulk-back = Back to the list
bulk-chosen =
    { $n ->
        [one] 1 case is chosen.
       *[other] { $n } cases are chosen.
    }
bulk-choose-others = Choose others
bulk-to = Who gets them
    .hint = Of several colleagues, each case goes to whoever has least by then. Tasks that they have no competence for wait in the queue.
bulk-open-cases =
    { $n ->
        [one] 1 open case
       *[other] { $n } open cases
    }
bulk-also = Also cases that somebody has
bulk-show = Show what would happen
bulk-would = What would happen
bulk-would-change =
    { $n ->
        [0] No case would go to anybody.
        [one] 1 case would go to somebody.
       *[other] { $n } cases would go to somebody.
    }
bulk-would-stay =
    { $n ->
        [one] 1 case would stay as it is.
       *[other] { $n } cases would stay as they are.
    }
bulk-confirm =
    { $n ->
        [one] Assign 1 case
       *[other] Assign { $n } cases
    }
bulk-going = Cases that go to somebody
bulk-staying = Cases that stay as they are
bulk-has = Has it now
bulk-gets = Gets it
bulk-why = Why it stays
bulk-and-more =
    { $n ->
        [one] And 1 more.
       *[other] And { $n } more.
    }
bulk-case-done = Assigned
bulk-case-taken = Somebody has it
bulk-case-already = They have it already
bulk-case-closed = Closed
bulk-case-unseen = Not to be seen
bulk-case-unable = The colleague may not see it
bulk-case-away = The colleague is away
bulk-case-waiting = Waits for its turn
bulk-case-not-done = Not done
bulk-result = What became of the cases
bulk-when = Ordered
bulk-what = What
bulk-by = By
bulk-stage = How it stands
bulk-done = Assigned
bulk-skipped = Stayed
bulk-kind-assign = Assigned to colleagues
bulk-kind-give_back = Given back
bulk-stage-running = Under way
bulk-stage-through = Finished
bulk-stage-cancelled = Stopped
bulk-stage-not_allowed = Stopped: whoever ordered it may do so no longer
bulk-empty = Nothing has been assigned in bulk
    .text = Choose cases in the list of cases.
bulk-undoes = The order that this takes back
bulk-were-done =
    { $n ->
        [one] 1 case went to somebody.
       *[other] { $n } cases went to somebody.
    }
bulk-were-skipped =
    { $n ->
        [one] 1 case stayed as it was.
       *[other] { $n } cases stayed as they were.
    }
bulk-were-not-done =
    { $n ->
        [one] 1 case was not looked at.
       *[other] { $n } cases were not looked at.
    }
bulk-wait =
    { $n ->
        [one] 1 case waits for its turn.
       *[other] { $n } cases wait for their turn.
    }
bulk-progress = Progress
bulk-became = What became of it
bulk-had = Had it
bulk-was-to = Was to get it
bulk-hidden = Cases that you may not see are counted and not listed.
look-bulk = Looked at what became of many cases
look-casefile-bulk = Listed assignments in bulk
look-casefile-bulk-preview = Looked at what an assignment in bulk would do
subject-bulk = Assignment in bulk
subject-portion = Part of an assignment in bulk
act-bulk-order = Ordered that many cases are assigned
act-bulk-go-through = Assigned in bulk
act-bulk-stop = Stopped an assignment in bulk
act-bulk-cancel = Stop the assignment
    .submit = Stop here
    .intro = What was assigned stays assigned, and the other cases stay as they are.
    .done = The assignment was stopped.
act-bulk-undo = Give them back
    .submit = Give the cases back
    .intro = Each of the { $n } cases goes back to whoever had it before, or to nobody. A case that has gone on to somebody else since stays there.
    .done = The cases are being given back.
event-bulk-ordered = Assignment in bulk ordered
event-bulk-gone-through = Part of an assignment in bulk done
event-bulk-ended = Assignment in bulk stopped
event-portion-ordered = Part of an assignment in bulk ordered
event-portion-gone-through = Part of an assignment in bulk done
refusal-bulk-unknown = There is no such assignment.
refusal-bulk-exists = This was ordered already.
refusal-bulk-nothing = There is no case to assign.
refusal-bulk-many = At most { $max } cases are assigned at once. Choose fewer.
refusal-bulk-twice = A case stands in the order twice. Choose the cases anew.
refusal-bulk-over = The assignment is over already.
refusal-bulk-runs = The assignment is still under way. Wait until it is over, or stop it.
refusal-bulk-nothing-back = No case was assigned, so there is nothing to give back.
