#include "modes/dead_letter.hh"

#include <fcntl.h>
#include <sys/file.h>

#include <cstdlib>

#include "base/environment.hh"

namespace sendwright::modes {

std::string save_dead_letter(const Caller& caller, const std::string& sender,
                             const message::HeaderList& headers, const std::string& body) {
  const char* home = std::getenv("HOME");
  const std::string path = std::string(home != nullptr ? home : caller.home) + "/dead.letter";
  base::Environment& environment = base::system_environment();
  auto file = environment.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (!file) return path + "... " + file.error().message;
  std::string text = "From " + (sender.empty() ? "MAILER-DAEMON" : sender) + ' ' +
                     base::ctime_date(environment.now()) + '\n';
  for (const message::HeaderField& field : headers.fields()) {
    text += field.name + ':' + field.value + '\n';
  }
  text += '\n' + body + '\n';
  ::flock(file->get(), LOCK_EX);
  auto written = environment.write(file->get(), text);
  if (written) written = environment.sync(file->get());
  if (!written) return path + "... " + written.error().message;
  return path + "... Saved message in " + path;
}

}  // namespace sendwright::modes
