"""HuatuoEval: physicians compare answers of medical language models, blinded.

The stages, in the order in which the data flows; each is a package:

1. datasets      items and ready-made responses come in
2. generation    systems answer the items, a simulated patient talks to them
3. comparisons   two responses to one item become a comparison, released when both are complete
4. assignment    planned judgments (slots) are handed to raters, one at a time
5. judging       what a rater hands in, kept append-only
6. analysis      choices become outcomes: the only place that unblinds
7. exports       results that a reviewer can recompute

``studies`` leads a study through them; ``models`` holds the tables; ``blinding``
is what a rater may see; ``stats`` is arithmetic without Django.
"""
