"""A rehearsal: the whole zone deployed into an emulated AWS by the real CDK CLI, and read back.

:mod:`landing_zone.rehearsal.rehearse` is the way in; :mod:`emulated_aws` is the emulated AWS, a
process of its own; :mod:`landing_zone.rehearsal.readers` reads back what was deployed. moto and boto3 are imported by
those who need them, and not here.
"""
