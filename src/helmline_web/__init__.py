"""Helmline's application: what people here see and decide, on top of the library `helmline`."""
