"""What is not kept: people who are erased, studies whose time is over."""
