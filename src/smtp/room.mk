# smtp: the grammar both sides share, the server side, TLS and SASL.
include src/smtp/client/room.mk
