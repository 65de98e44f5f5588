"""Who is who: from keys to persons and organizations, how surely, why, and what people decided about it.

`resolve.resolve` gives it all; `why` explains it. Nothing here rewrites a claim: who a key belongs to
is a belief that the next file, or the next decision, may change.
"""
