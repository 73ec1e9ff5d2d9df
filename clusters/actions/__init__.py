"""What can happen to a plant.

register_plant   a firm enters a site of its own
update_plant     it describes the site anew
close_plant      it stops using the site; nothing new can start there
"""
