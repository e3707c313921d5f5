"""What one rule or assertion says of one resource."""
