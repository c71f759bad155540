# retrieval: what this room is made of.
