"""The expression language of assertions: JMESPath over values that are not all known."""
