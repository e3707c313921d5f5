"""The stack of the guide docs/first-stack.md, and the example zone with it."""
