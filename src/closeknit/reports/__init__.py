"""Answers as people and programs get them: terminal, JSON, CSV, HTML, pictures, notebook."""
