# maps: what this room is made of.
