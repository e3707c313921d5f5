"""The readers: one resource type a file; see :mod:`landing_zone.rehearsal.readers.registry`."""
