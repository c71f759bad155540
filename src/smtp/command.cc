#include "smtp/command.hh"

#include <array>
#include <utility>

#include "base/strings.hh"
#include "smtp/limits.hh"

namespace sendwright::smtp {
namespace {

constexpr std::array<std::pair<std::string_view, Verb>, 26> kVerbs{{
    {"auth", Verb::kAuth},           {"data", Verb::kData},           {"ehlo", Verb::kEhlo},
    {"etrn", Verb::kEtrn},           {"expn", Verb::kExpn},           {"helo", Verb::kHelo},
    {"help", Verb::kHelp},           {"mail", Verb::kMail},           {"noop", Verb::kNoop},
    {"quit", Verb::kQuit},           {"rcpt", Verb::kRcpt},           {"rset", Verb::kRset},
    {"starttls", Verb::kStartTls},   {"verb", Verb::kVerb},           {"vrfy", Verb::kVrfy},
    {"send", Verb::kNotImplemented}, {"saml", Verb::kNotImplemented}, {"soml", Verb::kNotImplemented},
    {"turn", Verb::kNotImplemented}, {"wiz", Verb::kSuspicious},      {"debug", Verb::kSuspicious},
    {"showq", Verb::kSuspicious},    {"get", Verb::kHttp},            {"post", Verb::kHttp},
    {"connect", Verb::kHttp},        {"user", Verb::kHttp},
}};

constexpr bool is_blank(char c) { return base::is_ascii_space(c); }

std::string_view skip_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

// A text like `Syntax error in parameters scanning "FROM"`.
Reply syntax_error(std::string_view word) {
  return {501, "5.5.2", "Syntax error in parameters scanning \"" + base::printable(word) + '"'};
}

Reply unbalanced(std::string_view address, char what) {
  return {553, "5.0.0", std::string(address) + "... Unbalanced '" + what + "'"};
}

// Finds where an address ends: at a blank outside quotes, comments and angle brackets.
class AddressScanner {
 public:
  explicit AddressScanner(std::string_view text) : text_(text) {}

  // Octets of the address, or the character that has no partner.
  std::expected<size_t, char> scan() {
    size_t position = 0;
    for (; position < text_.size(); ++position) {
      const char c = text_[position];
      if (c == '\\' && position + 1 < text_.size()) {
        ++position;
      } else if (is_blank(c) && !in_quotes_ && comments_ == 0 && angles_ == 0) {
        break;
      } else if (!take(c)) {
        return std::unexpected(c);
      }
    }
    if (in_quotes_) return std::unexpected('"');
    if (comments_ > 0) return std::unexpected('(');
    if (angles_ > 0) return std::unexpected('<');
    return position;
  }

 private:
  bool take(char c) {
    if (c == '"' && comments_ == 0) {
      in_quotes_ = !in_quotes_;
    } else if (in_quotes_) {
      return true;
    } else if (c == '(') {
      ++comments_;
    } else if (c == ')') {
      return --comments_ >= 0;
    } else if (c == '<' && comments_ == 0) {
      ++angles_;
    } else if (c == '>' && comments_ == 0) {
      return --angles_ >= 0;
    }
    return true;
  }

  std::string_view text_;
  int comments_ = 0;
  int angles_ = 0;
  bool in_quotes_ = false;
};

// Octets lose their high bit; what is a control character then (0x80-0x9f and 0xff too) stops the
// command.
std::expected<std::string, Reply> clean_address(std::string_view address, bool is_sender) {
  std::string clean;
  std::string shown;
  bool is_printable = true;
  bool is_8bit = false;
  for (const char c : address) {
    const char seven_bit = static_cast<char>(c & 0x7f);
    const bool is_bad = seven_bit < ' ' || seven_bit == 0x7f;
    clean += seven_bit;
    shown += is_bad ? '?' : seven_bit;
    is_printable = is_printable && !is_bad;
    const auto octet = static_cast<unsigned char>(c);
    is_8bit = is_8bit || (octet >= 0x80 && octet < 0xa0);
  }
  if (is_printable) return clean;
  return std::unexpected(
      Reply(501, is_sender ? "5.1.7" : "5.1.3",
            is_8bit ? "8-bit character in mailbox address \"" + shown + '"'
                    : "Syntax error in mailbox address \"" + std::string(without_brackets(shown)) +
                          "\" (non-printable character)"));
}

constexpr bool is_keyword_char(char c) { return base::is_ascii_alnum(c) || c == '-'; }
constexpr bool is_value_char(char c) { return c > ' ' && c < 0x7f && c != '='; }

// Cuts one parameter off. What follows a value directly (an `=`) starts the next parameter.
AddressArgument::Parameter cut_parameter(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && is_keyword_char(text[end])) ++end;
  AddressArgument::Parameter parameter;
  if (end == 0 || (end < text.size() && text[end] != '=' && !is_blank(text[end]))) {
    while (end < text.size() && !is_blank(text[end]) && text[end] != '=') ++end;
  }
  if (end == 0) end = 1;
  parameter.name = text.substr(0, end);
  text.remove_prefix(end);
  if (!text.starts_with('=')) return parameter;
  text.remove_prefix(1);
  end = 0;
  while (end < text.size() && is_value_char(text[end])) ++end;
  parameter.value = text.substr(0, end);
  text.remove_prefix(end < text.size() ? end + 1 : end);
  return parameter;
}

}  // namespace

CommandLine parse_command(std::string_view line) {
  line = line.substr(0, line.find('\0'));
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  CommandLine command;
  command.text = skip_blanks(line);
  size_t end = 0;
  while (end < command.text.size() && !is_blank(command.text[end])) ++end;
  command.word = command.text.substr(0, end);
  command.argument = skip_blanks(command.text.substr(end));
  for (const auto& [name, verb] : kVerbs) {
    if (base::equals_ignoring_case(command.word, name)) command.verb = verb;
  }
  return command;
}

std::expected<AddressArgument, Reply> parse_address_argument(std::string_view argument,
                                                             std::string_view keyword) {
  std::string_view rest = skip_blanks(argument);
  size_t end = 0;
  while (end < rest.size() && rest[end] != ':' && !is_blank(rest[end])) ++end;
  const std::string_view word = rest.substr(0, end);
  rest = skip_blanks(rest.substr(end));
  if (!rest.starts_with(':') || !base::equals_ignoring_case(word, keyword)) {
    return std::unexpected(syntax_error(word));
  }
  rest = skip_blanks(rest.substr(1));
  if (rest.empty()) return std::unexpected(syntax_error(word));
  const std::expected<size_t, char> length = AddressScanner(rest).scan();
  if (!length) return std::unexpected(unbalanced(base::printable(rest), length.error()));
  auto address = clean_address(rest.substr(0, *length), keyword == "from");
  if (!address) return std::unexpected(address.error());
  AddressArgument result{std::move(*address), {}};
  for (rest = skip_blanks(rest.substr(*length)); !rest.empty(); rest = skip_blanks(rest)) {
    if (result.parameters.size() >= kMaxParameters) {
      return std::unexpected(Reply(501, "5.5.4", "Too many parameters"));
    }
    result.parameters.push_back(cut_parameter(rest));
  }
  return result;
}

bool is_valid_hello_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxHelloOctets) return false;
  for (const char c : name) {
    if (!base::is_ascii_alnum(c) && std::string_view("[].-_#:").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

std::string_view without_brackets(std::string_view address) {
  if (address.size() < 2 || address.front() != '<' || address.back() != '>') return address;
  return address.substr(1, address.size() - 2);
}

}  // namespace sendwright::smtp
