divert(-1)
dnl HACK(xconnect): which clients may use XCONNECT, by the access table (tag XConnect).
divert(0)dnl
VERSIONID(`hack xconnect')dnl
divert(-1)
ifdef(`_ACCESS_TABLE_', `', `_ERROR_(`HACK(xconnect) needs FEATURE(access_db)')')
PUSHDIVERT(9)_ASKED_()dnl
# May a client use XCONNECT? In: name $| address
Sx_connect
R$* $| $*				$: $>D < $1 > < ? > < ! XConnect > < $2 >
R< > $*					$: < ? > < $&{client_addr} >
R< ? > < $+ >				$: $>A < $1 > < ? > < ! XConnect > < >
R< ? > $*				$#no
R< $+ > < $* >				$@ yes
POPDIVERT()
