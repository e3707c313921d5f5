"""The expression language of assertions: JMESPath over partly unknown values."""
