divert(-1)
dnl FEATURE(nouucp): ! in an address means nothing. Argument: reject (refuse such recipients) or nospecial.
divert(0)dnl
VERSIONID(`feature nouucp')dnl
divert(-1)
define(`_NO_UUCP_', 1)
ifelse(_ARG_, `reject', `define(`_NO_UUCP_REJECT_', 1)', _ARG_, `nospecial', `',
  `_ERROR_(`FEATURE(nouucp): the argument is reject or nospecial')')
