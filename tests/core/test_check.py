"""The verdict of the whole, and the order in which findings matter."""

from __future__ import annotations

import pytest

from readiness.core.tip_list import TIPS
from readiness.core.verdict import Verdict
from readiness.tips import load_check


def test_required_tips_are_the_contracts() -> None:
    assert {tip for tip in TIPS if load_check(tip).required} == {"video-app", "internet", "camera", "sound"}


VERDICTS = {
    "fail": "video-app.missing video-app.no-browser internet.offline internet.portal internet.unusable "
    "internet.dns internet.host-blocked internet.relay-blocked "
    "internet.audio-only camera.absent camera.blocked camera.in-use camera.frozen camera.covered "
    "sound.no-microphone sound.blocked sound.muted sound.silent sound.no-speaker sound.not-heard",
    "warn": "internet.slow-up internet.slow-down internet.delayed internet.unsteady restart.pending "
    "internet.lossy internet.udp-blocked internet.intercepted "
    "restart.long-ago computer.battery computer.busy computer.memory computer.disk camera.virtual camera.dark "
    "camera.unsteady camera.backlit camera.too-bright camera.blurred camera.slow camera.small camera.flicker "
    "video-app.old video-app.browser-old computer.old-system "
    "sound.too-quiet sound.clipped sound.choppy sound.narrow sound.echo room.noisy room.not-private phone.no-number "
    "phone.invalid-number phone.not-at-hand visit.to-do",
    "pass": "video-app.installed video-app.browser-ok internet.good restart.recent computer.good camera.good "
    "sound.good room.good phone.ready visit.ready",
    "unknown": "internet.server-down internet.busy-server restart.unreadable sound.missing-part sound.no-speech",
    "not-counted": "room.not-asked phone.not-asked visit.not-asked internet.by-phone",
}
COMMON = {
    "not-responding": "unknown",
    "crashed": "unknown",
    "error": "unknown",
    "cancelled": "unknown",
    "skipped": "not-counted",
    "not-needed": "not-counted",
}


def test_every_finding_has_the_contracts_verdict() -> None:
    expected = {code: verdict for verdict, codes in VERDICTS.items() for code in codes.split()}
    expected |= {f"{tip}.{name}": verdict for tip in TIPS for name, verdict in COMMON.items()}
    notes = "internet.bloated internet.vpn internet.weak-wifi "
    notes += "sound.heard sound.heard-by-microphone camera.no-face camera.too-far camera.too-close camera.off-centre"
    expected |= dict.fromkeys(notes.split(), "pass")
    found = {finding.code: str(finding.verdict) for tip in TIPS for finding in load_check(tip).findings()}
    assert found == expected


def test_no_finding_lacks_words_for_the_patient_or_for_staff() -> None:
    for tip in TIPS:
        for finding in load_check(tip).findings():
            assert finding.says.message, finding.code
            assert finding.staff.message, finding.code
            if finding.verdict in (Verdict.FAIL, Verdict.WARN) and finding.code != "visit.to-do":
                assert finding.fixes, f"{finding.code} leads nowhere"


def test_the_tables_order_decides_what_comes_first() -> None:
    camera = load_check("camera")
    found = camera.make_judgement("small", "dark", "slow")
    assert [f.name for f in (found.main, *found.also)] == ["dark", "slow", "small"]
    with pytest.raises(KeyError):
        camera.make_judgement("no-such-finding")
