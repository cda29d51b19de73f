"""When acknowledgements are believed, and how long the next body is."""

from __future__ import annotations

import pytest

from readiness.instruments.network.speed.upload_acks import (
    FIRST_POST,
    LARGEST_POST,
    LONGEST_POST,
    SECOND_POSTS,
    UploadAcks,
    next_long_size,
    next_size,
)

HEADS = 300


def sent(answers: UploadAcks, *, hidden: bool, took_s: float = 0.4, size: int = FIRST_POST) -> int:
    """One body, looked at every 20 ms. `hidden`: all of it acknowledged at once, and answered late."""
    answers.begin("one", size, 0.0)
    looks = int(took_s / 0.02)
    for number in range(1, looks):
        there = size + HEADS if hidden else size * number // looks
        answers.look(there, size + HEADS - there, number * 0.02)
    return answers.came("one", took_s, LONGEST_POST)


def test_acknowledgements_that_come_with_the_answers_are_believed() -> None:
    answers = UploadAcks(rtt_s=0.04, limit_s=5.8)
    assert sent(answers, hidden=False) == SECOND_POSTS[0]
    assert not answers.cautious


def test_acknowledgements_long_before_the_answer_are_not() -> None:
    answers = UploadAcks(rtt_s=0.04, limit_s=5.8)
    assert sent(answers, hidden=True) == pytest.approx(FIRST_POST / 0.4, rel=0.01)
    assert answers.cautious


def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    answers = UploadAcks(rtt_s=0.04, limit_s=5.8)
    answers.begin("one", LARGEST_POST, 0.0)
    for number in range(50):
        answers.look(LARGEST_POST + HEADS, 0, number * 0.02)
    assert answers.cautious


def test_our_own_pause_is_no_buffer() -> None:
    answers = UploadAcks(rtt_s=0.04, limit_s=5.8)
    answers.begin("one", FIRST_POST, 0.0)
    answers.look(0, FIRST_POST, 0.02)
    answers.look(FIRST_POST + HEADS, 0, 3.0)
    answers.came("one", 3.0, LONGEST_POST)
    assert not answers.cautious


def test_what_was_answered_must_be_enough_or_near_what_was_acknowledged() -> None:
    answers = UploadAcks(rtt_s=0.04, limit_s=5.8)
    sent(answers, hidden=False, took_s=1.0, size=100_000)
    assert answers.bear_out(190_000, 1.0, enough_mbps=0.9)
    assert not answers.bear_out(75_000_000, 1.0, enough_mbps=0.9)
    assert answers.bear_out(75_000_000, 1.0, enough_mbps=0.5)


@pytest.mark.parametrize(
    ("size", "took_s", "rtt_s", "expected"),
    [
        (FIRST_POST, 0.1, 0.0, 8 * FIRST_POST),  # 160 kbit/s: small pieces may take longer
        (50_000, 1.0, 0.0, 20_000),
        (50_000, 1.0, 0.6, 60_000),
        (FIRST_POST, 8.0, 0.0, FIRST_POST // 2),
        (LARGEST_POST, 0.01, 0.0, LARGEST_POST),
    ],
)
def test_bodies_are_as_long_as_is_sent_in_a_while(size: int, took_s: float, rtt_s: float, expected: int) -> None:
    assert next_size(size, took_s, rtt_s) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("size", "took_s", "rtt_s", "left_s", "expected"),
    [
        (64_000, 2.0, 0.04, 5.0, 32_000),
        (64_000, 2.0, 0.2, 4.0, 64_000),  # longer for a longer round trip, but half of the time that is left
        (64_000, 2.4, 0.6, 6.0, 256_000),  # held up by round trips: the rate still grows
        (LARGEST_POST, 0.01, 0.001, 5.0, LONGEST_POST),
    ],
)
def test_believed_bodies_are_longer(size: int, took_s: float, rtt_s: float, left_s: float, expected: int) -> None:
    assert next_long_size(size, took_s, rtt_s, left_s, LONGEST_POST) == pytest.approx(expected)
