#include "modes/standard_input.hh"

#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/unique_fd.hh"

using namespace sendwright;

namespace {

struct Read {
  base::Result<modes::InputMessage> message;
  std::string body;
};

// Reads `text` through a pipe, written in pieces of `piece` octets.
Read read_text(const std::string& text, modes::InputSettings settings = {}, size_t piece = 65536) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(::pipe(ends.data()) == 0);
  const base::UniqueFd reader(ends[0]);
  std::thread writer([&text, piece, fd = ends[1]] {
    const base::UniqueFd owned(fd);
    for (size_t at = 0; at < text.size(); at += piece) {
      const std::string part = text.substr(at, piece);
      if (::write(owned.get(), part.data(), part.size()) < 0) return;
    }
  });
  if (settings.max_header_octets == 0) settings.max_header_octets = 32768;
  std::string body;
  auto message = modes::read_message(reader.get(), settings,
                                     [&](std::string_view octets) -> base::Result<void> {
                                       body += octets;
                                       return {};
                                     });
  writer.join();
  return {std::move(message), std::move(body)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(standard_input)

BOOST_AUTO_TEST_CASE(header_and_body_come_apart_wherever_the_pieces_end) {
  const std::string text = "Subject: a\n b\nTo: x\n\nline\n.more\n\xe4\n";
  for (const size_t piece : {1UL, 2UL, 3UL, 7UL, 100UL}) {
    const Read read = read_text(text, {}, piece);
    BOOST_REQUIRE(read.message.has_value());
    BOOST_TEST(read.message->headers.fields().size() == 2U);
    BOOST_TEST(read.message->headers.find("subject")->value == " a\n b");
    BOOST_TEST(read.body == "line\n.more\n\xe4\n");
    BOOST_TEST(read.message->has_8bit_body);
  }
}

BOOST_AUTO_TEST_CASE(a_lone_dot_ends_the_message_unless_ignored) {
  const std::string text = "Subject: a\n\none\n.\ntwo\n";
  BOOST_TEST(read_text(text).body == "one\n");
  BOOST_TEST(read_text(text, {.ignores_dots = true}).body == "one\n.\ntwo\n");
  BOOST_TEST(read_text("Subject: a\n\none\r\n.\r\ntwo\r\n").body == "one\n");
  BOOST_TEST(read_text("Subject: a\n\none\n.").body == "one\n");
}

BOOST_AUTO_TEST_CASE(line_ends_are_cleaned) {
  BOOST_TEST(read_text("Subject: a\r\n\r\none\r\ntw\ro").body == "one\ntw\ro\n");
  BOOST_TEST(read_text("no header here\n").body == "no header here\n");
  BOOST_TEST(read_text("").body == "");
}

BOOST_AUTO_TEST_CASE(limits_are_kept) {
  const std::string long_header = "Subject: " + std::string(5000, 'x') + "\n\nbody\n";
  BOOST_TEST(!read_text(long_header, {.max_header_octets = 1000}).message.has_value());
  const std::string long_body = "Subject: a\n\n" + std::string(5000, 'x') + "\n";
  BOOST_TEST(!read_text(long_body, {.max_message_octets = 1000}).message.has_value());
  BOOST_TEST(read_text(long_body, {.max_message_octets = 10000}).message.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
