/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near_name: see near_name.h.
 *
 * A candidate is alike if each of its labels equals the label of the name or is near it.
 * Otherwise any name below the same parent would look like a typing error.  Labels are
 * compared from the last one on, so that each has its counterpart in the name, whatever
 * the number of labels.  Domains of a tenant often have the same ending as the previous
 * one, so the result for two endings is kept, and most candidates cost one comparison and
 * one label.
 */
#include "core/rules/sentence.h"

#include "base/near.h"

/* The whole name, and without its first, first two and first three labels. */
#define TAILS_MAX 4

/* The last labels of a candidate, each near that of the name. */
struct ending {
    struct str text; /* with the dot in front of it, unless it is the whole candidate */
    size_t n_labels;
    bool is_same; /* they are the name's own */
};

struct search {
    struct near *labels; /* of the name, the last one first, then an empty one */
    size_t n_labels;
    struct near tails[TAILS_MAX];
    size_t n_tails;
    size_t n_alike;      /* to the whole name */
    struct ending alike; /* of the candidate that was looked at last */
    struct str unlike;   /* an ending that no alike one has; len 0: none is known */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static struct str last_label(struct str name)
{
    size_t begin = name.len;

    while (begin > 0 && name.ptr[begin - 1] != '.')
        begin--;
    return str_skip(name, begin);
}

static void read_labels(struct search *search, struct str name, struct arena *arena)
{
    struct str rest = name;
    size_t n = 1;

    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] == '.';
    search->labels = arena_alloc(arena, (n + 1) * sizeof *search->labels);
    for (size_t i = 0; i < n; i++) {
        struct str label = last_label(rest);

        near_begin(&search->labels[i], label);
        if (rest.len > label.len)
            rest = str_head(rest, rest.len - label.len - 1);
    }
    near_begin(&search->labels[n], STR_NONE); /* so that the last one has a next */
    search->n_labels = n;
}

static void search_begin(struct search *search, struct str name, struct arena *arena)
{
    struct str tail = name;

    read_labels(search, name, arena);
    search->n_tails = 0;
    while (search->n_tails < TAILS_MAX && tail.len > 0) {
        near_begin(&search->tails[search->n_tails++], tail);
        tail = name_parent(tail);
    }
    search->n_alike = 0;
    search->alike = (struct ending){.is_same = true};
    search->unlike = STR_NONE;
}

/* Compare the label before the ending.  Returns false if it is not alike. */
static bool extend(struct search *search, struct str candidate, struct ending *ending)
{
    const struct near *wanted = &search->labels[ending->n_labels];
    const struct str rest = str_head(candidate, candidate.len - ending->text.len);
    const struct str label = last_label(rest);
    const bool is_first = label.len == rest.len;
    const bool is_same = str_equal(label, wanted->text);

    ending->text = is_first ? candidate : str_skip(candidate, rest.len - label.len - 1);
    if (!is_same && !near_reaches(wanted, label)) {
        if (!is_first)
            search->unlike = ending->text;
        return false;
    }
    ending->n_labels++;
    ending->is_same = ending->is_same && is_same;
    if (!is_first)
        search->alike = *ending;
    return true;
}

/* True if the label that ends at `end` cannot be near: each byte that does not occur in
 * the wanted label needs a step. */
static bool is_far(const struct near *wanted, const char *begin, const char *end)
{
    size_t left = wanted->limit;

    while (end > begin) {
        const char byte = *--end;

        if (wanted->holds[(unsigned char)byte])
            continue;
        if (byte == '.')
            return false;
        if (left <= 1)
            return true;
        left--;
    }
    return false;
}

/* The first name from i on that may be alike, or n.  Most names cost only this: they
 * end as the previous one, and this ending is not alike or the label before it is far. */
static size_t skip_unlike(const struct search *search, const struct str *names, size_t i,
                          size_t n)
{
    const bool ends_alike = search->alike.text.len > 0;
    const struct str ending = ends_alike ? search->alike.text : search->unlike;
    const struct near *wanted = &search->labels[search->alike.n_labels];

    if (ending.len == 0)
        return i;
    for (; i < n; i++) {
        const struct str name = names[i];

        if (!str_has_suffix(name, ending))
            break;
        if (ends_alike && !is_far(wanted, name.ptr, name.ptr + name.len - ending.len))
            break;
    }
    return i;
}

/* True if the candidate is alike; then *ret is all of it. */
static bool is_alike(struct search *search, struct str candidate, struct ending *ret)
{
    struct ending ending = {.is_same = true};

    if (str_has_suffix(candidate, search->alike.text))
        ending = search->alike;
    do {
        if (ending.n_labels == search->n_labels || !extend(search, candidate, &ending))
            return false;
    } while (ending.text.len < candidate.len);
    *ret = ending;
    return true;
}

static void offer(struct search *search, size_t n_labels, struct str candidate)
{
    const size_t i = search->n_labels - n_labels;

    if (i >= search->n_tails || str_has_prefix(candidate, STR("*.")) !=
                                    str_has_prefix(search->tails[i].text, STR("*.")))
        return;
    if (i == 0)
        search->n_alike++;
    near_offer(&search->tails[i], candidate);
}

/* Returns false if one of the domains contains the name. */
static bool offer_domains(struct search *search, const struct tenant *tenant)
{
    const size_t n = least(tenant->n_domains, NEAR_MAX_CANDIDATES);

    for (size_t i = 0; (i = skip_unlike(search, tenant->domains, i, n)) < n; i++) {
        const struct str domain = tenant->domains[i];
        struct ending whole;

        if (str_equal(domain, STR(".")))
            return false;
        if (!is_alike(search, domain, &whole))
            continue;
        if (whole.is_same)
            return false;
        offer(search, whole.n_labels, domain);
    }
    return true;
}

static void offer_hosts(struct search *search, const struct tenant *tenant)
{
    const size_t n = least(tenant->n_hosts, NEAR_MAX_CANDIDATES);

    for (size_t i = 0; search->n_alike < NEAR_MAX_CANDIDATES &&
                       (i = skip_unlike(search, tenant->hosts, i, n)) < n;
         i++) {
        struct ending whole;

        if (is_alike(search, tenant->hosts[i], &whole) &&
            whole.n_labels == search->n_labels)
            offer(search, whole.n_labels, tenant->hosts[i]);
    }
}

bool near_name_is_within(const struct tenant *tenant, struct str name)
{
    if (str_has_prefix(name, STR("*.")))
        name = str_skip(name, 2);
    for (size_t i = 0; i < least(tenant->n_domains, NEAR_MAX_CANDIDATES); i++) {
        if (name_is_within(name, tenant->domains[i]))
            return true;
    }
    return false;
}

bool near_name_find(const struct tenant *tenant, struct str name, struct arena *arena,
                    struct str *ret_front, struct str *ret_near)
{
    struct search *search = arena_alloc(arena, sizeof *search);

    search_begin(search, name, arena);
    if (!offer_domains(search, tenant))
        return false;
    offer_hosts(search, tenant);
    for (size_t i = 0; i < search->n_tails; i++) {
        const struct near *tail = &search->tails[i];

        if (tail->found) {
            *ret_front = str_head(name, name.len - tail->text.len);
            *ret_near = tail->best;
            return true;
        }
    }
    return false;
}
