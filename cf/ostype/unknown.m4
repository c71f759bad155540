divert(-1)
dnl OSTYPE(unknown): a reminder that one must be chosen.
divert(0)dnl
VERSIONID(`ostype unknown')dnl
divert(-1)
_ERROR_(`no OSTYPE was chosen: put the one of this system in the place of unknown')
