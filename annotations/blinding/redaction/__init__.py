"""Finds and hides what tells who wrote an answer. Pure.

A leak is a statement about the writer or its maker ("As an AI …", "我是由…开发的"), or the name
of a language model, of its vendor, or of one of the study's systems. Artificial intelligence as a
subject of medicine (assisted reading of a CT, a surgical robot, aortic insufficiency) is none, nor
is being human ("as a doctor, I …") or a bare disclaimer ("I cannot replace your doctor").

What counts, who labelled, and how well it works: docs/identity-leaks.md.
"""

from annotations.blinding.redaction.leaks import Kind, Leak, Reason
from annotations.blinding.redaction.masking import Masked, MaskedSpan, mask
from annotations.blinding.redaction.scanning import find_leaks
from annotations.blinding.redaction.study_names import is_searchable

__all__ = [
    "Kind",
    "Leak",
    "Masked",
    "MaskedSpan",
    "Reason",
    "find_leaks",
    "is_searchable",
    "mask",
]
