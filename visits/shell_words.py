"""What the phone app says from its scripts, in the reader's language. `{name}` is filled in by static/js/phone/page.js."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # The door and the PIN
    "sign_in_first": _("Sign in once with a network; after that the app opens without one."),
    "needs_network": _("No answer from povwatch. This step needs a network; please try again when there is one."),
    "not_able": _(
        "This browser cannot keep visits safely (it needs an https address and a present-day browser). Please use the "
        "page “Today” instead."
    ),
    "failed": _("That did not work. Nothing was lost; please try again."),
    "heading_first": _("Choose a PIN for this phone"),
    "heading_enter": _("PIN of this phone"),
    "heading_change": _("Change the PIN"),
    "heading_recover": _("Open with your password"),
    "pin_first": _("Visits and households on this phone are encrypted. The PIN opens them, with or without a network."),
    "pin_enter": _("Type the PIN that you chose on this phone."),
    "pin_change": _("Type the PIN until now, then the new one twice."),
    "pin_recover": _("With a network: type your password and choose a new PIN. Visits on this phone are kept."),
    "pin_weak": _("This PIN is too easy to guess. Take 6 to 12 digits, not all alike and not counting up or down."),
    "pin_differs": _("The two PINs are not the same. Please type the new PIN twice."),
    "pin_wrong": _("This is not the PIN. Tries left: {count}."),
    "pin_locked": _(
        "Five wrong PINs have locked this phone. Nothing is lost: sign in and type your password to open it again."
    ),
    "opening": _("Opening …"),
    # Households
    "group": _("Group {group}"),
    "last_visit": _("Last visited {day}"),
    "never_visited": _("Not visited yet"),
    "due_on": _("Due {day}"),
    "begun": _("A visit is begun and not finished."),
    "made_at": _("Households as of {moment}"),
    "more": _("Only the most urgent households are on this phone. The page “Households” of the site shows all."),
    "found": _("Households: {count}"),
    "first": _("The first {count} are shown; type more to narrow the search."),
    "nothing_due": _("Nobody is due today. Under “Households” you can log a visit to anybody."),
    "nothing_found": _("No household of yours fits. Check the spelling or type less."),
    "no_households": _("The households are not on this phone yet. They come by themselves once there is a network."),
    "no_household": _("This household or visit is not on this phone. Open it again when there is a network."),
    # The form
    "saved": _("Saved on this phone, {moment}"),
    "going_on": _("You go on with a visit that was begun before."),
    "not_saved": _("This could not be saved on the phone. Leave the page open and save a rescue file under “To send”."),
    "no_space": _("The phone is full, so this was not saved. Make room on the phone or remove a photo, then go on."),
    "other_tab": _("This visit is open in another tab. Go on there, or close that tab first."),
    "finished": _("The visit is finished and safe on this phone."),
    "discard": _("Discard this draft? What you typed and its photos are removed from this phone."),
    "photo": _("Photo {count}"),
    "photo_failed": _("This photo could not be kept. Take it again, or choose another file."),
    "position_asked": _("Looking for the position …"),
    "position_kept": _("Position kept, to {metres} metres."),
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
    "help_waiting": _("Finished. It is sent as soon as there is a network."),
    "help_sending": _("On its way; the copy on this phone stays until the receipt is here."),
    "help_filed": "",
    "help_submitted": "",
    "help_accepted": "",
    "help_sent_back": _("The township asks for something. Open its page to answer."),
    "help_voided": _("The township took it out of the count; its page says why."),
    "help_stranded": _("The township assigns it to the right household. There is nothing for you to do."),
    "help_second": _("The township compares the two versions. There is nothing for you to do."),
    "help_refused": _("Some answers must be corrected before it can be sent."),
    "help_unreadable": _("The key of this phone does not open this record. It is kept; tell your township about it."),
    "unreadable_head": _("A visit on this phone"),
    "receipt": _("Receipt {number}, {moment}"),
    "note": _("Note of the township: {note}"),
    "correct": _("Answers to correct: {count}"),
    "photos_left": _("Photos to send: {count}"),
    "photos_refused": _("Photos that could not be accepted: {count}"),
    "nothing_here": _("No visits on this phone. Begin with “Today”."),
    "rescued": _("Rescue file saved. Visits in it: {count}"),
    "safe": _("This browser keeps what is on this phone until it is sent."),
    "not_safe": _(
        "This browser may clear what is on this phone when it runs short of space. Add the app to the home screen, and "
        "send soon."
    ),
}
