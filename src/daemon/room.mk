# daemon: what this room is made of.
