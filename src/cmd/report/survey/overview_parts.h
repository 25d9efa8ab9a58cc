/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview_parts: the lists that an overview consists of.
 *
 * Plain data in the arena of the overview.
 */
#ifndef CMD_REPORT_SURVEY_OVERVIEW_PARTS_H
#define CMD_REPORT_SURVEY_OVERVIEW_PARTS_H

#include "cmd/report/survey/survey.h"

/* An object in a list, and the finding for which it is there. */
struct overview_use {
    const struct survey_object *object;
    const struct survey_finding *finding; /* NULL: no particular finding */
    struct overview_use *next;
};
struct overview_uses {
    struct overview_use *first;
    struct overview_use *last;
    size_t n;
};

/* Findings with the same message. */
struct overview_group {
    struct survey_finding like; /* a copy of the first one */
    struct overview_uses uses;
    struct overview_group *next; /* of the same rule */
};

struct overview_rule {
    struct overview_group *first;
    struct overview_group *last;
    size_t n_objects; /* each counted once */
    const struct survey_object *counted_last;
};

/* The objects of a tenant or of a namespace, counted. */
struct overview_count {
    struct str name;
    const struct tenant *tenant; /* NULL: objects without a tenant, or their namespace */
    size_t states[SURVEY_STATES];
    size_t n;
    size_t n_stuck;
    struct overview_uses objects; /* those with findings */
};

/* A name in use. */
struct overview_name {
    struct str text;
    uint32_t entry; /* of `owners`; OWNED_NONE: no tenant owns the name */
    bool is_shared; /* objects of several namespaces use it */
    struct overview_place *first;
    struct overview_place *last;
    size_t n_places;
    struct overview_name *next_of_entry;
};
struct overview_place {
    const struct survey_object *object;
    const struct survey_host *host;
    struct overview_place *next;
};

/* A day, the entries that change on it, and the objects that this affects. */
struct overview_day {
    int32_t day;
    size_t at; /* position in the order of the policy */
    const struct rule_entry **entries;
    size_t n_entries, cap_entries;
    const struct exemption **exemptions;
    size_t n_exemptions, cap_exemptions;
    struct overview_change *first;
    struct overview_change *last;
    size_t n_changes;
    size_t n_objects;
};
struct overview_change {
    const struct survey_object *object;
    const struct survey_change *change;
    struct overview_change *next;
};

struct overview_excuse {
    const struct exemption *exemption;
    struct overview_uses uses;
};

/* An ExternalDNS instance, and the names that it publishes. */
struct overview_instance {
    const struct dns_instance *instance;
    struct overview_names *last;
    struct overview_names *first;
    size_t n_names;
};
struct overview_names {
    const struct overview_name *name;
    struct overview_names *next;
};

/* A name that an annotation gives to an instance that no class of the object uses. */
struct overview_elsewhere {
    const struct overview_name *name;
    const struct overview_place *place;
    struct overview_elsewhere *next;
};

#endif
