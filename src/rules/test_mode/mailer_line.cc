#include "rules/test_mode/mailer_line.hh"

#include <optional>
#include <string>

namespace sendwright::rules {
namespace {

std::string escaped_eol(std::string_view eol) {
  std::string out;
  for (const char c : eol) {
    switch (c) {
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        address::append_printable({&c, 1}, out);
    }
  }
  return out;
}

}  // namespace

void print_mailer(const config::Mailer& mailer, const config::Configuration& configuration,
                  std::ostream& output) {
  const auto name = [&configuration](int number) {
    return number < 0 ? std::string("none") : configuration.ruleset_name(number);
  };
  const auto type = [](const std::string& text) {
    return text.empty() ? std::string("<undefined>") : text;
  };
  const auto id = [](const std::optional<unsigned>& number) {
    return number ? std::to_string(*number) : std::string("-1");
  };
  output << "mailer " << mailer.index << " (" << mailer.name << "): P=" << mailer.path
         << " S=" << name(mailer.sender_envelope) << '/' << name(mailer.sender_header)
         << " R=" << name(mailer.recipient_envelope) << '/' << name(mailer.recipient_header)
         << " M=" << mailer.max_size << " U=" << id(mailer.uid) << ':' << id(mailer.gid)
         << " F=" << mailer.flags.text() << " L=" << mailer.line_limit
         << " E=" << escaped_eol(mailer.eol)
         << (mailer.charset.empty() ? "" : " C=" + mailer.charset) << " T=" << type(mailer.mta_type) << '/'
         << type(mailer.address_type) << '/' << type(mailer.diagnostic_type)
         << " r=" << mailer.max_recipients << " A=";
  for (std::size_t i = 0; i < mailer.argv.size(); ++i) {
    output << (i == 0 ? "" : " ") << address::readable(mailer.argv[i]);
  }
  output << '\n';
}

}  // namespace sendwright::rules
