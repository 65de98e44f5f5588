"""The question language: readable sentences over customers, people, organizations and deals.

A text is read into a tree (`reading`), checked against what the business knows (`checking`), and compiled to
expressions that both engines run (`compiling`); an answer says back what was understood (`printing`) and why
each one returned matches (`answering`). Conditions that others answer join through `seams`.
"""
