"""Whether AWS would allow a request: one evaluator of IAM's policies, for the gates, the emulated AWS and tests.

It knows neither the landing zone nor the emulated AWS.
"""
