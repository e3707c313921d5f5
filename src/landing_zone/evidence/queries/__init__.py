"""The queries, one a file, named as the query. :mod:`landing_zone.evidence.registry` finds them."""
