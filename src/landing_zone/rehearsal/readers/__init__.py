"""Reads a deployed stack back from the services and compares each resource with the template.

A stack's status proves nothing: an emulator may drop properties, and a resource may have been changed since. So each
resource type of the zone has a reader in :mod:`landing_zone.rehearsal.readers.types`, which calls the service's
documented ``Get``, ``Describe`` and ``List`` operations and never CloudFormation. The same readers work in an emulated
AWS and in a real one. Start with :func:`landing_zone.rehearsal.readers.compare_stack.compare_stack`.
"""
