"""What staff are told about each finding of microphone and speaker."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

_WHICH: Final = "Do you use a headset, or what is built into the computer?"

GUIDANCE: Final = {
    "no-microphone": Advice(
        (
            "No microphone is plugged in, or a desktop computer has none.",
            "A wireless headset is off, empty or paired with the phone.",
            "It is disabled in the system.",
        ),
        (_WHICH, "Is the headset's light on?"),
        (Place.SOUND_IN,),
    ),
    "blocked": Advice(
        (
            "The privacy switch for the microphone is off.",
            "The patient once answered “Don't allow”.",
            "The workplace's rules forbid it, for all programs or in one browser.",
        ),
        ("Is it your own computer or your employer's?",),
        (Place.MICROPHONE, Place.BROWSER),
    ),
    "muted": Advice(
        (
            "A mute key on the headset or keyboard.",
            "Muted in the system's sound settings.",
            "On macOS, missing permission gives silence, too.",
        ),
        (_WHICH, "Is there a key with a crossed-out microphone, perhaps lit?"),
        (Place.SOUND_IN, Place.MICROPHONE),
    ),
    "silent": Advice(
        (
            "Another microphone is chosen than the one spoken into.",
            "Its level is turned down.",
            "The patient did not speak, or too far away.",
        ),
        (_WHICH, "Does the bar in the sound settings move when you speak?"),
        (Place.SOUND_IN,),
    ),
    "no-speaker": Advice(
        ("Nothing is plugged in or switched on.", "A wireless headset is off or paired with the phone."),
        ("What do you listen with?", "Is it switched on?"),
        (Place.SOUND_OUT,),
    ),
    "not-heard": Advice(
        (
            "The volume is down or muted.",
            "The sound goes elsewhere: a monitor, a television, an unworn headset.",
            "The patient hears badly: a headset helps.",
        ),
        ("Do you hear other things on this computer?", "Is a screen or television connected with a cable?"),
        (Place.SOUND_OUT,),
    ),
    "missing-part": Advice(
        ("PortAudio is not installed (Linux: package libportaudio2).",),
        ("Who looks after this computer?",),
    ),
    "not-responding": Advice(
        (
            "Another program holds the device.",
            "It was unplugged in the middle, or its battery is empty.",
            "A hung driver or sound server: a restart helps.",
        ),
        ("Which other program for calls is open?", _WHICH),
        (Place.SOUND_IN, Place.RESTART),
    ),
    "no-speech": Advice(
        ("Nobody spoke while it listened.", "The check ran unattended."),
        ("Can you run it again and say a sentence out loud?",),
    ),
    "too-quiet": Advice(
        (
            "The input volume is low.",
            "The microphone is far away.",
            "The laptop's microphone instead of the headset's.",
        ),
        (_WHICH, "How far is it from your mouth?"),
        (Place.SOUND_IN,),
    ),
    "clipped": Advice(
        ("The input volume or a boost is too high.", "The mouth is very near the microphone."),
        ("How far is it from your mouth?",),
        (Place.SOUND_IN,),
    ),
    "choppy": Advice(
        (
            "The computer is busy.",
            "A wireless headset far from the computer.",
            "A loose plug or an overloaded USB hub.",
        ),
        (_WHICH, "What else is running?"),
        (Place.PROGRAMS,),
    ),
    "narrow": Advice(
        ("A Bluetooth headset in telephone mode.", "An old telephone headset.", "A noise filter that takes too much."),
        (_WHICH, "Is it wireless?"),
        (Place.SOUND_IN,),
    ),
    "echo": Advice(
        ("The speaker is loud and near the microphone.", "A large, bare room."),
        ("Can you use headphones, or turn the sound down a little?",),
        (Place.SOUND_OUT,),
    ),
    "good": Advice(("Nothing is wrong with it.",), ("Which microphone is chosen in the video program itself?",)),
    "heard": Advice(("The patient heard the chime.",), ("Which speaker is chosen in the video program itself?",)),
    "heard-by-microphone": Advice(
        ("The microphone picked up the chime: the speaker plays.",), ("Do you hear it well enough?",)
    ),
}
