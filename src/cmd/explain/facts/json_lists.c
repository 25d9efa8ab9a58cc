/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/json_lists.h"

json_t *json_texts(const struct str *items, size_t n)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < n; i++)
        cold_json_append(all, cold_json_text(items[i]));
    return all;
}

json_t *json_entry(const struct entry *entry)
{
    return entry == NULL ? cold_json("n") : desk_entry_json(entry);
}

static json_t *listing_json(const struct asking *asking, const struct listing *listing)
{
    if (asking->reader != NULL && asking->reader != listing->tenant)
        return cold_json("{s:o}", KEY("tenant", cold_json_word("another tenant")));
    return cold_json(
        "{s:o, s:o}", KEY("tenant", cold_json_text(listing->tenant->name)),
        KEY("entry", json_entry(entries_find(asking->desk->entries, listing->of))));
}

json_t *json_delegated(const struct asking *asking, const struct delegated *all, size_t n)
{
    json_t *list = cold_json("[]");

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < all[i].n; k++)
            cold_json_append(list, listing_json(asking, all[i].listings[k]));
    }
    return list;
}
