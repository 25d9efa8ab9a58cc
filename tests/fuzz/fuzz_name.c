/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: compares host names and delegation with a plain second reading.
 *
 * Input: one entry on each line (kind and owner in the first byte, then the name); the
 * last line is the name that is looked up.
 */
#include "base/mem.h"
#include "core/values/domain.h"
#include "fuzz.h"

#define MAX_ENTRIES 40
#define OWNERS      3

struct entry {
    enum domain_entry kind;
    struct str name; /* without `*.` */
    uint32_t owner;
};

struct entries {
    struct entry all[MAX_ENTRIES];
    size_t n;
};

static bool plain_label(const char *label, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const char c = label[i];

        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", c) == NULL || c == '\0')
            return false;
    }
    return len >= 1 && len <= 63 && label[0] != '-' && label[len - 1] != '-';
}

/* The canonical name as text; false: written is not a name. */
static bool plain_name(struct str written, char text[NAME_MAX_BYTES + 2])
{
    size_t n = written.len;
    const char *at = text;
    size_t len = 0;

    if (n > 0 && written.ptr[n - 1] == '.')
        n--;
    if (n == 0 || n > NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(written.ptr[i] >= 'A' && written.ptr[i] <= 'Z'
                             ? written.ptr[i] + ('a' - 'A')
                             : written.ptr[i]);
    text[n] = '\0';
    if (memchr(text, '\0', n) != NULL)
        return false;
    if (n >= 2 && text[0] == '*' && text[1] == '.')
        at += 2;
    for (;;) {
        len = strcspn(at, ".");
        if (!plain_label(at, len))
            return false;
        if (at[len] == '\0')
            break;
        at += len + 1;
    }
    return strspn(at, "0123456789") < len;
}

static void check_parse(struct arena *arena, struct str written, struct name *ret,
                        bool *ret_valid)
{
    char text[NAME_MAX_BYTES + 2];
    const char *reason = NULL;
    bool valid = plain_name(written, text);
    struct name again;

    *ret_valid = name_parse(arena, written, ret, &reason);
    FUZZ_LAW(*ret_valid == valid, "a name is valid if the plain reading accepts it");
    if (!valid) {
        FUZZ_LAW(reason != NULL && reason[0] != '\0', "a refusal has a reason");
        FUZZ_LAW(str_equal(name_fold(arena, written), written),
                 "an invalid name is compared as written");
        return;
    }
    FUZZ_LAW(str_equal(ret->text, str_from(text)), "the name is folded");
    FUZZ_LAW(name_parse(arena, ret->text, &again, &reason) &&
                 str_equal(again.text, ret->text),
             "a folded name does not change");
    FUZZ_LAW(str_equal(ret->base, str_skip(ret->text, ret->is_wildcard ? 2 : 0)),
             "the base is the name without its star");
}

static bool covers(struct str domain, struct str name)
{
    AUTO(mem_free) char *end = mem_alloc(domain.len + 2, 1);

    end[0] = '.';
    memcpy(end + 1, domain.ptr, domain.len);
    return str_equal(domain, STR(".")) || str_equal(domain, name) ||
           str_has_suffix(name, (struct str){end, domain.len + 1});
}

static size_t weight(struct str domain)
{
    return str_equal(domain, STR(".")) ? 0 : domain.len;
}

static bool lists(const struct entries *entries, enum domain_entry kind, struct str name,
                  uint32_t owner)
{
    for (size_t i = 0; i < entries->n; i++) {
        const struct entry *at = &entries->all[i];

        if (at->kind == kind && str_equal(at->name, name) &&
            (owner == UINT32_MAX || at->owner == owner))
            return true;
    }
    return false;
}

/* The longest domain that contains name; NULL: no domain does. */
static const struct entry *longest(const struct entries *entries, struct str name)
{
    const struct entry *best = NULL;

    for (size_t i = 0; i < entries->n; i++) {
        const struct entry *at = &entries->all[i];

        if (at->kind == DOMAIN_BELOW && covers(at->name, name) &&
            (best == NULL || weight(at->name) > weight(best->name)))
            best = at;
    }
    return best;
}

static bool plain_permits(const struct entries *entries, struct str name, uint32_t owner)
{
    const struct entry *best = longest(entries, name);

    if (lists(entries, DOMAIN_EXACT, name, UINT32_MAX))
        return lists(entries, DOMAIN_EXACT, name, owner);
    return best != NULL && lists(entries, DOMAIN_BELOW, best->name, owner);
}

/* `*.base`: the owner must have all entries one label below the base. */
static bool plain_permits_wildcard(const struct entries *entries, struct str base,
                                   uint32_t owner)
{
    const struct entry *best = longest(entries, base);

    if (lists(entries, DOMAIN_WILDCARD, base, owner))
        return true;
    if (lists(entries, DOMAIN_WILDCARD, base, UINT32_MAX) || best == NULL ||
        !lists(entries, DOMAIN_BELOW, best->name, owner))
        return false;
    for (size_t i = 0; i < entries->n; i++) {
        const struct entry *at = &entries->all[i];

        if (at->kind != DOMAIN_WILDCARD && !str_equal(at->name, STR(".")) &&
            str_equal(name_parent(at->name), base) &&
            !lists(entries, at->kind, at->name, owner))
            return false;
    }
    return true;
}

static void read_entries(struct arena *arena, struct fuzz_bytes *from,
                         struct entries *ret)
{
    while (ret->n < MAX_ENTRIES && str_contains(from->rest, STR("\n"))) {
        struct fuzz_bytes line = {fuzz_until(from, '\n')};
        uint8_t first = fuzz_byte(&line);
        struct entry entry = {(enum domain_entry)(first % 3), STR_NONE,
                              first / 3U % OWNERS};
        struct name name;
        bool valid = false;

        if (str_equal(line.rest, STR(".")) && entry.kind == DOMAIN_BELOW) {
            entry.name = line.rest;
        } else {
            check_parse(arena, line.rest, &name, &valid);
            if (!valid || (name.is_wildcard && entry.kind != DOMAIN_WILDCARD))
                continue;
            entry.name = name.base;
        }
        ret->all[ret->n++] = entry;
    }
}

/* Takes the name of each entry as a domain that may contain this name. */
static void check_within(const struct entries *entries, const struct name *name)
{
    for (size_t i = 0; i < entries->n; i++)
        FUZZ_LAW(name_is_within(name->base, entries->all[i].name) ==
                     covers(entries->all[i].name, name->base),
                 "a domain contains a name label by label");
}

static void ask(const struct domain_tree *tree, const struct entries *entries,
                const struct name *name)
{
    check_within(entries, name);
    for (uint32_t owner = 0; owner < OWNERS; owner++) {
        if (name->is_wildcard) {
            FUZZ_LAW(domain_tree_permits_wildcard(tree, name->base, owner) ==
                         plain_permits_wildcard(entries, name->base, owner),
                     "a wildcard is permitted as in the plain reading");
            FUZZ_LAW(domain_tree_lists_wildcard(tree, name->base, owner) ==
                         lists(entries, DOMAIN_WILDCARD, name->base, owner),
                     "a wildcard is listed if it was added");
        } else {
            FUZZ_LAW(domain_tree_permits(tree, name->text, owner) ==
                         plain_permits(entries, name->text, owner),
                     "a name is permitted as in the plain reading");
        }
    }
    if (!name->is_wildcard)
        FUZZ_LAW(domain_tree_covers(tree, name) ==
                     (longest(entries, name->text) != NULL ||
                      lists(entries, DOMAIN_EXACT, name->text, UINT32_MAX)),
                 "a name is covered if an entry contains it");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(domain_tree_free) struct domain_tree *tree = domain_tree_new();
    struct fuzz_bytes from = {bytes};
    struct entries entries = {.n = 0};
    struct name name;
    bool valid = false;

    read_entries(&arena, &from, &entries);
    for (size_t i = 0; i < entries.n; i++)
        domain_tree_add(tree, entries.all[i].kind, entries.all[i].name,
                        entries.all[i].owner);
    domain_tree_finish(tree);

    check_parse(&arena, from.rest, &name, &valid);
    if (valid)
        ask(tree, &entries, &name);
    for (size_t i = 0; i < entries.n; i++) {
        const struct name own = {entries.all[i].name, entries.all[i].name, false, false};

        if (!str_equal(own.text, STR(".")))
            ask(tree, &entries, &own);
    }
}
