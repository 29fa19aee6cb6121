"""The texts of the phone app's scripts, in the reader's language; static/js/phone/page.js fills in `{name}`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PHONE_APP_WORDS = {
    "comma": pgettext_lazy("between the words of a list", ", "),
    # Sign-in and PIN
    "sign_in_first": _("Sign in once with a network; after that the app opens without one."),
    "needs_network": _("povwatch did not answer. This step needs a connection to it; please try again later."),
    "revoked": _(
        "This phone was revoked. It can still hand in the visits it holds, and gets nothing else. Use another machine, "
        "or ask your administrator."
    ),
    "not_secure": _(
        "The app works only at an address that begins with https, because browsers encrypt nothing elsewhere. Please "
        "use the page “Today”, and ask your administrator for the right address."
    ),
    "not_able": _(
        "This browser is too old for the app; it lacks: {missing}. Needed is Chrome, Edge or the browser of the phone "
        "of version 92 or newer, Safari on iOS 15.4 or newer, or Firefox 96 or newer. Until then use the page “Today”."
    ),
    "no_storage": _(
        "This browser lets the app store nothing on this phone: the window is private, the phone is full, or storage "
        "is switched off. Open the app in a normal window or make room; until then use the page “Today”."
    ),
    "failed": _(
        "That did not work. Look whether what you wanted is there and try again; if it fails again, tell your "
        "administrator."
    ),
    "heading_first": _("Choose a PIN for this phone"),
    "heading_enter": _("PIN of this phone"),
    "heading_change": _("Change the PIN"),
    "heading_recover": _("Open with your password"),
    "pin_first": _("Visits and households on this phone are encrypted. The PIN opens them, with or without a network."),
    "pin_enter": _("Type the PIN that you chose on this phone."),
    "pin_change": _("Type the present PIN, then the new one twice."),
    "pin_recover": _("With a network: type your password and choose a new PIN. Visits on this phone are kept."),
    "pin_weak": _("This PIN is too easy to guess. Take 6 to 12 digits, not all alike and not counting up or down."),
    "pin_differs": _("The two PINs are not the same. Please type the new PIN twice."),
    "pin_wrong": _("This is not the PIN. Tries left: {count}."),
    "pin_locked": _(
        "Five wrong PINs have locked this phone. What is on it stays there: sign in and type your password to open it "
        "again."
    ),
    "opening": _("Opening …"),
    # Households
    "no_head": _("No head recorded"),
    "people": _("People"),
    "in_brief": _("More about this household comes to the phone when there is a network."),
    "last_visit": _("Last visited {day}"),
    "never_visited": _("Not visited yet"),
    "questions": _("Questions about income: {count}"),
    "begun": _("A visit was begun and not finished."),
    "made_at": _("Households as of {moment}"),
    "coming": _("{here} of {all} households are on this phone. The others are still coming; you can work already."),
    "form_coming": _("The form of a visit is still coming: without a network no visit can be begun yet."),
    "more": _("Only the most urgent households are on this phone. The page “Households” of the site shows all."),
    "found": _("Households: {count}"),
    "first": _("The first {count} are shown; type more to narrow the search."),
    "nothing_due": _("Nobody is due today. Under “Households” you can log a visit to anybody."),
    "nothing_found": _("None of your households matches. Check the spelling or type less."),
    "no_households": _("The households are not on this phone yet. They are loaded as soon as there is a network."),
    "no_household": _(
        "This household or visit cannot be opened on this phone, and povwatch did not hand it out. Try again when "
        "there is a network; if that changes nothing, ask your township where the household is now."
    ),
    # The form
    "saved": _("Saved on this phone, {moment}"),
    "correcting": _("You are correcting a visit that was sent. Nothing is changed before you propose the correction."),
    "correct_reason": _("Please say why the visit is corrected: the township reads it."),
    "propose": _("Propose the correction"),
    "going_on": _("You are continuing a visit that was begun before."),
    "not_saved": _(
        "The phone refuses to store this visit: it is on this open page only. Do not close the page, and save a rescue "
        "file now. Storing is tried again by itself."
    ),
    "no_space": _(
        "The phone has no room to store this visit: it is on this open page only. Do not close the page, and save a "
        "rescue file now. Once you have made room on the phone it is stored by itself."
    ),
    "other_tab": _("This visit is open in another tab. Go on there, or close that tab first."),
    "finished": _("The visit is finished and stored on this phone until it is sent."),
    "finished_held": _(
        "The visit is finished, but the phone refuses to store it: keep the page open until it is sent."
    ),
    "discard": _("Discard this draft? What you typed and its photos are removed from this phone."),
    "photo": _("Photo {count}"),
    "photo_unreadable": _(
        "This phone could not open the photo; it may be too large or damaged. Choose a smaller picture size in the "
        "camera, or go on without it."
    ),
    "picture_not_kept": _(
        "The phone refuses to store this picture, so the visit does not have it. Make room on the phone and add it "
        "again, or go on without it."
    ),
    "evidence_failed": _(
        "Photos, signature and position cannot be shown at the moment. The answers above are not touched by that; you "
        "can finish the visit, or open it again later."
    ),
    "photos_full": _("A visit takes 11 photos. Remove one to add another."),
    "voice_record": _("Record"),
    "voice_again": _("Record anew"),
    "voice_stop": _("Stop"),
    "voice_recording": _("Recording … It ends by itself after 3 minutes."),
    "voice_kept": _("The voice note is stored on this phone, encrypted, and is sent with the visit."),
    "voice_removed": _("The voice note was removed."),
    "voice_refused": _("The phone gave no microphone. The visit can be finished without a voice note."),
    "voice_unable": _("This browser cannot record. The visit can be finished without a voice note."),
    "position_asked": _("Looking for the position …"),
    "position_kept": _("Position added, accurate to {metres} metres."),
    "position_refused": _("The phone gave no position. The visit can be finished without it."),
    # The outbox
    "state_draft": _("Draft"),
    "state_waiting": _("On this phone"),
    "state_sending": _("Sending"),
    "state_filed": _("Received"),
    "state_submitted": _("Received"),
    "state_accepted": _("Seen by the township"),
    "state_sent_back": _("Sent back"),
    "state_voided": _("Voided by the township"),
    "state_stranded": _("Received, to be assigned"),
    "state_second": _("Received, two versions"),
    "state_refused": _("Please correct"),
    "state_unreadable": _("Cannot be read"),
    "help_draft": _("Not finished yet. It is kept on this phone only."),
    "help_held": _("The phone refuses to store it: it is on this open page only. Do not close the page."),
    "help_waiting": _("Finished. It is sent as soon as there is a network."),
    "help_sending": _("On its way; the copy on this phone stays until the receipt is here."),
    "help_filed": "",
    "help_submitted": "",
    "help_accepted": "",
    "help_sent_back": _("The township asks for something. Open its page to answer."),
    "help_voided": _("The township voided it; its page says why."),
    "help_stranded": _("The township assigns it to the right household. There is nothing for you to do."),
    "help_second": _("The township compares the two versions. There is nothing for you to do."),
    "help_refused": _("Some answers must be corrected before it can be sent."),
    "help_unreadable": _("This visit cannot be decrypted on this phone. It stays here; tell your township about it."),
    "unreadable_head": _("A visit on this phone"),
    "not_reopened": _(
        "This visit is on its way at this moment, or was sent already. Once it is received, “Correct this visit” "
        "proposes a correction to the township."
    ),
    "withdraw": _("Withdraw this visit? It is removed from this phone with its photos, and is never sent."),
    "withdrawn": _("The visit was withdrawn: it is not on this phone any more, and was not sent."),
    "withdraw_sending": _("This visit is on its way at this moment. Wait until it is received, or try again later."),
    "withdraw_sent": _("This visit was received already. “Correct this visit” proposes a correction to the township."),
    "withdraw_unknown": _(
        "Sending this visit has begun, and whether it arrived can be seen with a network only. It stays here; try "
        "again when there is one."
    ),
    "answer_later": _("Answer later"),
    "answer_signs": _("Signs of risk: {signs}. “No risk” needs a reason below."),
    "answer_reason": _("Signs speak against “no risk”: {signs}. Write under “What was found” why there is none."),
    "finding_shock": _("a shock was seen"),
    "finding_unmet": _("a guarantee is not met"),
    "finding_ill": _("serious illness"),
    "is_correction": _("Correction of a visit that was sent"),
    "receipt": _("Receipt {number}, {moment}"),
    "note": _("Note of the township: {note}"),
    "correct": _("Answers to correct: {count}"),
    "photos_left": _("Photos to send: {count}"),
    "photos_refused": _("Photos that could not be accepted: {count}"),
    "nothing_here": _("No visits on this phone. Begin with “Today”."),
    "rescued": _(
        "The rescue file was handed to the browser: look whether it is among the downloads. Finished visits in it: "
        "{count}; drafts: {drafts}; calls: {calls}"
    ),
    "rescued_in_part": _(
        "The storage of this phone cannot be read. The rescue file holds only what was on this open page: finished "
        "visits: {count}; drafts: {drafts}. Look whether it is among the downloads."
    ),
    "safe": _("This browser has agreed not to clear what is on this phone by itself."),
    "not_safe": _(
        "This browser may clear what is on this phone when it runs short of space. Add the app to the home screen, and "
        "send soon."
    ),
}

CALLS_WORDS = {  # come with the view of the calls, which the form of a visit does not wait for
    "calls_unsent": _("Answers of calls that are on this phone only: {count}"),
    "calls_todo": _("To call this month: {count}"),
    "calls_left": _("Still to call: {count}"),
    "nobody_to_call": _("Nobody of your villages who works away is still to be asked this month."),
    "last_heard": _("Last heard of: {when}"),
    "call_unchanged": _("Unchanged"),
    "call_not_reached": _("Not reached"),
    "call_otherwise": _("Otherwise"),
    "call_is_waiting": _("{answer} ({moment}): on this phone, and sent as soon as there is a network."),
    "call_is_sent": _("{answer} ({moment}): received."),
    "call_is_refused": _("{answer} ({moment}) was not recorded: {why}"),
    "call_kept": _("The answer is kept on this phone until it is sent."),
    "call_not_kept": _(
        "The phone refuses to store this answer: nothing was kept. Make room on the phone and answer again, or write "
        "it down."
    ),
    "call_say_what": _("Say where the work is now, what it pays or when it ended. Else tap “Unchanged”."),
    "call_may_have_arrived": _(
        "Sending this answer has begun, and it may have arrived. Once it is received, say on the page of the person "
        "what is otherwise."
    ),
}
