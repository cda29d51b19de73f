"""What staff are told about each finding of the video program."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

GUIDANCE: Final = {
    "missing": Advice(
        (
            "It was never installed here.",
            "It is installed for another account, or on another device.",
            "The installation was not finished.",
        ),
        ("On which device did you install it?", "May you install programs on this computer?"),
        (Place.INSTALLED,),
    ),
    "no-browser": Advice(
        ("No browser that we know.", "The link between web pages and browser is broken."),
        ("How do you read web pages on this computer?",),
        (Place.INSTALLED,),
    ),
    "old": Advice(
        ("Updates are off or were put off.", "The computer is too old for the newest version."),
        ("Does the program itself offer an update when it opens?",),
        (Place.INSTALLED, Place.UPDATES),
    ),
    "browser-old": Advice(
        ("The browser was not updated or restarted for long.", "The system is too old for a newer one."),
        ("Is there another browser?", "Does its menu say “Update”?"),
        (Place.UPDATES,),
    ),
    "installed": Advice(
        ("The program is there. It asks for camera and microphone itself.",),
        ("Did you choose “Allow” when it asked?",),
        (Place.CAMERA, Place.MICROPHONE),
    ),
    "browser-ok": Advice(
        ("A browser is there. It asks for camera and microphone itself.",),
        ("Did you choose “Allow” when it asked?",),
        (Place.BROWSER,),
    ),
}
