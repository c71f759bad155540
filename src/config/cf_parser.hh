// The reader's inside: one object reads one file. Each kind of line has its function; the files
// cf_rules.cc, cf_mailers.cc, cf_classes.cc and cf_headers.cc hold the longer ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/cf_reader.hh"

namespace sendwright::config {

class CfParser {
 public:
  CfParser(Configuration& configuration, const ReadOptions& options, std::string file);

  // Macros, classes and mailers that are there before the first line.
  void predefine();
  // The logical lines of a file (continuations joined), then what must hold at the end.
  void read(std::string_view text);

  [[nodiscard]] std::vector<ReadMessage> take_messages() { return std::move(messages_); }
  [[nodiscard]] bool has_errors() const { return has_errors_; }

 private:
  // `text` starts with the line's letter.
  void line(std::string_view text);
  void dispatch(char letter, std::string_view rest);

  void define_macro(std::string_view rest);
  void environment(std::string_view rest);
  void map(std::string_view rest);
  void milter(std::string_view rest);
  void option(std::string_view rest);
  void precedence(std::string_view rest);
  void queue_group(std::string_view rest);
  void trusted_users(std::string_view rest);
  void version(std::string_view rest);
  void unknown_line(char letter, std::string_view rest);
  void check_complete();

  // cf_rules.cc
  void ruleset(std::string_view rest);
  void rule(std::string_view rest);
  void check_pattern(std::string_view lhs, int& wildcards);
  void check_replacement(std::string_view rhs, int wildcards);
  int ruleset_number(std::string_view name, bool creates);

  // cf_mailers.cc
  void predefine_mailers();
  void mailer(std::string_view rest);
  bool mailer_equate(Mailer& mailer, char key, const std::string& value);
  void mailer_rulesets(std::string_view value, RulesetNumber& envelope, RulesetNumber& header);
  void mailer_user(Mailer& mailer, std::string_view value);
  bool finish_mailer(Mailer& mailer);
  void add_mailer(Mailer mailer);

  // cf_classes.cc
  void predefine_classes();
  void class_words(std::string_view rest);
  void class_file(std::string_view rest);
  void add_class_words(std::string_view name, std::string_view words);
  void read_class_file(std::string_view name, std::string_view file, std::string_view format,
                       bool is_optional);
  void read_class_program(std::string_view name, std::string_view command);

  // cf_headers.cc
  void header(std::string_view rest);

  // A coded text as messages show it: without the marks of its references.
  [[nodiscard]] static std::string plain(std::string_view coded);
  // A name at the start of `rest`, which is shortened by it; empty after an error.
  std::string take_name(std::string_view& rest);
  [[nodiscard]] std::string expanded(std::string_view coded) const;
  void error(std::string text);  // with file and line
  void fatal(std::string text);
  void warn(std::string text);  // as it stands
  void report(std::vector<std::string>& messages);

  Configuration& configuration_;
  const ReadOptions& options_;
  std::string file_;
  int line_number_ = 0;  // of the last physical line of the logical one
  int first_line_number_ = 0;
  int current_ruleset_ = -1;
  int next_named_ruleset_ = kMaxRulesets - 1;
  std::vector<ReadMessage> messages_;
  bool has_errors_ = false;
};

// Copies up to `delimiter`, quotes removed and `\n`-style escapes resolved; `rest` is shortened to
// what follows the delimiter ("munchstring").
[[nodiscard]] std::string munch(std::string_view& rest, char delimiter);

// `name, k=v, k=v` of Q and X lines.
[[nodiscard]] Declaration parse_declaration(std::string_view text);

}  // namespace sendwright::config
