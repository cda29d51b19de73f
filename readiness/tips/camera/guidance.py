"""What staff are told about each finding of the camera."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

_ANOTHER_LIGHT: Final = ("Where is the window, and where is the lamp: before you, behind you, or beside you?",)

GUIDANCE: Final = {
    "absent": Advice(
        (
            "No camera is built in, and none is plugged in.",
            "A USB camera sits loosely or on a hub without power.",
            "It is switched off: a key with a camera on it, a slide, or the firmware.",
            "Its driver is missing or disabled.",
        ),
        ("Is it built in or on a cable?", "Is there a small light beside it?", "Did it work before, and in what?"),
        (Place.CAMERA,),
    ),
    "blocked": Advice(
        (
            "The privacy switch for the camera is off.",
            "The patient once answered “Don't allow”.",
            "An antivirus program or the workplace's rules forbid it, for all programs or in one browser.",
        ),
        ("Is it your own computer or your employer's?", "Which antivirus program is there?"),
        (Place.CAMERA, Place.BROWSER),
    ),
    "in-use": Advice(
        (
            "Another video program is still open, perhaps only in the tray or a browser tab.",
            "A virtual background or phone-as-camera program holds it.",
            "A program that hung still holds it: a restart frees it.",
        ),
        ("Which programs were open? Look at the bottom of the screen, too.", "Is the camera's light on?"),
        (Place.PROGRAMS, Place.RESTART),
    ),
    "frozen": Advice(
        (
            "The camera or its driver hangs.",
            "A loose plug, or a hub that is overloaded.",
            "A program shows a still picture instead of the camera.",
        ),
        ("Does the picture move when you wave?", "Can it go into another plug?"),
        (Place.RESTART,),
    ),
    "covered": Advice(
        ("A slide or a sticker covers the lens.", "The lid is nearly closed, or something stands before the camera."),
        ("Look at the top of the screen: is there a small slide? A sticker?", "Is there a key with a camera on it?"),
    ),
    "virtual": Advice(
        (
            "A program is chosen in place of the real camera.",
            "The real camera is not there, so the system took the next one.",
        ),
        ("Do you use a program for backgrounds, or your phone as a camera?", "Which camera is chosen in the list?"),
    ),
    "unsteady": Advice(
        (
            "The only light is one that changes: a television, a candle, sun between clouds.",
            "The camera's automatic exposure finds no rest, or its driver gives out black pictures.",
            "It is the camera for signing in: its infrared lamp goes on and off.",
        ),
        ("Is a television on? Does it stop when a lamp is on?", "Which camera is chosen in the list?"),
        (Place.CAMERA, Place.RESTART),
    ),
    "dark": Advice(
        (
            "Too little light falls on the face.",
            "Something covers part of the lens.",
            "The camera's exposure is set by hand.",
        ),
        ("Is a lamp on in front of you?", *_ANOTHER_LIGHT),
    ),
    "backlit": Advice(
        ("A window or a lamp stands behind the patient.",),
        _ANOTHER_LIGHT,
    ),
    "too-bright": Advice(
        ("Sun or a lamp shines into the camera.", "The camera's exposure is set by hand."),
        _ANOTHER_LIGHT,
    ),
    "blurred": Advice(
        (
            "The lens is greasy.",
            "A protective film is still on it.",
            "The focus ring is out of place, or it is too near.",
        ),
        ("When was the lens last wiped?", "Is there a ring around the lens?"),
    ),
    "slow": Advice(
        (
            "Too little light: cameras then take longer for each picture.",
            "The computer is busy.",
            "A slow USB plug or hub.",
        ),
        ("Is it dark in the room?", "What else is running?"),
        (Place.PROGRAMS,),
    ),
    "small": Advice(
        ("An old or very simple camera.", "Another program set it to a small picture."),
        ("Is there another camera?",),
    ),
    "flicker": Advice(
        (
            "The lamp flickers with the mains; the camera is set for the other frequency (50 or 60 Hz).",
            "A dimmed LED lamp.",
        ),
        ("Which lamp is on? Does it stop when you turn it off?",),
    ),
    "good": Advice(("Nothing is wrong with it.",), ("Which camera is chosen in the video program itself?",)),
    "no-face": Advice(("Nobody sat before it, or the face was turned or covered.",), ("Do you see your face in it?",)),
    "too-far": Advice(("The patient sits far away.",), ("Can you move closer?",)),
    "too-close": Advice(("The patient sits very close.",), ("Can you move back a bit?",)),
    "off-centre": Advice(("The screen is tilted, or the camera stands aside.",), ("Can you tilt the screen?",)),
}
