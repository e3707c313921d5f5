"""An emulated AWS: moto's server, whose CloudFormation is replaced by one that can be believed.

Plain moto skips types it does not know, drops properties, rolls nothing back. Here each type has a provider of its own
in :mod:`emulated_aws.providers`, which calls the emulated service by its own API; what is not
emulated is written to the journal by name. Runs in a process of its own: ``python -m emulated_aws``.
"""
