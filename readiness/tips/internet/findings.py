"""What can be said about the internet, to the patient and to support staff. Most serious first."""

from __future__ import annotations

from typing import Final

from readiness.core.finding import Finding, Fix, Pane
from readiness.core.text import Text
from readiness.core.verdict import Verdict

_CALL: Final = Fix(Text("If it stays like this, call your clinic. You can have your visit by phone."))
_CLOSER: Final = Fix(Text("Move closer to your Wi-Fi box, or plug in a network cable."))
_PAUSE: Final = Fix(Text("Stop downloads, movies and games, on other devices at home too."))
_UPLOADS: Final = Fix(Text("Stop anything that sends, such as photo or file backups."))
_OTHER: Final = Fix(Text("Try another network, such as your phone’s hotspot."))
_VPN: Final = Fix(Text("If you use a VPN and do not need it, turn it off."))
_AGAIN: Final = Fix(Text("Choose “Try again”."))
_FIGURES: Final = (
    "Down {down} Mbit/s, up {up} Mbit/s, round trip {rtt} ms, {loaded} ms under load, jitter {jitter} ms, "
    "loss {loss}. Practice call over {call}: round trip {call_rtt} ms, stood still {stalled} % of the time. "
)

TABLE: Final = (
    # Said by the person alone; what was measured stands beside it.
    Finding(
        "internet.by-phone",
        Verdict.NONE,
        Text("You will have your visit by phone."),
        (Fix(Text("You can come back to video at any time.")),),
        Text(
            "The patient chose a visit by phone. Tell the care team to call, and not to wait on video. What was "
            "measured before stands beside it."
        ),
    ),
    Finding(
        "internet.not-needed",
        Verdict.NONE,
        Text("We did not check your internet. A video visit needs it."),
        (_AGAIN,),
        Text("Not checked, by the patient's own choice. Up to version 0.1.0 that meant a visit by phone: ask."),
    ),
    Finding(
        "internet.offline",
        Verdict.FAIL,
        Text("Your computer is not on the internet right now."),
        (
            Fix(Text("Check that Wi-Fi is on, or that the network cable is in."), Pane.NETWORK),
            Fix(Text("Turn your Wi-Fi box off. Wait 30 seconds and turn it on again.")),
            _OTHER,
            _AGAIN,
            _CALL,
        ),
        Text(
            "No network interface is up, or nothing at all could be reached: names and numbers alike. Ask whether any "
            "web page opens, and whether a proxy is set that is not there any more."
        ),
    ),
    Finding(
        "internet.portal",
        Verdict.FAIL,
        Text("This network wants you to sign in first."),
        (
            Fix(Text("Open your web browser. A sign-in page should show up.")),
            Fix(Text("Sign in or accept the terms.")),
            _AGAIN,
            Fix(Text("If no page shows up, try another network, such as your phone’s hotspot.")),
            _CALL,
        ),
        Text("A captive portal (hotel, hospital, café) answers in place of the internet. Ask where the patient is."),
    ),
    Finding(
        "internet.dns",
        Verdict.FAIL,
        Text("Your network is there, but it cannot find any website."),
        (
            Fix(Text("Turn your Wi-Fi box off. Wait 30 seconds and turn it on again.")),
            _VPN,
            _OTHER,
            _AGAIN,
            _CALL,
        ),
        Text(
            "Addresses answer, but no name can be looked up: the router's or provider's name server (DNS), a VPN or a "
            "filter. Ask for a restart of the router; then try another name server."
        ),
    ),
    Finding(
        "internet.host-blocked",
        Verdict.FAIL,
        Text("This network does not let you reach your clinic’s video service."),
        (_OTHER, _VPN, Fix(Text("At work or in a hospital, ask who runs the network.")), _AGAIN, _CALL),
        Text(
            "The internet works, but one of the computers that the profile names for visits does not answer from here. "
            "Check that it is up; else a filter or firewall on the patient's network holds it back."
        ),
    ),
    Finding(
        "internet.relay-blocked",
        Verdict.FAIL,
        Text("This network does not let video calls through."),
        (_OTHER, _VPN, Fix(Text("At work or in a hospital, ask who runs the network.")), _AGAIN, _CALL),
        Text(
            "The internet works, but nothing came back from the clinic's relay (TURN) on any of its ports. Check that "
            "the relay is up; else a firewall holds back its ports: UDP and TCP 3478, TLS 5349 or 443, as configured."
        ),
    ),
    Finding(
        "internet.unusable",
        Verdict.FAIL,
        Text("Your internet is too weak for a call right now, even with sound only."),
        (_CLOSER, _PAUSE, _UPLOADS, _OTHER, _AGAIN, _CALL),
        Text(_FIGURES + "Not even voice would hold. Offer a phone visit; the other findings name the cause."),
    ),
    Finding(
        "internet.audio-only",
        Verdict.FAIL,
        Text("Your internet can carry sound, but it is too slow for video right now."),
        (_CLOSER, _PAUSE, _UPLOADS, _OTHER, _AGAIN, _CALL),
        Text(
            _FIGURES + "Voice would hold, video would freeze. Offer a phone visit; the other findings name the cause."
        ),
    ),
    Finding(
        "internet.server-down",
        Verdict.UNKNOWN,
        Text("We could not test your internet. It is our test server’s trouble, not yours."),
        (
            Fix(Text("Wait a few minutes. Then choose “Try again”.")),
            Fix(Text("If web pages open well, you can go on with the other steps.")),
            _CALL,
        ),
        Text(
            "The speed server or the relay could not be reached, is none, broke off, has a bad certificate or does not "
            "take the profile's user name. Check the servers before the patient's line."
        ),
    ),
    Finding(
        "internet.busy-server",
        Verdict.UNKNOWN,
        Text("We could not test your internet. Our test server has too much to do right now."),
        (
            Fix(Text("Wait a few minutes. Then choose “Try again”.")),
            Fix(Text("If web pages open well, you can go on with the other steps.")),
            _CALL,
        ),
        Text("The speed server said 429 or 503, or the relay has no room (486, 508). Try again later."),
    ),
    Finding(
        "internet.slow-up",
        Verdict.WARN,
        Text("Your internet is slow at sending. Your clinic may not see you well."),
        (_CLOSER, _UPLOADS, _PAUSE, _AGAIN),
        Text(_FIGURES + "The uplink is the bottleneck: ask about backups, cameras and others who send."),
    ),
    Finding(
        "internet.slow-down",
        Verdict.WARN,
        Text("Your internet is slow at receiving. You may not see your clinic well."),
        (_CLOSER, _PAUSE, _AGAIN),
        Text(_FIGURES + "The downlink is the bottleneck: ask about streaming and downloads at home."),
    ),
    Finding(
        "internet.delayed",
        Verdict.WARN,
        Text("Your internet answers late. You and your clinic may talk over each other."),
        (
            _CLOSER,
            _VPN,
            _PAUSE,
            Fix(Text("In your visit, wait a moment after you speak.")),
            _AGAIN,
        ),
        Text(
            _FIGURES
            + "The round trip is long: satellite, mobile network, VPN or a full line. Advise to pause after speaking."
        ),
    ),
    Finding(
        "internet.unsteady",
        Verdict.WARN,
        Text("Your internet is not steady. Sound and picture may break up."),
        (_CLOSER, _PAUSE, _AGAIN),
        Text(
            _FIGURES + "Round trips vary a lot, or nothing came for a while: weak Wi-Fi or a busy line. A cable is the "
            "best test."
        ),
    ),
    Finding(
        "internet.lossy",
        Verdict.WARN,
        Text("Parts of your call get lost on the way. Sound and picture may break up."),
        (_CLOSER, _PAUSE, _OTHER, _AGAIN),
        Text(_FIGURES + "Packets get lost: weak Wi-Fi, a worn cable or a busy line. A cable is the best test."),
    ),
    Finding(
        "internet.udp-blocked",
        Verdict.WARN,
        Text("This network makes video calls take a detour. Sound and picture may lag."),
        (_OTHER, _VPN, _AGAIN),
        Text(
            "The relay is reached over TCP or TLS only: a firewall holds UDP back. Calls work, but every lost packet "
            "becomes a delay. " + _FIGURES
        ),
    ),
    Finding(
        "internet.intercepted",
        Verdict.WARN,
        Text("Something between you and your clinic opens your secure traffic."),
        (
            Fix(Text("Is this a work computer? Ask your help desk if video visits are allowed.")),
            Fix(Text("At home, your virus scanner may do this. Turn off its web scan for the visit.")),
            _OTHER,
            _AGAIN,
        ),
        Text(
            "The visit's computers show certificates of an authority that this computer does not know: a company's "
            "proxy, a filter or a virus scanner. The browser or video program may refuse them."
        ),
    ),
    Finding(
        "internet.good",
        Verdict.PASS,
        Text("Your internet is good enough for a video visit. {tested} {used}"),
        (),
        Text(_FIGURES + "{tested}"),
    ),
    # Notes: what is true besides and does no harm alone.
    Finding(
        "internet.bloated",
        Verdict.PASS,
        Text("When somebody at home sends a lot, your call may freeze."),
        (_UPLOADS, _PAUSE),
        Text(
            "Under load the round trip grows to {loaded} ms (a long queue in the router). Harmless alone; with "
            "somebody else's upload in it a call freezes. Queue management in the router helps."
        ),
    ),
    Finding(
        "internet.vpn",
        Verdict.PASS,
        Text("You use a VPN. If the call is not good, turn it off and try again."),
        (_VPN,),
        Text("The way to the internet leads through a VPN. It adds delay and may hold back media."),
    ),
    Finding(
        "internet.weak-wifi",
        Verdict.PASS,
        Text("Your Wi-Fi is weak here. Move closer to your Wi-Fi box for the visit."),
        (_CLOSER,),
        Text("The system shows a weak Wi-Fi signal ({wifi} %)."),
    ),
)

TESTED_CALL: Final = Text("We made a practice call to be sure.")
TESTED_WEB: Final = Text("We could not test if parts of a call get lost on the way.")
USED: Final = Text("The test used {megabytes} MB of data.")
NOT_TESTED: Final = Text("not tested")
