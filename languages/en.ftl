### English, which every other language is translated from, and which is shown where one lacks a message.
### Fluent: https://projectfluent.org. "npm run languages" prints what each language lacks.
###
### Source: written for Vestibule.
### Licence: MIT, as the rest of Vestibule.

## The page of the front desk.

desk-page = Front desk
desk-page-opening = One moment …
desk-page-unreachable = The service does not answer. This page tries again by itself.
desk-page-parts = Parts of the desk
desk-page-log_out = Log out
desk-page-ringing = { $seconds } s: let in?
desk-page-waiting = ({ $count }) Front desk
desk-page-back = The service did not answer for { $seconds } s. The list is up to date again.
desk-page-stale = The service has not answered since { $time }. Envoy may let visitors in unchecked meanwhile: check documents by hand until this is gone. This page connects again by itself.
desk-page-moved = The list has just moved. Point at the visitor again, then press.
desk-trouble-calls_refused = Envoy's calls are refused, the last on { $time }: the secret is probably another app's. Envoy lets visitors in unchecked meanwhile: check documents by hand, and tell your administrator.
desk-trouble-clock_off = The clock of the machine that checks visitors is probably wrong, so sign-ins seem too old to it. Tell your administrator.
desk-tab-queue = Waiting
desk-tab-expected = Expected
desk-tab-history = History
desk-tab-people = People
desk-tab-manage = Manage
desk-tab-lobby = Lobby screens
desk-tab-account = Your account

desk-do-close = Close
desk-do-discard = Discard
desk-do-managers = Only managers: { $acts }
desk-do-save = Save
desk-do-send = Send
desk-do-no = No
desk-do-undo = Undo
desk-do-add = Add
desk-do-remove = Remove
desk-do-copy = Copy
desk-do-copied = Copied
desk-do-show = Show
desk-do-choose = choose
desk-none = —
desk-never = never
desk-hours = { $hours } h { $minutes } min
desk-minutes = { $minutes } min
desk-minutes-none = now

desk-fault-unreachable = The service does not answer. Try again in a moment.
desk-fault-outdated = This page is older than the service. Please reload it.
desk-fault-unknown = Something went wrong.
desk-fault-not_alike = The two passwords are not the same.

desk-login-account = Account
desk-login-password = Password
desk-login-log_in = Log in
desk-login-ended = You were logged out at { $time }: your session ended. Please log in again.
desk-login-oidc = Log in with your company account
desk-login-no_account = No account yet, or forgotten your password? A manager makes a link for you under Manage, or your administrator does.
desk-login-choose = Choose a password of at least 12 characters. Several words are easier to remember.
desk-login-new = New password
desk-login-again = Once more
desk-login-set = Set password and log in
desk-login-begin_again = That took too long, or was started in another browser. Please start again.
desk-login-not_admitted = Your company account may not use the desk. Ask your administrator for a role.
desk-login-provider_unreachable = Your company’s log-in does not answer. Try again in a moment.
desk-login-provider_refused = Your company’s log-in did not let you in.
desk-login-provider_failed = Your company’s log-in sent an answer that cannot be trusted. Tell your administrator.

desk-account-who = { $name }, login { $login }, role { $role }. You are logged in until { $until }.
desk-account-language = Language
desk-account-card = Print the card with the six usual situations
desk-account-by_provider = You log in through your organisation’s provider; there is no password here.
desk-account-password = Password
desk-account-current = Current password
desk-account-new = New password, at least 12 characters
desk-account-again = New password once more
desk-account-changed = Your password was changed. You are logged out everywhere but here.
desk-account-change = Change password
desk-role-reception = reception
desk-role-manager = manager
desk-role-auditor = auditor
desk-role_long-reception = reception: sees to visitors
desk-role_long-manager = manager: the same, plus enrolling, erasing and settings
desk-role_long-auditor = auditor: reads, and changes nothing

desk-bar-place = Place
desk-bar-every_place = All places
desk-bar-find = Find anybody
desk-find-found = Found
desk-find-nobody = Nobody: not waiting, not expected today, not enrolled, and no visit in the last 30 days.
desk-bar-alerts = Sound and notifications
desk-bar-silent = Sound is off: turn it on
desk-bar-unchecked = { $name }: no checks
desk-queue-now = At the camera
desk-queue-waiting = Waiting for you
desk-queue-waiting_count = Waiting for you ({ $count })
desk-queue-sound = Play a sound when a visitor is waiting
desk-queue-notify = Notify me when a visitor needs a decision now
desk-queue-empty = No visitors are waiting.
desk-queue-closed = Closed
desk-queue-starting = The camera is starting.
desk-queue-nameless = Name not known
desk-queue-to_see = to see { $host }
desk-queue-employee = Employee
desk-queue-times =
    { $count ->
        [one] held { $count } time
       *[other] held { $count } times
    }
desk-queue-ended_at = { $how }, at { $time }
desk-queue-by = { $how } ({ $name })
desk-queue-seen_to = Seen to
desk-queue-let_in_waiting = Let in while Envoy waited
desk-queue-now_nobody = Nobody at the moment
desk-list-order = Order
desk-list-longest = Longest first
desk-list-latest = Latest first
desk-list-name = By name
desk-list-compact = Compact
desk-list-procedure = Follow the procedure
desk-list-document = Check a document
desk-list-nobody = Nobody who waits matches this.
desk-list-new_alarms = { $number } new · show
desk-outcome-let_in = Document checked, let in
desk-outcome-turned_away = Turned away
desk-outcome-left = Left
desk-outcome-enrolled = Enrolled
desk-outcome-held_again = Held again at a later sign-in
desk-outcome-let_in_later = Let in by a later sign-in
desk-outcome-signed_out = Signed out in Envoy
desk-outcome-office_closed = Still waiting when the office closed
desk-row-let_in = Let in
desk-row-let_in_checked = Document checked: let in · { $name }
desk-row-waiting_for = waiting for
desk-row-open_envoy = Open in Envoy
desk-row-part = Not the same visitor
desk-row-change_note = Change note
desk-row-add_note = Add a note
desk-row-note = Note
desk-row-open = Open
desk-row-unanswered = desk asked { $time }, nobody answered
desk-row-with_them = { $name } is with them
desk-row-host_told = host told { $time } ({ $name })
desk-row-has_note = note: { $note }
desk-row-approve = Approve the entry in Envoy as well: until then, Envoy keeps the visitor waiting.
desk-row-why = Why are they let in? Your answer goes on record.
desk-detail = Visitor
desk-today = Today
desk-today-let_in = Let in
desk-today-held = Sent to the desk
desk-today-next = Who comes next
desk-today-nobody = Nobody else is announced for today.
desk-days-yesterday = Yesterday
desk-days-tomorrow = Tomorrow
desk-days-week = 7 days
desk-days-other = Other days
desk-act-let_in = Document checked: let in
desk-act-enrolled = Enrolled now: let in
desk-act-left = Has left
desk-act-turned_away = Turn away
desk-act-with = I am with them
desk-act-not_with = I am not with them
desk-fact-host = To see
desk-fact-arrived = Signed in
desk-fact-at = { $time } at { $place }
desk-fact-waiting = waiting { $time }
desk-fact-email = E-mail
desk-fact-employee = Employee id
desk-fact-phone = Telephone
desk-fact-company = Company
desk-fact-document = Document
desk-fact-document_name = Name in the document
desk-document-passport = Passport of { $state }
desk-document-card = ID card of { $state }
desk-document-licence = Driving licence in a phone, from { $state }
desk-document-pid = ID in a phone, from { $state }
desk-document-until = valid until { $day }
desk-document-class-genuine = genuine
desk-document-class-copy_not_excluded = copy not excluded
desk-document-class-not_verified = not verified
desk-document-class-expired = expired
desk-document-class-revoked = withdrawn by the state
desk-document-face-matches = the face matches the portrait
desk-document-face-differs = the face does not match the portrait
desk-document-face-not_compared = face not compared
desk-fact-expected = Expected
desk-fact-not_expected = not announced
desk-fact-enrolled = Enrolled
desk-fact-not_enrolled = nobody under this name or e-mail
desk-fact-enrolled_since = { $name }, since { $day }
desk-fact-visits = Last visits
desk-fact-same_name = Same name
desk-visitor-all = All visits under this name or e-mail
desk-visitor-visits = Visits under this name or e-mail
desk-visitor-enrolled = Open the enrolled person:
desk-visitor-not_enrolled = Nobody is enrolled under this name or e-mail. Others may use the same name: compare a document.
desk-visitor-none = No visit under this name or e-mail is kept. Check an identity document, as for a first visit.
desk-visitor-cut = Older visits may exist: look for them in the history.
desk-story-unanswered = The desk was asked to let them in, and nobody answered
desk-story-host = { $name } wrote to the host
desk-listed = Entries of official lists
desk-listed-alike = name { $percent } % alike
desk-listed-by-email = found by e-mail
desk-listed-by-domain = found by e-mail domain
desk-listed-by-phone = found by telephone
desk-listed-by-company = found by company
desk-listed-by-name = found by name
desk-listed-birth-agrees = birth date agrees
desk-listed-birth-differs = birth date differs
desk-listed-birth-not_listed = no birth date listed
desk-listed-birth-not_asked = birth date not asked
desk-listed-country-agrees = country agrees
desk-listed-country-differs = country differs
desk-listed-country-not_listed = no country listed
desk-listed-country-not_asked = country not asked
desk-listed-aliases = Also called
desk-listed-born = Born
desk-listed-countries = Countries
desk-listed-entry = Entry
desk-listed-gone = This entry is not on the list any more.
desk-listed-dismissed = { $name } said at { $time }: not the same person.
desk-listed-follows = From now on this entry does not hold { $name } when the camera recognises the face. It ends when the entry or the name changes.
desk-listed-not_them = Not the same person
desk-news-waits = { $name } waits: { $why }
desk-news-waits_again = { $name } waits again: { $why }
desk-news-closed = { $name }: { $how }
desk-dock = Latest
desk-ring-label = Waiting for your answer
desk-ring-title = Let in { $name }?
desk-ring-nameless = Let in this visitor?
desk-ring-seconds = { $seconds } s
desk-ring-enrolled = since { $day }
desk-ring-last = last let in: { $at }
desk-ring-what_to_do = Look at the visitor and their identity document. Without an answer they are held as usual.
desk-ring-let_in = Document checked: open now
desk-ring-hold = Hold
desk-ring-notification = Front desk: let in?
desk-ring-notification_text = A visitor waits for your answer now.
desk-keys = Keys
desk-keys-again = { $name }: { $act }? Press { $key } again.
desk-key-ArrowDown = next visitor
desk-key-ArrowUp = previous visitor
desk-key-Enter = open
desk-key-n = note (open card)
desk-key-save = save the note
desk-key-t = turn away (open card)
desk-key-l = has left (open card)
desk-key-help = this list
desk-key-i = let in (open card)
desk-key-z = undo the last act
desk-key-h = tell the host (open card)
desk-key-w = I am with them (open card)
desk-key-find = find
desk-key-Escape = close the card
desk-key-r = go to the visitor who rings; Enter lets in
desk-guidance-look_here = no face yet
desk-guidance-step_closer = too far away
desk-guidance-step_back = too close
desk-guidance-one_person = several people
desk-guidance-centre = not in the middle
desk-guidance-face_camera = looks away
desk-guidance-more_light = too dark
desk-guidance-less_light = too bright
desk-guidance-hold_still = blurred
desk-guidance-open_eyes = eyes closed
desk-guidance-uncover_face = face may be covered
desk-guidance-looking_good = the face is being compared
desk-guidance-follow_dot = asked to follow the dot
desk-guidance-turn_a_little_left = asked to turn a little left
desk-guidance-turn_a_little_right = asked to turn a little right
desk-guidance-turn_back_a_little = asked to turn back a little
desk-guidance-show_pass = asked to show the health pass
desk-guidance-show_next_part = asked for the next part of the pass
desk-guidance-show_other_pass = asked for another pass

desk-steps = First steps
desk-steps-secret = The client secret is Envoy's. Your administrator stores it.
desk-steps-reached = A call of Envoy's comes through the tunnel.
desk-steps-envoy = Envoy sends its sign-ins here. Your administrator connects it once.
desk-steps-told = Somebody gets a message when a visitor is held.
desk-steps-screen = A lobby screen is paired.
desk-steps-consent = A consent text is published.
desk-steps-enrolled = Somebody is enrolled.
desk-steps-done = Done:
desk-steps-to_do = To do:
desk-steps-show = Show me

desk-host-tell = Tell the host
desk-host-nobody = No message can be sent from here: Envoy gave no e-mail address of the host, or neither a mail server nor a channel is set up.
desk-host-to = To
desk-host-message = Message
desk-host-text = { $visitor } is at the front desk. Please come, or call us.
desk-host-text_at = { $visitor } is at the front desk ({ $place }). Please come, or call us.
desk-host-your_visitor = Your visitor
desk-host-written = To { $to }, { $time }: { $state }
desk-host-waiting = on its way
desk-host-sent = sent
desk-host-given_up = could not be delivered
desk-host-forgotten = erased before it was sent

desk-history-decided = Decided sign-ins
desk-history-time = Time
desk-history-visitor = Visitor
desk-history-host = Host
desk-history-lobby = Lobby
desk-history-answer = Answer
desk-history-why = Why
desk-history-outcome = Outcome
desk-history-none = No sign-in matches these filters.
desk-history-widen = Look at the last 7 days
desk-history-totals = To the desk: { $held } · let in: { $let_in }
desk-history-more = Show more
desk-history-from = From
desk-history-to = To
desk-history-all = all
desk-history-held = held
desk-history-let_in = let in
desk-history-reason = Reason
desk-history-name = Name
desk-history-csv = Save as CSV
desk-history-asked = Envoy asked at { $at }.
desk-history-frames =
    { $count ->
        [one] The camera sent { $count } picture; { $usable } was good enough to compare.
       *[other] The camera sent { $count } pictures; { $usable } were good enough to compare.
    }
desk-history-check = { $check }, after { $seconds } s: { $why }
desk-history-passed = Passed.
desk-history-was_let_in = Answered after { $seconds } s: let in.
desk-history-was_held = Answered after { $seconds } s: held for the front desk.
desk-history-waits = still waits
desk-history-ended = { $how }, at { $at }.
desk-history-note = Note: { $note }
desk-check-face = Face
desk-check-watchlist = Watchlist
desk-check-health_pass = Health pass
desk-check-personal_code = Personal code
desk-check-document = Document
desk-check-remote_list = Remote list
desk-check-identity_document = Identity document
desk-check-recent = Time of the call
desk-check-none = Nothing required
desk-check-held = Required checks
desk-part-sign_ins = Sign-ins
desk-part-numbers = Numbers of the week
desk-part-accounts = Accounts
desk-part-screens = Lobby screens
desk-part-lists = Watchlists
desk-part-texts = Consent texts
desk-numbers = Numbers of the week
desk-numbers-before = Week before
desk-numbers-after = Week after
desk-numbers-none = No sign-in was decided in this week.
desk-numbers-cut = There were more sign-ins than are counted here: the latest are counted.
desk-numbers-let_in = Let in
desk-numbers-held = Sent to the desk
desk-numbers-waited = Typical wait
desk-numbers-longest = Longest wait
desk-numbers-retries = Held again
desk-numbers-not_moved = Did not move as asked
desk-numbers-cannot_move = Cannot move
desk-numbers-count = Number
desk-numbers-by_day = By day
desk-numbers-by_hour = By hour
desk-numbers-by_place = By place
desk-numbers-by_reason = Why they were sent to the desk
desk-numbers-by_outcome = How the visits ended

desk-expected-today = Expected today
desk-expected-day = Day
desk-expected-find = Visitor or host
desk-expected-only_not_enrolled = Not enrolled
desk-expected-only_listed = On a list
desk-expected-visitors = Expected visitors
desk-expected-location = Location
desk-expected-face = Face check
desk-expected-checked_in = Checked in
desk-expected-nobody = Nobody of that name is expected.
desk-expected-none = Envoy has announced no visitor for this day. If you expect somebody, ask your administrator whether Envoy sends its invitations here.
desk-expected-cut = More are expected than are shown here.
desk-expected-now = Now
desk-expected-next = Later
desk-expected-late = Late
desk-expected-here = Here
desk-expected-invite = Invite to enrol
desk-enrolled-enrolled = enrolled
desk-enrolled-consent_needed = consent needs renewing
desk-enrolled-expired = enrolment has expired
desk-enrolled-photos_needed = needs new photos
desk-enrolled-unclear = not clear who this is
desk-enrolled-not_enrolled = not enrolled
desk-enrolled-opted_out = wants no face checks
desk-enrolled-unknown = erased
desk-visit-expected = expected
desk-visit-overdue = overdue
desk-visit-let_in = let in
desk-visit-held = waits at the desk
desk-visit-seen_to = seen to
desk-visit-arrived = signed in
desk-visit-at = { $state }, { $time }

desk-lists = Watchlists
desk-lists-stays = The list in force stays until somebody decides.
desk-lists-accept = Put the new list in force
desk-lists-reject = Reject it
desk-lobby-screen = Screen
desk-lobby-state = State
desk-lobby-camera = Camera
desk-lobby-none = No lobby screen is paired.
desk-lobby-check_up = Check-up
desk-lobby-takes = The check-up takes a few seconds …
desk-lobby-fine =
    { $count ->
        [one] { $count } check is in order
       *[other] { $count } checks are in order
    }
desk-lobby-for_administrator = For your administrator: Troubleshooting, “{ $heading }”.
desk-lobby-test = Test the camera
desk-lobby-connected = connected, { $camera }
desk-lobby-connected_busy = connected, { $camera }, in use by a visitor
desk-lobby-not_connected = not connected: check that it is on and shows its page
desk-lobby-camera_lacking = Check that a camera is plugged in there and allowed. Everybody who needs the camera here is held.
desk-lobby-other_camera = This screen has another camera than the one on record, or one more, so the face check is paused there: { $camera }. Look at the screen. If the camera is not yours, unplug it and call your administrator.
desk-lobby-is_ours = It is our camera
desk-lobby-two_cameras_not_set_up = Two cameras are needed, and they are not set up. Everybody who needs the camera here is held.
desk-lobby-two_cameras_set_up = Two cameras, about { $centimetres } cm apart.
desk-lobby-two_cameras_moved = One of the two cameras was moved. Set them up again.
desk-lobby-phone_no_trust_list = No ID from phones here: no list of issuers was imported.
desk-lobby-phone_unsupported = No ID from phones here: the browser of this screen cannot ask for one.
desk-lobby-phone_no_bluetooth = No ID from phones here: the machine of this screen has no Bluetooth adapter.
desk-lobby-phone_offline = No ID from phones here: the machine of this screen has no network.
desk-lobby-set_up_cameras = Set up the cameras
desk-lobby-first_camera = First camera
desk-lobby-second_camera = Second camera
desk-camera-ready = camera ready
desk-camera-missing = no camera
desk-camera-blocked = camera not allowed
desk-camera-in_use = camera used by another program
desk-camera-unknown = camera not known
desk-light-green = good
desk-light-amber = check this
desk-light-red = problem

desk-people-find = Name, e-mail or employee id
desk-people-only = Show
desk-people-only-all = Everybody
desk-people-only-ask_again = Consent to ask again
desk-people-only-ended = Consent or enrolment ended
desk-people-only-face_off = Face check off
desk-people-only-no_email = No e-mail
desk-people-only-no_photos = No usable photo
desk-people-enrol = Enrol somebody
desk-people-enrol_many = Enrol several people
desk-people-listed = People who are enrolled
desk-people-known_by = Known by
desk-people-consent = Consent
desk-people-expires = Expires
desk-people-photos = Photos
desk-people-last = Last let in
desk-people-none = Nobody who is enrolled matches this.
desk-people-empty = The list is empty: enrol the first person here.
desk-people-pages = Pages
desk-people-previous = Previous
desk-people-next = Next
desk-people-page =
    { $count ->
        [one] Page { $page } of { $pages }, { $count } person
       *[other] Page { $page } of { $pages }, { $count } people
    }
desk-people-employeeId = employee { $text }
desk-consent-stands = in force
desk-consent-outdated = given to an earlier text: ask again
desk-consent-withdrawn = withdrawn
desk-consent-run_out = has expired
desk-way-desk = at the desk
desk-way-paper = on paper
desk-way-screen = on a screen

desk-person-somebody = Somebody enrolled
desk-person-name_only = Known by name only
desk-person-facts = { $known } · enrolled { $enrolled } · expires { $expires } · last let in { $used }
desk-person-photos =
    { $count ->
        [one] { $count } photo.
       *[other] { $count } photos.
    }
desk-person-photos_former = Others were made for an earlier recogniser.
desk-person-consent = Consent: { $state }.
desk-person-face_off = The face check is off: too many in a row have failed under this name. Look in the history at who tried before you turn it on again.
desk-person-code = A personal code is set up.
desk-person-no_code = No personal code is set up.
desk-person-text = text “{ $version }”
desk-person-no_text = no text was published then
desk-person-read_in = read in { $language }
desk-person-until = until { $day }
desk-person-withdrawn = withdrawn { $day }
desk-person-sign_ins =
    { $count ->
        [one] Sign-ins under this name (the latest)
       *[other] Sign-ins under this name (the latest { $count })
    }
desk-person-add_photos = Add photos
desk-person-correct = Correct details
desk-person-renew = Renew consent
desk-person-withdraw = Withdraw consent
desk-person-export = Export
desk-person-opt_out = Opt out
desk-person-face_on = Turn the face check on
desk-person-reset_code = Reset the personal code
desk-person-erase = Erase
desk-person-add_these = Add these
desk-person-take_them = Take them with this camera
desk-person-photos_added = The photos were added.
desk-person-unchanged = Nothing was changed.
desk-person-corrected = The details were corrected.
desk-person-consent_until = Last day of the consent (empty: no end)
desk-person-save_consent = Save the consent
desk-person-about_erasing = Erases { $name } and their face for good. Past sign-ins stay, without a name. This cannot be undone.
desk-person-type_name = Type the name to confirm: { $name }
desk-person-erase_now = Erase { $name } for good
desk-person-receipt = The receipt, which holds neither name nor face, was saved.
desk-person-restore = Take the withdrawal back
desk-person-opt_in = Take the opt-out back
desk-person-about_withdrawing = The camera stays off for { $name } from now on. The clean-up erases them and their face when the service starts next, or within 24 hours. Until then you can take this back here.
desk-person-about_opting_out = The camera stays off for { $name } from now on. They stay enrolled. You can take this back here.

desk-enrol-name = Full name, as they type it on the iPad
desk-enrol-email = E-mail
desk-enrol-employeeId = Envoy employee id, for employees
desk-enrol-until = Last day of the enrolment (empty: no end)
desk-enrol-how_agreed = How and when they agreed
desk-enrol-example = signed form, 2026-11-25
desk-enrol-where_agreed = Where they agreed
desk-enrol-send = Enrol from photos
desk-enrol-camera = Enrol with this camera
desk-enrol-check = Only check the photos
desk-enrol-document = I have looked at their identity document (needed where no earlier photo can say who they are; it is put on record with your name)
desk-enrol-personal_code = With this camera: set up a personal code, too (for the authenticator app on their own phone; only the lobby screen shows it)
desk-enrol-photos = Photos: this person alone, from the front (up to { $count })
desk-enrol-judged = { $file }, as it was judged
desk-enrol-limit = { $value } (limit { $limit })
desk-photo-good = good
desk-photo-refused = not good enough
desk-photo-repeated = counted once: it is the same picture as another
desk-enrol-nothing = Nothing was stored.
desk-enrol-show_them = Show them
desk-enrol-enrolled =
    { $count ->
        [one] Enrolled from { $count } photo.
       *[other] Enrolled from { $count } photos.
    }
desk-enrol-updated =
    { $count ->
        [one] { $count } photo added.
       *[other] { $count } photos added.
    }
desk-enrol-unchanged = Nothing was changed: there was nothing new.
desk-enrol-twins = Twins, or only alike
desk-import-how = Name each photo after the person, with a number where there are several (“Ada Example 2.jpg”), or put the photos of each person into a folder of their name. A list among the files (CSV) can also say their e-mail and how each of them agreed.
desk-import-two_lists = There are several lists. Choose one.
desk-import-files = Photos, and a list if you have one
desk-import-folder = Or a folder with them
desk-import-empty = There are no photos among these files.
desk-import-enrol =
    { $count ->
        [one] Enrol: { $count } person
       *[other] Enrol: { $count } people
    }
desk-import-again =
    { $count ->
        [one] Try again: { $count } person
       *[other] Try again: { $count } people
    }
desk-import-stop = Stop after this one
desk-import-save_refused = Save who was not enrolled, and why
desk-import-so_far =
    { $count ->
        [one] { $count } person: { $enrolled } enrolled, { $refused } not, { $left } to go.
       *[other] { $count } people: { $enrolled } enrolled, { $refused } not, { $left } to go.
    }
desk-import-listed = People to be enrolled
desk-import-result = Result
desk-import-leave_out = Leave out the refused photos
desk-import-missing = { $file } is not among the files.
desk-import-too_many = There are { $count } photos. Give up to { $most }.
desk-import-too_large = The photos are too large: { $each } MB each, { $all } MB in all. Save them smaller.
desk-lobby_enrol-new = Enrolling { $name }, somebody new, at { $screen }:
desk-lobby_enrol-known = Adding pictures to the record of { $name } at { $screen }:
desk-lobby_enrol-waiting = Waiting for the screen.
desk-lobby_enrol-asking = The screen shows the consent text and asks whether they agree.
desk-lobby_enrol-posing = In front of the camera: { $taken } of 3 pictures taken.
desk-lobby_enrol-posing_short = In front of the camera: { $taken } of 3 pictures taken; { $short }.
desk-lobby_enrol-code = All pictures are taken. They set up their personal code at the screen.
desk-lobby_enrol-interrupted = Somebody signed in and has the camera first. It goes on afterwards.
desk-lobby_enrol-storing = All pictures are taken. One moment …
desk-lobby_enrol-enrolled = Enrolled. The camera knows them next time.
desk-lobby_enrol-ended = Nothing was stored.
desk-lobby_enrol-stop = Stop
desk-lobby_enrol-screen = Which lobby screen are they at?
desk-lobby_enrol-away = { $name } (not connected)
desk-offer-manager_knows = If they are somebody else, offer it again and say so. If they are the same person, add photos to that record.
desk-offer-ask_manager = A manager can say who they are, and offer it again.
desk-offer-offer = Offer to enrol
desk-offer-from_document = Enrol from this document
desk-offer-without_document = Enrol without the document
desk-offer-document_name = Name in the document that the screen verified: { $name }
desk-offer-shown = { $name } showed a genuine document a short while ago.
desk-offer-name = Full name, as in their document
desk-offer-signed_in = As they signed in: { $email }
desk-offer-signed_in_id = As they signed in: { $email }, employee id { $id }
desk-offer-no_email = no e-mail
desk-offer-checked = I have checked their document
desk-offer-new = This enrols somebody new.
desk-offer-known = This changes the record of { $name }, who is enrolled already: pictures are added, if it is their face.

desk-accounts = Accounts
desk-accounts-listed = Who may use the desk
desk-accounts-name = Name
desk-accounts-login = Login
desk-accounts-role = Role
desk-accounts-last = Last log-in
desk-accounts-change = Change
desk-accounts-you = You
desk-accounts-active = never logged in
desk-accounts-link_open = has a link, no password yet
desk-accounts-link_expired = the link has expired
desk-accounts-link = With this link { $name } (login { $login }) chooses a password. It works once, until { $until }. Give it to nobody else; it is not shown again.
desk-accounts-role_of = Role of { $name }
desk-accounts-new_link = New link
desk-accounts-revoke = Revoke
desk-accounts-revoke_now = Revoke { $name }
desk-accounts-add = Add an account
desk-accounts-login_field = Login (empty: made from the name)
desk-screens-connected = { $name }, connected
desk-screens-not_connected = { $name }, not connected
desk-screens-unpair = Unpair
desk-screens-unpair_now = Unpair { $name }
desk-screens-pair = Pair a lobby screen
desk-screens-name = Name, like Lobby
desk-screens-serves = Serves
desk-screens-every_place = every place
desk-screens-make_code = Make a code
desk-screens-code = Open { $address } on the screen “{ $name }” and type this code. It works once, until { $time }.
desk-places = Name a place
desk-places-about = Envoy tells only the number of these places. The name is shown at the desk and in messages; the policy does not go by it.
desk-places-place = Place
desk-places-name = Name (empty: show the number)
desk-places-save = Save the name
desk-place-unnamed = Location { $id }
desk-own_list = Watchlist
desk-own_list-empty = Your own list is empty.
desk-own_list-find = Find on your own list
desk-own_list-not_found = No entry of your own list matches this.
desk-own_list-listed = Your own list
desk-own_list-found_by = Found by
desk-own_list-why = Why
desk-own_list-added = Added
desk-own_list-until = Until
desk-own_list-no_end = no end
desk-own_list-acts = Change or remove
desk-own_list-remove_now = Remove for good
desk-own_list-others = Lists of others in use
desk-own_list-none = None.
desk-own_list-dated = { $entries } entries, of { $date }, imported { $imported }.
desk-own_list-undated = { $entries } entries, without a date, imported { $imported }.
desk-own_list-age =
    { $count ->
        [one] { $count } day old.
       *[other] { $count } days old.
    }
desk-own_list-overdue = It is overdue: a newer one has to be imported.
desk-own_list-fetch_failed = The last { $times } fetches failed. Tell your administrator: the guide says why under “Finding watchlist_fetch”.
desk-own_list-add = Add somebody
desk-own_list-add_form = Add to the watchlist
desk-own_list-about = A visitor who matches is sent to the front desk; the lobby screen does not say why. Add a birth date and country to avoid false matches, if your sign-in form asks for them.
desk-own_list-name = Full name
desk-own_list-aliases = Other names, separated by semicolons
desk-own_list-birthDate = Birth date
desk-own_list-country = Country, or its code
desk-own_list-email = E-mail
desk-own_list-domain = E-mail domain: everybody from there
desk-own_list-phone = Telephone, with +
desk-own_list-company = Company: everybody from there
desk-own_list-note = Why: the front desk will ask
desk-own_list-last_day = Last day on the list (empty: no end)
desk-own_list-add_now = Add to the list
desk-own_list-face = the face
desk-own_list-face_about = A face needs a legal basis, because the person did not agree. The service looks at the photos and forgets them; a lobby screen compares the face only in a check that happens anyway.
desk-own_list-legalBasis = Legal basis: what allows to keep the face
desk-own_list-remove_face = Remove the face
desk-own_list-change_form = Change an entry
desk-own_list-import = Import a table
desk-own_list-import_about = Choose a CSV file. Its first row names the columns; only “note” is needed. Each row is added by itself. Rows with mistakes are listed here, and nothing is added twice.
desk-own_list-template = Save a template
desk-own_list-file = CSV file
desk-own_list-imported = { $added } added, { $refused } not added.
desk-own_list-row = Row { $row }: { $why }
desk-text = Consent text
desk-text-form = Publish a consent text
desk-text-publish = Publish a text
desk-text-about = Use the current version to add a translation: earlier consents still count. Use a new version to replace the text: everyone enrolled is asked again.
desk-text-version = Version, like 2026-11
desk-text-language = Language
desk-text-text = Text
desk-text-publish_now = Publish
desk-text-publish_version = Publish the new version
desk-text-publish_translation = Publish the translation
desk-text-asks_nobody = A new version. There are no enrolled people yet.
desk-text-asks =
    { $count ->
        [one] A new version: { $count } person who is enrolled will be asked again, with the camera off until they agree.
       *[other] A new version: { $count } people who are enrolled will be asked again, with the camera off until they agree.
    }
desk-text-none = No text was published yet.
desk-text-current = Version “{ $version }”, { $language }
desk-text-current_unsaid = Version “{ $version }”, language not said
desk-text-before = Before: version “{ $version }”, published { $day }

# A remark on a sign-in is stored as the English sentence that the check says. The desk finds the others by it.
desk-remark-other_recogniser = Their photos were enrolled for another recogniser; new photos are needed.
desk-remark-withdrew = They withdrew their consent.
desk-remark-consent_over = Their consent has expired.
desk-remark-without_card = Between { $from } and { $until } sign-ins may have been held without a card.
desk-remark-look_at_envoy = Look at the visitor log in Envoy.
desk-remark-approval_forged = Another program wrote an approval of this sign-in into the database.
desk-remark-namesakes = { $number } people are enrolled under this name; the face was compared with each.
desk-remark-enrolled_meanwhile = Somebody was enrolled under this name or e-mail while the visitor waited.
desk-remark-scripts = The name is written with letters of several scripts, or of one that is hardly in use, as one that looks like another.
desk-remark-no_name = The name has no letter in it, or is too long to be a name.
desk-remark-looks_alike = Somebody of this name, of another form of it, or of one that looks like it is enrolled, with another e-mail or employee id.
desk-remark-enrolled_only = No person is enrolled under this name or e-mail, and the policy asks for the face of enrolled people only.
desk-remark-face_off = After { $number } in a row the face check is off for them until a manager turns it on again under People.
desk-remark-changed_meanwhile = This changed while the camera was on, or before the visitor was answered; nothing of what it saw was kept.
desk-remark-face_hit = A face can be taken for another: look at an identity document.
desk-remark-by_record = Not by what the visitor typed, but by what was recorded when that person was enrolled.
desk-remark-by_document = By what the identity document says.
desk-remark-no_time = Envoy sent no time of the sign-in, so the time of its arrival counts.
desk-remark-wrong_time = The sign-in is { $when } by the clock of this machine. If it was made just now, that clock is wrong.
desk-remark-pass_unreadable = It could not be read.
desk-remark-pass_is_test = It shows a test, and no vaccination.
desk-remark-pass_is_recovery = It shows a recovery, and no vaccination.
desk-remark-pass_no_vaccination = It is a health pass of another kind: it shows no vaccination.
desk-remark-pass_nobody_named = It does not say whose it is.
desk-remark-pass_several_events = It holds several certificates in one, which is not allowed.
desk-remark-pass_not_packed = It is not packed in the way that health passes are.
desk-remark-pass_incomplete = Only some of its codes were shown.
desk-remark-pass_too_large = It is larger than a health pass can be.
desk-remark-pass_wrong_algorithm = It is not signed in the way that health passes are.
desk-remark-pass_unknown_issuer = Its issuer is not trusted here.
desk-remark-pass_wrong_purpose = Its signer may not sign health passes of this kind.
desk-remark-pass_taken_back = It was taken back by its issuer.
desk-remark-pass_tampered = Its signature does not fit: it was changed, or is damaged.
desk-remark-pass_not_yet_valid = It is not valid yet.
desk-remark-pass_expired = It has expired.
desk-remark-pass_wrong_name = It is made out to another name than the one that signed in.
desk-remark-pass_wrong_birth_date = It is made out to another birth date than the one that was given.
desk-remark-pass_no_birth_date = The birth date could not be compared.
desk-remark-pass_not_enough_doses = It does not show enough doses that count here.
desk-remark-pass_too_long_ago = The last dose that counts is too long ago.
desk-remark-code_reset = It was reset while the screen asked for it, or before the visitor was answered.
desk-remark-form_not_answered = "{ $question }" is not answered.
desk-remark-form_too_long = The answer to "{ $question }" is too long to be read.
desk-remark-form_otherwise = "{ $question }" is answered otherwise than it has to be.
desk-remark-form_date_unreadable = The date at "{ $question }" cannot be read.
desk-remark-form_date_over = The date at "{ $question }" is over.
desk-remark-form_not_signed = The agreement { $agreement } is not signed.
desk-remark-form_document_not_signed = The document "{ $name }" (agreement { $agreement }) is not signed.
desk-remark-chip_refused = The chip was refused: { $code }.
desk-remark-chip_key = What was typed did not open the chip.
desk-remark-phone_refused = The phone’s answer was refused: { $code }.
desk-remark-phone_nothing = The phone gave no document.
desk-remark-phone_portrait = The document in the phone has no portrait that can be compared.
desk-remark-phone_part = The phone held back a part of the document.
desk-remark-phone_status = Its issuer may have withdrawn it: no current list that would say so is in force.
desk-remark-document_removed = The document was taken off the reader too early.
desk-remark-reader_gone = No document reader is connected at this screen.
desk-remark-signer_withdrawn = The state withdrew it, or the certificate that signed it.
desk-remark-authority_missing = The missing authority: { $authority }.
desk-remark-document_changed = Before the visitor was answered, what the document was judged by has changed.
desk-remark-list_nothing_to_ask = The sign-in holds nothing that the list may be asked about.
desk-remark-list_late = It did not answer in time.
desk-remark-list_no_connection = It could not be reached.
desk-remark-list_out_of_service = It said that it is out of service.
desk-remark-list_refused = It did not accept the question.
desk-remark-list_strange = Its answer could not be understood.
desk-remark-list_reference = Its reference is { $reference }.
desk-remark-lookup_no_name = The sign-in has no name that could be looked up in the watchlist.
desk-remark-lookup_japanese = The name is in Japanese characters, which can be read in several ways: look it up in Latin letters.
desk-remark-lookup_too_long = The name is too long for all of it to be looked up in the watchlist.
desk-remark-lookup_gone = A watchlist that was in force is gone: { $list }.
desk-remark-lookup_empty = The policy asks for all watchlists, and all of them are empty.
desk-remark-lookup_never_imported = The policy asks for a watchlist that was never imported: { $list }.
desk-remark-lookup_overdue = The policy holds everybody while a watchlist is overdue: { $list }.

## The lobby screen. It calls the visitor by name in a message that ends in -named, when the name is known; without one, in the message of the same id without that ending. Messages that end in -1, -2 and so on are the items of a list.

screen-language = Language
screen-staff = For the staff
screen-starting-title = One moment, please

screen-unpaired-title = Pair this screen
screen-unpaired-lead = Type the pairing code. A manager can create one at the front desk page, under Manage.
screen-unpaired-code = Pairing code, eight letters
screen-unpaired-submit = Pair
screen-unpaired-busy = Checking…
screen-unpaired-erase = Delete the last letter
screen-unpaired-stray_letter = Codes contain only consonants.
screen-problem-malformed_code = A code has eight letters. Please check it again.
screen-problem-wrong_code = That code is wrong or already used. Check it, or ask for a new one.
screen-problem-expired_code = This code is too old. Please ask for a new one.
screen-problem-too_many_tries = Too many tries. Please wait a minute, then try again.
screen-problem-unreachable = The service does not answer. Is it running?
screen-problem-revoked = This screen was unpaired. A new code pairs it again.

screen-idle-kicker = Hello

# A space at which no line breaks (U+00A0) stands between "sign" and "in".
screen-idle-title = Please sign in on the iPad
screen-idle-camera_off = The camera is off
screen-idle-notice = It comes on only while you sign in, and looks at your face only if you have enrolled.
screen-idle-notice_document = It comes on only while you sign in or show a document, after you have agreed or enrolled.
screen-idle-document = First visit? Show your passport
screen-idle-phone = First visit? Show your ID from your phone

screen-capture-get_ready = Getting the camera ready
screen-capture-ask_first = May we use the camera?
screen-capture-turn_on = Turn the camera on
screen-capture-preview = You, as the camera sees you
screen-capture-cannot_move = I can’t move my head
screen-capture-dot_comes = Then follow a dot with your nose.
screen-capture-code_comes = Then type the code of your authenticator app.
screen-capture-sign_in-kicker = Hello
screen-capture-sign_in-kicker-named = Hello, { $visitor }
screen-capture-sign_in-stop = No camera, please
screen-capture-sign_in-before = The camera will check that you are the person who enrolled. No image is kept.
screen-capture-sign_in-during = The camera is checking that you are the person who enrolled. No image is kept.
screen-capture-sign_in-progress = Progress of the check
screen-capture-health_pass-kicker = Hello
screen-capture-health_pass-kicker-named = Hello, { $visitor }
screen-capture-health_pass-stop = No camera, please
screen-capture-health_pass-before = The camera will read the code of your health pass, and nothing else. Your face is not looked at, and no image is kept.
screen-capture-health_pass-during = The camera reads the code of your health pass, and nothing else. Your face is not looked at, and no image is kept.
screen-capture-health_pass-progress = Progress of the check
screen-capture-sign_in_with_pass-kicker = Hello
screen-capture-sign_in_with_pass-kicker-named = Hello, { $visitor }
screen-capture-sign_in_with_pass-stop = No camera, please
screen-capture-sign_in_with_pass-before = The camera will check that you are the person who enrolled, and read the code of your health pass. No image is kept.
screen-capture-sign_in_with_pass-during = The camera checks that you are the person who enrolled, and reads the code of your health pass. No image is kept.
screen-capture-sign_in_with_pass-progress = Progress of the check
screen-capture-enrolment-kicker = Enrolling
screen-capture-enrolment-kicker-named = Enrolling { $visitor }
screen-capture-enrolment-stop = Stop, please
screen-capture-enrolment-before = The camera will look at you from three sides, to enrol you. A description of your face is kept, encrypted, and no image. Stop, and nothing is kept.
screen-capture-enrolment-during = You are being enrolled. A description of your face is kept, encrypted, and no image. Stop, and nothing is kept.
screen-capture-enrolment-progress = Progress of the enrolment
screen-capture-document-kicker = Hello
screen-capture-document-kicker-named = Hello, { $visitor }
screen-capture-document-stop = No camera, please
screen-capture-document-before = The camera will compare your face with the portrait in the document. No image is kept.
screen-capture-document-during = The camera compares your face with the portrait in the document. No image is kept.
screen-capture-document-progress = Progress of the check

screen-consent-title = May the camera know you next time?
screen-consent-is_new = You will be enrolled as { $name }.
screen-consent-is_known = { $name } is enrolled already. This adds more views of the face to that record.
screen-consent-fact-kept = A description of your face is kept, encrypted, and no image.
screen-consent-fact-long = It stays until you take it back or it expires.
screen-consent-fact-back = Take it back at the front desk at any time.
screen-consent-text = What you would agree to
screen-consent-other_languages = This text is not available in English. Please choose another language:
screen-consent-agree = I agree
screen-consent-no = No, thank you

screen-guidance-look_here = Please look here
screen-guidance-step_closer = Come a little closer
screen-guidance-step_back = Take a small step back
screen-guidance-one_person = One person at a time, please
screen-guidance-centre = Move into the oval
screen-guidance-face_camera = Look straight ahead
screen-guidance-more_light = Turn towards the light
screen-guidance-less_light = Move out of the bright light
screen-guidance-hold_still = Hold still for a moment
screen-guidance-open_eyes = Open your eyes, please
screen-guidance-uncover_face = Take off dark glasses, cap or mask
screen-guidance-looking_good = That’s it, stay like this
screen-guidance-follow_dot = Follow the dot with your nose
screen-guidance-turn_a_little_left = Turn your head a little to your left
screen-guidance-turn_a_little_right = Turn your head a little to your right
screen-guidance-turn_back_a_little = Not so far: turn back a little
screen-guidance-show_pass = Show your health pass to the camera
screen-guidance-show_next_part = Thank you. Now show the next code
screen-guidance-show_other_pass = Not accepted. Do you have another code?

screen-code-title = Your personal code
screen-code-lead = Type the six digits that your authenticator app shows.
screen-code-field = Personal code, six digits
screen-code-erase = Delete the last digit
screen-code-submit = Done
screen-code-no_code = I have no code here
screen-code-wrong = That code was not right. Please try again.
screen-code-used = That code was used before. Please wait for the next one.
screen-code-set_up-title = Set up your personal code
screen-code-set_up-lead = Scan this with the authenticator app on your phone. Then type the six digits that it shows.
screen-code-set_up-qr = A QR code for your authenticator app
screen-code-set_up-by_hand = Or type this key there:

screen-document-consent-title = May we read your document?
screen-document-consent-read = The camera reads the page’s lines; we read name, birth date, nationality and portrait from the chip and compare it with your face.
screen-document-consent-read_phone = Your phone shows us name, birth date, expiry, issuing country and portrait; we compare the portrait with your face.
screen-document-consent-kept = We store no picture or number; for an hour we recognise face and document. The desk sees the name and, for ten minutes, can offer to enrol you.
screen-document-consent-agree = I agree
screen-document-consent-use_phone = Use my phone
screen-document-consent-use_chip = Use a passport
screen-document-is_new = You will be enrolled as { $name }, with the portrait of your document.
screen-document-no = No, thank you
screen-document-wallet-title = Continue on your phone
screen-document-wallet-lead = Scan the code with your phone, choose your ID and agree to share it.
screen-document-zone-title = Show the photo page to the camera
screen-document-zone-lead = The lines with <<< must be seen here.
screen-document-zone-type = Type it instead
screen-document-zone-preview = Your document, as the camera sees it
screen-document-number-title = Document number
screen-document-birth-title = Date of birth
screen-document-expiry-title = Date of expiry
screen-document-can-title = Six digits on the card
screen-document-date = Year, month, day: two digits each
screen-document-field = What you typed
screen-document-use_can = My card has six digits
screen-document-use_number = Use the document number
screen-document-use_camera = Use the camera
screen-document-next = Next
screen-document-erase = Delete the last character
screen-document-key_wrong = That did not open the chip. Please check it.
screen-document-key_needs_dates = This document needs its number and its dates.
screen-document-place-title = Put your document on the reader
screen-document-place-lead = A passport: open, with the photo page down. A card: flat.
screen-document-several_documents = One document at a time, please
screen-document-reading-title = Reading your document
screen-document-reading-lead = Leave it on the reader.
screen-document-drawing = A document on a reader

screen-thinking-title = Thank you
screen-thinking-lead = One moment, please.
screen-thinking-camera_off = The camera is off again
screen-thinking-desk-title = Somebody is having a look
screen-thinking-desk-lead = Please stay here.

screen-outcome-welcome-title = Welcome
screen-outcome-welcome-title-named = Welcome, { $visitor }
screen-outcome-welcome-lead = You are all set. Please carry on at the iPad.
screen-outcome-please_wait-title = Someone will be with you shortly
screen-outcome-please_wait-lead = Please wait here for a moment. There is nothing you need to do.
screen-outcome-declined-title = No camera, no problem
screen-outcome-declined-lead = Someone will check you in personally. Please wait here for a moment.
screen-outcome-in_person-title = That is no problem
screen-outcome-in_person-lead = Someone will check you in personally. Please wait here for a moment.
screen-outcome-try_light-title = It is hard to see you here
screen-outcome-try_light-lead = Someone will be with you shortly. Next time, more light on your face helps.
screen-outcome-enrolled-title = Thank you
screen-outcome-enrolled-title-named = Thank you, { $visitor }
screen-outcome-enrolled-lead = You are enrolled. The camera is off, and no image was kept.
screen-outcome-enrolment_failed-title = That did not work
screen-outcome-enrolment_failed-lead = The camera is off and nothing was saved. The front desk can see what went wrong.
screen-outcome-enrolment_stopped-title = Stopped
screen-outcome-enrolment_stopped-lead = The camera is off and nothing was kept. The front desk will help you.
screen-outcome-document_ready-title = Thank you
screen-outcome-document_ready-lead = Now please sign in on the iPad, within ten minutes.
screen-outcome-document_failed-title = Please sign in on the iPad
screen-outcome-document_failed-lead = The document was not used. Someone will help you.

screen-camera_missing-title = The camera is not available
screen-camera_missing-lead = Please sign in on the iPad as usual. Someone will help you.
screen-camera_missing-allow = Allow the camera
screen-camera_missing-staff-missing-1 = Check that the camera is plugged in at both ends.
screen-camera_missing-staff-missing-2 = Try another USB socket.
screen-camera_missing-staff-missing-3 = This screen notices by itself when the camera is back.
screen-camera_missing-staff-blocked-1 = The browser forbids this page to use the camera.
screen-camera_missing-staff-blocked-2 = Allow it in the browser’s site settings, or by its policy.
screen-camera_missing-staff-blocked-3 = This screen notices by itself when the camera is allowed.
screen-camera_missing-staff-in_use-1 = Another program is using the camera. Close it.
screen-camera_missing-staff-in_use-2 = If there is none, unplug the camera and plug it in again.
screen-camera_missing-staff-in_use-3 = This screen tries again by itself.
screen-camera_missing-staff-not_asked-1 = The browser has not been allowed to use the camera yet.
screen-camera_missing-staff-not_asked-2 = Press the button and answer “Allow”. The camera goes off at once.
screen-camera_missing-staff-insecure-1 = Browsers allow the camera only on the machine of the service, or over https.
screen-camera_missing-staff-insecure-2 = Open http://localhost on the machine of the service, or use https.

screen-not_connected-title = Not connected
screen-not_connected-lead = Please sign in on the iPad as usual. Someone will help you.
screen-not_connected-staff-1 = This screen keeps trying and comes back by itself.
screen-not_connected-staff-2 = If it doesn't, check that Vestibule is running and the network is up.

screen-replaced-title = Open in another window
screen-replaced-lead = This lobby screen is open in another window.
screen-replaced-take_over = Use this window instead

screen-outdated-title = This page is out of date
screen-outdated-lead = Please sign in on the iPad as usual. Someone will help you.
screen-outdated-staff-1 = Reloading did not help. Close the browser and start it again.

## Mails from the desk.

mail-who = Who
mail-host = Host
mail-where = Where
mail-when = When
mail-written = The front desk writes about { $visitor }
mail-your_visitor = your visitor
mail-invited = How to enrol for the face check at the front desk
mail-invited_why = Once you are enrolled, the lobby screen can tell that it is you when you sign in. It is your choice: without it, the front desk looks at an identity document.
mail-invited_how = To enrol, bring an identity document and tell the front desk. The lobby screen shows the text below and asks whether you agree; only then does its camera look at your face, and no picture is kept. Please do not send a photo.

## The page of "privacy export": everything that is held about a person.

export-title = What is held about you
export-lead = This is everything that the face check in the lobby keeps about { $name }, as of { $at }. All times are in UTC. The file data.json beside this one has the same for a program to read, with every code and number.
export-who = Who you are
export-field-name = Name
export-field-email = E-mail
export-field-employeeId = Employee id
export-field-consent = Consent
export-field-expiresAt = Expires
export-field-id = Id
export-field-consentAt = Agreed on
export-field-createdAt = Enrolled on
export-agreed = What you agreed to
export-agreed-none = No consent is stored.
export-agreed-once = On { $at } you agreed, for “{ $purpose }”. It was written down as “{ $statement }”.
export-agreed-version = It was to the text of version { $version }.
export-agreed-desk = You said so at the front desk.
export-agreed-paper = You said so on paper.
export-agreed-screen = You said so on a screen.
export-agreed-until = It counts until { $at }.
export-agreed-ended = It has not counted since { $at }: it was withdrawn or replaced.
export-agreed-text = The text of version { $version }:
export-face = Your face
export-face-none = No template of your face is stored.
export-face-one = One template is stored: numbers that a recogniser made of pictures of you. The pictures were not kept, and the numbers are stored encrypted.
export-face-more = { $count } templates are stored: numbers that a recogniser made of pictures of you. The pictures were not kept, and the numbers are stored encrypted.
export-face-sign_in = Made on { $at } when you were let in, with the recogniser { $model }.
export-face-photo = Made on { $at } from a photo, with the recogniser { $model }.
export-face-document = Made on { $at } from your identity document and the camera beside it, with the recogniser { $model }.
export-face-numbers = Its numbers are in data.json.
export-sign_ins = Your sign-ins
export-sign_ins-none = There are none.
export-sign_in-visitor-approved = On { $at }, signing in as a visitor{ $flow }, you were let in.
export-sign_in-visitor-review = On { $at }, signing in as a visitor{ $flow }, you were held for the front desk.
export-sign_in-employee-approved = On { $at }, signing in as an employee{ $flow }, you were let in.
export-sign_in-employee-review = On { $at }, signing in as an employee{ $flow }, you were held for the front desk.
export-pictures-none = The camera stayed off.
export-pictures-one = One picture was looked at, and was not kept.
export-pictures-more = { $count } pictures were looked at, and none was kept.
export-likeness = Their likeness to your template was { $score } on a scale to 1.
export-noted = Noted: “{ $note }”.
export-check-passed = The check “{ $check }” was passed.
export-check-failed = The check “{ $check }” was not passed.
export-done = What was done about you
export-done-none = Nothing is on record.
export-done-once = On { $at }, { $what }, by { $actor }{ $details }.
export-done-other = this was done: { $action }
export-done-person_enrolled = you were enrolled
export-done-person_updated = your enrolment was changed
export-done-enrolment_invited = you were invited by e-mail to enrol
export-done-person_exported = you were given what is held about you
export-done-consent_renewed = your new consent was recorded
export-done-consent_withdrawn = your consent was withdrawn
export-done-opt_out_added = it was noted that the camera is never to look at you
export-done-opt_out_removed = the note that the camera is never to look at you was removed
export-done-second_template_stored = a template for the next recogniser was made when you were let in
export-done-second_template_dropped = the templates for the next recogniser were dropped, because two of your visits did not agree
export-done-face_turned_on = the face check was allowed again after many had failed under your name
export-done-personal_code_set_up = you set up a personal code
export-done-personal_code_reset = your personal code was reset
export-done-lookalikes_changed = you got a stricter threshold, because somebody looks like you
export-done-lookalikes_forgotten = your stricter threshold was taken back
export-actor-service = the service itself
export-actor-envoy = Envoy
export-actor-kiosk = yourself at a lobby screen ({ $who })
export-actor-desk = the front desk (account { $who })
export-actor-command = the person who runs the service ({ $who })
export-table-person_uses = When you were last let in
export-what-person_uses = It decides how long your enrolment is kept.
export-table-person_tries = Face checks that failed under your name
export-what-person_tries = How many in a row since the last match, by any visitor. After too many, the face check pauses.
export-table-personal_codes = Your personal code
export-what-personal_codes = What the authenticator app on your phone makes codes of. It is stored encrypted, and typed after the face check where the office asks for it.
export-table-lookalikes = People who look like you
export-what-lookalikes = Your faces are alike to the recogniser, so it takes a closer match to tell you apart.
export-table-outbox = Messages about you
export-what-outbox = Written to people in the building when you were held, or to you, until they are sent.
export-table-desk_cards = What the front desk was shown of you
export-what-desk_cards = A card for each of your latest sign-ins.
export-table-expected_visits = Visits that you are expected for
export-what-expected_visits = As Envoy has announced them.
export-table-watchlist_entries = Entries of a watchlist
export-what-watchlist_entries = This office keeps it for the reason given there.
export-what-other = This is stored as well, in the program’s own terms.

export-reason-desk_approved = Somebody at the front desk checked the visitor in person and let them in.
export-reason-other = The reason is { $code }.

## Reasons of decisions: why, what the receptionist does (todo), and a chip of one to three words.

reason-matched-why = The face matches the enrolled person.
reason-matched-todo = Please check the visitor in person.
reason-matched-chip = Face matches

reason-passed-why = Every check that is required here was passed.
reason-passed-todo = Please check the visitor in person.
reason-passed-chip = All checks passed

reason-not_required-why = The policy asks for no check here.
reason-not_required-todo = Please check the visitor in person.
reason-not_required-chip = No check required

reason-desk_approved-why = Somebody at the front desk checked the visitor in person and let them in.
reason-desk_approved-todo = Please check the visitor in person.
reason-desk_approved-chip = Let in by the desk

reason-no_match-why = The face does not match the enrolled person.
reason-no_match-todo = Please check an identity document.
reason-no_match-chip = Face does not match

reason-other_person-why = The face fits another enrolled person better than the one named.
reason-other_person-todo = Please follow your procedure: this may be somebody else.
reason-other_person-chip = Looks like somebody else

reason-not_enrolled-why = No person is enrolled under this name or e-mail, so the camera stayed off.
reason-not_enrolled-todo = Please check an identity document.
reason-not_enrolled-chip = Not enrolled

reason-name_differs-why = The name typed does not fit the person who is enrolled under this e-mail or employee id, so the camera stayed off.
reason-name_differs-todo = Please check an identity document, and the name on the badge.
reason-name_differs-chip = Name differs

reason-record_differs-why = The enrolment of this person was changed by another program than Vestibule, so the camera stayed off.
reason-record_differs-todo = Please check an identity document, and tell your administrator.
reason-record_differs-chip = Record was altered

reason-profile_differs-why = Envoy names another enrolled person than this name, e-mail or typed number, so the camera stayed off.
reason-profile_differs-todo = Please check an identity document, and which visitor or employee was chosen on the iPad.
reason-profile_differs-chip = Another profile

reason-enrolment_expired-why = The enrolment of this person has expired.
reason-enrolment_expired-todo = Please check an identity document. A manager can enrol them again.
reason-enrolment_expired-chip = Enrolment expired

reason-consent_outdated-why = The consent text has changed since this person agreed, so the camera stayed off.
reason-consent_outdated-todo = Please check an identity document and ask for their consent again.
reason-consent_outdated-chip = Consent to renew

reason-opted_out-why = This person does not want face checks, so the camera stayed off.
reason-opted_out-todo = Please check an identity document.
reason-opted_out-chip = Wants no face check

reason-no_face-why = The camera saw no face.
reason-no_face-todo = Please ask the visitor to step in front of the screen.
reason-no_face-chip = No face seen

reason-several_faces-why = Several people were in front of the camera.
reason-several_faces-todo = Please check the visitor in person.
reason-several_faces-chip = Several people

reason-poor_quality-why = The face could not be seen well enough (light, distance or angle).
reason-poor_quality-todo = Please check the visitor in person.
reason-poor_quality-chip = Poor picture

reason-face_changed-why = More than one person stepped in front of the camera.
reason-face_changed-todo = Please check the visitor in person.
reason-face_changed-chip = Face changed

reason-spoof_suspected-why = The camera may have been shown a picture instead of a person.
reason-spoof_suspected-todo = Please check the visitor in person.
reason-spoof_suspected-chip = Maybe a picture

reason-movement_not_seen-why = The visitor did not follow the dot in time.
reason-movement_not_seen-todo = Please check an identity document.
reason-movement_not_seen-chip = No movement seen

reason-cannot_move-why = The visitor touched "I can’t move my head" on the screen.
reason-cannot_move-todo = Please check an identity document instead.
reason-cannot_move-chip = Cannot move

reason-declined-why = The visitor chose not to use the camera.
reason-declined-todo = Please check an identity document instead.
reason-declined-chip = No camera, please

reason-identity_declined-why = The visitor chose not to have an identity document read.
reason-identity_declined-todo = Please check an identity document in person.
reason-identity_declined-chip = No document

reason-identity_not_read-why = No identity document could be read at the screen.
reason-identity_not_read-todo = Please check an identity document in person.
reason-identity_not_read-chip = Document not read

reason-identity_refused-why = The identity document is not as a state signed it: its chip was altered, copied or withdrawn.
reason-identity_refused-todo = Please check the document and the visitor in person.
reason-identity_refused-chip = Document refused

reason-identity_copy_possible-why = A state signed what the identity document says, but its chip cannot prove that it is no copy.
reason-identity_copy_possible-todo = Please look at the document itself.
reason-identity_copy_possible-chip = Copy possible

reason-identity_not_verified-why = Nobody could verify who signed the identity document: its authority is on no list here.
reason-identity_not_verified-todo = Please check the document in person.
reason-identity_not_verified-chip = Document not verified

reason-identity_expired-why = The identity document, or the certificate that signed it, has expired.
reason-identity_expired-todo = Please check another identity document.
reason-identity_expired-chip = Document expired

reason-identity_face_differs-why = The face does not match the portrait of the identity document.
reason-identity_face_differs-todo = Please compare the visitor with the document in person.
reason-identity_face_differs-chip = Face differs from document

reason-identity_name_differs-why = The name typed does not fit the name of the identity document.
reason-identity_name_differs-todo = Please check the document, and the name on the badge.
reason-identity_name_differs-chip = Name differs from document

reason-identity_used_before-why = Within the last hour, this identity document was used for another sign-in, or this face came with another document.
reason-identity_used_before-todo = Please check in person who the visitor is.
reason-identity_used_before-chip = Document or face used before

reason-locked_out-why = Too many face checks in a row failed for this person.
reason-locked_out-todo = Please check an identity document.
reason-locked_out-chip = Too many tries

reason-signed_in_already-why = Somebody was let in under this name a short while ago and has not signed out since.
reason-signed_in_already-todo = Please check in person who it was, and that the visitor is who they say they are.
reason-signed_in_already-chip = In the building already

reason-kiosk_offline-why = The lobby camera is not connected.
reason-kiosk_offline-todo = Please check the visitor in person and look at the lobby screen.
reason-kiosk_offline-chip = Screen offline

reason-no_kiosk_here-why = No lobby screen is set up for this location.
reason-no_kiosk_here-todo = Please check the visitor in person and tell your administrator.
reason-no_kiosk_here-chip = No screen here

reason-camera_stuck-why = The lobby camera's picture is frozen. Its shutter may be closed.
reason-camera_stuck-todo = Please check the visitor in person, then check the camera.
reason-camera_stuck-chip = Camera stuck

reason-camera_changed-why = This lobby screen's camera has changed, so the face check is paused.
reason-camera_changed-todo = Please check the visitor in person. If the camera is yours, confirm it under Lobby screens.
reason-camera_changed-chip = Camera changed

reason-not_at_ipad-why = The sign-in did not come from an iPad in the lobby, so the camera stayed off.
reason-not_at_ipad-todo = Please check the visitor in person.
reason-not_at_ipad-chip = Not at an iPad

reason-second_camera_missing-why = The second lobby camera is not connected, so the face check is paused.
reason-second_camera_missing-todo = Please check the visitor in person, then plug the camera in.
reason-second_camera_missing-chip = Second camera

reason-cameras_not_set_up-why = The two lobby cameras are not set up, or one was moved, so the face check is paused.
reason-cameras_not_set_up-todo = Please check the visitor in person, then set the cameras up under Lobby screens.
reason-cameras_not_set_up-chip = Cameras

reason-kiosk_busy-why = The lobby camera was busy with other visitors.
reason-kiosk_busy-todo = Please check the visitor in person, or let them sign in again.
reason-kiosk_busy-chip = Camera busy

reason-policy_unreadable-why = The policy of this installation has a mistake, so everybody is held.
reason-policy_unreadable-todo = Please check the visitor in person and tell your administrator.
reason-policy_unreadable-chip = Rules broken

reason-not_finished-why = This check was ended because another one had failed.
reason-not_finished-todo = Please check the visitor in person.
reason-not_finished-chip = Not finished

reason-timed_out-why = The face check ran out of time.
reason-timed_out-todo = Please check the visitor in person.
reason-timed_out-chip = Out of time

reason-watchlist_hit-why = The visitor may be on a watchlist.
reason-watchlist_hit-todo = Please follow your watchlist procedure.
reason-watchlist_hit-chip = Watchlist

reason-watchlist_out_of_date-why = A watchlist that is required here is out of date or missing.
reason-watchlist_out_of_date-todo = Please check an identity document and tell your administrator.
reason-watchlist_out_of_date-chip = List out of date

reason-watchlist_unreachable-why = The watchlist that somebody else runs gave no usable answer.
reason-watchlist_unreachable-todo = Please follow your watchlist procedure.
reason-watchlist_unreachable-chip = List unreachable

reason-credential_missing-why = A required health pass was not shown.
reason-credential_missing-todo = Please ask for the health pass.
reason-credential_missing-chip = No health pass

reason-credential_invalid-why = The health pass that was shown was not accepted.
reason-credential_invalid-todo = Please look at the health pass in person.
reason-credential_invalid-chip = Health pass refused

reason-code_not_set_up-why = This person has set up no personal code, which is required here.
reason-code_not_set_up-todo = Please check an identity document, and have a manager set up the code with them.
reason-code_not_set_up-chip = No code set up

reason-code_missing-why = The face matched, and no personal code was typed in time.
reason-code_missing-todo = Please check an identity document.
reason-code_missing-chip = No code typed

reason-code_wrong-why = The face matched, and the personal code that was typed was wrong.
reason-code_wrong-todo = Please check an identity document.
reason-code_wrong-chip = Wrong code

reason-code_used-why = The face matched, and the personal code that was typed had been used before.
reason-code_used-todo = Please check an identity document, and whether somebody else has seen the code.
reason-code_used-chip = Code already used

reason-document_missing-why = A required answer or document is missing; the note says which.
reason-document_missing-todo = Please ask the visitor for it.
reason-document_missing-chip = Form incomplete

reason-instance_silent-why = The face check did not answer in time.
reason-instance_silent-todo = Please check the visitor in person.
reason-instance_silent-chip = No answer in time

reason-too_old-why = This sign-in arrived too late to be checked.
reason-too_old-todo = Please let the visitor sign in again.
reason-too_old-chip = Came too late

reason-bad_request-why = Envoy sent a sign-in that could not be read, or sent it to the wrong address.
reason-bad_request-todo = Please check the visitor in person and tell your administrator.
reason-bad_request-chip = Unreadable sign-in

reason-starting-why = The face check is starting, or cannot start because something that it needs is missing.
reason-starting-todo = Please check the visitor in person; if this goes on for minutes, tell your administrator.
reason-starting-chip = Service starting

reason-stopping-why = The face check is being restarted.
reason-stopping-todo = Please check the visitor in person.
reason-stopping-chip = Service restarting

reason-disk_full-why = The disk of the face check is full, so no sign-in can be stored.
reason-disk_full-todo = Please check the visitor in person and tell your administrator.
reason-disk_full-chip = Disk full

reason-internal_error-why = The face check had a fault.
reason-internal_error-todo = Please check the visitor in person and tell your administrator.
reason-internal_error-chip = Fault
