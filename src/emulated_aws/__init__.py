"""An emulated AWS: moto's server, with a CloudFormation that emulates failures and rollback.

Plain moto skips unknown types, drops properties, and does not roll back. Here each type has a provider in
:mod:`emulated_aws.providers`, which calls the API of the emulated service; types and properties that are not
emulated are written to the journal by name. It runs in a separate process: ``python -m emulated_aws``.
"""
