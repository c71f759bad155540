divert(-1)
dnl virtuser.m4: the part of Parse1 that knows virtual users. In: user < @ domain . >
divert(0)dnl
# Virtual users: what the table gives is an address of its own.
# From the closest key to the widest: ? means not found yet, ! not at all.
ifdef(`_VIRTHOSTS_', `dnl
ifdef(`_VIRTUSER_ENTIRE_DOMAIN_', `_FOR_(`virtuser_entire_domain')dnl
R$+ < @ $* . $={VirtHost} . >		$: < ? > $1 < @ $2 . $3 . >
')dnl
R$+ < @ $={VirtHost} . >		$: < ? > $1 < @ $2 . >
')dnl
R$+ < @ $=w . >				$: < ? > $1 < @ $2 . >
ifdef(`_VIRTHOSTS_', `dnl
R< ? > < ? > $*				$: < ? > $1					a name of both kinds
')dnl
R< ? > $+ + $* < @ $+ . >		$: < $(virtuser $1 + $2 @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $+ < @ $+ . >		$: < $(virtuser $1 + + @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $* < @ $+ . >		$: < $(virtuser $1 + * @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $* < @ $+ . >		$: < $(virtuser $1 @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $+ < @ $+ . >		$: < $(virtuser + + @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $* < @ $+ . >		$: < $(virtuser + * @ $3 $@ $1 $@ $2 $@ + $2 $: + $) > $1 + $2 < @ $3 . >
R< + > $+ + $* < @ $+ . >		$: < $(virtuser @ $3 $@ $1 $@ $2 $@ + $2 $: ! $) > $1 + $2 < @ $3 . >
R< ? > $+ < @ $+ . >			$: < $(virtuser $1 @ $2 $@ $1 $: ? $) > $1 < @ $2 . >
R< ? > $+ < @ $+ . >			$: < $(virtuser @ $2 $@ $1 $: ! $) > $1 < @ $2 . >
R< ! > $+				$: $1
R< error : $- . $- . $- : $+ > $*	$#error $@ $1.$2.$3 $: $4
R< error : $- $+ > $*			$#error $@ $1 $: $2
ifdef(`_NO_VIRTUSER_RECURSION_', `dnl
R< $+ > $+ < @ $+ >			$: $>canonify $1
', `dnl
ifdef(`_VIRTUSER_STOP_ONE_LEVEL_RECURSION_', `dnl
# An address that the table maps to itself is not looked up again.
R< $+ > $+ < @ $+ . >			$: $2 < @ $3 . > $| $>canonify $1
R$+ < @ $+ > $| $+			$: < $3 > $1 < @ $2 > $| $3
R< $+ > $+ $| $+			$@ $>Recurse $3
', `dnl
R< $+ > $+ < @ $+ >			$@ $>Recurse $1
')dnl
')dnl
