"""A check in the terminal: progress, prompts and questions on the way, the report at the end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from readiness.core.characters import make_visible
from readiness.core.check import Check, Sample
from readiness.core.clinic import CALL
from readiness.core.question import Answer
from readiness.core.report import Report
from readiness.core.setup import DEMO_BANNER, Setup
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import BY_PHONE, Overall
from readiness.machine import machine_for
from readiness.machine.process import speak_utf8
from readiness.probe.child import by_hand
from readiness.probe.demonstration import demonstration
from readiness.probe.outcomes import Cancelled, Crashed, Hung, Measured, Raised
from readiness.probe.runner import Outcome, Runner, conclude
from readiness.profile.phone_numbers import read_number
from readiness.report.phrases import MARKS, NO_NUMBER
from readiness.report.rendering import LocalizedReport
from readiness.report.support_code import encode
from readiness.support import history
from readiness.terminal.console import forget_typed, line_of_input, understood
from readiness.tips import load_check

PUBLIC_SERVER = Text(
    "The internet test uses the nearest public speed test server. It will see your connection, not who you are."
)


HOW_TO_ANSWER = Text("Type y for yes, n for no, ? if you are not sure. Press Enter to leave a question out.")
AGAIN = Text("Please type y, n or ?, or press Enter to leave it out.")
ASK_PHONE = Text("What is your clinic's phone number? Press Enter to leave it out.")
PHONE_AGAIN = Text("That number cannot be called. Please type it again with the area code.")
ASK_BY_PHONE = Text("Would you like to have your visit by phone instead of video?")
TRIES = 3


class CheckRun:
    """One run of the chosen tips. Progress goes to stderr, the report to stdout."""

    def __init__(self, tips: Sequence[str], setup: Setup, *, demo: bool, as_json: bool, save: Path | None) -> None:
        self._checks = [load_check(tip) for tip in tips]
        self._setup = setup
        self._demo = demo
        self._as_json = as_json
        self._save = save
        self._words = Words(setup.language)
        self._answers: dict[str, dict[str, Answer | None]] = {tip: {} for tip in tips}
        self._prompted: Text | None = None
        self._explained = False
        self._stopped = False
        self._shown_s: dict[str, float] = {}

    async def run(self) -> Overall:
        """Measure, ask, conclude, print and save. Ctrl-C ends the children at once and still reports."""
        task = asyncio.current_task()
        assert task is not None
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        if self._demo:
            async with demonstration(self._setup) as setup:
                self._setup = setup
                return await self._run()
        return await self._run()

    async def _run(self) -> Overall:
        self._greet()
        outcomes = await self._measure()
        lines = tuple(
            conclude(check, *outcomes[check.id], self._answers[check.id], final=True) for check in self._checks
        )
        phone = self._setup.profile.clinic.visit_phone or None
        system = machine_for(self._setup.sources.facts).system.value
        report = Report(lines, phone, self._setup.demo, self._stopped, system)
        if await self._wants_phone(report):
            report = report.by_phone_instead(load_check("internet").finding(BY_PHONE))
        self._publish(report)
        return report.overall

    async def _wants_phone(self, report: Report) -> bool:
        """Ask whether the visit shall be by phone, where video stands in doubt and somebody is there to be asked."""
        in_doubt = report.overall in (Overall.NOT_READY, Overall.COULD_NOT_CHECK)
        if not self._setup.attended or self._stopped or not in_doubt:
            return False
        self._explain_answers()
        self._tell(f"\n{self._words.say(ASK_BY_PHONE)}  [y / n / ? / Enter]")
        return await self._answer() is Answer.YES

    def _greet(self) -> None:
        if self._setup.demo:
            self._tell(f"*** {self._words.say(DEMO_BANNER)} ***")
        phone = self._setup.profile.clinic.visit_phone
        self._tell(self._words.say(CALL, {"number": phone}) if phone else self._words.say(NO_NUMBER))
        internet = self._setup.profile.internet
        tips = {check.id for check in self._checks}
        if "internet" in tips and not self._setup.sources.server and not internet.servers and internet.public_server:
            self._tell(self._words.say(PUBLIC_SERVER))

    async def _measure(self) -> dict[str, tuple[Outcome, Setup]]:
        """Measure what needs nobody, side by side; then, with a person there, measure what prompts, and ask."""
        runner = Runner(together=True)
        prompting = {check.id for check in self._checks if check.prompts} if self._setup.attended else set()
        later = [check for check in self._checks if check.id in prompting or prompting & set(check.after)]
        first = [check for check in self._checks if check not in later]
        outcomes = await runner.measure_all(first, self._setup, self._watch, self._done)
        asked: set[str] = set()
        try:
            for check in self._checks if self._setup.attended else ():
                if check in later and not _any_cancelled(outcomes):
                    self._tell(f"\n{self._words.say(check.title)}: {self._words.say(check.why)}")
                    outcomes |= await runner.measure_all([check], self._setup, self._watch, self._done)
                if _any_cancelled(outcomes):  # somebody who stopped it is asked nothing more
                    break
                outcomes[check.id] = await self._ask(check, outcomes[check.id])
                asked.add(check.id)
        except asyncio.CancelledError:
            self._stopped = True
        self._stopped |= _any_cancelled(outcomes)
        if self._stopped:
            self._tell("Stopped.")
        if self._stopped and self._setup.attended:
            for check in self._checks:
                if check.reading_type is None and check.id not in asked:
                    outcomes.pop(check.id, None)
        for check in self._checks:
            outcomes.setdefault(check.id, (Outcome(Cancelled()), self._setup))
        return outcomes

    async def _ask(self, check: Check[Any], measured: tuple[Outcome, Setup]) -> tuple[Outcome, Setup]:
        """Ask this tip's questions; Enter alone leaves one unanswered."""
        outcome, setup = measured
        if check.id == "phone" and not setup.profile.clinic.visit_phone:
            setup = replace(setup, typed_phone=await self._ask_phone(setup.profile.clinic.region))
            self._setup = replace(self._setup, typed_phone=setup.typed_phone)
        reading = outcome.end.reading if isinstance(outcome.end, Measured) else None
        for question in check.asks(reading, setup):
            self._explain_answers()
            self._tell(f"{self._words.say(question.says)}  [y / n / ? / Enter]")
            self._answers[check.id][question.id] = await self._answer()
        return outcome, setup

    def _explain_answers(self) -> None:
        """Say how to answer, once; what was typed before the question is no answer to it."""
        if not self._explained:
            self._explained = True
            self._tell(f"\n{self._words.say(HOW_TO_ANSWER)}")
        forget_typed()

    async def _answer(self) -> Answer | None:
        for _ in range(TRIES):
            line = await line_of_input()
            if not line:
                return None
            answer = understood(line)
            if answer is not None:
                return answer
            self._tell(self._words.say(AGAIN))
        return None

    async def _ask_phone(self, region: str) -> str:
        """Ask for the number, again where it cannot be called; even so what was typed is kept, to be told."""
        forget_typed()
        self._tell(f"\n{self._words.say(ASK_PHONE)}")
        typed = ""
        for _ in range(TRIES):
            line = await line_of_input()
            if not line:
                return typed
            typed = line
            if read_number(typed, region) is not None:
                return typed
            self._tell(self._words.say(PHONE_AGAIN))
        return typed

    def _watch(self, check: Check[Any], sample: Sample[Any]) -> None:
        live = sample.live
        if live is None:
            return
        if live.prompt is not None and live.prompt != self._prompted:
            self._prompted = live.prompt
            if self._setup.attended:
                self._tell(f"  → {self._words.say(live.prompt)}")
        now_s = time.monotonic()
        if live.doing is not None and now_s - self._shown_s.get(check.id, 0.0) > 2.0:
            self._shown_s[check.id] = now_s
            share = "" if live.done is None else f" {live.done:.0%}"
            self._tell(f"  {self._words.say(check.title)}: {self._words.say(live.doing)}{share}")

    def _done(self, check: Check[Any], outcome: Outcome, setup: Setup) -> None:
        if outcome.end is None:
            return
        line = conclude(check, outcome, setup, {})
        mark, _ = MARKS[line.verdict]
        says = self._words.say(line.found.main.says, line.found.values)
        self._tell(f" {mark} {self._words.say(check.title)}: {says}")
        if isinstance(outcome.end, Raised | Crashed | Hung):
            self._tell(f"     for support staff: {outcome.end}")

    def _publish(self, report: Report) -> None:
        clinic = self._setup.profile.clinic
        typed = read_number(self._setup.typed_phone, clinic.region) if self._setup.typed_phone else None
        rendering = LocalizedReport(
            report=report,
            words=self._words,
            code=encode(report),
            checks={check.id: check for check in self._checks},
            clinic=clinic,
            phone=clinic.visit_phone,
            applications=self._setup.profile.visit.applications,
            limits=self._setup.profile.limits,
        )
        # What is saved may leave the machine: never a number that the patient typed, nor a name of a device.
        shown = clinic.visit_phone or ("" if typed is None else typed.shown)
        on_screen = replace(rendering, phone=shown, on_screen=True)
        if self._as_json:  # by contract in UTF-8, whatever else this system writes
            speak_utf8(sys.stdout)
        print((rendering.as_json() if self._as_json else on_screen.as_text()).rstrip(), flush=True)
        if self._save is not None:
            self._tell(self._saved(rendering, self._save))
        try:
            history.keep_report(rendering.as_json())
        except OSError as error:
            self._tell(f"The result could not be added to the list of reports on this computer: {error.strerror}.")

    def _saved(self, rendering: LocalizedReport, place: Path) -> str:
        try:
            rendering.save(place)
        except OSError as error:
            return make_visible(f"The report could not be saved as {place}: {error.strerror}. It is shown above.")
        return make_visible(f"Saved as {place}.")

    def _tell(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def _any_cancelled(outcomes: Mapping[str, tuple[Outcome, Setup]]) -> bool:
    return any(isinstance(outcome.end, Cancelled) for outcome, _ in outcomes.values())


async def probe_by_hand(tip: str, setup: Setup, demo: bool) -> bool:
    """Print one check's samples as JSON lines until it ends. True where it ended well."""
    check: Check[Any] = load_check(tip)
    if check.reading_type is None:
        print(f"The tip “{tip}” has only questions; there is nothing to measure.", file=sys.stderr)
        return True
    if not demo:
        return by_hand(check, setup)
    async with demonstration(setup) as sample:
        # In a thread: the demonstration's speed server answers from this loop meanwhile.
        return await asyncio.to_thread(by_hand, check, sample)
