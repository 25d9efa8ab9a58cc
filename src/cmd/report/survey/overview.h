/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overview: the totals and lists of a report, for all objects or those of one tenant.
 *
 * Plain data in an arena of its own; borrows from the survey and the owners.  Everything
 * is in a fixed order: that of the rules, of the policy's files, of the objects, or of
 * the bytes of a name.
 */
#ifndef CMD_REPORT_SURVEY_OVERVIEW_H
#define CMD_REPORT_SURVEY_OVERVIEW_H

#include "cmd/report/survey/overview_parts.h"
#include "cmd/report/survey/owners.h"

/* How a tenant uses a class. */
enum overview_cell_kind {
    CELL_NOT_PERMITTED, /* the class is not permitted */
    CELL_NO_NAMES,      /* the class serves no name of the tenant */
    CELL_MAY,           /* it could, but does not */
    CELL_USES,          /* with some names */
};

/* The objects of an overview: all, or those of one tenant. */
struct overview_scope {
    const struct tenant *tenant; /* NULL: all */
    const uint32_t *objects;     /* their numbers in the survey; NULL: each one */
    size_t n_objects;
    const struct overview *all; /* of everything; NULL if tenant is NULL */
};

struct overview {
    const struct survey *survey;
    const struct owners *owners;
    struct overview_scope scope;
    const struct tenant *tenant; /* of the scope */
    struct arena arena;
    size_t states[SURVEY_STATES];
    size_t n_judged;
    size_t n_stuck;
    struct overview_rule rules[RULE_COUNT + 1]; /* the last one: cannot be judged */
    struct overview_count *tenants; /* as in the policy, then objects without one */
    size_t n_tenants;
    struct overview_count **namespaces; /* most denied first */
    size_t n_namespaces;
    struct overview_uses stuck; /* a use for each finding */
    struct overview_day *days;  /* in order */
    size_t n_days;
    struct map by_name;           /* names in use -> index in names_met */
    struct overview_name **names; /* sorted by bytes */
    struct overview_name **names_met;
    size_t n_names, cap_names;
    uint32_t *entries; /* of `owners`, those that concern the scope, in order */
    size_t n_entries;
    struct overview_name **of_entry; /* by entry: the first of its names */
    struct overview_name *unowned;   /* the first name without an entry */
    size_t n_shared;
    struct overview_excuse *excuses; /* as in the policy */
    size_t n_excuses;
    struct overview_excuse **by_end; /* those that concern the scope, by last day */
    size_t n_by_end;
    struct map cells;                    /* tenant and class -> number of names in use */
    struct overview_instance *instances; /* as in the policy */
    size_t n_instances;
    struct overview_elsewhere *elsewhere, *elsewhere_last;
    size_t n_elsewhere;
    struct overview_uses *own_ranges; /* by index of the class */
    size_t n_classes;
};

void overview_init(struct overview *overview, const struct survey *survey,
                   const struct owners *owners, const struct overview_scope *scope);
void overview_clear(struct overview *overview);
DEFINE_AUTO_CLEAR(overview_clear, struct overview);

/* Parts of overview_init(), in files of their own.  Names must come first. */
void overview_add_names(struct overview *overview);
void overview_add_days(struct overview *overview);
void overview_add_classes(struct overview *overview);

/* Append a use to the list.  finding may be NULL. */
void overview_add_use(struct overview *overview, struct overview_uses *uses,
                      const struct survey_object *object,
                      const struct survey_finding *finding);

/* Whether the class concerns the scope. */
bool overview_shows_class(const struct overview *overview, const struct class *class);

/* The number of files and objects that could not be read or judged. */
size_t overview_count_unread(const struct overview *overview);

/* The name with all objects that use it, including those outside the scope. */
const struct overview_name *overview_everywhere(const struct overview *overview,
                                                const struct overview_name *name);

/* The objects of the scope. */
size_t overview_count_objects(const struct overview *overview);
const struct survey_object *overview_object(const struct overview *overview, size_t i);

/* NULL: the name is not in use. */
const struct overview_name *overview_name(const struct overview *overview,
                                          struct str name);

/* The count of a tenant in the scope; tenant NULL: of objects without a tenant. */
const struct overview_count *overview_of_tenant(const struct overview *overview,
                                                const struct tenant *tenant);

/* How the tenant uses the class; *ret_n: the number of names for CELL_USES, else 0. */
enum overview_cell_kind overview_cell(const struct overview *overview,
                                      const struct tenant *tenant,
                                      const struct class *class, size_t *ret_n);

#endif
