"""Where expressions run: DuckDB in the process, or Apache Spark; one expression serves both."""

from closeknit.engines.engine import Engine, engine_for

__all__ = ["Engine", "engine_for"]
