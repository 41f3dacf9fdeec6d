# The installer's pages.
installer-checklist-title = Checklist
installer-checklist-left = { $n ->
    [one] One thing is left to do.
   *[other] { $n } things are left to do.
}
installer-checklist-waits = { $n ->
    [one] One more shows by itself after a few visits.
   *[other] { $n } more show by themselves after a few visits.
}
installer-checklist-all-done = Nothing is left to do now.
installer-checklist-done = Everything is set up. The showroom can open.
installer-stand-done = Done
installer-stand-wrong = To mend
installer-stand-open = Not yet
installer-check-camera = Camera { $camera } is seen
installer-camera-ok = Pictures come, and the view is right
installer-camera-ok-do = Nothing is to be done.
installer-camera-plays = A recording is being played
installer-camera-waits = No picture has come yet
installer-camera-unreachable = Not reachable
installer-camera-unreachable-do = Look at its power and network cable, then at its address and password in the configuration.
installer-camera-frozen = The picture stands still
installer-camera-frozen-do = Switch the camera off and on again. If it freezes again, update its firmware.
installer-camera-black = Nothing can be seen
installer-camera-black-do = Take off the cap, clean the lens, switch on the light.
installer-camera-moved = It shows another scene than the one its zones were drawn on
installer-camera-moved-do = Turn it back, or draw its zones and marks again and accept the new view: showfloor cameras accept.
installer-camera-skewed = Its clock runs away
installer-camera-skewed-do = Let the camera set its clock by NTP.
installer-camera-slow = Far fewer pictures than agreed
installer-camera-slow-do = Lower its resolution or bit rate, and look at the network between it and the appliance.
installer-check-sharp = The picture is sharp
installer-check-sharp-found = { $bad } of the last { $visits } visits had blurred faces
installer-check-sharp-do = Focus the lens, clean it, and give more light where people walk.
installer-check-large = Faces are large enough
installer-check-large-found = { $bad } of the last { $visits } visits had faces that are too small
installer-check-large-do = Move or zoom the camera so that a face at the entrance is at least 60 pixels wide; showfloor eval cameras measures it.
installer-faces-few = It can be said after a few visits
installer-check-zones = Zones are drawn
installer-zones-found = { $n ->
    [0] No zone yet
    [one] One zone
   *[other] { $n } zones
}
installer-zones-no-product = Draw a zone for each car: four taps on the picture.
installer-zones-no-entrance = Draw the entrance: visits begin there.
installer-check-floor = The floor is measured
installer-floor-all = Every camera knows where its picture shows the floor
installer-floor-without = Not yet for { $cameras }
installer-floor-do = Mark four points on the floor and enter their distances. Then somebody whom two cameras see is counted once.
installer-check-broker = The broker is reached
installer-broker-reached = { $address }, { $waiting ->
    [0] nothing waits
    [one] one message waits
   *[other] { $waiting } messages wait
}
installer-broker-away = { $address } does not answer
installer-broker-own = The broker within the appliance
installer-broker-do = Start the broker, or mend its address in the configuration; showfloor doctor says what is wrong.
installer-check-tablet = A tablet is paired
installer-tablets = { $n ->
    [0] No tablet yet
    [one] One tablet
   *[other] { $n } tablets
}
installer-tablets-do = Pair one with a QR code.
installer-check-sign = The sign hangs at the entrance
installer-sign-hangs = Noted by { $who }, { $at }
installer-sign-none = Only you can see this
installer-sign-do = The privacy officer prints it under “Entrance sign”. Hang it where it is read before anybody is filmed.
installer-sign-tick = It hangs
installer-sign-take-down = It does not hang any more
installer-open-camera = Open
installer-draw = Draw a zone
installer-mark = Mark the floor
installer-pair = Pair a tablet
installer-cameras-title = Cameras
installer-cameras-none = There is no camera in the configuration yet. Write a [[camera]] with id and url for each.
installer-camera-title = Camera { $camera }
installer-zones-count = { $zones ->
    [0] no zone
    [one] one zone
   *[other] { $zones } zones
}
installer-floor-known = floor measured
installer-floor-unknown = floor not measured
installer-since = since { $at }
installer-locked-demo = This showroom is simulated: its configuration stands in no file, so it can be looked at and not changed.
installer-locked-mistakes = The configuration’s file has mistakes. The appliance goes on with what it read before; nothing can be changed here until the file is mended.
installer-locked = Nothing can be changed here at the moment.
installer-done-zone = The zone is saved, and in use from now on.
installer-done-mask = The zone is saved. What is masked changes with the next start of the appliance.
installer-done-gone = The zone is gone.
installer-done-marks = The marks are saved, and in use from now on.
installer-done-unmarked = The marks are gone.
installer-done-car = The car is on the list.
installer-overtaken = The configuration has been changed since you opened this page. Nothing of yours was saved: look at it as it is now, and save again.
installer-taken = There is “{ $name }” already. Nothing was saved: give yours another name, or change that one.
installer-twin = The zone “{ $name }” lies exactly there. Nothing was saved: change that one, or draw yours elsewhere.
installer-refused = The configuration would not be right, so it was left as it was: { $why }
installer-picture = What camera { $camera } shows now
installer-picture-none = The camera gives no picture at the moment.
installer-picture-again = New picture
installer-picture-about = One picture, just now. It is not kept, and that you looked is noted in the audit log.
installer-zones = Zones
installer-zones-none = No zone is drawn on this picture yet.
installer-zone-change = Change
installer-zone-new = New zone
installer-zone-edit = Change the zone
installer-zone-save = Save the zone
installer-zone-remove = Remove the zone
installer-cancel = Cancel
installer-draw-about = Tap the four corners on the floor. Drag a corner to move it; drag the point between two corners to add one. Corners snap to other zones.
installer-undo = Undo
installer-clear = Start again
installer-corner = Corner %n
installer-corner-placed = Corner %n is placed
installer-corner-removed = Corner %n is removed
installer-corner-remove = Remove corner
installer-undone = Undone
installer-kind = What is it?
installer-kind-product = A car
installer-kind-entrance = Entrance
installer-kind-desk = Sales desk
installer-kind-service = Service
installer-kind-lounge = Lounge
installer-kind-check-in = Check-in
installer-kind-exclude = Masked: nobody looks here
installer-zone-kind-missing = Say what the zone is.
installer-mask-about = What is masked is painted over before anything looks at the picture. A change of it takes a restart of the appliance.
installer-label = What do staff call it?
installer-label-hint = As it should stand in alerts: “by the window”.
installer-car = Which car stands here?
installer-car-none = None
installer-more = Short name and coordinates
installer-id = Short name
installer-id-hint = Letters, digits, - and _. Leave it empty to have it made from the name.
installer-zone-name-missing = Give the zone a name.
installer-name-long = The name is longer than 60 letters: nobody reads that in passing. Shorten it.
installer-corners = Corners
installer-corners-hint = One a line: from the left and from the top, in per cent of the picture.
installer-corners-wrong = The corners cannot be read: one a line, two numbers in per cent, such as 12.5 80.
installer-shape-few = A zone has three corners or more: tap them on the picture.
installer-shape-outside = Corner { $n } is outside of the picture: both numbers lie between 0 and 100.
installer-shape-twice = Two corners are the same point.
installer-shape-crosses = The outline crosses itself: put the corners in order.
installer-shape-flat = The corners lie on one line.
installer-marks = Where is the floor?
installer-marks-about = Choose four points on the floor that make a large quadrangle: tiles, a mat, a parking bay. Tap them on the picture, and enter where they are, in metres, measured from one corner of the showroom that is the same for all cameras.
installer-marks-start = Tap four points
installer-mark-number = Point
installer-mark-left = From the left (%)
installer-mark-top = From the top (%)
installer-mark-x = Across (m)
installer-mark-y = Along (m)
installer-mark-placed = Point %n is placed
installer-marks-save = Save the marks
installer-marks-remove = Remove the marks
installer-marks-wrong = Every point needs four numbers: two in the picture, two in metres.
installer-colleagues-title = Colleagues
installer-colleagues-about = Colleagues who are known by their face are not taken for visitors. Each is asked, and can take it back at any time. Whoever does not want it says “that’s me” on the tablet instead.
installer-colleagues = On the roster
installer-colleagues-none = Nobody is enrolled yet.
installer-colleague = Name
installer-enrolled-at = Enrolled
installer-faces = Signatures
installer-quality = Quality
installer-enrol-again = To be enrolled again: the model was changed
installer-colleague-remove = Remove
installer-colleague-remove-ask = Take { $name } off the roster?
installer-colleague-remove-about = The signatures of their face are deleted at once. To be known again, they have to stand before a camera once more.
installer-colleague-remove-do = Take { $name } off
installer-colleague-gone = They are off the roster, and their signatures are deleted.
installer-enrol = Enrol a colleague
installer-enrol-about = They stand alone before a camera, one to three metres away, and turn their head a little for up to 25 seconds. No picture is kept.
installer-enrol-name-hint = As tablets show it. Who is on the roster under this name is enrolled again.
installer-enrol-camera = Before which camera?
installer-enrol-agreed = They have read this and agree
installer-enrol-do = Look at them now
installer-enrol-looking = Looking… Stand still for a moment, then turn your head a little to both sides. This takes up to 25 seconds.
installer-enrol-no-consent = Nobody is enrolled without their consent.
installer-enrol-busy = A colleague is being enrolled at the moment. Wait until that is done.
installer-enrol-no-face = No face was seen well enough. Stand alone before the camera, one to three metres away, in good light, and turn your head a little while it looks.
installer-enrol-several = Several people were seen. Only the colleague may stand before the camera.
installer-enrol-alike = They look like { $name }, who is on the roster already: one would be taken for the other. If this is { $name }, enrol them again under that name.
installer-enrol-failed = Nobody was enrolled: { $why }
installer-enrolled = They are enrolled, and known from now on.
installer-health-title = Health
installer-health-up = running
installer-health-disk = free on the disk
installer-health-disk-little = free on the disk: that is little
installer-health-memory = in memory, of { $total }
installer-health-load = busy processes on { $n } processors
installer-health-outbox = messages wait for the broker
installer-health-outbox-many = messages wait: is the broker there?
installer-health-cameras = Cameras
installer-health-camera = Camera
installer-health-state = State
installer-health-pictures = Analysed
installer-health-kept = What is kept
installer-kept-visitors = Visitors
installer-kept-visits = Visits
installer-kept-events = Events
installer-kept-signatures = Face signatures of visitors
installer-kept-deliveries = Waiting for webhooks
installer-kept-store = The store’s files
installer-health-stages = Where the time goes
installer-health-stages-about = Since the start: how often each stage ran, and how long it took on average.
installer-stage = Stage
installer-stage-calls = Times
installer-stage-mean = Mean
installer-health-version = showfloor { $version }
installer-consent-text = I agree that my face is turned into a signature (numbers, no picture) which is kept on this appliance, so that it does not take me for a visitor. I am not scored or rated by it. I can take this back at any time: then the signature is deleted.
installer-cars = Cars
installer-cars-about = What can stand in a zone. Which zone it is, the zone says.
installer-cars-none = No car is on the list yet.
installer-car-label = Car
installer-car-label-hint = As staff call it: “Kona Electric”.
installer-car-category = Category
installer-car-stock = Stock number
installer-car-where = Stands
installer-car-add = Add a car
installer-car-add-do = Add to the list
installer-car-remove = Remove
installer-car-remove-ask = Take { $car } off the list?
installer-car-remove-about = It stands in a zone, which stays without a car. What { $car } was looked at stays in the history.
installer-car-remove-do = Take { $car } off
installer-car-name-missing = Give the car a name.
installer-done-no-car = The car is off the list. What it was looked at stays in the history.
