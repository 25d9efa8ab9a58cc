/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carriers: what names an object's class, and which classes the policy has for them.
 *
 * Fields of the kind, then annotations.  An annotation that exists is present even when
 * empty, and then names no class.  In the arena; borrows from view and policy.
 */
#ifndef CORE_OBJECT_CARRIERS_H
#define CORE_OBJECT_CARRIERS_H

#include "core/object/inquiry.h"

struct carrier {
    struct field_path path;
    struct str value;
    const struct class *class;           /* NULL: empty, or it leads to none */
    const struct view_parent *parent;    /* NULL: it is no parent */
    const struct gateway_entry *gateway; /* of a parent or an own name; NULL: none */
};

struct carriers {
    struct carrier *list; /* present ones, in order of authority */
    size_t n;
    const struct class **classes; /* defined ones named, each once */
    size_t n_classes;
    struct str *names; /* what is named, sorted by bytes, each once: the name of a defined
                          class, else the text; no empty one */
    size_t n_names;
};

/* view: the inquiry's, or another of the same object. */
void carriers_of(const struct inquiry *inquiry, const struct view *view,
                 struct carriers *ret);

/* Both name the same class, by its name or an alias; where neither names a defined one,
 * they are the same text. */
bool carriers_agree(const struct carrier *a, const struct carrier *b);

/* At least one value is not empty. */
bool carriers_name_a_class(const struct carriers *carriers);

/* The first value that is named, all that name something agreeing; len 0: none. */
struct str carriers_only_name(const struct carriers *carriers);

/* The defined class that all present carriers name; NULL: none. */
const struct class *carriers_agreed_class(const struct carriers *carriers);

/* The entry of `gateways` for the object's own name; NULL: none. */
const struct gateway_entry *carriers_own_entry(const struct carriers *carriers);

/* Routes without host names may use the carrier; all of them. */
bool carrier_permits_hostless(const struct carrier *carrier);
bool carriers_permit_hostless(const struct carriers *carriers);

/* A Gateway or a ListenerSet; a row names its parents by their names only. */
bool carrier_parent_is_gateway(const struct view_parent *parent);

/* What is compared: the class it leads to, else what it says. */
struct str carrier_meaning(const struct carrier *carrier);

/* Both name the same set of classes. */
bool carriers_name_same(const struct carriers *a, const struct carriers *b);

/* The same carriers; of an Ingress with the same bytes, else with the same meaning. */
bool carriers_equal(const struct kind *kind, const struct carriers *a,
                    const struct carriers *b);

/* The carrier at that place; NULL: it is not present. */
const struct carrier *carriers_at(const struct carriers *carriers,
                                  const struct field_path *path);

/* The first class named that its controller reads in that way; NULL: none. */
const struct class *carriers_class_read(const struct carriers *carriers,
                                        enum class_reading reading);

#endif
