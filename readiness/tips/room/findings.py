"""What is asked and can be said about the room."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix
from readiness.core.question import Question
from readiness.core.text import Text
from readiness.core.verdict import Verdict

NO_RECORDING = Text("The file {file} is not a recording that we can read. So we could not listen to your room.")
NO_RECORDING_STAFF = Text(
    "The file given as the microphone is empty, cut short, or no WAV. It says nothing about the patient's room."
)
CHOOSE_WAV = Fix(Text("Choose a WAV file with sound in it (8 to 96 kHz)."))
BE_PRIVATE = Text("Find a room with a door that you can close. Headphones keep what the clinic says private.")
PRIVATE: Final = Question("private", Text("Are you in a quiet place where nobody can listen in?"), BE_PRIVATE)


# An unheard room comes first: what it sounds like is this tip's question, privacy is added to it.
TABLE: Final = (
    Finding(
        "room.error",
        Verdict.UNKNOWN,
        Text("We could not listen to your room."),
        (
            Fix(Text("If your microphone has a problem, fix that first. Then choose “Try again”.")),
            Fix(Text("Until then: choose a quiet room and turn off the TV, radio and fans.")),
        ),
        Text("The microphone gave nothing (see the sound tip), or our own code failed. Mend sound first."),
    ),
    Finding(
        "room.noisy",
        Verdict.WARN,
        Text("Your room is noisy. Your clinic may find it hard to hear you."),
        (
            Fix(Text("Turn off the TV, radio, fan or air conditioner.")),
            Fix(Text("Close the windows and the door, or go to a quieter room.")),
            Fix(Text("Headphones with a microphone help a lot.")),
        ),
        Text(
            "Speech stands {ratio_db} dB over the noise ({noise_dbfs} dBFS); {limit_db} is wanted. Ask what is "
            "running nearby. A microphone far away or a high microphone boost has the same effect."
        ),
    ),
    Finding(
        "room.not-private",
        Verdict.WARN,
        Text("Other people may be able to listen in."),
        (
            Fix(BE_PRIVATE),
            Fix(Text("No such room? Call your clinic. They can find a way with you.")),
        ),
        Text("The patient did not say Yes to a private place. Offer another time, or headphones and chat."),
    ),
    Finding(
        "room.good",
        Verdict.PASS,
        Text("Your room is quiet enough."),
        (),
        Text("Noise {noise_dbfs} dBFS; speech stands {ratio_db} dB over it."),
    ),
    Finding(
        "room.not-asked",
        Verdict.NONE,
        Text("We have no answer yet: is your room private?"),
        (Fix(BE_PRIVATE),),
        Text("The question about privacy has no answer."),
    ),
)
