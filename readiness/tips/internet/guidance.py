"""What staff are told about each finding of the internet."""

from __future__ import annotations

from typing import Final

from readiness.core.advice import Advice, Place

_WHERE: Final = "Where are you: at home, at work, in a hospital, in a hotel?"
_HOW: Final = "Is it Wi-Fi or a cable? How far is the Wi-Fi box?"
_WHO: Final = "Who else uses the line now: movies, games, backups?"

GUIDANCE: Final = {
    "by-phone": Advice(
        ("The patient would rather be called.", "Something did not work, and the phone does."),
        (
            "Does the care team know that it is to call, and which number?",
            "Would you like to try video together, now or for the next visit?",
        ),
    ),
    "offline": Advice(
        ("Wi-Fi is off, or in flight mode.", "The Wi-Fi box or the line is down.", "A cable is loose."),
        ("Does any web page open?", "Do other devices at home have internet?", _HOW),
        (Place.NETWORK,),
    ),
    "portal": Advice(
        ("A network that wants a sign-in first: hotel, hospital, café.",),
        (_WHERE, "Does a sign-in page show when you open the browser?"),
        (Place.NETWORK,),
    ),
    "dns": Advice(
        (
            "The network's name service fails: the Wi-Fi box needs a restart.",
            "A filter or VPN program changed it.",
            "A wrong DNS address was set by hand.",
        ),
        ("Do other web pages open?", "Is there a VPN, a filter or a parental control?"),
        (Place.NETWORK, Place.VPN),
    ),
    "host-blocked": Advice(
        (
            "A workplace's or hospital's firewall.",
            "An antivirus program, a filter or a parental control.",
            "The visit's own server is down: try it yourself.",
        ),
        (_WHERE, "Is it your own computer?", "Can you try your phone's hotspot?"),
        (Place.VPN,),
    ),
    "relay-blocked": Advice(
        (
            "A firewall lets no call through: workplace, hospital, some mobile networks.",
            "A VPN.",
            "The clinic's relay is down: try it yourself.",
        ),
        (_WHERE, "Is a VPN on?", "Can you try your phone's hotspot?"),
        (Place.VPN, Place.NETWORK),
    ),
    "unusable": Advice(
        ("Very weak Wi-Fi or mobile signal.", "Others use the whole line.", "The line itself is slow or disturbed."),
        (_HOW, _WHO, "Is a phone line at hand? Offer the visit by phone."),
        (Place.NETWORK,),
    ),
    "audio-only": Advice(
        ("Weak Wi-Fi or mobile signal.", "Others use the line.", "A slow line: voice holds, video does not."),
        (_HOW, _WHO, "Would a visit by phone do?"),
        (Place.NETWORK,),
    ),
    "slow-up": Advice(
        ("A backup or photo upload runs.", "Weak Wi-Fi.", "A line with little uplink (DSL, some cable)."),
        (_WHO, _HOW),
        (Place.NETWORK, Place.PROGRAMS),
    ),
    "slow-down": Advice(
        ("Movies, games or downloads at home.", "Weak Wi-Fi.", "A slow line."),
        (_WHO, _HOW),
        (Place.NETWORK,),
    ),
    "delayed": Advice(
        ("Satellite or mobile internet.", "A VPN that goes far away.", "A full line."),
        ("What kind of internet is it?", "Is a VPN on?", "Tell them: pause after you speak."),
        (Place.VPN,),
    ),
    "unsteady": Advice(
        ("Weak or crowded Wi-Fi.", "Others use the line in bursts.", "Mobile internet on the move."),
        (_HOW, _WHO),
        (Place.NETWORK,),
    ),
    "lossy": Advice(
        ("Weak Wi-Fi: too far, walls, a microwave oven.", "A bad cable or a disturbed line.", "A full line."),
        (_HOW, "Is it better close to the Wi-Fi box?"),
        (Place.NETWORK,),
    ),
    "udp-blocked": Advice(
        ("A firewall lets calls through only in a slower way.", "A VPN."),
        (_WHERE, "Is a VPN on?"),
        (Place.VPN,),
    ),
    "intercepted": Advice(
        ("An antivirus program or a workplace reads encrypted traffic.", "A network that cannot be trusted."),
        (_WHERE, "Is it your own computer?", "Which antivirus program is there?"),
        (Place.VPN,),
    ),
    "server-down": Advice(
        ("Our test server or the way to it is down: check it first.", "A filter blocks the test server alone."),
        ("Do web pages open well?", "Do other patients have the same now?"),
    ),
    "busy-server": Advice(
        ("Our test server has too much to do right now.",),
        ("Can you try again in a few minutes?",),
    ),
    "good": Advice(("The line was good when it was measured.",), ("Was it at the same place and time of day?",)),
    "bloated": Advice(
        ("The Wi-Fi box keeps long queues: harmless until somebody uploads.",),
        (_WHO,),
    ),
    "vpn": Advice(("A VPN is on.",), ("Do you need the VPN? It can be off during the visit.",), (Place.VPN,)),
    "weak-wifi": Advice(("Far from the Wi-Fi box, or walls between.",), (_HOW,), (Place.NETWORK,)),
}
