"""Statistics: numbers in, numbers out. Nothing here knows what a ticket is.

`summaries` adds up, `intervals` and `estimates` say how sure a number is, `survival` handles durations
whose end was not seen yet, `distributions` holds the quantiles they rest on. Each is imported by name.
"""
