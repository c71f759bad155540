// sendmail, mailq, newaliases, hoststat, purgestat, smtpd: one program with several names.
#include "modes/run.hh"

int main(int argc, char** argv) {
  return sendwright::modes::run_sendmail(std::vector<std::string>(argv, argv + argc));
}
