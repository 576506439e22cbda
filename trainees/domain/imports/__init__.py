"""Lists brought into the register: read, checked, matched, written and, while nothing depends on it, undone.

headings, rows      the file as columns of text, whatever its order and headings
people, facts       what a column says of a person, and why a cell can't be right
matching            the same person twice in the file, and in the register already
writing             all rows at once
batches             the verbs: receive, check, bring in, undo
marked, template    workbooks to take away
household_*         household lists (建档立卡): cut to what may be kept, read as households, planned, written, undone
"""
