"""The commands of ``lz``, one a file."""
