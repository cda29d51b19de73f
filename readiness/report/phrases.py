"""What every form of the report says: the verdicts, the marks, and what comes with every result."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from readiness.core.clinic import Clinic
from readiness.core.report import Report, TipResult
from readiness.core.text import Text
from readiness.core.tip_list import BY_PHONE_TIPS
from readiness.core.verdict import BY_PHONE, Overall, Verdict

HEADLINES: Final = {
    Overall.READY: Text("Ready"),
    Overall.READY_WITH_ADVICE: Text("Ready, with advice"),
    Overall.NOT_READY: Text("Not ready for video yet"),
    Overall.COULD_NOT_CHECK: Text("We could not check everything"),
    Overall.BY_PHONE: Text("Your visit will be by phone"),
}
SUMMARIES: Final = {
    Overall.READY: Text("Your computer is ready for your video visit."),
    Overall.READY_WITH_ADVICE: Text("Your video visit should work. These steps can make it better."),
    Overall.NOT_READY: Text("Something needs fixing first. You can still have your visit by phone."),
    Overall.COULD_NOT_CHECK: Text(
        "That is not your fault. Try again, or call your clinic. Your visit can be by phone."
    ),
    Overall.BY_PHONE: Text("Tell your clinic, so that they call you and do not wait for you on video."),
}
# What is ready may be less than the whole: then it must not sound like the whole.
PARTLY: Final = (Text("Good so far"), Text("What we checked is fine. Run the whole check before your visit."))
PARTLY_WITH_ADVICE: Final = (
    Text("Good so far, with advice"),
    Text("These steps can make it better. Run the whole check before your visit."),
)
PARTLY_CHECKED: Final = (
    Text("We could not check everything"),
    Text("That is not your fault. Run the whole check before your visit."),
)
WITHOUT: Final = {
    "video-app": (
        Text("Ready, but no video program was checked"),
        Text("We did not look for a video program. Ask your clinic how your visit opens."),
    ),
    "internet": (
        Text("Ready, but the internet was not checked"),
        Text("We did not check your internet. A video visit needs it."),
    ),
    "camera": (Text("Ready, without a camera"), Text("Your clinic will not see you.")),
    "sound": (
        Text("Ready, with sound by telephone"),
        Text("You will speak and listen on a telephone. Keep it next to you."),
    ),
}
"""What the person does without: the verdict where it is the only such thing, and what it means for the visit."""
WITHOUT_SEVERAL: Final = Text("Ready, with some parts left out")
SOME_ADVICE: Final = Text("These steps can make your visit better.")
NEEDED_IS_READY: Final = (
    Text("All that a video visit needs is ready."),
    Text("Something else could not be checked. That is not your fault."),
)
LEFT_OUT: Final = (
    Text("Not done yet"),
    Text("Some steps are still open. Do them when you like. Your visit can be by phone, too."),
)
STOPPED: Final = (Text("Not done yet"), Text("The check was stopped. Start it again when you have time."))
MARKS: Final = {
    Verdict.PASS: ("✔", Text("Good")),
    Verdict.WARN: ("!", Text("Advice")),
    Verdict.FAIL: ("✘", Text("Problem")),
    Verdict.UNKNOWN: ("?", Text("Not checked")),
    Verdict.NONE: ("–", Text("Not counted")),
}
PROMISES: Final = (
    Text("The video program will ask to use your camera and microphone. Choose “Allow”."),
    Text("Choose the same camera and microphone in the video program."),
    Text("Use the same place and the same computer on the day of your visit."),
    Text("Restart your computer again on the day of your visit."),
    Text("Close this check before your visit."),
)
HAVE_READY: Final = Text("Have these ready")
FOR_THE_PHONE: Final = (
    Text("Your phone, charged, in a quiet place"),
    Text("Your questions and your medicines"),
    Text("The people who want to listen in"),
)
SAY_THIS: Final = Text("Say this: “I can’t join by video. Please call me at the time of my visit.”")
BACK_TO_VIDEO: Final = Text("If you want to try video after all, do this check again.")
_WITH_BOTH: Final = PROMISES[:2]
"""They speak of the camera and the microphone at once."""
OTHER_WAYS: Final = Text("You can also join from a smartphone or tablet, or have your visit by phone.")
NO_NUMBER: Final = Text("Keep your clinic's phone number next to you. It is in your visit letter or message.")
EMERGENCY: Final = Text("In an emergency, call {number}.")
RELAY: Final = Text("If you use a relay service to call, dial {number}.")
TITLE: Final = Text("Visit check")
TO_DO: Final = Text("What to do")
EVERYTHING: Final = Text("Everything we checked")
ON_THE_DAY: Final = Text("On the day of your visit")
SUPPORT_CODE: Final = Text("Support code: {code}")
READ_OUT: Final = Text("Read this out if you call for help.")
READ_OUT_TO: Final = Text("For help with your computer, call {number} and read out this code.")
"""Where the clinic names a number for that."""


def choose_headline(report: Report) -> tuple[Text, tuple[Text, ...]]:
    """Put the verdict in words, and what is said about it, sentence by sentence."""
    verdict, sentence = _headline(report)
    if report.overall is Overall.READY and report.complete and _has_unknown(report):
        return verdict, NEEDED_IS_READY
    if report.overall is not Overall.READY_WITH_ADVICE or not report.without:
        return verdict, (sentence,)
    if report.complete:
        verdict = WITHOUT[report.without[0]][0] if len(report.without) == 1 else WITHOUT_SEVERAL
        sentence = SOME_ADVICE
    advice = any(line.verdict is Verdict.WARN for line in report.lines)
    told = tuple(WITHOUT[tip][1] for tip in report.without)
    return verdict, (*told, sentence) if advice or not report.complete else told


def _has_unknown(report: Report) -> bool:
    """Tell whether something could not be checked that no visit needs, so that the whole is ready all the same."""
    return any(line.verdict is Verdict.UNKNOWN for line in report.lines)


def _headline(report: Report) -> tuple[Text, Text]:
    if report.overall is Overall.COULD_NOT_CHECK and report.stopped:
        return STOPPED
    if report.overall is Overall.COULD_NOT_CHECK and all(line.verdict is not Verdict.UNKNOWN for line in report.lines):
        return LEFT_OUT
    if report.overall in (Overall.READY, Overall.READY_WITH_ADVICE) and not report.complete:
        if all(line.verdict is Verdict.NONE for line in report.lines):
            return LEFT_OUT
        if any(line.verdict is Verdict.UNKNOWN for line in report.lines):
            return PARTLY_CHECKED
        return PARTLY if report.overall is Overall.READY else PARTLY_WITH_ADVICE
    return HEADLINES[report.overall], SUMMARIES[report.overall]


def list_preparations(report: Report) -> tuple[Text | None, tuple[Text, ...]]:
    """List what to have or to do on the day, with its heading; nothing before the check has come that far."""
    if report.overall is Overall.BY_PHONE:
        return HAVE_READY, FOR_THE_PHONE
    if report.overall not in (Overall.READY, Overall.READY_WITH_ADVICE):
        return None, ()
    both = not {"camera", "sound"} & {*report.without}
    return ON_THE_DAY, tuple(each for each in PROMISES if both or each not in _WITH_BOTH)


def other_ways(report: Report) -> Text:
    """Name the ways to have the visit beside the one that was checked."""
    return BACK_TO_VIDEO if report.overall is Overall.BY_PHONE else OTHER_WAYS


def find_counted_lines(report: Report) -> list[TipResult]:
    """Find the lines that say something about the visit: for one by phone, that it is, and what it needs as well."""
    if report.overall is not Overall.BY_PHONE:
        return list(report.lines)
    said = [line for line in report.lines if line.found.main.name == BY_PHONE]
    lines = [replace(line, found=replace(line.found, also=())) for line in said]
    return lines + [line for line in report.lines if line.tip in BY_PHONE_TIPS]


def read_out_words(clinic: Clinic) -> tuple[Text, dict[str, str]]:
    """Say to whom the support code is read out: the clinic's help with computers, where it names a number for that."""
    return (READ_OUT_TO, {"number": clinic.support_phone}) if clinic.support_phone else (READ_OUT, {})


def main_step(report: Report) -> list[TipResult]:
    """List the lines that ask for something, or are of what a visit needs and were left out or done without.

    Worst first, else in their order. A visit by phone needs none of what video does.
    """
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NONE, Verdict.WARN)
    calm = (Verdict.PASS, Verdict.NONE)
    lines = find_counted_lines(report)
    asking = [line for line in lines if line.left_out or line.done_without or line.verdict not in calm]
    return sorted(asking, key=lambda line: order.index(line.verdict))


FOR_STAFF: Final = Text("For support staff")
