divert(-1)
dnl FEATURE(check_other): ends the session at commands that look like a mail header. Argument: a regular expression.
divert(0)dnl
VERSIONID(`feature check_other')dnl
divert(-1)
define(`_CHECK_OTHER_', 1)
PUSHDIVERT(6)_ASKED_()dnl
Kbadcmd regex -m -a<BADCMD> ifelse(_ARG_, `', `^[[:print:]]+ *:', `_ARG_')
POPDIVERT()
PUSHDIVERT(9)_ASKED_()dnl
# Commands that no mail client sends. In: command $| first digit of the reply
Scheck_other
R$* $| 5				$: $(badcmd $1 $)
R$* < BADCMD >			$#error $@ 4.7.0 $: 421 bad command
POPDIVERT()
