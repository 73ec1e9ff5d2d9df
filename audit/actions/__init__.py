"""What happens to the log beyond being written.

publish_heads  the last link of every chain, once a day
"""
