/* SPDX-License-Identifier: Apache-2.0 */
/*
 * networks: the networks that the policy defines, lists of them, and how such a list is
 * written as source ranges.
 */
#ifndef YAML_POLICY_SECTIONS_NETWORKS_H
#define YAML_POLICY_SECTIONS_NETWORKS_H

#include "yaml/policy/reader.h"

struct network {
    const struct cidr *cidrs;
    const struct str *texts; /* as written */
    size_t n;
};

/* The networks in a list of names; unknown names are noted and left out. */
struct networks_named {
    const struct network **all;
    const struct str *names;
    size_t n;
    struct str text;    /* all names, joined by ", " */
    struct place place; /* of the list; line 0: there is none */
};
struct networks_named networks_find(struct reader *, const struct texts_at *);
/* All entries of the networks. */
struct cidr_set networks_set(struct reader *, const struct networks_named *);
/* For messages: `office (198.51.100.0/24), vpn (203.0.113.64/26)`. */
struct str networks_text(struct reader *, const struct networks_named *);

/* How source ranges are written. */
struct range_style {
    char separator;
    bool bare_addresses;     /* a single address is written without a length */
    bool no_ipv4, no_ipv6;   /* entries of that family are left out */
    const struct str *items; /* result: the text of each entry */
    size_t n_items;
};
/* Set the text, the set and the names of *ret from these networks.  An entry inside
 * another one is left out of the text. */
void ranges_write(struct reader *, const struct networks_named *, struct range_style *,
                  struct class_ranges *ret);

/* Modes of sourceRanges, in the order of enum range_mode. */
extern const struct words range_modes;
/* The mode writes a list of networks. */
bool range_mode_has_list(enum range_mode);
/* The places of a mode and of the fields beside it. */
struct range_parts {
    struct place mode, networks, object; /* line 0: absent */
};
/* Note fields that the mode lacks or does not take. */
void range_parts_check(struct reader *, const struct range_parts *, enum range_mode);

#endif
