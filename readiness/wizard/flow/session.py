"""What the window knows: each tip's state, what is asked, what the whole came to. Knows no Qt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from readiness.core.check import Check, Live, Resource, Sample
from readiness.core.clinic import VisitKind
from readiness.core.finding import Judgement
from readiness.core.question import Answer, Question
from readiness.core.report import Report, TipResult, join_by_phone
from readiness.core.setup import Setup
from readiness.core.verdict import BY_PHONE, Overall, Verdict
from readiness.machine import here
from readiness.probe.outcomes import Cancelled, Measured
from readiness.probe.runner import Outcome, conclude
from readiness.wizard.flow.tip_state import TipState
from readiness.wizard.navigation import Mark, Want

log = logging.getLogger(__name__)


class Session:
    """One run through the tips, from welcome to result."""

    def __init__(self, checks: Sequence[Check[Any]], setup: Setup) -> None:
        self.setup = setup
        self.tips = {check.id: TipState(check) for check in checks}
        self.short = False
        """After "Check everything for me" only the pages with open questions or trouble follow."""
        self._runs = 0

    # ---- questions

    def open_questions(self, tip: str) -> tuple[Question, ...]:
        """List the questions of this tip that were not answered yet."""
        state = self.tips[tip]
        if state.decided:
            return ()
        return tuple(q for q in self.questions(tip) if state.answers.get(q.id) is None)

    def questions(self, tip: str) -> tuple[Question, ...]:
        """List what this tip asks. Nobody is asked about a chime where the measurement itself had failed before."""
        state = self.tips[tip]
        questions = state.check.questions(self.setup)
        if not state.check.prompts or state.outcome is None:
            return questions
        end = state.outcome.end
        if not isinstance(end, Measured):
            return ()
        setup = state.setup or self.setup
        failed = state.check.judge(end.reading, setup, {}).main.verdict
        return () if failed in (Verdict.FAIL, Verdict.UNKNOWN) else state.check.asks(end.reading, setup)

    def wants(self, tip: str) -> Want:
        """Decide what opening this tip's page starts."""
        state = self.tips[tip]
        if state.only_questions or state.decided or (state.run and not state.leaving):
            return Want.NOTHING
        if Resource.CAMERA in state.check.uses:
            return Want.WATCH
        if state.outcome is None or state.stale or isinstance(state.outcome.end, Cancelled):
            return Want.START if state.check.prompts else Want.MEASURE
        trouble = self.line(tip, final=False).verdict in (Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN)
        return Want.WATCH if state.check.follows and trouble else Want.NOTHING

    def quiet_tips(self) -> list[str]:
        """List what can be measured in the background from the first press of Start: nobody notices it."""
        return [
            t for t, s in self.tips.items() if not (s.only_questions or s.noticed or s.outcome or s.run or s.decided)
        ]

    def done(self, place: str) -> tuple[str, ...]:
        """List what need not be gone through again after a restart from this page: measured, and seen by the person.

        Answers are not kept, so a tip that has nothing but questions is never among them.
        """
        measured = [t for t, s in self.tips.items() if s.outcome is not None and isinstance(s.outcome.end, Measured)]
        return tuple(t for t in measured if self.short or self.tips[t].visited or t == place)

    def resume(self, done: Iterable[str]) -> None:
        """Go on after a restart: these were done before it. What they found then may be true no more."""
        for tip in done:
            if tip in self.tips:
                self.tips[tip].visited = self.tips[tip].stale = True

    # ---- by phone, or on a web page

    @property
    def by_phone(self) -> bool:
        """Has the person said that the visit will be by phone?"""
        return any(state.decided == BY_PHONE for state in self.tips.values())

    def choose_video(self) -> None:
        """Undo the choice of the phone: the person wants to try video after all."""
        for state in self.tips.values():
            if state.decided == BY_PHONE:
                state.decided = ""

    @property
    def needs_phone(self) -> bool:
        """Will the person speak on a telephone, in the whole visit or for its sound?"""
        sound = self.tips.get("sound")
        return self.by_phone or (sound is not None and sound.decided == "not-needed")

    @property
    def on_web_page(self) -> bool:
        """Will the visit open on a web page?"""
        return self.setup.profile.visit.kind is VisitKind.BROWSER

    # ---- measuring

    def begin(self, tip: str, *, watching: bool = False, keep: bool = False) -> tuple[int, Setup]:
        """Begin a measurement: return its number and setup. `keep` shows the old finding until there is a new one."""
        state = self.tips[tip]
        known = {earlier: reading for earlier in state.check.after if (reading := self._reading(earlier)) is not None}
        self._runs += 1
        state.so_far = self.judgement_of(tip) if keep else None
        state.run, state.watching, state.leaving = self._runs, watching, False
        state.was_stale |= state.stale
        state.decided, state.stale, state.live = "", False, Live()
        if state.check.prompts:  # what was asked belonged to what was measured then
            state.answers.clear()
        return state.run, replace(self.setup, watching=watching, known=known)

    def _reading(self, tip: str) -> dict[str, Any] | None:
        state = self.tips.get(tip)
        end = state.outcome.end if state is not None and state.outcome is not None else None
        return asdict(end.reading) if isinstance(end, Measured) else None

    def sampled(self, tip: str, run: int, sample: Sample[Any]) -> bool:
        """Take in what is known so far. False where it belongs to a measurement that nobody waits for any more."""
        state = self.tips[tip]
        if run != state.run:
            return False
        if sample.live is not None:
            state.live = sample.live
        if sample.reading is not None:
            state.so_far = self._judged(state, sample.reading)
        return True

    def _judged(self, state: TipState, reading: Any) -> Judgement:
        try:
            return state.check.judge(reading, self.setup, state.answers)
        except Exception:  # our own fault: said as such, never as the patient's
            log.exception("%s: judging failed", state.check.id)
            return Judgement(state.check.finding("error"))

    def ended(self, tip: str, run: int, outcome: Outcome, setup: Setup) -> bool:
        """Take in what a measurement that is over came to. False where nobody waits for it any more."""
        state = self.tips[tip]
        if run != state.run:
            return False
        was_watching, state.run, state.watching, state.leaving, state.live = state.watching, 0, False, False, Live()
        if was_watching and isinstance(outcome.end, Cancelled) and state.outcome is not None:
            state.stale = state.was_stale
            return True  # looked at once more and left too soon: what was known before still holds
        state.outcome, state.setup, state.was_stale = outcome, setup, False
        for other in self.tips.values():
            if tip in other.check.after and other.outcome is not None:
                other.stale = True
        return True

    def cancelled(self, tip: str, run: int, setup: Setup) -> bool:
        """End a measurement that was given up before it began. False where nobody waits for it any more."""
        return self.ended(tip, run, Outcome(Cancelled()), setup)

    def leave(self, tip: str) -> bool | None:
        """Leave the page: end what a person notices. True to keep what is known, False not to, None: nothing to end."""
        state = self.tips[tip]
        if not state.run or state.leaving or not (state.noticed or state.watching):
            return None
        state.leaving = True
        return state.watching

    def to_start(self, wanted: Iterable[str]) -> list[str]:
        """List the wanted ones that may start now: not running, and not waiting for another that is wanted or runs."""
        wanted = list(wanted)
        busy = {*wanted, *(tip for tip, state in self.tips.items() if state.run)}
        return [t for t in wanted if not self.busy(t) and not busy & set(self.tips[t].check.after)]

    def busy(self, tip: str) -> bool:
        """Tell whether it is being measured. One that was told to end may start anew."""
        return bool(self.tips[tip].run) and not self.tips[tip].leaving

    def outdated(self) -> list[str]:
        """List what is measured once more before the result: whatever has changed since, where it still counts."""
        if self.by_phone:
            return []
        return [tip for tip, state in self.tips.items() if state.stale and not state.decided and not self.busy(tip)]

    # ---- the person

    def answer(self, tip: str, question: str, answer: Answer | None) -> None:
        """Keep the person's answer; it undoes a decision about this tip."""
        self.tips[tip].answers[question] = answer
        self.tips[tip].decided = ""

    def decide(self, tip: str, finding: str) -> None:
        """Skip this tip, do without it, or come by phone, as the person says; what still runs for it does not count."""
        state = self.tips[tip]
        state.decided, state.run, state.watching, state.leaving, state.live = finding, 0, False, False, Live()
        phone = self.tips.get("phone")
        if phone is not None and phone.decided == "not-needed" and self.needs_phone:
            phone.decided = ""  # both at once cannot be

    def typed(self, number: str) -> None:
        """Keep the number that the person typed."""
        self.setup = replace(self.setup, typed_phone=number)

    # ---- states

    def judgement_of(self, tip: str) -> Judgement | None:
        """Find what to say about this tip now; None while there is nothing to say yet."""
        state = self.tips[tip]
        if state.decided:
            return Judgement(state.check.finding(state.decided))
        if state.run:
            early = state.so_far is not None and (state.watching or state.so_far.main.verdict is Verdict.PASS)
            return state.so_far if early else None
        if state.only_questions:
            return None if self.open_questions(tip) and not state.visited else self.line(tip).found
        return None if state.outcome is None else self.line(tip, final=False).found

    def mark(self, tip: str) -> Mark:
        """Choose this tip's mark in the sidebar."""
        state = self.tips[tip]
        if state.decided:
            return Mark(state.decided)
        if state.run and not (state.watching and state.so_far is not None):
            return Mark.OPEN if state.leaving else Mark.RUNNING
        found = self.judgement_of(tip)
        if found is None or (found.main.verdict is Verdict.PASS and self.open_questions(tip)):
            return Mark.OPEN  # nothing is good before it was answered
        return Mark(found.main.verdict.value)

    def line(self, tip: str, *, final: bool = True) -> TipResult:
        """Build this tip's line in the result. A measurement that never took place was skipped.

        Until it is `final`, its questions may still be answered.
        """
        state = self.tips[tip]
        if state.watching and state.leaving and state.so_far is not None:  # known in a moment, whole
            return TipResult(tip, state.check.required, state.so_far, None, {}, 0.0)
        setup = replace(state.setup or self.setup, typed_phone=self.setup.typed_phone)
        # One that is being broken off proves nothing, whatever it had seen or another had found before it.
        outcome = Outcome(Cancelled()) if state.leaving and not state.watching else state.outcome or Outcome(None)
        broken_off = self.by_phone and isinstance(outcome.end, Cancelled)
        unmeasured = not state.only_questions and (outcome.end is None or broken_off)
        decided = state.decided or (("not-needed" if self.by_phone else "skipped") if unmeasured else "")
        if decided == BY_PHONE:
            if isinstance(outcome.end, Measured):
                line = conclude(state.check, outcome, setup, state.answers, final=final)
            else:
                line = self._decided_line(state, "skipped", outcome)
            return join_by_phone(line, state.check.finding(BY_PHONE))
        if decided:
            return self._decided_line(state, decided, outcome)
        return conclude(state.check, outcome, setup, state.answers, final=final)

    def _decided_line(self, state: TipState, decided: str, outcome: Outcome) -> TipResult:
        answers = {q.id: state.answers.get(q.id) for q in state.check.questions(state.setup or self.setup)}
        found = Judgement(state.check.finding(decided))
        return TipResult(state.check.id, state.check.required, found, None, answers, outcome.seconds)

    def report(self) -> Report:
        """Put the whole result together."""
        lines = tuple(self.line(tip) for tip in self.tips)
        # The demonstration's computer is a recorded one: only its reading says which.
        read = next((line.reading["system"] for line in lines if line.tip == "restart" and line.reading), "")
        system = str(read) if read or self.setup.demo else here().system.value
        return Report(
            lines, self.setup.profile.clinic.visit_phone or None, self.setup.demo, system=system, by_phone=self.by_phone
        )

    @property
    def overall(self) -> Overall:
        """The verdict of the whole."""
        return self.report().overall

    def running(self) -> list[str]:
        """List the tips that are being measured."""
        return [tip for tip, state in self.tips.items() if state.run and not state.leaving]

    def again(self) -> list[str]:
        """List what "Try again" on the result page measures: what asks for something, was skipped or is out of date."""
        asks = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN)
        tips = [t for t, s in self.tips.items() if not s.only_questions]
        return [
            t
            for t in tips
            if self.tips[t].stale or self.line(t).verdict in asks or self.line(t).found.main.name == "skipped"
        ]
