"""A schedule: rows in, one line out for each, in order; the same answers as ``check``."""
