// Reads the text of a .mc as it was written, before any expansion, for what m4 itself cannot see:
// the wrong kind of quote, a blank before a parenthesis, macros in what looks like a comment, and
// where a string that never ended was most likely meant to end. In: the text of one file and the
// macros that there are. Out: findings.
//
// It follows the quotes, `dnl' and `divert(-1)' as m4 does, and gives up where the file changes the
// quotes: from there on it would guess.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "m4/lint/findings.hh"
#include "m4/lint/vocabulary.hh"

namespace sendwright::m4::lint {

struct Source {
  std::string file;  // as diagnostics call it
  std::string text;
  bool has_comments = false;  // `#' begins a comment until cf.m4 is included
};

class SourceScan {
 public:
  SourceScan(const Source& source, const Vocabulary& vocabulary, Findings& findings)
      : source_(source),
        text_(source.text),
        vocabulary_(vocabulary),
        findings_(findings),
        has_comments_(source.has_comments) {}

  void run();
  // The line of the quote that was most likely never closed, if the file has one; else 0.
  [[nodiscard]] int unclosed_quote_line() const { return suspect_line_; }

 private:
  struct OpenQuote {
    int line;
    bool begins_block;  // nothing but `dnl' follows on its line: meant to go over several lines
  };

  void step();
  void in_quotes();
  void begin_line();
  void take_word();
  void take_call(std::string_view name, std::size_t open);
  void check_word_at_line_start(std::string_view name);
  void check_word_in_comment(std::string_view name);
  void take_divert(std::size_t open);
  void check_argument_start();
  void check_typographic();
  void skip_line();
  void open_quote();
  [[nodiscard]] bool is_quiet() const { return is_diverted_; }
  [[nodiscard]] FileLine here() const { return {source_.file, line_}; }
  [[nodiscard]] std::string_view rest_of_line(std::size_t from) const;

  const Source& source_;
  std::string_view text_;
  const Vocabulary& vocabulary_;
  Findings& findings_;
  bool has_comments_;

  std::size_t at_ = 0;
  int line_ = 1;
  bool is_at_line_start_ = true;  // only blanks so far
  bool is_hash_line_ = false;     // begins with # but is no comment to m4
  bool is_diverted_ = false;      // text goes nowhere
  bool is_over_ = false;
  std::vector<OpenQuote> quotes_;
  std::vector<std::string_view> calls_;  // whose parentheses are open; empty: plain parenthesis
  int suspect_line_ = 0;
};

}  // namespace sendwright::m4::lint
