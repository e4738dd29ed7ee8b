"""Faults made on purpose: processes killed, brokers flushed. Small here; each file says how to
run its full size."""
