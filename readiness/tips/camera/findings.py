"""Everything that can be said about a camera, most serious first."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix, Pane
from readiness.core.text import Text
from readiness.core.verdict import Verdict

_CLOSE_OTHERS = Fix(Text("Close other programs that may use the camera, such as another video call."))
_PLUG = Fix(Text("If your camera has a cable, unplug it and plug it in again."))
_RESTART = Fix(Text("Restart your computer and try again."))
_OTHER = Fix(Text("If you have another camera, use that one."))
_PHONE = Fix(Text("You can also join from a smartphone or tablet, or have your visit by phone."))

FORBIDDEN_IN: Final = Finding(
    "camera.blocked",
    Verdict.FAIL,
    Text("{browser} is not allowed to use the camera on this computer."),
    (
        Fix(Text("Use another web browser for your visit, if your clinic allows it.")),
        Fix(Text("To check that one, make it your usual browser. Then choose “Try again”.")),
        Fix(Text("Or ask the people who look after this computer, such as your workplace, to allow the camera.")),
        _PHONE,
    ),
    Text(
        "A rule of those who manage this computer forbids the camera on every page of this browser: "
        "VideoCaptureAllowed in Chrome, Edge, Brave and Chromium, Permissions in Firefox. The browser shows it at "
        "chrome://policy, edge://policy or about:policies. Neither patient nor clinic can change it."
    ),
)
"""In place of the other `blocked`, where the system itself would allow it."""

TABLE: Final = (
    Finding(
        "camera.absent",
        Verdict.FAIL,
        Text("We did not get a picture from a camera."),
        (_PLUG, _CLOSE_OTHERS, _RESTART, _PHONE),
        Text(
            "No camera is listed, or it could not be opened, or it went away. Ask: is it built in or on a cable? "
            "Does it show in another program? Is a cover key or a switch on the side of the laptop off?"
        ),
    ),
    Finding(
        "camera.blocked",
        Verdict.FAIL,
        Text("Your computer does not let programs use the camera."),
        (
            Fix(Text("Open your computer's privacy settings and turn the camera on."), Pane.CAMERA_PRIVACY),
            Fix(Text("Then choose “Try again”.")),
            _PHONE,
        ),
        Text(
            "The system denies access to the camera device, or a workplace's rule forbids it in the visit's browser "
            "alone. On Linux: is the user in the group “video”?"
        ),
    ),
    Finding(
        "camera.in-use",
        Verdict.FAIL,
        Text("{app} is using your camera right now."),
        (
            Fix(Text("Close {app}, or end the video call in it.")),
            Fix(Text("Then choose “Try again”.")),
            _RESTART,
        ),
        Text("Another program holds the camera; it is named. If it cannot be closed, a restart frees the camera."),
    ),
    Finding(
        "camera.covered",
        Verdict.FAIL,
        Text("Your camera seems to be covered."),
        (
            Fix(Text("Look for a small slide, a sticker or a finger over the camera, and take it away.")),
            Fix(Text("Some keyboards have a camera key. Press it once.")),
            Fix(Text("Open the lid of your laptop all the way.")),
            _PHONE,
        ),
        Text(
            "Pictures arrive, but nothing can be made out in them: a shutter, tape, a closed lid, or a dead sensor. "
            "Ask for the slide above the screen and for a camera key."
        ),
    ),
    Finding(
        "camera.frozen",
        Verdict.FAIL,
        Text("The picture of your camera stands still."),
        (_CLOSE_OTHERS, _PLUG, _RESTART, _PHONE),
        Text("The same picture is repeated, or no new one comes. Often a virtual camera or a stuck driver: restart."),
    ),
    Finding(
        "camera.virtual",
        Verdict.WARN,
        Text("This is not a real camera. It is a picture made by {maker}."),
        (
            Fix(Text("In your video program, choose your own camera from the list.")),
            Fix(Text("Choose it in this check too, if its camera page shows a list.")),
            Fix(Text("Close {maker} if you do not need it.")),
        ),
        Text(
            "A virtual camera, by its name. It can hide a good camera, freeze or show a still. Ask the patient to pick "
            "the built-in or USB camera in the video program."
        ),
    ),
    Finding(
        "camera.unsteady",
        Verdict.WARN,
        Text("The picture keeps jumping between bright and dark."),
        (
            Fix(Text("Turn off a lamp or a TV that flickers.")),
            Fix(Text("If the sun comes and goes, close the curtain and turn on a lamp.")),
            _PLUG,
            _RESTART,
            _OTHER,
        ),
        Text(
            "The whole picture grows brighter and darker several times in two seconds: exposure that finds no rest, "
            "black pictures among the others, a lamp that pulses. A camera for signing in does so, too."
        ),
    ),
    Finding(
        "camera.dark",
        Verdict.WARN,
        Text("The picture works, but it is dark. You are hard to see."),
        (
            Fix(Text("Turn on a lamp in front of you.")),
            Fix(Text("Close a curtain that is behind you.")),
        ),
        Text("Mean brightness is below the limit. A lamp in front, no window behind."),
    ),
    Finding(
        "camera.backlit",
        Verdict.WARN,
        Text("The light is behind you. Your face is too dark to see well."),
        (
            Fix(Text("Turn around, so that the window or lamp is in front of you.")),
            Fix(Text("If you cannot, close the curtain and turn on a lamp in front of you.")),
        ),
        Text("The face is dark and what is behind it is bright: a window or a lamp at the back."),
    ),
    Finding(
        "camera.too-bright",
        Verdict.WARN,
        Text("The picture works, but it is very bright. You are hard to see."),
        (
            Fix(Text("Turn away from the window, or close the curtain.")),
            Fix(Text("Move the lamp away from the camera.")),
        ),
        Text("Mean brightness is above the limit. Light shines into the camera."),
    ),
    Finding(
        "camera.blurred",
        Verdict.WARN,
        Text("The picture of your camera is not sharp."),
        (
            Fix(Text("Wipe the lens with a soft, dry cloth.")),
            Fix(Text("Sit about an arm's length away.")),
            Fix(Text("If your camera has a ring around the lens, turn it until you look sharp.")),
        ),
        Text("No edge in the picture is sharp: a greasy lens, a film left on it, or the focus is off."),
    ),
    Finding(
        "camera.slow",
        Verdict.WARN,
        Text("The picture of your camera moves slowly or in jumps."),
        (
            Fix(Text("Turn on more light. Cameras slow down in the dark.")),
            Fix(Text("Close programs that you do not need.")),
            _PLUG,
        ),
        Text(
            "Fewer new pictures per second than the limit, or the picture stands still now and then. Low light, a USB "
            "hub, or a busy computer."
        ),
    ),
    Finding(
        "camera.small",
        Verdict.WARN,
        Text("The picture of your camera is small. It may look blurry."),
        (_OTHER,),
        Text("The camera gives fewer pixels than the limit (640x480). It works for a visit, but looks coarse."),
    ),
    Finding(
        "camera.flicker",
        Verdict.WARN,
        Text("The picture flickers. Dark bars move through it."),
        (
            Fix(Text("Turn off the lamp that makes it, or use light from a window.")),
            Fix(Text("Your camera's settings may have a switch for 50 or 60 hertz. Try the other one.")),
        ),
        Text(
            "Bands roll through the picture: the exposure does not fit the mains frequency of the lamps (50 or 60 Hz). "
            "Set “anti-flicker” or “power line frequency” in the camera's settings, or change the lamp."
        ),
    ),
    Finding(
        "camera.good",
        Verdict.PASS,
        Text("Your camera works well."),
        (),
        Text("Living, bright pictures of a usable size and rate."),
    ),
    # Notes: they stand beside the result and never spoil it.
    Finding(
        "camera.no-face",
        Verdict.PASS,
        Text("We could not make out a face. Sit so that you see your face in the picture."),
        (),
        Text("No face was found. A mask, a turned head or an empty chair do this too: it is a note, no fault."),
    ),
    Finding(
        "camera.too-far",
        Verdict.PASS,
        Text("You look small in the picture. Come a bit closer."),
        (),
        Text("The face is less than a fifth of the picture's height."),
    ),
    Finding(
        "camera.too-close",
        Verdict.PASS,
        Text("You are very close. Move back a bit."),
        (),
        Text("The face is more than three quarters of the picture's height."),
    ),
    Finding(
        "camera.off-centre",
        Verdict.PASS,
        Text("You are at the edge of the picture. Move to the middle, or tilt the screen."),
        (),
        Text("The face is far from the middle of the picture."),
    ),
    Finding(
        "camera.not-needed",
        Verdict.NONE,
        Text("Your visit will be without a camera. Your clinic will not see you."),
        (Fix(Text("Tell your clinic before the visit that they will not see you.")),),
        Text("The patient does without a camera, by their own word. Ask whether the visit can do without it."),
    ),
)
