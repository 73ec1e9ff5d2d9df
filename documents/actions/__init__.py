"""What happens to files.

store_file     inspected by content, kept under its hash, noted in the history of its thing
remove_file    taken off its thing; the bytes stay for the versions that refer to them
"""
