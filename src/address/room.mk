# address: what this room is made of.
