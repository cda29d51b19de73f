"""What can be said about the program for the visit."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix, Pane
from readiness.core.text import Text
from readiness.core.verdict import Verdict

_OPEN_FILE = Fix(Text("Open the file that you got and follow its steps."))
TRY_AGAIN = Fix(Text("Come back to this check and choose “Try again”."))
OTHER_WAY = Fix(Text("You can also join from a smartphone or tablet, or have your visit by phone."))
_GET = Fix(Text("Get {app} from this page: {download_page}"), Pane.DOWNLOAD)
ASK = Fix(Text("Ask your clinic where to get {app}."))
GET_NEW = Fix(Text("Get the new {app} from this page: {download_page}"), Pane.DOWNLOAD)
ASK_NEW = Fix(Text("Ask someone you trust to update {app}."))


TABLE: Final = (
    Finding(
        "video-app.missing",
        Verdict.FAIL,
        Text("{app} is not on this computer yet."),
        (_GET, _OPEN_FILE, TRY_AGAIN, OTHER_WAY),
        Text(
            "No sign of the program that the visit needs. Ask: is it installed for another account, or on another "
            "device? May the patient install programs on this computer? A smartphone or tablet will do as well."
        ),
    ),
    Finding(
        "video-app.no-browser",
        Verdict.FAIL,
        Text("We found no web browser on this computer that can open your visit."),
        (
            Fix(Text("Ask someone you trust to install a web browser, such as {browsers}.")),
            TRY_AGAIN,
            OTHER_WAY,
        ),
        Text(
            "No program that opens web links was found, nor any of the common browsers; or none of those that the "
            "clinic's profile asks for. Ask how they read web pages."
        ),
    ),
    Finding(
        "video-app.old",
        Verdict.WARN,
        Text("{app} on this computer is old. A new one works better."),
        (Fix(Text("Open {app} and look for “Update”.")), GET_NEW, TRY_AGAIN),
        Text(
            "The version that its files name is below the clinic's minimum; the report has it. The program may also "
            "update itself when it is opened: ask the patient to open it once before the visit."
        ),
    ),
    Finding(
        "video-app.browser-old",
        Verdict.WARN,
        Text("Your web browser, {app}, is old. A new one works better."),
        (Fix(Text("Open {app}. Look for “Help” and “About” in its menu. It will update.")), GET_NEW, TRY_AGAIN),
        Text("The browser's version, as its files name it, is below the clinic's minimum. Ask for an update."),
    ),
    Finding(
        "video-app.installed",
        Verdict.PASS,
        Text("The program for your visit is on this computer: {app}."),
        (),
        Text("Found by its files or its link handler; it was not started. It will ask for camera and microphone."),
    ),
    Finding(
        "video-app.browser-ok",
        Verdict.PASS,
        Text("You have a web browser. Your visit can open in it."),
        (),
        Text("A browser is installed. The browser itself will ask to use the camera and the microphone: allow both."),
    ),
    Finding(
        "video-app.not-needed",
        Verdict.NONE,
        Text("We did not look for a video program: your clinic has named none."),
        (Fix(Text("Ask your clinic how your visit opens.")),),
        Text(
            "The profile wants an app and names none, or, up to version 0.1.0, the patient said that they use none. "
            "Nothing was looked for. Ask how the visit opens."
        ),
    ),
)
