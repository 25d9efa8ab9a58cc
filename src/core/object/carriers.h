/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carriers: the fields and annotations that name an object's class, and the classes that
 * the policy defines for them.
 *
 * Fields come first, then annotations.  An annotation with an empty value is present, but
 * names no class.  Results live in the inquiry's arena and borrow from view and policy.
 */
#ifndef CORE_OBJECT_CARRIERS_H
#define CORE_OBJECT_CARRIERS_H

#include "core/object/inquiry.h"

struct carrier {
    struct field_path path;
    struct str value;
    const struct class *class;           /* NULL: the value is empty or not defined */
    const struct view_parent *parent;    /* NULL: the carrier is not a parent */
    const struct gateway_entry *gateway; /* of a parent or the own name; NULL: none */
};

struct carriers {
    struct carrier *list; /* the present ones, in order of authority */
    size_t n;
    const struct class **classes; /* the defined classes that are named, each once */
    size_t n_classes;
    struct str *names; /* what is named, sorted by bytes, each once: the name of a defined
                          class, else the text; never empty */
    size_t n_names;
};

/* Fill *ret with the carriers of the view: inquiry->view, or another view of the same
 * object, such as the stored one. */
void carriers_of(const struct inquiry *inquiry, const struct view *view,
                 struct carriers *ret);

/* True if both name the same class, by its name or an alias.  If neither names a defined
 * class, their texts must be equal. */
bool carriers_agree(const struct carrier *a, const struct carrier *b);

/* True if at least one value is not empty. */
bool carriers_name_a_class(const struct carriers *carriers);

/* The first value that is not empty, if all such values agree; else len 0. */
struct str carriers_only_name(const struct carriers *carriers);

/* The defined class that all present carriers name; NULL if there is none. */
const struct class *carriers_agreed_class(const struct carriers *carriers);

/* The entry of `gateways` for the object's own name; NULL if there is none. */
const struct gateway_entry *carriers_own_entry(const struct carriers *carriers);

/* True if routes without host names may use the carrier, or every one of them. */
bool carrier_permits_hostless(const struct carrier *carrier);
bool carriers_permit_hostless(const struct carriers *carriers);

/* True if the parent is a Gateway or a ListenerSet.  A row names its parents by their
 * names only. */
bool carrier_parent_is_gateway(const struct view_parent *parent);

/* What comparisons use: the name of its class, or its value if the class is not
 * defined. */
struct str carrier_meaning(const struct carrier *carrier);

/* True if both name the same set of classes. */
bool carriers_name_same(const struct carriers *a, const struct carriers *b);

/* True if both have the same carriers: with the same bytes for an Ingress, with the same
 * meaning for other kinds. */
bool carriers_equal(const struct kind *kind, const struct carriers *a,
                    const struct carriers *b);

/* The carrier at that place; NULL if it is not present. */
const struct carrier *carriers_at(const struct carriers *carriers,
                                  const struct field_path *path);

/* The first named class whose controller reads classes in that way; NULL if there is
 * none. */
const struct class *carriers_class_read(const struct carriers *carriers,
                                        enum class_reading reading);

#endif
