"""Findings, waivers and catalogue joined: the one artifact that everything downstream reads."""
