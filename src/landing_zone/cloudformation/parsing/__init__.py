"""CloudFormation templates: from text to resources."""
