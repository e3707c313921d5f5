"""Providers as data: one YAML file a resource type, ``providers/kms_key.yaml``, interpreted by one engine.

``docs/rehearsal.md`` explains the files.
"""
