/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: bytes -> number, open addressing, filled once and then read by many threads.
 *
 * Keys are borrowed.  Keys must be trusted (a policy's), but lookups may be hostile: a
 * probe is bounded by the longest run at the time of filling.
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

/* The number of bytes that it holds. */
size_t map_bytes(const struct map *map) MUST_CHECK;

/* Find the number stored for the key.  Returns false if there is none. */
bool map_get(const struct map *map, struct str key, uint32_t *ret);

/* The same for a key with the caller's own hash, which must be equal for equal keys. */
bool map_get_hashed(const struct map *map, struct str key, uint64_t hash, uint32_t *ret);
uint32_t *map_put_hashed(struct map *map, struct str key, uint64_t hash, uint32_t value);

/* Store the value unless the key exists.  Returns the address of the stored number. */
uint32_t *map_put(struct map *map, struct str key, uint32_t value);

#endif
