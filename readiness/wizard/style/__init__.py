"""Colours, typeface, language and paper."""
