divert(-1)
dnl FEATURE(bcc): a copy of each message for the recipients of some domains, by ruleset bcc. Arguments: the table of
dnl the domains, or the word access (tag bcc); a value for macro A; the address of the copy, in which $1 is the
dnl recipient (this is the default) and $A that value; a table that this address is looked up in.
divert(0)dnl
VERSIONID(`feature bcc')dnl
divert(-1)
define(`_BCC_TO_', ifelse(defn(`_ARG3_'), `', ```$'1'', `defn(`_ARG3_')'))
ifelse(_ARG_, `access', `_NEEDS_(`FEATURE(bcc) with access', `_ACCESS_TABLE_', `FEATURE(access_db)')
define(`_BCC_SEARCH_', `$`'>SearchList < ! bcc > $`'| < D : $`'2 > < >')',
  `_TABLE_(`bcctable', defn(`_ARG_'), `bcctable', `bcc')
define(`_BCC_SEARCH_', `$`'>BccDomain $`'2')')
PUSHDIVERT(6)_ASKED_()dnl
O AddBcc=true
ifelse(defn(`_ARG2_'), `', `', `# For addresses of copies.
DA`'_ARG2_
')dnl
ifelse(defn(`_ARG4_'), `', `', `KcanonicalRcpt _ARG4_
')dnl
POPDIVERT()
PUSHDIVERT(9)_ASKED_()dnl
# Whom a message is copied to. In: a recipient. Out: an address, or nothing.
Sbcc
R< $+ >					$: $1
R$+ @ $+				$: $1 @ $2 $| _BCC_SEARCH_
R$+ $| < ? >				$@
ifelse(defn(`_ARG4_'), `', `dnl
R$+ $| $*				$@ _BCC_TO_
', `dnl
R$+ $| $*				$: $| _BCC_TO_
R$| $+ @ $+				$: $| $(canonicalRcpt $1@$2 $: $)
R$| $* < TMPF >				$#error $@ 4.3.0 $: _TMPFMSG_
R$| $*					$@ $1
')dnl
ifelse(_ARG_, `access', `', `
# Is a domain, or with a dot in front one above it, in the table? Out: < value > or < ? >
SBccDomain
R$+					$: $1 $| < $(bcctable $1 $: ? $) >
R$* $| < ? >				$: $1
R$+ $| < $* >				$@ < $2 >
R$- . $+				$: $1 . $2 $| < $(bcctable .$2 $: ? $) >
R$- . $+ $| < ? >			$@ $>BccDomain $2
R$+ $| < $* >				$@ < $2 >
R$*					$@ < ? >
')dnl
POPDIVERT()
