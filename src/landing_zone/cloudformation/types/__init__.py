"""Facts of CloudFormation's resource types: a YAML file a type for what no schema says, and cfn-lint's schemas."""
