"""A rehearsal: the whole zone deployed into an emulated AWS by the real CDK CLI, and read back.

Start with :mod:`landing_zone.rehearsal.rehearse`; :mod:`emulated_aws` is the emulated AWS, a separate process;
:mod:`landing_zone.rehearsal.readers` reads back what was deployed. moto and boto3 are imported only by the modules
that need them.
"""
