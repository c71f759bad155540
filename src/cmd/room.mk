# cmd: one file for each installed program, no logic of its own.
#
# Libraries in the order of their arrows, the highest first.
SENDMAIL_ROOMS = libmodes.a libdaemon.a libretrieval.a libdelivery.a libsmtp.a libsmtp_client.a \
  libqueue.a librouting.a libmessage.a libmaps.a librules_lint.a librules.a libsasl.a libtls.a \
  libconfig.a libaddress.a libdns.a libbase.a
EXTERNAL_LIBS = $(BOOST_CONTEXT_LIBS) $(GDBM_LIBS) $(OPENSSL_LIBS) $(UNBOUND_LIBS)

sbin_PROGRAMS += src/cmd/sendmail
src_cmd_sendmail_SOURCES = src/cmd/sendmail.cc
src_cmd_sendmail_LDADD = $(SENDMAIL_ROOMS) $(OWN_CONTEXT_LIBS) \
  $(GDBM_LIBS) $(OPENSSL_LIBS) $(UNBOUND_LIBS)
src_cmd_sendmail_LDFLAGS = $(AM_LDFLAGS) $(OWN_RUNTIME_LDFLAGS)

# The other names of sendmail.
install-exec-hook:
	$(MKDIR_P) '$(DESTDIR)$(bindir)'
	for name in mailq newaliases hoststat purgestat; do \
	  rm -f '$(DESTDIR)$(bindir)'/$$name; \
	  $(LN_S) '$(sbindir)/sendmail' '$(DESTDIR)$(bindir)'/$$name; \
	done
uninstall-hook:
	for name in mailq newaliases hoststat purgestat; do rm -f '$(DESTDIR)$(bindir)'/$$name; done
