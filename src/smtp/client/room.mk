# smtp/client: the outgoing side of SMTP and LMTP.
