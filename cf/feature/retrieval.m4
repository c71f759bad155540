divert(-1)
dnl FEATURE(retrieval): users fetch their mail from this host (ours). Argument: the protocol, which
dnl can only be pop3. Its listener is that of POP3_OPTIONS, or else one on port 110 of all addresses.
divert(0)dnl
VERSIONID(`feature retrieval')dnl
divert(-1)
ifelse(_ARG_, `', `define(`_RETRIEVAL_POP3_', 1)', _ARG_, `pop3', `define(`_RETRIEVAL_POP3_', 1)',
  _ARG_, `imap', `IMAP_OPTIONS()', `_ERROR_(`FEATURE(retrieval): unknown argument '_ARG_)')
