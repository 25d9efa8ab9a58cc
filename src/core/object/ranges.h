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
};

struct range_list {
    enum list_fault fault;
    struct str bad;     /* LIST_BAD_ENTRY: the entry, and what is wrong with it */
    const char *reason; /* completes the sentence `"X" ...` */
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
    bool agree;         /* all sound, all the same set */
};

void range_list_parse(struct arena *arena, struct str value,
                      const struct profile *profile, struct range_list *ret);

/* The entries of a sound list that reach outside `set`, as written. */
size_t range_list_outside(struct arena *arena, struct str value,
                          const struct profile *profile, const struct cidr_set *set,
                          struct str **ret_entries) MUST_CHECK;

/* All spellings on the object. */
void ranges_read(struct arena *arena, const struct view *view, const struct class *class,
                 struct ranges *ret);

/* A sound list may stand on an object of the class. */
bool ranges_accept(const struct class *class, const struct range_list *list);

/* The modes in which the platform wants its own list, or its reference, on the object. */
bool ranges_are_listed(const struct class *class);
bool ranges_are_demanded(const struct class *class);

/* The reference key's value contains the class's object. */
bool ranges_refer(const struct class *class, struct str value);

#endif
