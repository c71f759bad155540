// The one function of Boost's ucontext fibers that is not in their headers: which fiber this thread
// runs. Debian's library is built for the faster fcontext form, which AddressSanitizer cannot follow;
// builds with --enable-sanitizers take the ucontext form and link this file. Only such builds do.
#include <boost/context/fiber.hpp>

#if !defined(BOOST_USE_UCONTEXT) || !defined(BOOST_USE_ASAN)
#error "this file belongs to builds with --enable-sanitizers"
#endif

namespace boost::context::detail {

// Every thread begins on its own stack, which is a fiber that nobody made; resume() keeps the rest
// up to date through the reference.
fiber_activation_record*& fiber_activation_record::current() noexcept {
  thread_local fiber_activation_record own_stack;
  thread_local fiber_activation_record* running = &own_stack;
  return running;
}

}  // namespace boost::context::detail
