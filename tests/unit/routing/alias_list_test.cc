#include "routing/alias_list.hh"

#include <boost/test/unit_test.hpp>

using namespace sendwright::routing;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(alias_list)

BOOST_AUTO_TEST_CASE(commas_and_line_breaks_separate) {
  BOOST_TEST((split_members("user1, user2,\n\t\tuser3") == Texts{"user1", "user2", "user3"}));
  BOOST_TEST((split_members(" , ,") == Texts{}));
}

BOOST_AUTO_TEST_CASE(phrases_and_comments_go) {
  BOOST_TEST((split_members("\"Last, First\" <a@b.c>, d@e (a, comment), F <g>") ==
              Texts{"a@b.c", "d@e", "g"}));
}

BOOST_AUTO_TEST_CASE(programs_keep_their_quotes_and_commas) {
  const auto members = split_members(R"("|/bin/cat >> /tmp/a, b", |/bin/x -f <y>, "quoted user"@h)");
  BOOST_TEST((members == Texts{R"("|/bin/cat >> /tmp/a, b")", "|/bin/x -f <y>",
                               "\"quoted user\"@h"}));
  BOOST_TEST(classify_member(members[0]).text == "/bin/cat >> /tmp/a, b");
  BOOST_TEST((classify_member(members[0]).kind == MemberKind::kProgram));
  BOOST_TEST(classify_member(R"(|"/bin/vacation \"x y\"")").text == R"(/bin/vacation "x y")");
}

BOOST_AUTO_TEST_CASE(kinds_are_told_by_the_beginning) {
  BOOST_TEST((classify_member("/var/x").kind == MemberKind::kFile));
  BOOST_TEST((classify_member("/o=x/@gate").kind == MemberKind::kAddress));
  BOOST_TEST((classify_member(":Include:/etc/list").kind == MemberKind::kInclude));
  BOOST_TEST(classify_member(":include: /etc/list").text == "/etc/list");
  BOOST_TEST(classify_member("\\user").text == "\\user");
}

BOOST_AUTO_TEST_CASE(files_have_comment_lines_and_carriage_returns) {
  BOOST_TEST((split_member_file("# who\r\na, b\r\n\r\n c\r\n#d\n") == Texts{"a", "b", "c"}));
  BOOST_TEST(split_member_file(" \n\t\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()
