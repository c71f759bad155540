// The program: options, files, environment, exit status.
#pragma once

namespace sendwright::m4 {

// Runs the macro processor as the command line says; returns the exit status.
int run_command(int argc, char** argv);

}  // namespace sendwright::m4
