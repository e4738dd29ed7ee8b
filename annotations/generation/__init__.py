"""Stage 2: systems answer the items over HTTP; a simulated patient talks to them.

Inside, imports go one way: launch → tasks → services → calls → providers, simulator.
"""
