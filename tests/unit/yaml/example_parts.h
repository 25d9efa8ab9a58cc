/*
 * example_parts: a whole policy as parts, to be altered field by field.
 *
 * What an alteration writes stands in line 99, so that a test sees where a problem was
 * found; the example itself stands in lines below 90.
 */
#ifndef TESTS_EXAMPLE_PARTS_H
#define TESTS_EXAMPLE_PARTS_H

#include "core/values/day.h"
#include "unit.h"
#include "yaml/policy/sections/build.h"

#define ALTERED_LINE 99
#define TODAY        20779 /* 2026-11-22 */

/* Absent parts have an absent name, key or list. */
struct parts {
    struct build_document document;
    struct build_network networks[4];
    struct build_instance instances[3];
    struct build_profile profiles[2];
    struct build_class classes[4];
    struct build_pair pairs[2];         /* externalDNS.set of classes[0] */
    struct build_annotation entries[3]; /* of classes[0] */
    struct build_tenant tenants[4];
    struct build_rule tenant_rules[2]; /* of tenants[0] */
    struct build_rule rules[2];
    struct build_annotation added[2];
    struct build_forbid forbids[2];
    struct build_exemption exemptions[2];
    struct texts_at unchecked, host_keys;
};

/* One change: a scalar, or a list whose items are separated by `|`.  NULL: absent. */
enum alteration_kind {
    ALTER_NOTHING,
    ALTER_TEXT,
    ALTER_LIST
};
struct alteration {
    enum alteration_kind kind;
    size_t at; /* in struct parts */
    const char *value;
};
#define TEXT_OF(member, value)                                                           \
    {                                                                                    \
        ALTER_TEXT, offsetof(struct parts, member), (value)                              \
    }
#define LIST_OF(member, value)                                                           \
    {                                                                                    \
        ALTER_LIST, offsetof(struct parts, member), (value)                              \
    }

/* What makes the example, in the order of its lines. */
extern const struct alteration example[];
extern const size_t n_example;

void alter(struct arena *arena, struct parts *parts, const struct alteration *change,
           uint32_t line);

void make_example(struct arena *arena, struct parts *parts);

/* NULL when the parts have errors. */
struct policy *build_parts(struct parts *parts, struct problems *problems);

#endif
