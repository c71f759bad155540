// A program started for a delivery: no shell of ours, no inherited descriptors, its own process
// group, so that all of it can be ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "delivery/agent.hh"

namespace sendwright::delivery {

class ChildProgram {
 public:
  // Starts request.path with request.arguments in the first of request.directories that can be
  // entered. With `separates_errors` standard error is thrown away (LMTP), else it joins the output.
  [[nodiscard]] static base::Result<ChildProgram> start(const AgentRequest& request,
                                                        bool separates_errors);

  ChildProgram(ChildProgram&&) noexcept;
  ChildProgram& operator=(ChildProgram&&) = delete;
  // Ends what still runs.
  ~ChildProgram();

  [[nodiscard]] int input() const { return input_.get(); }    // write: its standard input
  [[nodiscard]] int output() const { return output_.get(); }  // read: what it prints
  [[nodiscard]] int exit_event() const { return exit_event_.get(); }  // readable once it ended
  void close_input() { input_.reset(); }

  // Waits for the end, no longer than until `deadline`: then the process group is ended.
  // The exit code, kKilledBySignal + number, or -1 if it had to be ended.
  [[nodiscard]] int wait(std::chrono::steady_clock::time_point deadline);

 private:
  ChildProgram() = default;

  pid_t pid_ = -1;
  base::UniqueFd input_;
  base::UniqueFd output_;
  base::UniqueFd exit_event_;
};

}  // namespace sendwright::delivery
