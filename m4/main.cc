// The macro processor as a program.
#include "m4/command_line.hh"

int main(int argc, char** argv) { return sendwright::m4::run_command(argc, argv); }
