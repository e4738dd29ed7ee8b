"""Statistics on count tables: numpy and scipy, no Django, no I/O.

Wins, ties and losses are always those of the system that comes first in the study,
never of a side of the screen.
"""
