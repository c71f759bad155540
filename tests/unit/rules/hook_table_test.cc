#include "rules/hook_table.hh"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

using namespace sendwright::rules;

// The row of docs/rulesets.md that tells of a hook.
std::string row_of(const HookInfo& info) {
  std::string row;
  for (const std::string_view cell : {info.called, info.workspace, info.answers, info.otherwise}) {
    row += " | ";
    for (const char c : cell) {
      if (c == '|') row += '\\';  // as tables of that format need it
      row += c;
    }
  }
  return "| " + std::string(info.name) + row + " |\n";
}

BOOST_AUTO_TEST_CASE(hooks_are_found_by_name) {
  std::set<std::string_view> names;
  for (const HookInfo& info : hook_table()) {
    BOOST_TEST(names.insert(info.name).second);
    BOOST_TEST((find_hook(info.name) == info.hook));
    BOOST_TEST(name_of(info.hook) == info.name);
  }
  BOOST_TEST(!find_hook("check_nothing"));
  BOOST_TEST(!find_hook("Check_mail"));
}

BOOST_AUTO_TEST_CASE(the_page_has_the_table) {
  const char* const top = std::getenv("abs_top_srcdir");
  std::ifstream file(std::string(top == nullptr ? ".." : top) + "/docs/rulesets.md");
  BOOST_REQUIRE_MESSAGE(file, "docs/rulesets.md cannot be read; set abs_top_srcdir");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const HookInfo& info : hook_table()) {
    BOOST_TEST(page.find(row_of(info)) != std::string::npos, "not in the page: " << row_of(info));
  }
}

}  // namespace
