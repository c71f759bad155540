divert(-1)
dnl FEATURE(nopercenthack): % in an address means nothing. Argument: reject (refuse such recipients) or nospecial.
divert(0)dnl
VERSIONID(`feature nopercenthack')dnl
divert(-1)
define(`_NO_PERCENTHACK_', 1)
ifelse(_ARG_, `reject', `define(`_NO_PERCENT_REJECT_', 1)', _ARG_, `nospecial', `',
  `_ERROR_(`FEATURE(nopercenthack): the argument is reject or nospecial')')
