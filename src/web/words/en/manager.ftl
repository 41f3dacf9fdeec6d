# The manager's desk.

# Words that several pages have.
manager-show = Show
manager-from = From
manager-to = To
manager-range = { $from } – { $to }
manager-range-choose = Days
manager-range-today = Today
manager-range-yesterday = Yesterday
manager-range-week = 7 days
manager-range-month = 30 days
manager-range-quarter = 90 days
manager-range-most = At most { $n } days are shown at once, the last ones of those you chose.
manager-csv = Download as CSV
manager-any = All
manager-yes = Yes
manager-no = No
manager-none = –
manager-undo = Undo
manager-remove = Remove
manager-remove-what = Remove: { $what }
manager-refused = Not done: { $why }
manager-cannot-already-one = these two are one visitor already.
manager-cannot-already-theirs = the visit is this visitor’s already.
manager-cannot-only-visit = it is the only visit of this visitor, so there is nobody to tell them from.
manager-cannot-no-visit = mark the visits of the second person first.
manager-cannot-every-visit = the first person would be left without any visit. Leave at least one unmarked.
manager-cannot-apart = a correction says that { $one } and { $other } are two people. Undo that correction first, where it is wrong.
manager-cannot-not-theirs = the visit is one of { $owner } by now.
manager-cannot-colleague = the visit was a colleague’s time at work, and is nobody’s.
manager-cannot-undone = this correction is undone already.
manager-cannot-stood-on = a later correction stands on this one. Undo the later one first.
manager-cannot-overtaken = what this correction changed has changed again since. Correct what is wrong now.
manager-cannot-ahead = { $day } has not come yet.
manager-cannot-no-draft = there is no draft any more.
manager-cannot-draft-changed = { $by } changed the draft meanwhile. Look at it as it is now.
manager-cannot-untried = nobody has seen what this draft would have done. Try it first: step 2.
manager-cannot-old-version = version { $version } is in force, and the draft needs a higher number. Change it in the first lines of the rule file.
manager-unknown = Nobody and nothing here is called { $name }. Look at the code on the visit and type it again.
manager-band-hot = hot
manager-band-warm = warm
manager-band-cold = cold
manager-stage-browsing = Looking round
manager-stage-interested = Interested
manager-stage-engaged = In conversation
manager-stage-returning = Came back
manager-stage-deciding = Close to deciding
manager-nth = { $n ->
    [1] first visit
   *[other] visit { $n }
}
manager-looks = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
manager-percent = { $percent } %
manager-a-colleague = A colleague
manager-choose-outcome = Choose what came of it, then record it.

# What was done just now.
manager-done-merged = The two are one visitor now.
manager-done-split = The visits are another visitor’s now.
manager-done-not-this = The visit is no longer this visitor’s.
manager-done-assigned = The visit was given to the other visitor.
manager-done-undone = Taken back: everything is as it was before.
manager-done-recorded = Recorded. The score takes it into account.
manager-done-removed = Removed. The score is as if it had never been recorded.
manager-done-waiting = Noted. The appliance has not answered yet; it will be done in a moment.
manager-done-saved = The draft is saved. Nothing is in force yet.
manager-done-discarded = The draft is gone. The rules in force are as they were.
manager-done-published = The new rules are in force. All scores follow them.

# Today, and any days at a glance.
manager-today = Today, { $day }
manager-figures = Figures
manager-figures-more = More figures
manager-figure-came = { $n ->
    [one] Came in
   *[other] Came in
}
manager-figure-came-day = { $before } came the day before
manager-figure-came-note = { $before } came in as many days before
manager-figure-returning = { $n ->
    [0] nobody had been here before
   *[other] { $n } had been here before
}
manager-figure-in-time = Greeted in time
manager-figure-late = { $n ->
    [0] of those who needed somebody
   *[other] of those who needed somebody; { $n } had to wait too long{ $lost ->
        [0] {""}
       *[other] , { $lost } of them left unattended
    }
}
manager-figure-due-none = nobody had to wait
manager-figure-most = Looked at most
manager-figure-most-note = { $time } in { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
manager-figure-lost = Lost
manager-figure-lost-note = were interested, and left before anybody came
manager-figure-here = In the building now
manager-figure-waiting = Waiting for somebody
manager-figure-to-contact = Half were met within
manager-figure-met = Spoke with a colleague
manager-figure-let-be = Wanted no help
manager-when = When they came
manager-by-hour = Visits by the hour in which they began.
manager-by-day = Visits by the day on which they began.
manager-marked-lost = The red part was lost.
manager-arrived = { $when }: { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}, { $lost } lost
manager-most-looked = What they looked at
manager-all-cars = All cars and the plan
manager-nothing-looked = Nobody stood at a car in these days.
manager-nobody-came = Nobody came in these days. Choose other days above.
manager-lost = Lost
manager-lost-about = They stood at a car for long, and left before anybody had come to them. Whoever wanted no help, as a colleague saw, is not among them.
manager-lost-none = Nobody was lost.
manager-lost-all = All { $n } of them
manager-lost-one = nobody came
manager-here = here now
manager-timeline = The day, visit by visit
manager-timeline-about = Coloured: at a car. Green bar below it: with a colleague. The line above is the score; each dot says why it changed.
manager-timeline-folds = A dotted line stands for hours in which nobody was there.
manager-timeline-more = { $n ->
    [one] { $n } earlier visit is in the list
   *[other] { $n } earlier visits are in the list
}
manager-tap = Point at a dot, or tap it, to see why the score changed.
manager-days = Other days
manager-mark = { $time }: { $text }, { $points } → { $score }
manager-with-them = { $who } was with them, { $time }
manager-score-then = score { $score }

# Visits.
manager-visits = Visits
manager-came = Came
manager-visitor = Visitor
manager-looked-at = Looked at
manager-contact = Contact
manager-stage = Stage
manager-score = Score
manager-score-now = Score now
manager-stayed = stayed { $time }
manager-still-here = here for { $time }
manager-no-car = no car for long
manager-more-cars = { $n ->
    [one] and { $n } more car
   *[other] and { $n } more cars
}
manager-met-after = after { $time }
manager-met = yes
manager-nobody = nobody
manager-let-be = wanted no help
manager-late = late
manager-search = Search
manager-search-hint = Code, car or colleague
manager-car = Car
manager-returning = Been here before
manager-only = Only
manager-only-interested = looked long, or spoke
manager-only-due = needed somebody
manager-only-in-time = greeted in time
manager-only-late = not greeted in time
manager-only-lost = lost
manager-only-let-be = wanted no help
manager-only-here = here now
manager-only-waiting = waiting now
manager-visits-found = { $n ->
    [0] No visit
    [one] { $n } visit
   *[other] { $n } visits
}, { $days }
manager-visits-none = No visit fits. Choose more days, or leave out a condition.
manager-pages = Pages
manager-page = Page { $page } of { $pages }
manager-newer = Newer
manager-older = Older

# A visitor.
manager-visitor-title = Visitor { $code }
manager-visits-count = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
}
manager-here-now = here now
manager-also = also known as { $codes }
manager-signatures = { $n ->
    [one] { $n } face signature kept
   *[other] { $n } face signatures kept
}
manager-visitor-no-visit = No visit belongs to this visitor any more: corrections have given them to others.
manager-known-by = Known by
manager-known-new = first visit, nobody to recognise
manager-known-face = face
manager-known-correction = correction by a person
manager-known-unclear = cannot be said
manager-sure = { $how }, { $percent } % sure
manager-sure-over = { $how }, over 99 % sure
manager-why = Why this score
manager-score-line = The score over time, with the borders of warm and hot
manager-changes = Every change
manager-when-col = When
manager-points = Points
manager-reason = Reason
manager-counted-at = counted at { $percent } %
manager-changes-more = { $n ->
    [one] { $n } earlier change is in the CSV file.
   *[other] { $n } earlier changes are in the CSV file.
}
manager-outcomes = Outcomes
manager-outcomes-none-yet = Nothing is recorded yet.
manager-what-came = What came of it
manager-on-day = On
manager-record = Record
manager-told-by = told by { $system }
manager-outcome-test-drive = Test drive
manager-outcome-quote = Quote
manager-outcome-sold = Sold
manager-outcome-lost = Not bought
manager-correct = Is this the right person?
manager-merge = It is the same person as another visitor
manager-merge-about = All visits and points of both become one. Both codes go on to work.
manager-merge-do = Bring together
manager-other-code = Code of the other visitor
manager-not-this = One visit was somebody else
manager-not-this-about = The visit becomes that of a new visitor, and the two are kept apart from now on.
manager-not-this-do = It was not this person
manager-assign = One visit was a visitor whom I know
manager-assign-about = Only this visit goes to the other visitor; everything else stays.
manager-assign-do = Give the visit to them
manager-which-visit = Which visit
manager-split = These are two people
manager-split-about = The visits that you mark become those of a new visitor.
manager-split-which = Visits of the second person
manager-split-do = Part them
manager-corrections = Corrections
manager-undone = taken back
manager-a-visit = a visit
manager-was-merge = { $from } is { $into }
manager-was-split = { $n ->
    [one] { $n } visit of { $code } was another person’s
   *[other] { $n } visits of { $code } were another person’s
}
manager-was-not-this = The visit of { $visit } was somebody else
manager-was-assign = The visit of { $visit } was { $code }
manager-was-undo = A correction was taken back
manager-links = Linked with other systems

# Cars.
manager-cars = Cars
manager-cars-none = No car is set up yet. Whoever sets up the appliance adds cars and zones under “Cameras”.
manager-heat = Where time was spent, { $days }
manager-heat-about = The stronger the colour, the longer visitors stood there.
manager-plan-floor = The showroom from above
manager-plan-camera = As the camera { $camera } sees it
manager-zone = { $zone }: { $time } in { $visits ->
    [one] { $visits } visit
   *[other] { $visits } visits
}
manager-other-places = Other places
manager-time-at-cars = Time at each car
manager-all-cars-title = Car by car
manager-car-time = Time
manager-car-looks = Visits
manager-car-visitors = Visitors
manager-car-long = Long looks
manager-car-repeat = Came back to it
manager-car-each = Time a visit
manager-car-here = There now
manager-car-about = “Came back to it” counts visitors who looked at the car on more than one day.

# The funnel, and when they come.
manager-funnel = Funnel and hours
manager-way = The way to a sale
manager-way-about = Visits first, then visitors with a recorded outcome; the share is of all visits.
manager-way-came = Came in
manager-way-looked = Took a long look, or spoke
manager-way-spoke = Spoke with a colleague
manager-stages = How far each visit came
manager-stages-about = Each visit counts once, at the stage that it reached last.
manager-hours = By weekday and hour
manager-hours-about = Visits by when they began. Small, with a minus: those of them that were not greeted in time.
manager-hour-late = { $n } not greeted in time
manager-weekday = Weekday
manager-sum = All

# Outcomes.
manager-recorded = What was recorded
manager-outcome = Outcome
manager-outcomes-none = Nothing was recorded in these days. Record what came of a visit, also where nobody bought: the rules learn from both.
manager-record-title = Record an outcome
manager-visitor-code = Visitor’s code
manager-visitor-code-hint = It stands on every visit and every alert.
manager-outcomes-about = What your CRM reports appears here by itself, and is taken back there.

# The rules.
manager-rules = Rules
manager-rules-file = Version { $version } is in force, read from { $file }.
manager-rules-own = The rules that come with the program are in force (version { $version }).
manager-rules-about = Change a copy, see what it would have done with your own visitors, then put it in force.
manager-draft-begin = Change a copy
manager-draft-continue = Go on with the draft
manager-rules-list = What gives points
manager-rule-changed = changed
manager-rule-bands = A visitor is warm from { $warm } points and hot from { $hot }. They cool down only when they fall { $below } below.
manager-rule-bands-plain = A visitor is warm from { $warm } points and hot from { $hot }.
manager-rule-if = if
manager-colon = :
manager-if-minutes = if it took { $number } { $n ->
    [one] minute
   *[other] minutes
} or longer
manager-if-alone = if they had come alone { $n ->
    [one] at least once
   *[other] at least { $number } times
} before
manager-if-sure = if that is at least { $number } % sure
manager-from-minutes = from { $number } { $n ->
    [one] minute
   *[other] minutes
} on
manager-from-alone = from { $number } { $n ->
    [one] visit
   *[other] visits
} alone on
manager-from-value = from { $value } { $number } on
manager-rule-points = { $n ->
    [one] { $points } point
   *[other] { $points } points
}
manager-rule-points-minute = { $n ->
    [one] { $points } point a minute
   *[other] { $points } points a minute
}
manager-rule-points-from = { $more } points { $from }, otherwise { $otherwise }
manager-rule-points-taken = all points are taken away
manager-rule-points-computed = points as calculated:
manager-rule-category = Counts as interest in this kind of car.
manager-rule-product = Counts as interest in this car.
manager-rule-per-visit = At most { $number } { $n ->
    [one] point
   *[other] points
} a visit.
manager-rule-per-day = At most { $number } { $n ->
    [one] point
   *[other] points
} a day.
manager-rule-in-total = At most { $number } { $n ->
    [one] point
   *[other] points
} in total.
manager-rule-cooldown = Not again for { $number } { $n ->
    [one] minute
   *[other] minutes
}.
manager-rule-stays = The points stay.
manager-rule-half = Half of it is gone after { $number } { $n ->
    [one] day
   *[other] days
}.
manager-rule-linear = It is gone after { $number } { $n ->
    [one] day
   *[other] days
}, a little each day.
manager-rule-step = After { $n ->
    [one] { $n } day
   *[other] { $n } days
} { $percent } % are left.
manager-rule-by-confidence = It counts as far as it is certain who it was.
manager-rule-on-entered = When somebody comes in
manager-rule-on-returned = When somebody comes back on another day
manager-rule-on-zone-entered = When somebody stops in a place
manager-rule-on-dwelled = For time in one place
manager-rule-on-at-a-car = For time at a car
manager-rule-on-zone-left = When somebody leaves a place
manager-rule-on-unattended = When somebody is interested and nobody comes
manager-rule-on-approachable = When an approach becomes welcome
manager-rule-on-waited = When somebody waits at a desk
manager-rule-on-impatient = When somebody loses patience
manager-rule-on-contacted = When a colleague comes to them
manager-rule-on-contact-ended = After a conversation with a colleague
manager-rule-on-party = When somebody is not alone
manager-rule-on-stage-reached = When a visit reaches a stage
manager-rule-on-came-for = When it is known what somebody came for
manager-rule-on-left = When somebody leaves
manager-rule-on-test-drive = After a test drive
manager-rule-on-quote = After a quote
manager-rule-on-sold = When they have bought
manager-rule-on-lost = When they have not bought
manager-rule-on-report = When “{ $name }” is reported
manager-rule-on-silence = When nothing is heard for { $n ->
    [one] { $n } day
   *[other] { $n } days
}
manager-rule-on-silence-each = For every { $n ->
    [one] { $n } day
   *[other] { $n } days
} without news
manager-trigger-any = Whenever something happens
manager-trigger-silence = When nothing was heard for { $number } { $n ->
    [one] hour
   *[other] hours
}
manager-trigger-alert = staff are told
manager-trigger-start = the series “{ $series }” begins
manager-trigger-stop = the series “{ $series }” ends

# A draft of other rules.
manager-draft = Draft of the rules
manager-draft-by = Last changed by { $by }, { $at }. Nothing of it is in force.
manager-draft-same = It is the same as the rules in force, but for its version.
manager-draft-changed = { $n ->
    [one] { $n } rule is changed: { $rules }
   *[other] { $n } rules are changed: { $rules }
}
manager-draft-warm = warm from { $before } → { $after }
manager-draft-hot = hot from { $before } → { $after }
manager-draft-hysteresis = cools down { $before } → { $after } below
manager-draft-other = caps over all rules, or what other systems report
manager-draft-in-force = The rules in force
manager-draft-discard = Throw the draft away
manager-draft-change = Change it
manager-draft-try = See what it would have done
manager-draft-publish = Put it in force
manager-draft-problems = { $n ->
    [one] The draft is kept as you wrote it, and has a mistake. Its numbers are back here, and it can be tried, once that is mended.
   *[other] The draft is kept as you wrote it, and has { $n } mistakes. Its numbers are back here, and it can be tried, once they are mended.
}
manager-band-warm-from = Warm from
manager-band-hot-from = Hot from
manager-half-life = Half gone after, days
manager-points-a-minute = a minute
manager-points-otherwise = otherwise
manager-draft-save = Save the draft
manager-numbers-wrong = Nothing was saved yet: look at the numbers that are marked below.
manager-number-missing = A number is missing.
manager-draft-file = The whole rule file
manager-draft-file-about = For conditions, caps and new rules. Its first lines say how it is written.
manager-no-number = “{ $text }” is no number.
manager-number-outside = It has to lie between { $least } and { $most }.
manager-number-nothing = No points are no rule: write how many.
manager-number-not-below = Warm has to begin below hot.
manager-number-too-near = Hot has to begin more than { $below } above warm: a visitor cools down only { $below } below.
manager-draft-ready = You have seen what version { $version } would have done. Once it is in force, all scores are worked out anew; nobody is called for the past.
manager-draft-not-ready = First see what it would have done: step 2. A change after that needs another look.
manager-draft-publish-do = Put these rules in force
manager-draft-sentences = Read the draft as sentences
manager-try-about = The stored visits are gone through once more, under these rules. Nobody is called, nothing is changed.
manager-try-days = How far back
manager-last-days = the last { $n ->
    [one] { $n } day
   *[other] { $n } days
}
manager-try-do = Try it
manager-try-summary = { $n ->
    [0] Nobody changes band
    [one] { $n } visitor changes band
   *[other] { $n } visitors change band
}, of { $all } with points.
manager-try-moves = From which band to which
manager-try-today = Today
manager-try-draft = Under the draft
manager-try-then = then { $band }
manager-try-calls = Calls to staff
manager-try-calls-sum = In the last { $days } days { $kept } stay as they are, { $lost } would no longer come, { $gained } would come besides.
manager-try-lost = Would no longer come ({ $n })
manager-try-gained = Would come besides ({ $n })
manager-try-who = Who changes band
manager-try-nobody = Everybody stays where they are.
manager-try-more = { $n ->
    [one] { $n } more is in the CSV file.
   *[other] { $n } more are in the CSV file.
}
manager-became-hot = became hot
manager-by-trigger = trigger { $id }
manager-try-buyers = Does it find buyers better?
manager-try-auc = Of a buyer and somebody who did not buy, the buyer had more points in { $old } % of cases under the rules of today, and in { $new } % under the draft ({ $n } bought, { $others } did not).
manager-try-few = That is too few of one kind to trust the difference.
manager-try-no-outcomes = No sale and no loss is recorded, so nobody can say. Record outcomes, and this comparison fills.
