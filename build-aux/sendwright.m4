# Configure checks of our own: each names the Debian package to install when it fails.

# AX_SENDWRIGHT_CXX23: the compiler must know C++23's std::expected.
AC_DEFUN([AX_SENDWRIGHT_CXX23], [
  CXXFLAGS="$CXXFLAGS -std=c++2b"
  # Clang 16 has what <expected> of GCC 12 needs, but reports an older concepts level.
  AC_MSG_CHECKING([whether $CXX has std::expected])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([#include <expected>], [std::expected<int, int> e{1}; (void)e;])],
    [AC_MSG_RESULT([yes])],
    [CXXFLAGS="$CXXFLAGS -Wno-builtin-macro-redefined -Wno-macro-redefined -D__cpp_concepts=202002L"
     AC_COMPILE_IFELSE([AC_LANG_PROGRAM([#include <expected>], [std::expected<int, int> e{1}; (void)e;])],
       [AC_MSG_RESULT([yes, with the concepts level stated])],
       [AC_MSG_RESULT([no])
        AC_MSG_ERROR([a C++23 compiler is needed (GCC 12 or Clang 16); on Debian: apt-get install g++])])])
])

# AX_SENDWRIGHT_HEADER(HEADER, PACKAGE)
AC_DEFUN([AX_SENDWRIGHT_HEADER], [
  AC_CHECK_HEADER([$1], [], [AC_MSG_ERROR([header $1 not found; on Debian: apt-get install $2])])
])

# AX_SENDWRIGHT_BOOST_VERSION(NUMBER, PACKAGE)
AC_DEFUN([AX_SENDWRIGHT_BOOST_VERSION], [
  AC_MSG_CHECKING([for Boost $1 or newer])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([#include <boost/version.hpp>
#if BOOST_VERSION < $1
#error too old
#endif], [])], [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([Boost is too old (1.81 or newer is needed); on Debian: apt-get install $2])])
])

# AX_SENDWRIGHT_LIBRARY(VARIABLE, LIBRARY, PROLOGUE, BODY, PACKAGE, [nomain])
AC_DEFUN([AX_SENDWRIGHT_LIBRARY], [
  AC_MSG_CHECKING([for -l$2])
  sendwright_save_LIBS=$LIBS
  LIBS="-l$2 $LIBS"
  AC_LINK_IFELSE([m4_if([$6], [nomain], [AC_LANG_SOURCE([$3
BOOST_AUTO_TEST_CASE(probe) { BOOST_TEST(1 == 1); }])], [AC_LANG_PROGRAM([#include <utility>
$3], [$4])])],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([library $2 not usable; on Debian: apt-get install $5])])
  LIBS=$sendwright_save_LIBS
  AC_SUBST([$1_LIBS], ["-l$2"])
])

# AX_SENDWRIGHT_FUZZER(PACKAGE): the compiler must bring libFuzzer.
AC_DEFUN([AX_SENDWRIGHT_FUZZER], [
  AC_MSG_CHECKING([whether $CXX has libFuzzer])
  sendwright_save_CXXFLAGS=$CXXFLAGS
  CXXFLAGS="$CXXFLAGS -fsanitize=fuzzer,address,undefined"
  AC_LINK_IFELSE([AC_LANG_SOURCE([#include <cstddef>
extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, std::size_t) { return 0; }])],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([fuzz targets need Clang 16 with libFuzzer; on Debian: apt-get install clang-16 $1, then configure with CXX=clang++-16])])
  CXXFLAGS=$sendwright_save_CXXFLAGS
])
