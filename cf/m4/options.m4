divert(-1)
dnl options.m4: the options, as one table. In: the conf names of the site. Out: their lines. Each row
dnl gives the option, its conf name and its usual value: _ON_ has that value unless the site says
dnl otherwise (it stands in defaults.m4 as well), _OFF_ is not set, and the value is for the reader of the
dnl comment, _MILTER_ is there if there are mail filters, _ZONE_ knows the words USE_SYSTEM and USE_TZ,
dnl _OURS_ is no option of sendmail and written only when set.
dnl A name that is set to nothing gives the option without a value; one that is undefined, a comment.
divert(0)dnl

# Timeouts
_OFF_(`Timeout.aconnect', `confTO_ACONNECT', `0s')dnl
_OFF_(`Timeout.auth', `confTO_AUTH', `10m')dnl
_OFF_(`Timeout.command', `confTO_COMMAND', `1h')dnl
_OFF_(`Timeout.connect', `confTO_CONNECT', `5m')dnl
_OFF_(`Timeout.control', `confTO_CONTROL', `2m')dnl
_OFF_(`Timeout.datablock', `confTO_DATABLOCK', `1h')dnl
_OFF_(`Timeout.datafinal', `confTO_DATAFINAL', `1h')dnl
_OFF_(`Timeout.datainit', `confTO_DATAINIT', `5m')dnl
_OFF_(`Timeout.fileopen', `confTO_FILEOPEN', `60s')dnl
_OFF_(`Timeout.helo', `confTO_HELO', `5m')dnl
_OFF_(`Timeout.hoststatus', `confTO_HOSTSTATUS', `30m')dnl
_OFF_(`Timeout.iconnect', `confTO_ICONNECT', `5m')dnl
_OFF_(`Timeout.ident', `confTO_IDENT', `5s')dnl
_OFF_(`Timeout.initial', `confTO_INITIAL', `5m')dnl
_OFF_(`Timeout.lhlo', `confTO_LHLO', `2m')dnl
_OFF_(`Timeout.mail', `confTO_MAIL', `10m')dnl
_OFF_(`Timeout.misc', `confTO_MISC', `2m')dnl
_ON_(`Timeout.queuereturn', `confTO_QUEUERETURN', `5d')dnl
_OFF_(`Timeout.queuereturn.dsn', `confTO_QUEUERETURN_DSN', `5d')dnl
_OFF_(`Timeout.queuereturn.non-urgent', `confTO_QUEUERETURN_NONURGENT', `7d')dnl
_OFF_(`Timeout.queuereturn.normal', `confTO_QUEUERETURN_NORMAL', `5d')dnl
_OFF_(`Timeout.queuereturn.urgent', `confTO_QUEUERETURN_URGENT', `2d')dnl
_ON_(`Timeout.queuewarn', `confTO_QUEUEWARN', `4h')dnl
_OFF_(`Timeout.queuewarn.dsn', `confTO_QUEUEWARN_DSN', `4h')dnl
_OFF_(`Timeout.queuewarn.non-urgent', `confTO_QUEUEWARN_NONURGENT', `12h')dnl
_OFF_(`Timeout.queuewarn.normal', `confTO_QUEUEWARN_NORMAL', `4h')dnl
_OFF_(`Timeout.queuewarn.urgent', `confTO_QUEUEWARN_URGENT', `1h')dnl
_OFF_(`Timeout.quit', `confTO_QUIT', `2m')dnl
_OFF_(`Timeout.rcpt', `confTO_RCPT', `1h')dnl
_OFF_(`Timeout.resolver.retrans', `confTO_RESOLVER_RETRANS', `5s')dnl
_OFF_(`Timeout.resolver.retrans.first', `confTO_RESOLVER_RETRANS_FIRST', `5s')dnl
_OFF_(`Timeout.resolver.retrans.normal', `confTO_RESOLVER_RETRANS_NORMAL', `5s')dnl
_OFF_(`Timeout.resolver.retry', `confTO_RESOLVER_RETRY', `4')dnl
_OFF_(`Timeout.resolver.retry.first', `confTO_RESOLVER_RETRY_FIRST', `4')dnl
_OFF_(`Timeout.resolver.retry.normal', `confTO_RESOLVER_RETRY_NORMAL', `4')dnl
_OFF_(`Timeout.rset', `confTO_RSET', `5m')dnl
_OFF_(`Timeout.starttls', `confTO_STARTTLS', `1h')dnl

# Mail filters
_OFF_(`InputMailFilters', `confINPUT_MAIL_FILTERS', `')dnl
_MILTER_(`Milter.LogLevel', `confMILTER_LOG_LEVEL', `')dnl
_MILTER_(`Milter.macros.connect', `confMILTER_MACROS_CONNECT', `j, _, {daemon_name}, {if_name}, {if_addr}')dnl
_MILTER_(`Milter.macros.data', `confMILTER_MACROS_DATA', `')dnl
_MILTER_(`Milter.macros.envfrom', `confMILTER_MACROS_ENVFROM', `i, {auth_type}, {auth_authen}, {auth_ssf}, {auth_author}, {mail_mailer}, {mail_host}, {mail_addr}')dnl
_MILTER_(`Milter.macros.envrcpt', `confMILTER_MACROS_ENVRCPT', `{rcpt_mailer}, {rcpt_host}, {rcpt_addr}')dnl
_MILTER_(`Milter.macros.eoh', `confMILTER_MACROS_EOH', `')dnl
_MILTER_(`Milter.macros.eom', `confMILTER_MACROS_EOM', `{msg_id}')dnl
_MILTER_(`Milter.macros.helo', `confMILTER_MACROS_HELO', `{tls_version}, {cipher}, {cipher_bits}, {cert_subject}, {cert_issuer}')dnl

# Authentication and TLS
_OFF_(`AuthMaxBits', `confAUTH_MAX_BITS', `')dnl
_OFF_(`AuthMechanisms', `confAUTH_MECHANISMS', `EXTERNAL GSSAPI KERBEROS_V4 DIGEST-MD5 CRAM-MD5')dnl
_OFF_(`AuthOptions', `confAUTH_OPTIONS', `')dnl
_OFF_(`AuthRealm', `confAUTH_REALM', `')dnl
_OFF_(`CACertFile', `confCACERT', `')dnl
_OFF_(`CACertPath', `confCACERT_PATH', `')dnl
_OFF_(`CertFingerprintAlgorithm', `confCERT_FINGERPRINT_ALGORITHM', `')dnl
_OFF_(`CipherList', `confCIPHER_LIST', `')dnl
_OFF_(`ClientCertFile', `confCLIENT_CERT', `')dnl
_OFF_(`ClientKeyFile', `confCLIENT_KEY', `')dnl
_OFF_(`ClientSSLOptions', `confCLIENT_SSL_OPTIONS', `')dnl
_OFF_(`CRLFile', `confCRL', `')dnl
_OFF_(`CRLPath', `confCRL_PATH', `')dnl
_OFF_(`DANE', `confDANE', `false')dnl
_OFF_(`DefaultAuthInfo', `confDEF_AUTH_INFO', `/etc/mail/default-auth-info')dnl
_OFF_(`DHParameters', `confDH_PARAMETERS', `')dnl
_OFF_(`RandFile', `confRAND_FILE', `')dnl
_OFF_(`ServerCertFile', `confSERVER_CERT', `')dnl
_OFF_(`ServerKeyFile', `confSERVER_KEY', `')dnl
_OFF_(`ServerSSLOptions', `confSERVER_SSL_OPTIONS', `')dnl
_OFF_(`SSLEngine', `confSSL_ENGINE', `')dnl
_OFF_(`SSLEnginePath', `confSSL_ENGINE_PATH', `')dnl
_OFF_(`TLSFallbacktoClear', `confTLS_FALLBACK_TO_CLEAR', `')dnl
_OFF_(`TLSSrvOptions', `confTLS_SRV_OPTIONS', `')dnl

# Queue and its runs
_OFF_(`CheckpointInterval', `confCHECKPOINT_INTERVAL', `10')dnl
_OFF_(`ClassFactor', `confWORK_CLASS_FACTOR', `1800')dnl
_OFF_(`DataFileBufferSize', `confDF_BUFFER_SIZE', `4096')dnl
_OFF_(`FastSplit', `confFAST_SPLIT', `1')dnl
_OFF_(`ForkEachJob', `confSEPARATE_PROC', `False')dnl
_OFF_(`HostStatusDirectory', `confHOST_STATUS_DIRECTORY', `.hoststat')dnl
_OFF_(`MaxQueueAge', `confMAX_QUEUE_AGE', `')dnl
_OFF_(`MaxQueueChildren', `confMAX_QUEUE_CHILDREN', `')dnl
_OFF_(`MaxQueueRunSize', `confMAX_QUEUE_RUN_SIZE', `0')dnl
_OFF_(`MaxRunnersPerQueue', `confMAX_RUNNERS_PER_QUEUE', `1')dnl
_ON_(`MinFreeBlocks', `confMIN_FREE_BLOCKS', `100')dnl
_OFF_(`MinQueueAge', `confMIN_QUEUE_AGE', `30m')dnl
_OFF_(`NiceQueueRun', `confNICE_QUEUE_RUN', `')dnl
_OFF_(`QueueDirectory', `QUEUE_DIR', `')dnl
_OFF_(`QueueFactor', `confQUEUE_FACTOR', `600000')dnl
_OFF_(`QueueFileMode', `confQUEUE_FILE_MODE', `0600')dnl
_OFF_(`QueueLA', `confQUEUE_LA', `8')dnl
_OFF_(`QueueSortOrder', `confQUEUE_SORT_ORDER', `priority')dnl
_OFF_(`RecipientFactor', `confWORK_RECIPIENT_FACTOR', `30000')dnl
_OFF_(`RequiresDirfsync', `confREQUIRES_DIR_FSYNC', `true')dnl
_OFF_(`RetryFactor', `confWORK_TIME_FACTOR', `90000')dnl
_OFF_(`SharedMemoryKey', `confSHARED_MEMORY_KEY', `0')dnl
_OFF_(`SharedMemoryKeyFile', `confSHARED_MEMORY_KEY_FILE', `')dnl
_ON_(`SuperSafe', `confSAFE_QUEUE', `True')dnl
_OFF_(`XscriptFileBufferSize', `confXF_BUFFER_SIZE', `4096')dnl

# Limits and load
_OFF_(`BadRcptThrottle', `confBAD_RCPT_THROTTLE', `0')dnl
_ON_(`ConnectionCacheSize', `confMCI_CACHE_SIZE', `2')dnl
_ON_(`ConnectionCacheTimeout', `confMCI_CACHE_TIMEOUT', `5m')dnl
_OFF_(`ConnectionRateThrottle', `confCONNECTION_RATE_THROTTLE', `0')dnl
_OFF_(`ConnectionRateWindowSize', `confCONNECTION_RATE_WINDOW_SIZE', `60s')dnl
_OFF_(`DelayLA', `confDELAY_LA', `0')dnl
_OFF_(`MaxAliasRecursion', `confMAX_ALIAS_RECURSION', `10')dnl
_OFF_(`MaxDaemonChildren', `confMAX_DAEMON_CHILDREN', `0')dnl
_OFF_(`MaxHeadersLength', `confMAX_HEADERS_LENGTH', `32768')dnl
_OFF_(`MaxHopCount', `confMAX_HOP', `25')dnl
_OFF_(`MaxMessageSize', `confMAX_MESSAGE_SIZE', `0')dnl
_OFF_(`MaxMimeHeaderLength', `confMAX_MIME_HEADER_LENGTH', `0/0')dnl
_OFF_(`MaxNOOPCommands', `confMAX_NOOP_COMMANDS', `20')dnl
_OFF_(`MaxRecipientsPerMessage', `confMAX_RCPTS_PER_MESSAGE', `0')dnl
_OFF_(`RefuseLA', `confREFUSE_LA', `12')dnl
_OFF_(`RejectLogInterval', `confREJECT_LOG_INTERVAL', `3h')dnl

# Everything else
_OFF_(`AliasFile', `ALIAS_FILE', `')dnl
_ON_(`AliasWait', `confALIAS_WAIT', `10')dnl
_OFF_(`AllowBogusHELO', `confALLOW_BOGUS_HELO', `False')dnl
_ON_(`BlankSub', `confBLANK_SUB', `.')dnl
_ON_(`CheckAliases', `confCHECK_ALIASES', `False')dnl
_OFF_(`ColonOkInAddr', `confCOLON_OK_IN_ADDR', `True')dnl
_OFF_(`ConnectOnlyTo', `confCONNECT_ONLY_TO', `0.0.0.0')dnl
_OFF_(`ControlSocketName', `confCONTROL_SOCKET_NAME', `/var/spool/mqueue/.control')dnl
_OFF_(`DeadLetterDrop', `confDEAD_LETTER_DROP', `/var/tmp/dead.letter')dnl
_OFF_(`DefaultCharSet', `confDEF_CHAR_SET', `unknown-8bit')dnl
_OFF_(`DefaultUser', `confDEF_USER_ID', `mailnull')dnl
_OFF_(`DeliverByMin', `confDELIVER_BY_MIN', `0')dnl
_ON_(`DeliveryMode', `confDELIVERY_MODE', `background')dnl
_OFF_(`DialDelay', `confDIAL_DELAY', `0s')dnl
_OFF_(`DirectSubmissionModifiers', `confDIRECT_SUBMISSION_MODIFIERS', `')dnl
_OFF_(`DontExpandCnames', `confDONT_EXPAND_CNAMES', `False')dnl
_OFF_(`DontInitGroups', `confDONT_INIT_GROUPS', `False')dnl
_OFF_(`DontProbeInterfaces', `confDONT_PROBE_INTERFACES', `False')dnl
_OFF_(`DontPruneRoutes', `confDONT_PRUNE_ROUTES', `False')dnl
_OFF_(`DoubleBounceAddress', `confDOUBLE_BOUNCE_ADDRESS', `postmaster')dnl
_OFF_(`EightBitMode', `confEIGHT_BIT_HANDLING', `pass8')dnl
_OFF_(`ErrorHeader', `confERROR_MESSAGE', `/etc/mail/error-header')dnl
_OFF_(`ErrorMode', `confERROR_MODE', `print')dnl
_OFF_(`FallbackMXhost', `confFALLBACK_MX', `fall.back.host.net')dnl
_OFF_(`FallbackSmartHost', `confFALLBACK_SMARTHOST', `fall.back.host.net')dnl
_ON_(`ForwardPath', `confFORWARD_PATH', `$z/.forward.$w:$z/.forward')dnl
_OFF_(`HeloName', `confHELO_NAME', `')dnl
_OFF_(`HelpFile', `HELP_FILE', `')dnl
_ON_(`HoldExpensive', `confCON_EXPENSIVE', `False')dnl
_OFF_(`HostsFile', `confHOSTS_FILE', `/etc/hosts')dnl
_OFF_(`IgnoreDots', `confIGNORE_DOTS', `False')dnl
_ON_(`LogLevel', `confLOG_LEVEL', `9')dnl
_OFF_(`MailboxDatabase', `confMAILBOX_DATABASE', `pw')dnl
_OFF_(`MatchGECOS', `confMATCH_GECOS', `False')dnl
_OFF_(`MeToo', `confME_TOO', `True')dnl
_OFF_(`MustQuoteChars', `confMUST_QUOTE_CHARS', `.')dnl
_OFF_(`NoRecipientAction', `confNO_RCPT_ACTION', `none')dnl
_ON_(`OldStyleHeaders', `confOLD_STYLE_HEADERS', `True')dnl
_ON_(`OperatorChars', `confOPERATORS', `.:%@!^/[]+')dnl
_OFF_(`PidFile', `confPID_FILE', `/var/run/sendmail.pid')dnl
_OFF_(`PostmasterCopy', `confCOPY_ERRORS_TO', `Postmaster')dnl
_ON_(`PrivacyOptions', `confPRIVACY_FLAGS', `authwarnings')dnl
_OFF_(`ProcessTitlePrefix', `confPROCESS_TITLE_PREFIX', `prefix')dnl
_OFF_(`RejectNUL', `confREJECT_NUL', `false')dnl
_OFF_(`ResolverOptions', `confBIND_OPTS', `+AAONLY')dnl
_OFF_(`RrtImpliesDsn', `confRRT_IMPLIES_DSN', `False')dnl
_OFF_(`RunAsUser', `confRUN_AS_USER', `sendmail')dnl
_OFF_(`SafeFileEnvironment', `confSAFE_FILE_ENV', `')dnl
_OFF_(`SaveFromLine', `confSAVE_FROM_LINES', `False')dnl
_ON_(`SendMimeErrors', `confMIME_FORMAT_ERRORS', `True')dnl
_OFF_(`ServiceSwitchFile', `confSERVICE_SWITCH_FILE', `/etc/mail/service.switch')dnl
_ON_(`SevenBitInput', `confSEVEN_BIT_INPUT', `False')dnl
_OFF_(`SingleLineFromHeader', `confSINGLE_LINE_FROM_HEADER', `False')dnl
_OFF_(`SingleThreadDelivery', `confSINGLE_THREAD_DELIVERY', `False')dnl
_ON_(`SmtpGreetingMessage', `confSMTP_LOGIN_MSG', `$j Sendmail $v/$Z; $b')dnl
_OFF_(`SoftBounce', `confSOFT_BOUNCE', `False')dnl
_OFF_(`StatusFile', `STATUS_FILE', `')dnl
_ON_(`TempFileMode', `confTEMP_FILE_MODE', `0600')dnl
_ZONE_(`TimeZoneSpec', `confTIME_ZONE', `')dnl
_OFF_(`TrustedUser', `confTRUSTED_USER', `root')dnl
_OFF_(`TryNullMXList', `confTRY_NULL_MX_LIST', `False')dnl
_ON_(`UnixFromLine', `confFROM_LINE', `From $g $d')dnl
_OFF_(`UnsafeGroupWrites', `confUNSAFE_GROUP_WRITES', `True')dnl
_OFF_(`UseCompressedIPv6Addresses', `confUSE_COMPRESSED_IPV6_ADDRESSES', `')dnl
_ON_(`UseErrorsTo', `confUSE_ERRORS_TO', `False')dnl
_OFF_(`UseMSP', `confUSE_MSP', `')dnl
_OFF_(`UserDatabaseSpec', `confUSERDB_SPEC', `/etc/mail/userdb')dnl
_OURS_(`MailSpool', `confMAIL_SPOOL')dnl
_OURS_(`LogFile', `confLOG_FILE')dnl
_OURS_(`NameServers', `confNAME_SERVERS')dnl
_OURS_(`CipherSuites', `confCIPHER_SUITES')dnl
_OURS_(`SaslConfigDirectory', `confSASL_CONFIG_DIRECTORY')dnl
