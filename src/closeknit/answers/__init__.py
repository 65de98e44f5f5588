"""Answers as values: what a question gives back, before anything is drawn or printed."""

from closeknit.answers.values import (
    EVIDENCE_LIMIT,
    STATES_BETWEEN,
    TIMES_COLUMNS,
    Action,
    Answer,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    Freshness,
    Picture,
    Scalar,
    ShownColumn,
    Subject,
    Verdict,
)

__all__ = [
    "EVIDENCE_LIMIT", "STATES_BETWEEN", "TIMES_COLUMNS", "Action", "Answer", "AnswerTable", "Estimate",
    "Evidence", "Finding", "Freshness", "Picture", "Scalar", "ShownColumn", "Subject", "Verdict",
]  # fmt: skip
