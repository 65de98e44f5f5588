"""One file for each step from one form of the desk to the next, in order; none is changed once released."""
