/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attr: the compiler attributes in use, and scope cleanup.
 *
 * The only place with GNU syntax.  AUTO(fn) runs fn on the variable when it goes
 * out of scope; take_ptr() hands the value out and leaves NULL behind.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#include <string.h>

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NONNULL_RESULT    __attribute__((returns_nonnull))
#define NO_RETURN         __attribute__((noreturn))
#define UNUSED            __attribute__((unused))
#define NO_INLINE         __attribute__((noinline))
#define CONSTRUCTOR       __attribute__((constructor))
#define NOT_CLEARED       __attribute__((uninitialized)) /* by -ftrivial-auto-var-init */

/* DEFINE_AUTO(fn, type) makes the wrapper that AUTO(fn) names; type is a pointer. */
#define DEFINE_AUTO(fn, type)                                                            \
    static inline void fn##_auto_(type const *at)                                        \
    {                                                                                    \
        fn(*at);                                                                         \
    }                                                                                    \
    struct auto_semicolon_

/* The same for a value with a clear function that takes its address. */
#define DEFINE_AUTO_CLEAR(fn, type)                                                      \
    static inline void fn##_auto_(type *at)                                              \
    {                                                                                    \
        fn(at);                                                                          \
    }                                                                                    \
    struct auto_semicolon_

#define AUTO(fn) __attribute__((cleanup(fn##_auto_)))

/* Return the pointer stored at `at` and store NULL there. */
static inline void *take_ptr_(void *at)
{
    void *value;
    void *none = NULL;

    memcpy(&value, at, sizeof value);
    memcpy(at, &none, sizeof none);
    return value;
}
#define take_ptr(at) take_ptr_(at)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
