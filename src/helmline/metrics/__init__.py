"""Metrics: a declared question (`Metric`), asked (`Query`), answered (`Result`), and explained.

The catalogue is data in `catalogue/*.toml`; `ask` is the one door through which numbers come.
"""
