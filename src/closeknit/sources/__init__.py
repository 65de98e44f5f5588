"""What we read: files become rows (`tables`), mappings say what rows mean (`mappings`), rows become claims
(`translation`).

Which mapping a table goes by is told in `recognise`, one for an unknown table in `propose`.
"""
