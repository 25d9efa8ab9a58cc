/*
 * instrumented: whether this build carries sanitizers or counts its branches.
 *
 * Such a build needs some more system calls and files; the sandbox lets it have them, so
 * that every test runs inside.  WITH_COVERAGE comes from meson.build.
 */
#ifndef SYS_SANDBOX_INSTRUMENTED_H
#define SYS_SANDBOX_INSTRUMENTED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                     \
    defined(WITH_COVERAGE)
#define SANDBOX_INSTRUMENTED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||               \
    __has_feature(memory_sanitizer)
#define SANDBOX_INSTRUMENTED
#endif
#endif

#endif
