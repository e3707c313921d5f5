"""What a zone costs each month before anyone uses it, from a dated list of prices (``prices.yaml``)."""
