// include, sinclude, and the diversions: divert, undivert, divnum.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "m4/numbers.hh"

namespace sendwright::m4 {

namespace {
void tell_open_failed(Processor& m4, const Arguments& arguments, int error, bool is_silent) {
  if (m4.observer() == nullptr) return;
  m4.observer()->on_open_failed(arguments[0], m4.place(), error, is_silent);
}
}  // namespace

void builtin_include(Processor& m4, const Arguments& arguments) {
  Processor::OpenedFile file = m4.open_input(arguments[0]);
  if (file.descriptor < 0) {
    m4.diagnostics().fail(m4.location(), "cannot open `" + std::string(arguments[0]) +
                                             "': " + std::strerror(file.error));
    tell_open_failed(m4, arguments, file.error, false);
    return;
  }
  m4.include(std::move(file));
}

void builtin_sinclude(Processor& m4, const Arguments& arguments) {
  Processor::OpenedFile file = m4.open_input(arguments[0]);
  if (file.descriptor >= 0) m4.include(std::move(file));
  else tell_open_failed(m4, arguments, file.error, true);
}

void builtin_divert(Processor& m4, const Arguments& arguments) {
  const auto number = arguments.size() == 0 ? 0 : number_argument(m4, arguments, 0);
  if (number) m4.output().divert(*number);
}

void builtin_divnum(Processor& m4, const Arguments&) {
  m4.expansion().append(std::to_string(m4.output().current()));
}

namespace {
bool is_whole_number(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && is_blank(text[i])) ++i;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  return i < text.size() && text.find_first_not_of("0123456789", i) == std::string_view::npos;
}

// Copies a file to the output as it is.
void undivert_file(Processor& m4, std::string_view name) {
  const Processor::OpenedFile file = m4.open_file(name);
  if (file.descriptor < 0) {
    m4.complain("cannot undivert `" + std::string(name) + "': " + std::strerror(file.error));
    return;
  }
  Place place = m4.place_in(file.name);
  std::string block(kOutputBlock, '\0');
  ssize_t count = 0;
  while ((count = ::read(file.descriptor, block.data(), block.size())) > 0 ||
         (count < 0 && errno == EINTR)) {
    if (count < 0) continue;
    const std::string_view text(block.data(), static_cast<std::size_t>(count));
    m4.put_out_file(text, place);
    place.line += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }
  if (count < 0) {
    m4.complain("cannot undivert `" + std::string(name) + "': " + std::strerror(errno));
  }
  ::close(file.descriptor);
}
}  // namespace

void builtin_undivert(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) {
    m4.output().undivert_all();
    return;
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string text(arguments[i]);
    if (text.empty()) continue;
    if (is_whole_number(text)) {
      m4.output().undivert(static_cast<int>(std::strtol(text.c_str(), nullptr, 10)));
    } else if (!m4.options().gnu_extensions) {
      m4.complain("non-numeric argument to builtin `" + std::string(arguments.name()) + "'");
    } else {
      undivert_file(m4, text);
    }
  }
}

}  // namespace sendwright::m4
