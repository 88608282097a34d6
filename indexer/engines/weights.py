"""What each kind of evidence weighs, in every engine."""

FIELD_WEIGHT = {"title": 0.6, "text": 1.0}  # eval_ir.py, five collections: a title at 0.3–0.6 alike, 1 and above worse
FORM = 0.3  # what the very form typed adds to its stem
FEW = 10  # documents with all words, from which on these come first, as they are; eval_ir.py: alike, and so to 200
OTHERS = 0.7  # of its score is what a word in the other language adds
HELP = 0.5  # of its score is what a word that asks or binds adds; eval_ir.py: 0 to 0.5 alike
