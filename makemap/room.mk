# makemap: what this room is made of.
