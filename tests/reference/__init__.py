"""Published values and independent libraries that the statistics are compared with."""
