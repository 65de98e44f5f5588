"""Short lists over all answers: whom to turn to today, one page before the call, what lies behind.

A briefing asks nothing new: it merges what the questions found. Showing it is the matter of `reports`.
"""
