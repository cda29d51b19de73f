"""What every form of the report says: the verdicts, the marks, and what comes with every result."""

from __future__ import annotations

from typing import Final

from readiness.model import Line, Overall, Report, Text, Verdict

HEADLINES: Final = {
    Overall.READY: Text("Ready"),
    Overall.READY_WITH_ADVICE: Text("Ready, with advice"),
    Overall.NOT_READY: Text("Not ready for video yet"),
    Overall.COULD_NOT_CHECK: Text("We could not check everything"),
}
SUMMARIES: Final = {
    Overall.READY: Text("Your computer is ready for your video visit."),
    Overall.READY_WITH_ADVICE: Text("Your video visit should work. These steps can make it better."),
    Overall.NOT_READY: Text("Something needs fixing first. You can still have your visit by phone."),
    Overall.COULD_NOT_CHECK: Text(
        "That is not your fault. Try again, or call your clinic. Your visit can be by phone."
    ),
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
OTHER_WAYS: Final = Text("You can also join from a smartphone or tablet, or have your visit by phone.")
NO_NUMBER: Final = Text("Keep your clinic's phone number next to you. It is in your visit letter or message.")
EMERGENCY: Final = Text("In an emergency, call {number}.")
RELAY: Final = Text("If you use a relay service to call, dial {number}.")
TITLE: Final = Text("Visit check")
TO_DO: Final = Text("What to do")
EVERYTHING: Final = Text("Everything we checked")
ON_THE_DAY: Final = Text("On the day of your visit")
SUPPORT_CODE: Final = Text("Support code: {code}")


def headline(report: Report) -> tuple[Text, Text]:
    """The verdict in words, and one sentence on it."""
    if report.overall is Overall.COULD_NOT_CHECK and report.stopped:
        return STOPPED
    if report.overall is Overall.COULD_NOT_CHECK and all(line.verdict is not Verdict.UNKNOWN for line in report.lines):
        return LEFT_OUT
    if report.overall in (Overall.READY, Overall.READY_WITH_ADVICE) and not report.complete:
        if any(line.verdict is Verdict.UNKNOWN for line in report.lines):
            return PARTLY_CHECKED
        return PARTLY if report.overall is Overall.READY else PARTLY_WITH_ADVICE
    return HEADLINES[report.overall], SUMMARIES[report.overall]


def todo(report: Report) -> list[Line]:
    """The lines that ask for something, or that a visit needs and were left out; worst first, else in their order."""
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NONE, Verdict.WARN)
    calm = (Verdict.PASS, Verdict.NONE)
    asking = [line for line in report.lines if line.left_out or line.verdict not in calm]
    return sorted(asking, key=lambda line: order.index(line.verdict))


FOR_STAFF: Final = Text("For support staff")
