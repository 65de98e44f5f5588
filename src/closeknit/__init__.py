"""Closeknit: know the people your business deals with, and act on it in time."""
