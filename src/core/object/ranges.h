/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranges: the source-range lists on an object, read by the grammar of a profile.
 *
 * Plain data in the arena; borrows from view and class.
 */
#ifndef CORE_OBJECT_RANGES_H
#define CORE_OBJECT_RANGES_H

#include "core/object/view.h"
#include "core/policy/policy.h"

enum list_fault {
    LIST_SOUND,
    LIST_EMPTY,       /* nothing in it, or nothing left after its exclusions */
    LIST_EMPTY_ENTRY, /* an empty entry beside others */
    LIST_BAD_ENTRY,
    LIST_OTHER_FILE, /* not the one that the class demands */
};

struct bad_entry {
    struct str text;
    const char *reason; /* completes the sentence `"X" ...` */
};
#define LIST_MAX_BAD 5 /* more are not looked for */

struct range_list {
    enum list_fault fault;
    const struct bad_entry *bad; /* LIST_BAD_ENTRY */
    size_t n_bad;
    struct str file; /* in place of a list, a file of the controller's; len 0: none */
    struct cidr_set set;
};

/* One spelling of the list that is there. */
struct spelling {
    struct str key;
    struct str value;
    struct range_list list;
};

struct ranges {
    struct spelling *spellings; /* in the order of the profile's keys */
    size_t n;
    bool first_present; /* spellings[0] is under the profile's first key */
    bool agree;         /* all sound, all the same set; of exclusive ones only one */
};

void range_list_parse(struct arena *arena, struct str value,
                      const struct profile *profile, struct range_list *ret);

/* Both sound, and the same addresses or the same file. */
bool range_list_equal(const struct range_list *a, const struct range_list *b);

/* The entries of a sound list that reach outside `set`, as written. */
size_t range_list_outside(struct arena *arena, struct str value,
                          const struct profile *profile, const struct cidr_set *set,
                          struct str **ret_entries) MUST_CHECK;

/* How a class says who may reach an object: by which keys, in which grammar, and what
 * these hold. */
struct restriction {
    const struct class *class;
    const struct profile *profile; /* NULL: nothing on such an object says so */
    const struct class_ranges *ranges;
    const struct service_profile *service; /* of a load balancer; else NULL */
    bool is_exclusive; /* at most one key may be there, and any one is enough */
};

void restriction_of(struct arena *arena, const struct view *view,
                    const struct class *class, struct restriction *ret);

/* Some spelling is on the object. */
bool ranges_are_there(const struct view *view, const struct profile *profile);

/* All spellings on the object; there is a profile. */
void ranges_read(struct arena *arena, const struct view *view,
                 const struct restriction *restriction, struct ranges *ret);

/* The first key is there, or need not be. */
bool ranges_have_first(const struct restriction *restriction,
                       const struct ranges *ranges);

/* An object of the class may have a correct list. */
bool ranges_accept(const struct restriction *restriction, const struct range_list *list);

/* The class's addresses are a list, a user's own, or a reference to an object; none of
 * these where there is no profile. */
bool ranges_are_listed(const struct restriction *restriction);
bool ranges_are_open(const struct restriction *restriction);
bool ranges_are_references(const struct restriction *restriction);
/* The reference is what a list key holds. */
bool ranges_are_files(const struct restriction *restriction);

/* The platform wants its own list, or its reference, on the object; on some object. */
bool ranges_are_demanded(const struct restriction *restriction);
bool ranges_restrict(const struct class_ranges *ranges);

/* The reference key's value holds the class's object: where the profile demands it, or
 * anywhere. */
bool ranges_refer(const struct restriction *restriction, struct str value);
bool ranges_mention(const struct restriction *restriction, struct str value);

/* No item but white space. */
bool ranges_value_is_blank(struct str value);

#endif
