#include "base/descriptor_streams.hh"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <istream>
#include <ostream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "base/unique_fd.hh"

namespace {

using namespace sendwright::base;

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe(ends.data()) == 0);
    reading = UniqueFd(ends[0]);
    writing = UniqueFd(ends[1]);
  }
  UniqueFd reading;
  UniqueFd writing;
};

std::string read_some(int descriptor) {
  std::array<char, 100> octets{};
  const ssize_t size = ::read(descriptor, octets.data(), octets.size());
  return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

// One who asks and waits gets the answer to the first command before giving the second.
BOOST_AUTO_TEST_CASE(answers_go_out_before_input_is_waited_for) {
  Pipe commands;
  Pipe answers;
  std::thread server([&] {
    DescriptorOutput output_buffer(answers.writing.get());
    DescriptorInput input_buffer(commands.reading.get(), output_buffer);
    std::ostream output(&output_buffer);
    std::istream input(&input_buffer);
    std::string line;
    while (std::getline(input, line))
      output << "did " << line << '\n';
  });
  BOOST_TEST(::write(commands.writing.get(), "one\n", 4) == 4);
  BOOST_TEST(read_some(answers.reading.get()) == "did one\n");
  BOOST_TEST(::write(commands.writing.get(), "two\nthree", 9) == 9);
  commands.writing = UniqueFd();
  server.join();
  BOOST_TEST(read_some(answers.reading.get()) == "did two\ndid three\n");
}

BOOST_AUTO_TEST_CASE(more_than_a_block_arrives_whole) {
  Pipe pipe;
  const std::string text(200000, 'x');
  std::thread writer([&] {
    {
      DescriptorOutput buffer(pipe.writing.get());
      std::ostream(&buffer) << text << "end\n";
    }
    pipe.writing = UniqueFd();
  });
  std::string all;
  for (std::string part = read_some(pipe.reading.get()); !part.empty();
       part = read_some(pipe.reading.get())) {
    all += part;
  }
  writer.join();
  BOOST_TEST(all.size() == text.size() + 4);
  BOOST_TEST(all.ends_with("xend\n"));
}

}  // namespace
