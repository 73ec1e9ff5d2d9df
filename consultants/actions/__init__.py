"""What can happen to an expert: one verb, one file.

add_expert      into the pool
edit_expert     what the person knows, where they work and worked
"""
