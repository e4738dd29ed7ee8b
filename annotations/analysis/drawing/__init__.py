"""Figures as SVG: for the page in its own colours, for files in fixed ones. Pure.

Across, everything is in per cent, so that a figure fits every width and its letters keep
their size; down, it is in pixels. There is no style attribute, which the page forbids.
"""
