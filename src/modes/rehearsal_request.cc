#include "modes/rehearsal_request.hh"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.hh"

namespace sendwright::modes {
namespace {

using smtp::server::Resolved;

struct Key {
  std::string_view name;
  std::string RehearsalRequest::*target;
};

// The keys whose values are taken as they are.
constexpr std::array kKeys{
    Key{"helo", &RehearsalRequest::helo}, Key{"from", &RehearsalRequest::from},
    Key{"to", &RehearsalRequest::to},     Key{"auth", &RehearsalRequest::auth},
    Key{"tls", &RehearsalRequest::tls},   Key{"daemon", &RehearsalRequest::daemon},
};

std::optional<Resolved> resolved_by_name(std::string_view name) {
  if (name == "OK") return Resolved::kOk;
  if (name == "FORGED") return Resolved::kForged;
  if (name == "TEMP") return Resolved::kTemporary;
  if (name == "FAIL") return Resolved::kFail;
  return std::nullopt;
}

// The octets of the first word: as far as a blank outside quotes. nullopt: a quote is not closed.
std::optional<std::size_t> word_size(std::string_view text) {
  bool in_quotes = false;
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    if (text[size] == '"') {
      in_quotes = !in_quotes;
    } else if (text[size] == '\\' && in_quotes && size + 1 < text.size()) {
      ++size;
    } else if (!in_quotes && base::is_ascii_space(text[size])) {
      break;
    }
  }
  if (in_quotes) return std::nullopt;
  return size;
}

// What is wrong with the word; empty: nothing.
std::string apply(std::string_view word, RehearsalRequest& request) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  if (equals == word.npos) return "unknown word " + base::printable(word);
  const std::string_view value = word.substr(equals + 1);
  if (name == "client") {
    const std::optional<dns::IpAddress> address = dns::IpAddress::parse(value);
    if (!address) return "client= must be an IP address";
    request.client = *address;
  } else if (name == "name") {
    request.name = value;
  } else if (name == "resolve") {
    const std::optional<Resolved> resolved = resolved_by_name(value);
    if (!resolved) return "resolve= must be OK, FORGED, TEMP or FAIL";
    request.resolved = *resolved;
  } else {
    const auto* const key = std::ranges::find(kKeys, name, &Key::name);
    if (key == kKeys.end()) return "unknown word " + base::printable(word);
    request.*(key->target) = value;
  }
  return {};
}

}  // namespace

std::expected<RehearsalRequest, std::string> parse_rehearsal(std::string_view text) {
  RehearsalRequest request;
  bool has_client = false;
  for (text = base::trim(text); !text.empty(); text = base::trim(text)) {
    const std::optional<std::size_t> size = word_size(text);
    if (!size) return std::unexpected("a quote is not closed: " + base::printable(text));
    const std::string_view word = text.substr(0, *size);
    text.remove_prefix(*size);
    if (std::string problem = apply(word, request); !problem.empty()) {
      return std::unexpected(std::move(problem));
    }
    has_client = has_client || word.starts_with("client=");
  }
  if (!has_client) return std::unexpected("client=IP is missing");
  if (request.helo.empty()) return std::unexpected("helo=NAME is missing");
  if (request.to.empty()) return std::unexpected("to=ADDR is missing");
  return request;
}

}  // namespace sendwright::modes
