"""The results in sentences, figures and tables, in the reader's language.

Page, files, PDF and texts are all made of the same sections: no number is worded twice.
"""
