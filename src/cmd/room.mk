# cmd: what this room is made of.
