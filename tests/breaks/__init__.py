"""The app with one control broken in its code, run by `cdk synth --app`; see tests/test_synth.py."""
