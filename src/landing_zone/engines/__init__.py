"""The engines that judge templates (cdk-nag, checkov, cfn-lint), their workers, queue and cache."""
