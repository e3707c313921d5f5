"""Reading a deployed stack back: what each service itself says of each resource, held against the template.

A stack's status proves nothing: an emulator may drop properties, and somebody may have changed a resource since. So
each resource type of the zone has a reader of its own in :mod:`landing_zone.rehearsal.readers.types`, which asks the
service by its documented ``Get``, ``Describe`` and ``List`` calls and never CloudFormation. The same readers work in
an emulated AWS and in a real one. The way in is :func:`landing_zone.rehearsal.readers.compare_stack.compare_stack`.
"""
