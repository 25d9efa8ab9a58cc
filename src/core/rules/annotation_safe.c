/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotation-safe: a value must not contain characters that could change the
 * configuration that a controller writes, or that no value needs.
 */
#include "core/rules/annotation_safe.h"

#include "base/text.h"
#include "core/object/key_case.h"
#include "core/policy/profile_keys.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"
#include "core/values/key.h"

/* A set of bytes. */
struct bytes {
    bool has[256];
};

static void add_bytes(struct bytes *bytes, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        bytes->has[(unsigned char)text.ptr[i]] = true;
}

static struct bytes unsafe_of(const struct profile *profile)
{
    struct bytes bytes = {0};

    memset(bytes.has, true, 0x20);
    bytes.has[0x7f] = true;
    add_bytes(&bytes, profile->unsafe);
    if (profile->values == VALUES_PARSED)
        bytes.has['\t'] = bytes.has['\n'] = bytes.has['\r'] = false;
    return bytes;
}

/* The length of ${name} at value[at]; 0: none. */
static size_t variable_length(struct str value, size_t at)
{
    size_t i = at + 2;

    if (i >= value.len || value.ptr[at] != '$' || value.ptr[at + 1] != '{')
        return 0;
    while (i < value.len &&
           (byte_lower(value.ptr[i]) == '_' ||
            (byte_lower(value.ptr[i]) >= 'a' && byte_lower(value.ptr[i]) <= 'z') ||
            (value.ptr[i] >= '0' && value.ptr[i] <= '9')))
        i++;
    return i > at + 2 && i < value.len && value.ptr[i] == '}' ? i + 1 - at : 0;
}

static bool find_unsafe(struct str value, const struct bytes *unsafe, size_t *ret_at)
{
    for (size_t i = 0; i < value.len; i++) {
        if (unsafe->has[(unsigned char)value.ptr[i]] || text_is_c1(value, i)) {
            *ret_at = i;
            return true;
        }
    }
    return false;
}

/* Exceptions belong to the key, whichever profile has them, and hold for all profiles. */
struct exceptions {
    struct bytes may_hold;
    bool variables;
};

static struct exceptions exceptions_of(const struct context *context, struct str key)
{
    size_t n;
    const struct profile *const *profiles =
        policy_profiles_in_use(context->inquiry->policy, &n);
    struct exceptions exceptions = {0};

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < profiles[i]->n_exceptions; j++) {
            const struct profile_key *exception = &profiles[i]->exceptions[j];

            if (!profile_key_is(exception, key))
                continue;
            add_bytes(&exceptions.may_hold, exception->may_hold);
            exceptions.variables |= exception->may_hold_variable;
        }
    }
    return exceptions;
}

/* An unsafe byte was found: true if no exception covers one of the unsafe bytes. */
static bool find_unexcepted(const struct context *context, const struct annotation *at,
                            struct bytes unsafe, size_t *ret_at)
{
    struct exceptions exceptions = exceptions_of(context, at->key);
    size_t i = 0;

    for (size_t byte = 0; byte < ARRAY_LEN(unsafe.has); byte++)
        unsafe.has[byte] = unsafe.has[byte] && !exceptions.may_hold.has[byte];
    while (i < at->value.len) {
        size_t variable = exceptions.variables ? variable_length(at->value, i) : 0;

        if (variable > 0) {
            i += variable;
            continue;
        }
        if (unsafe.has[(unsigned char)at->value.ptr[i]] || text_is_c1(at->value, i)) {
            *ret_at = i;
            return true;
        }
        i++;
    }
    return false;
}

static bool is_unchecked(const struct policy *policy, struct str key)
{
    size_t n;
    const struct str *keys = policy_unchecked_keys(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (key_case_matches(policy, key, keys[i]))
            return true;
    }
    return false;
}

bool annotation_safe_checks(const struct policy *policy, struct str key)
{
    size_t n;
    const struct profile *const *profiles = policy_profiles_in_use(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (profile_owns_key(profiles[i], key))
            return !is_unchecked(policy, key);
    }
    return false;
}

/* The strictest of several classes decides: one that does not allow is enough. */
static bool ranges_are_judged(const struct context *context)
{
    const struct inquiry *inquiry = context->inquiry;

    if (inquiry->view->kind->ranges != KIND_RANGES_PROFILE)
        return false;
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        const struct rule_entry *entry = inquiry_class_rule_entry(
            inquiry, context->carriers.classes[i], RULE_SOURCE_RANGES);

        if (rule_entry_action(entry, inquiry->today) != ACTION_ALLOW)
            return true;
    }
    return false;
}

/* source-ranges parses the value, and accepts only addresses. */
static bool is_parsed_list(const struct context *context, struct str key)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        const struct class *class = context->carriers.classes[i];

        if (class->ranges.mode != RANGE_ELSEWHERE &&
            profile_is_list_key(class->profile, key))
            return ranges_are_judged(context);
    }
    return false;
}

/* Computed when it is first needed. */
static const struct bytes *unsafe_for(const struct context *context,
                                      const struct profile *profile, struct bytes **known)
{
    if (*known == NULL) {
        *known = arena_alloc(context->inquiry->arena, sizeof **known);
        **known = unsafe_of(profile);
    }
    return *known;
}

/* True if the value has an unsafe byte for some profile in use; *ret_at is its
 * position. */
static bool is_broken(const struct context *context, struct bytes **unsafe,
                      const struct annotation *at, size_t *ret_at)
{
    size_t n;
    const struct profile *const *profiles =
        policy_profiles_in_use(context->inquiry->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (profile_owns_key(profiles[i], at->key) &&
            find_unsafe(at->value, unsafe_for(context, profiles[i], &unsafe[i]),
                        ret_at) &&
            find_unexcepted(context, at, *unsafe[i], ret_at))
            return true;
    }
    return false;
}

static void add(const struct context *context, const struct annotation *at, size_t where,
                struct violations *out)
{
    struct buf buf = buf_in(context->inquiry->arena);

    sentence_add_character(&buf, at->value, where);
    violations_add(out, RULE_ANNOTATION_SAFE, field_path_annotation(at->key),
                   context_present(at->value))
        ->detail = buf_str(&buf);
}

static void check(const struct context *context, struct violations *out)
{
    size_t n;
    const struct view *view = context->inquiry->view;
    struct bytes **unsafe = NULL;

    (void)policy_profiles_in_use(context->inquiry->policy, &n);
    unsafe = ARENA_NEW(context->inquiry->arena, struct bytes *, n + 1);
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        size_t where;

        if (is_broken(context, unsafe, at, &where) &&
            !is_unchecked(context->inquiry->policy, at->key) &&
            !is_parsed_list(context, at->key) &&
            !context_wants(context, at->key, at->value))
            add(context, at, where, out);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " contains ");
    buf_add(buf, draft->detail);
    buf_add_text(buf, ", which could change the controller's configuration; remove it, "
                      "or ask for the key to be added to annotations.unchecked");
}

const struct rule rule_annotation_safe = {
    .id = RULE_ANNOTATION_SAFE,
    .summary = "No annotation value could change the controller's configuration.",
    .looks_at_plain = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
