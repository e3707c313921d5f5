"""The command line `lz`: commands and options."""
