"""Contracts of delivery, asked of an assembly: would AWS allow what its services write and call."""
