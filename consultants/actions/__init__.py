"""What can happen to an expert: one verb, one file.

add_expert            into the pool
edit_expert           what the person knows, where they work and worked
write_entry           a degree, joint work, relative, absence, training; a sanction, by the programme office
remove_entry          it no longer holds, and stays as history
confirm_profile       once a year: all of this holds
ask_for_confirmation  the clock asks
"""
