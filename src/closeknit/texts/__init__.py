"""What words say: sentences of a text, the stance each takes, and the topics it is about.

Pure functions of a text and word lists that ship with the package; nothing is fetched, nothing is learned
from anybody's data. Who said it, when and to whom is known elsewhere.
"""
