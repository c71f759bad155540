#include "routing/alias_list.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::routing {
namespace {

constexpr std::string_view kIncludePrefix = ":include:";

// Follows quotes, comments and angle brackets from character to character.
class Nesting {
 public:
  // Takes the next character in; what is_plain() says afterwards holds for that character.
  void step(char c) {
    is_escaped_now_ = is_escape_;
    is_escape_ = false;
    if (is_escaped_now_) return;
    if (c == '\\') {
      is_escape_ = true;
    } else if (is_quoted_ || c == '"') {
      if (c == '"' && comments_ == 0) is_quoted_ = !is_quoted_;
    } else if (c == '(') {
      ++comments_;
    } else if (c == ')' && comments_ > 0) {
      --comments_;
      closed_comment_ = true;
      return;
    } else if (c == '<' && comments_ == 0) {
      ++angles_;
    } else if (c == '>' && comments_ == 0 && angles_ > 0) {
      --angles_;
    }
    closed_comment_ = false;
  }
  [[nodiscard]] bool is_plain() const {
    return !is_escaped_now_ && !is_quoted_ && comments_ == 0 && angles_ == 0;
  }
  [[nodiscard]] bool is_escaped() const { return is_escaped_now_; }
  [[nodiscard]] bool is_quoted() const { return is_quoted_; }
  [[nodiscard]] bool is_in_comment() const { return comments_ > 0 || closed_comment_; }

 private:
  bool is_escape_ = false;
  bool is_escaped_now_ = false;
  bool is_quoted_ = false;
  bool closed_comment_ = false;
  int comments_ = 0;
  int angles_ = 0;
};

bool is_literal(std::string_view member) {
  return member.starts_with('|') || member.starts_with("\"|") ||
         base::starts_with_ignoring_case(member, kIncludePrefix);
}

// The address of `Phrase <address> (comment)`, without what stands around it.
std::string undecorated(std::string_view member) {
  member = base::trim(member);
  if (is_literal(member)) return std::string(member);
  std::string kept;
  Nesting nesting;
  for (const char c : member) {
    nesting.step(c);
    if (nesting.is_in_comment()) continue;
    const bool is_syntax = !nesting.is_quoted() && !nesting.is_escaped();
    if (is_syntax && c == '<') {
      kept.clear();
      continue;
    }
    if (is_syntax && c == '>') break;
    kept += c;
  }
  return std::string(base::trim(kept));
}

void add_members(std::string_view list, std::vector<std::string>& members) {
  size_t begin = 0;
  Nesting nesting;
  for (size_t at = 0; at <= list.size(); ++at) {
    if (at < list.size()) {
      nesting.step(list[at]);
      if (list[at] != ',' || !nesting.is_plain()) continue;
    }
    if (auto member = undecorated(list.substr(begin, at - begin)); !member.empty())
      members.push_back(std::move(member));
    begin = at + 1;
  }
}

}  // namespace

std::vector<std::string> split_members(std::string_view value) {
  std::vector<std::string> members;
  for (const auto line : base::split(value, '\n')) add_members(line, members);
  return members;
}

std::vector<std::string> split_member_file(std::string_view content) {
  std::vector<std::string> members;
  for (const auto line : base::split(content, '\n'))
    if (!line.starts_with('#')) add_members(line, members);
  return members;
}

std::string without_quotes(std::string_view text) {
  std::string plain;
  bool is_escape = false;
  for (const char c : text) {
    if (!is_escape && (c == '"' || c == '\\')) {
      is_escape = c == '\\';
      continue;
    }
    plain += c;
    is_escape = false;
  }
  return plain;
}

Member classify_member(std::string_view member) {
  member = base::trim(member);
  const std::string plain = without_quotes(member);
  if (plain.starts_with('|'))
    return {MemberKind::kProgram, std::string(base::trim(std::string_view(plain).substr(1)))};
  if (plain.starts_with('/') && plain.find('@') == std::string::npos)
    return {MemberKind::kFile, plain};
  if (base::starts_with_ignoring_case(plain, kIncludePrefix)) {
    const auto path = base::trim(std::string_view(plain).substr(kIncludePrefix.size()));
    return {MemberKind::kInclude, std::string(path)};
  }
  return {MemberKind::kAddress, std::string(member)};
}

}  // namespace sendwright::routing
