#include "tools/postfix/access_tables.hh"

#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

std::string_view tag_of(AccessSubject subject) {
  switch (subject) {
    case AccessSubject::kClient:
      return "Connect:";
    case AccessSubject::kSender:
      return "From:";
    case AccessSubject::kRecipient:
      break;
  }
  return "To:";
}

// Text that stands in quotes in the access table.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '%')
      out += "%%";
    else if (c != '"' && c != '\\')
      out += c;
  }
  return out + '"';
}

// `550 5.1.1 text`, `5.7.1 text` or `text` as ERROR:D.S.N:"code text".
std::string error_value(std::string_view code, std::string_view text) {
  std::string status = code.starts_with('4') ? "4.7.1" : "5.7.1";
  const auto words = base::split_words(text);
  const auto is_status = [&](std::string_view word) {
    return word.size() >= 5 && (word[0] == '4' || word[0] == '5') && word[1] == '.' &&
           std::ranges::all_of(word, [](char c) { return base::is_ascii_digit(c) || c == '.'; });
  };
  if (!words.empty() && is_status(words[0])) {
    status = words[0];
    text = base::trim(
        text.substr(static_cast<size_t>(words[0].data() - text.data()) + words[0].size()));
  }
  if (text.empty()) text = "Access denied";
  return "ERROR:" + status + ":" + quoted(std::string(code) + ' ' + std::string(text));
}

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, base::is_ascii_digit);
}

// What the access table says for an action; an error if it has no such answer.
base::Result<std::string> access_value(std::string_view action, AccessSubject subject,
                                       bool ok_may_relay) {
  const auto end = std::min(action.find_first_of(" \t"), action.size());
  const auto word = base::to_upper(action.substr(0, end));
  const auto text = base::trim(action.substr(end));
  if (word == "OK" || (is_number(word) && word[0] != '4' && word[0] != '5')) {
    return std::string(ok_may_relay && subject == AccessSubject::kClient ? "RELAY" : "OK");
  }
  if (word == "REJECT") return text.empty() ? std::string("REJECT") : error_value("554", text);
  if (word == "DEFER" || word == "DEFER_IF_PERMIT" || word == "DEFER_IF_REJECT")
    return error_value("450", text);
  if (is_number(word) && word.size() == 3) return error_value(word, text);
  if (word == "DISCARD") return std::string("DISCARD");
  if (word == "DUNNO") return std::string("SKIP");
  if (word == "HOLD") return "QUARANTINE:" + std::string(text.empty() ? "held" : text);
  return base::permanent("`" + base::printable(word, 40) +
                         "' has no counterpart in the access table");
}

// The key behind the tag; empty if there is none.
std::vector<std::string> keys_of(AccessSubject subject, std::string_view key) {
  if (subject == AccessSubject::kClient) {
    if (const auto network = parse_network(key)) return access_keys(*network);
    // A prefix of an address at an octet: 192.0.2
    const bool is_prefix = !key.empty() && std::ranges::all_of(key, [](char c) {
      return base::is_ascii_digit(c) || c == '.';
    });
    if (is_prefix || is_domain(key)) return {std::string(key)};
    return {};
  }
  if (key.starts_with('@')) key.remove_prefix(1);  // of a regular expression
  if (is_domain(key)) return {std::string(key)};
  if (key.ends_with('@') && is_plain_recipient(key) && key.find('@') == key.size() - 1 &&
      key.size() > 1)
    return {std::string(key)};
  const auto address = parse_address(key);
  return address && !address->user.empty() ? std::vector{std::string(key)}
                                           : std::vector<std::string>{};
}

// mynetworks ends the list before the table is asked: a line for one of its clients must not refuse
// it.
bool is_hidden(const Conversion& conversion, AccessSubject subject, const AccessContext& context,
               std::string_view key) {
  if (subject != AccessSubject::kClient || !context.is_behind_networks) return false;
  const auto network = parse_network(key);
  return network && conversion.is_trusted(*network);
}

}  // namespace

void add_access_table(Conversion& conversion, AccessSubject subject, const AccessContext& context,
                      std::string_view reference) {
  const auto table = conversion.table(context.parameter, reference);
  if (!table) return;
  auto& about = conversion.finding(context.parameter);
  size_t count = 0;
  for (const auto& entry : table->entries) {
    const auto fail = [&](const std::string& why) {
      about.lost(entry.place + ": " + base::printable(entry.key, 80) + ": " + why);
    };
    const auto value = access_value(entry.value, subject, context.ok_may_relay);
    if (!value) {
      fail(value.error().message);
      continue;
    }
    if (entry.key.starts_with('.')) {
      fail("Postfix does not ask for .domain here either; domain covers its subdomains");
      continue;
    }
    if (is_hidden(conversion, subject, context, entry.key)) {
      about.note(entry.place + ": " + entry.key + " is in mynetworks, which comes first");
      continue;
    }
    auto keys = keys_of(subject, entry.key);
    if (keys.empty()) {
      fail(table->kind == LookupTable::Kind::kNetworks
               ? "too many lines; write networks of whole octets"
               : "expected a host, domain, network or address");
      continue;
    }
    // A recipient that is exempt from what follows, and that is what a friend is to delay_checks.
    const bool is_friend = subject == AccessSubject::kRecipient && *value == "OK";
    for (const auto& key : keys) {
      conversion.add_access(context.parameter,
                            (is_friend ? "Spam:" : std::string(tag_of(subject))) + key,
                            is_friend ? "FRIEND" : *value);
      ++count;
    }
  }
  about.carried(filled("{}: {} lines {}... of access", reference, count, tag_of(subject)));
}

}  // namespace sendwright::postfix
