/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranges: the source-range lists on an object, parsed with the grammar of a profile.
 *
 * Plain data in the arena; borrows from the view and the class.
 */
#ifndef CORE_OBJECT_RANGES_H
#define CORE_OBJECT_RANGES_H

#include "core/object/view.h"
#include "core/policy/policy.h"

enum list_fault {
    LIST_SOUND,
    LIST_EMPTY,       /* no entry, or no address left after its exclusions */
    LIST_EMPTY_ENTRY, /* an empty entry beside others */
    LIST_BAD_ENTRY,
    LIST_OTHER_FILE, /* a file other than the one that the class requires */
};

struct bad_entry {
    struct str text;
    const char *reason; /* completes the sentence `"X" ...` */
};
#define LIST_MAX_BAD 5 /* bad entries that are kept; parsing ends with the last one */

struct range_list {
    enum list_fault fault;
    const struct bad_entry *bad; /* LIST_BAD_ENTRY */
    size_t n_bad;
    struct str file; /* a file of the controller in place of a list; len 0: none */
    struct cidr_set set;
};

/* One key under which the object has the list, and its value. */
struct spelling {
    struct str key;
    struct str value;
    struct range_list list;
};

struct ranges {
    struct spelling *spellings; /* in the order of the profile's keys */
    size_t n;
    bool first_present; /* spellings[0] is under the profile's first key */
    bool agree;         /* all are sound and contain the same addresses; if the keys are
                           exclusive, there is only one */
};

/* Parse the list in `value` by the profile's grammar.  Fills *ret, with its fault if it
 * has one. */
void range_list_parse(struct arena *arena, struct str value,
                      const struct profile *profile, struct range_list *ret);

/* True if both are sound and contain the same addresses, or name the same file. */
bool range_list_equal(const struct range_list *a, const struct range_list *b);

/* The entries of a sound list that reach outside `set`, as written.  Returns their
 * number. */
size_t range_list_outside(struct arena *arena, struct str value,
                          const struct profile *profile, const struct cidr_set *set,
                          struct str **ret_entries) MUST_CHECK;

/* How a class restricts who may reach an object: the keys, their grammar, and the
 * addresses. */
struct restriction {
    const struct class *class;
    const struct profile *profile; /* NULL: nothing on such an object restricts it */
    const struct class_ranges *ranges;
    const struct service_profile *service; /* of a load balancer's class; else NULL */
    bool is_exclusive; /* at most one of the keys may be present, and any one suffices */
};

/* Fill *ret with how the class restricts this object. */
void restriction_of(struct arena *arena, const struct view *view,
                    const struct class *class, struct restriction *ret);

/* True if the object has at least one spelling. */
bool ranges_are_there(const struct view *view, const struct profile *profile);

/* Read all spellings on the object.  The restriction has a profile. */
void ranges_read(struct arena *arena, const struct view *view,
                 const struct restriction *restriction, struct ranges *ret);

/* True if the first key is present or not needed. */
bool ranges_have_first(const struct restriction *restriction,
                       const struct ranges *ranges);

/* True if an object of the class may have this list. */
bool ranges_accept(const struct restriction *restriction, const struct range_list *list);

/* How the class gives its addresses: as a list, left to the user, or as a reference to an
 * object.  All are false without a profile. */
bool ranges_are_listed(const struct restriction *restriction);
bool ranges_are_open(const struct restriction *restriction);
bool ranges_are_references(const struct restriction *restriction);
/* True if the reference is a file that a list key names. */
bool ranges_are_files(const struct restriction *restriction);

/* True if the platform demands its list or reference on this object, or on any. */
bool ranges_are_demanded(const struct restriction *restriction);
bool ranges_restrict(const struct class_ranges *ranges);

/* True if the value of the reference key contains the class's object: at the position
 * that the profile demands, or anywhere. */
bool ranges_refer(const struct restriction *restriction, struct str value);
bool ranges_mention(const struct restriction *restriction, struct str value);

/* True if every item is empty or white space. */
bool ranges_value_is_blank(struct str value);

#endif
