"""When customers buy: which events come before a buying decision, and who just had one."""
