"""Reads a deployed stack back from the services and compares each resource with the template.

A stack's status proves nothing: an emulator may drop properties, and a resource may have been changed since. So each
resource type of the zone has a file in ``types``, which names the ``Get``, ``Describe`` and ``List`` operations of its
service that read it, and never CloudFormation's. The same readers work in an emulated AWS and in a real one. Start with
:func:`landing_zone.rehearsal.readers.compare_stack.compare_stack`.
"""
