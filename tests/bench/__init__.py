"""Figures rather than right or wrong: a labelled set of scenes, times, loads. Run by `make bench`."""
