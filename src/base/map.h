/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: bytes -> number, open addressing, filled once and then read by many threads.
 *
 * Keys are borrowed.  For keys we own (a policy's); what is looked up may be
 * hostile: a probe is bounded by the longest run at the time of filling.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/attr.h"
#include "base/str.h"

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t n;
    size_t cap; /* a power of two, or 0 */
};

void map_init(struct map *map); /* a zeroed struct map is initialised too */
void map_clear(struct map *map);

/* Memory that it holds. */
size_t map_bytes(const struct map *map) MUST_CHECK;

/* The number stored for key; false when there is none. */
bool map_get(const struct map *map, struct str key, uint32_t *ret);

/* Both for a key whose hash the caller made: the same for equal keys of one map. */
bool map_get_hashed(const struct map *map, struct str key, uint64_t hash, uint32_t *ret);
uint32_t *map_put_hashed(struct map *map, struct str key, uint64_t hash, uint32_t value);

/* Store value unless key is there; returns the stored number's address. */
uint32_t *map_put(struct map *map, struct str key, uint32_t value);

#endif
