"""IAM Access Analyzer: analyzers and their archive rules. It analyses nothing, so it has no findings."""

from emulated_aws.services.accessanalyzer.models import accessanalyzer_backends

__all__ = ["accessanalyzer_backends"]
