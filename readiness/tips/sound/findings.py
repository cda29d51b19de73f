"""What can be said about the sound, most serious first."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix, Pane
from readiness.core.text import Text
from readiness.core.verdict import Verdict

_PLUG_IN = Fix(Text("If your microphone or headset has a plug, pull it out and push it in again."))
_SETTINGS = Fix(Text("Open the sound settings. Choose your microphone there."), Pane.SOUND)
_ALLOW = Fix(Text("Open the privacy settings. Let programs use the microphone."), Pane.MICROPHONE_PRIVACY)
_AGAIN = Fix(Text("Choose “Try again”."))
OTHER = Fix(Text("Another microphone of this computer hears you. Choose that one."), Pane.OTHER_MICROPHONE)
OTHER_WORKS = Fix(Text("Another microphone of this computer works. Try that one."), Pane.OTHER_MICROPHONE)
TURN_ON = Fix(Text("Turn the sound of your computer on, and turn it up."), Pane.SOUND)
_CALL = Fix(Text("Still no luck? Call your clinic. You can also have the visit by phone."))

# First whatever keeps the clinic from hearing the patient, then the patient from hearing the clinic: both
# end a visit. Then what we could not find out (the visit may still fail), then what only hurts.
FORBIDDEN_IN: Final = Finding(
    "sound.blocked",
    Verdict.FAIL,
    Text("{browser} is not allowed to use the microphone on this computer."),
    (
        Fix(Text("Use another web browser for your visit, if your clinic allows it.")),
        Fix(Text("To check that one, make it your usual browser. Then choose “Try again”.")),
        Fix(Text("Or ask the people who look after this computer, such as your workplace, to allow the microphone.")),
        _CALL,
    ),
    Text(
        "A rule of those who manage this computer forbids the microphone on every page of this browser: "
        "AudioCaptureAllowed in Chrome, Edge, Brave and Chromium, Permissions in Firefox. The browser shows it at "
        "chrome://policy, edge://policy or about:policies. Neither patient nor clinic can change it."
    ),
)
"""In place of the other `blocked`, where the system itself would allow it."""
NO_RECORDING: Final = Finding(
    "sound.error",
    Verdict.UNKNOWN,
    Text("The file {file} is not a recording that we can read. So we could not test your sound."),
    (
        Fix(Text("Choose a WAV file with sound in it (8 to 96 kHz).")),
        Fix(Text("To test this computer, choose its microphone in place of the file.")),
    ),
    Text("The file given as the microphone is empty, cut short, or no WAV. It says nothing about the patient's sound."),
)
"""In place of `error`, which every tip has."""

TABLE: Final = (
    Finding(
        "sound.no-microphone",
        Verdict.FAIL,
        Text("We could not find a microphone."),
        (_PLUG_IN, _SETTINGS, _AGAIN, _CALL),
        Text(
            "No input device, or none of the chosen name. Ask whether a headset is plugged in and switched on. "
            "On Linux also: is the sound server running?"
        ),
    ),
    Finding(
        "sound.blocked",
        Verdict.FAIL,
        Text("This computer does not let programs use the microphone."),
        (_ALLOW, _AGAIN, _CALL),
        Text(
            "The system's privacy settings deny the microphone to desktop programs, or a workplace's rule forbids it "
            "in the visit's browser alone. On a computer of an employer only its IT department may be able to change "
            "that."
        ),
    ),
    Finding(
        "sound.muted",
        Verdict.FAIL,
        Text("Your microphone is switched off. No sound comes from it."),
        (
            Fix(Text("Look for a mute button on your headset, microphone or keyboard. Press it once.")),
            Fix(Text("Open the sound settings. Make sure the microphone is not muted."), Pane.SOUND),
            _ALLOW,
            _AGAIN,
        ),
        Text(
            "Every sample was exactly zero: a mute switch, muted in the system, or access refused "
            "(macOS gives zeros then). It is not a quiet voice."
        ),
    ),
    Finding(
        "sound.silent",
        Verdict.FAIL,
        Text("We did not hear you speak."),
        (
            Fix(Text("Move closer to the microphone.")),
            _SETTINGS,
            Fix(Text("Choose “Try again” and say the sentence out loud.")),
            _CALL,
        ),
        Text(
            "The microphone gives sound, but no speech stood out from the room. Most often another "
            "microphone is chosen than the one the patient speaks into, or its level is very low."
        ),
    ),
    Finding(
        "sound.no-speaker",
        Verdict.FAIL,
        Text("We could not find a speaker or headphones."),
        (
            Fix(Text("Plug in your speakers or headphones, or switch them on.")),
            Fix(Text("Open the sound settings. Choose your speakers or headphones there."), Pane.SOUND),
            _AGAIN,
            _CALL,
        ),
        Text("No output device, or none of the chosen name. Ask what the patient listens with."),
    ),
    Finding(
        "sound.not-heard",
        Verdict.FAIL,
        Text("You did not hear the sound that we played."),
        (
            Fix(Text("Turn the sound up. Make sure it is not muted.")),
            Fix(Text("Do you have headphones or other speakers? Plug them in, or switch them on.")),
            Fix(Text("Open the sound settings. Choose the speakers or headphones that you use."), Pane.SOUND),
            Fix(Text("Choose “Try again” and listen once more.")),
            _CALL,
        ),
        Text(
            "The chime was played and the patient said No. Volume, mute, or another output than the one "
            "in use (a monitor, an unworn headset). Ask whether the patient hears other things on the computer. "
            "If the microphone heard the chime, the speaker works: think of hearing, and of the volume."
        ),
    ),
    Finding(
        "sound.missing-part",
        Verdict.UNKNOWN,
        Text("This computer lacks a part that we need to test the sound. It is not your fault."),
        (
            Fix(Text("Ask your clinic or a helper to look at this.")),
            Fix(Text("Your visit may work all the same. Test the sound in the video program.")),
        ),
        Text("PortAudio is not installed. On Debian or Ubuntu: install libportaudio2, then check again."),
    ),
    Finding(
        "sound.not-responding",
        Verdict.UNKNOWN,
        Text("Your microphone or speaker did not answer. It is not your fault."),
        (
            Fix(Text("Close other programs that make video or phone calls.")),
            _PLUG_IN,
            _AGAIN,
            Fix(Text("If that does not help, restart the computer.")),
        ),
        Text(
            "The device is there, but it did not open, gave nothing, or stopped: busy in another program, "
            "unplugged in the middle, a hung driver or sound server. Ask for a restart."
        ),
    ),
    Finding(
        "sound.cancelled",
        Verdict.UNKNOWN,
        Text("This step is not done yet. So we do not know if you can hear your clinic."),
        (Fix(Text("Do the sound step to its end: speak, listen, and answer the questions.")), _CALL),
        Text(
            "Somebody stopped the sound test, or left its questions open: whether the patient hears anything is not "
            "known. Ask the patient to do the sound step to its end, or ask whether they hear other things."
        ),
    ),
    Finding(
        "sound.no-speech",
        Verdict.UNKNOWN,
        Text("The microphone works, but we heard nobody speak. So we cannot tell how you sound."),
        (Fix(Text("Choose “Try again” and say the sentence out loud.")),),
        Text("Nobody was asked to speak, or not for long enough, and no speech stood out from the room."),
    ),
    Finding(
        "sound.too-quiet",
        Verdict.WARN,
        Text("Your voice is very quiet."),
        (
            Fix(Text("Move closer to the microphone.")),
            Fix(Text("Open the sound settings. Turn the microphone up."), Pane.SOUND),
            _AGAIN,
        ),
        Text(
            "Active speech level {speech_dbfs} dBFS; at least {limit_dbfs} is wanted. Input volume, "
            "distance, or the wrong microphone."
        ),
    ),
    Finding(
        "sound.clipped",
        Verdict.WARN,
        Text("Your voice is too loud for the microphone. It may sound rough."),
        (
            Fix(Text("Move a little away from the microphone.")),
            Fix(Text("Open the sound settings. Turn the microphone down."), Pane.SOUND),
            _AGAIN,
        ),
        Text("{clipped_percent} % of the samples in speech are at full scale. Lower the input volume or boost."),
    ),
    Finding(
        "sound.choppy",
        Verdict.WARN,
        Text("Your voice breaks off again and again. Words may get lost."),
        (
            _PLUG_IN,
            Fix(Text("Is it wireless? Charge it and move closer to the computer, or use one with a cable.")),
            Fix(Text("Close other programs that make video or phone calls.")),
            _AGAIN,
        ),
        Text(
            "{dropout_percent} % of the sound was missing: holes in the recording, or the device stopped giving "
            "sound. A loose plug, a weak Bluetooth link, a failing USB port or hub, or a computer under load."
        ),
    ),
    Finding(
        "sound.narrow",
        Verdict.WARN,
        Text("Your voice sounds dull, as on an old telephone. Your clinic can still hear you."),
        (
            Fix(Text("Is it a wireless headset? Try the microphone of your computer, or a headset with a cable.")),
            _SETTINGS,
            _AGAIN,
        ),
        Text(
            "The voice ends at {bandwidth_hz} Hz. Most often a Bluetooth headset in its hands-free mode; it is usable."
        ),
    ),
    Finding(
        "sound.echo",
        Verdict.WARN,
        Text("Your microphone hears your speaker very loudly. Your clinic may hear an echo."),
        (
            Fix(Text("Use headphones. A headset with a microphone is best.")),
            Fix(Text("No headphones? Turn the speaker down a little and move it away from the microphone.")),
            _AGAIN,
        ),
        Text(
            "The chime came back {echo_db} dB over the patient's own voice. Most video programs take an echo out, but "
            "so strong a one costs words when both speak. Headphones end it."
        ),
    ),
    Finding(
        "sound.good",
        Verdict.PASS,
        Text("Your microphone hears you well."),
        (),
        Text("Active speech level {speech_dbfs} dBFS, signal to noise {snr_db} dB."),
    ),
    Finding(
        "sound.heard",
        Verdict.PASS,
        Text("You heard the sound that we played, so your speaker works."),
        (),
        Text("The patient said Yes to the chime, or to their own voice."),
    ),
    Finding(
        "sound.heard-by-microphone",
        Verdict.PASS,
        Text("We heard the chime, too. So your speaker works."),
        (),
        Text("The chime was found in the microphone by a matched filter. With headphones it never is."),
    ),
    Finding(
        "sound.not-needed",
        Verdict.NONE,
        Text("Your visit will have its sound by telephone. You will not hear it from this computer."),
        (
            Fix(Text("Ask your clinic which number to dial for the sound.")),
            Fix(Text("Keep your phone charged and next to you.")),
        ),
        Text(
            "The patient said that they will speak and listen on a telephone. Give them the number for it; the "
            "computer's own microphone and speaker were not tried."
        ),
    ),
)
