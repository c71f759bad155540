# UUCP neighbours: old ones (class U), new ones (Y), those that know domains (Z), and relays.
R$* < @ $=U . UUCP . >			$#uucp-old $@ $2 $: $1 < @ $2 . UUCP . >
R$* < @ $=Y . UUCP . >			$#uucp-new $@ $2 $: $1 < @ $2 . UUCP . >
ifdef(`_MAILER_smtp_', `dnl
R$* < @ $=Z . UUCP . >			$#uucp-uudom $@ $2 $: $1 < @ $2 . UUCP . >
')dnl
R$* < @ $=V . UUCP . >			$: $>MailerToTriple < $V > $1 < @ $2 . UUCP . >
R$* < @ $=W . UUCP . >			$: $>MailerToTriple < $W > $1 < @ $2 . UUCP . >
R$* < @ $=X . UUCP . >			$: $>MailerToTriple < $X > $1 < @ $2 . UUCP . >
