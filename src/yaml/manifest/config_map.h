/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_map: the texts of a policy in a ConfigMap as kubectl prints it.
 */
#ifndef YAML_MANIFEST_CONFIG_MAP_H
#define YAML_MANIFEST_CONFIG_MAP_H

#include "base/arena.h"
#include "base/budget.h"

enum config_map_is {
    CONFIG_MAP_NOT,   /* the document is something else */
    CONFIG_MAP_READ,  /* *ret has its texts, sorted by key */
    CONFIG_MAP_WRONG, /* `problems` says why */
};

struct config_map_text {
    const char *name; /* FILE[KEY]; lives as long as the problems */
    struct str bytes;
};

struct config_map {
    struct config_map_text *texts; /* those that are wanted */
    size_t n;
    size_t n_left_out;
};

enum config_map_use {
    CONFIG_MAP_WANTED,
    CONFIG_MAP_LEFT_OUT, /* counted */
    CONFIG_MAP_OTHER,
};
typedef enum config_map_use config_map_use_of(struct str key);

/* The document. */
struct config_map_source {
    const char *file;
    struct str bytes;
    config_map_use_of *use_of;
    struct budget budget;
};

/* Read the texts that are wanted into arena.  The ConfigMap must be the only object of
 * the document. */
enum config_map_is config_map_read(struct arena *arena,
                                   const struct config_map_source *source,
                                   struct problems *problems, struct config_map *ret)
    MUST_CHECK;

#endif
