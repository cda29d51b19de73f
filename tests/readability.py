"""Flesch-Kincaid grade of English words. J. P. Kincaid et al., Derivation of New Readability Formulas (1975).

Syllables are counted by vowel groups with the usual exceptions; right within a few percent on common words.
"""

from __future__ import annotations

import re


def syllables(word: str) -> int:
    """About how many syllables this English word has; at least 1."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^laeiouydt]ed|[^laeiouy]e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]{1,2}", word)))


def grade(text: str) -> float:
    """School grade (US) at which this text is read: 0.39 words/sentence + 11.8 syllables/word - 15.59."""
    sentences = [s for s in re.split(r"[.!?:]+(?:\s|$|”)", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", text)
    if not words:
        return 0.0
    return 0.39 * len(words) / max(1, len(sentences)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
