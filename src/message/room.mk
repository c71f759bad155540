# message: what this room is made of.
