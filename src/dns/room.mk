# dns: what this room is made of.
