// The entry point that every room's unit test program shares.
#define BOOST_TEST_MODULE sendwright
#include <boost/test/unit_test.hpp>
