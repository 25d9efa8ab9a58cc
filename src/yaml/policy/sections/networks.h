/* SPDX-License-Identifier: Apache-2.0 */
/*
 * networks: what the section `networks` names, and how lists of networks are written.
 */
#ifndef YAML_POLICY_SECTIONS_NETWORKS_H
#define YAML_POLICY_SECTIONS_NETWORKS_H

#include "yaml/policy/reader.h"

struct network {
    const struct cidr *cidrs;
    const struct str *texts; /* as written */
    size_t n;
};

/* Those that a list names; unknown ones are noted and left out. */
struct networks_named {
    const struct network **all;
    const struct str *names;
    size_t n;
    struct str text;    /* all names, joined by ", " */
    struct place place; /* of the list; line 0: there is none */
};
struct networks_named networks_find(struct reader *, const struct texts_at *);
struct cidr_set networks_set(struct reader *, const struct networks_named *);
/* For messages: `office (198.51.100.0/24), vpn (203.0.113.64/26)`. */
struct str networks_text(struct reader *, const struct networks_named *);

/* How the entries of a list are written. */
struct range_style {
    char separator;
    bool bare_addresses;     /* an address needs no length */
    bool no_ipv4, no_ipv6;   /* entries of the family are left out */
    const struct str *items; /* set to the entries, each as text */
    size_t n_items;
};
/* What is written for these networks into the text of *ret, and its set and names. */
void ranges_write(struct reader *, const struct networks_named *, struct range_style *,
                  struct class_ranges *ret);

/* Modes of sourceRanges, in the order of enum range_mode. */
extern const struct words range_modes;
bool range_mode_has_list(enum range_mode);
/* A mode and what is there beside it; object line 0: absent. */
struct range_parts {
    struct place mode, networks, object; /* line 0: absent */
};
void range_parts_check(struct reader *, const struct range_parts *, enum range_mode);

#endif
