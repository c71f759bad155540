#include "rules/authinfo.hh"

#include "base/codec.hh"
#include "base/strings.hh"

namespace sendwright::rules {
namespace {

// Without the quotes around it.
std::string_view unquoted(std::string_view word) {
  word = base::trim(word);
  if (word.size() >= 2 && word.starts_with('"') && word.ends_with('"')) {
    word = word.substr(1, word.size() - 2);
  }
  return word;
}

std::string* part_of(AuthInfo& info, char letter) {
  switch (letter) {
    case 'U': case 'u': return &info.user;
    case 'I': case 'i': return &info.authentication_id;
    case 'P': case 'p': return &info.password;
    case 'R': case 'r': return &info.realm;
    case 'M': case 'm': return &info.mechanisms;
    default: return nullptr;
  }
}

}  // namespace

base::Result<AuthInfo> parse_auth_info(std::span<const std::string> words) {
  AuthInfo info;
  for (const std::string& each : words) {
    const std::string_view word = unquoted(each);
    if (word.size() < 2 || (word[1] != ':' && word[1] != '=')) {
      return base::temporary("authinfo: a word is not of the form \"U:value\" or \"U=value\"");
    }
    std::string* const part = part_of(info, word.front());
    if (part == nullptr) {
      return base::temporary("authinfo: unknown letter " + base::printable(word.substr(0, 1)) +
                             ", expected one of U I P R M");
    }
    if (word[1] == ':') {
      *part = word.substr(2);
      continue;
    }
    auto decoded = base::decode_base64(word.substr(2));
    if (!decoded) {
      return base::temporary("authinfo: the value of " + base::printable(word.substr(0, 1)) +
                             "= is not base64");
    }
    *part = std::move(*decoded);
  }
  return info;
}

base::Result<std::optional<AuthInfo>> auth_info_for(const Engine& engine,
                                                    std::string_view server_name,
                                                    std::string_view server_address,
                                                    Evaluation& evaluation) {
  const CheckVerdict verdict =
      check(engine, Hook::kAuthInfo, {server_name, server_address}, evaluation);
  if (verdict.status == base::ExitCode::kTemporaryFailure) {
    return base::temporary("authinfo: a map could not be asked");
  }
  if (verdict.kind == CheckVerdict::Kind::kError) {
    return base::temporary("authinfo: " + verdict.error.reply_line());
  }
  if (verdict.kind != CheckVerdict::Kind::kValue) return std::nullopt;
  auto info = parse_auth_info(verdict.values);
  if (!info) return std::unexpected(info.error());
  if (!info->is_usable()) return std::nullopt;
  return std::optional(std::move(*info));
}

}  // namespace sendwright::rules
