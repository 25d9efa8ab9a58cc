/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls-required: if the class demands tls, a tls entry with a secret must list every valid
 * rule host, or the wildcard one label above it.
 */
#include <stdlib.h>

#include "core/policy/profile_keys.h"
#include "core/rules/tls_listeners.h"
#include "core/values/key.h"

enum {
    TLS_NO_ENTRY,
    TLS_NO_HOSTS,
    TLS_NO_SECRET,
};

/* A name that some tls entry lists. */
struct listed {
    struct str name;
    size_t entry;
    bool has_secret;
};

struct listing {
    struct listed *all;
    size_t n;
    size_t first_bare; /* the first entry without hosts; n_tls: none */
};

static size_t find_bare(const struct view *view)
{
    size_t i = 0;

    while (i < view->n_tls && view->tls[i].n_hosts > 0)
        i++;
    return i;
}

/* By name; of the same name the one with a secret first. */
static int listed_compare(const void *a, const void *b)
{
    const struct listed *left = a;
    const struct listed *right = b;
    int order = str_compare(left->name, right->name);

    if (order == 0)
        order = right->has_secret - left->has_secret;
    if (order == 0)
        order = (left->entry > right->entry) - (left->entry < right->entry);
    return order;
}

/* True if an annotation has this effect, and no other spelling of its key denies it. */
static bool applies(const struct profile *profile, const struct profile_key *meant,
                    const struct view *view)
{
    bool found = false;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        NOT_CLEARED char room[PROFILE_KEY_MAX];

        if (profile_lacks_key(profile, at->key, COLUMN_TLS) ||
            !profile_key_is(meant, profile_read_key(profile, at->key, room)))
            continue;
        if (!meant->applies(at->value))
            return false;
        found = true;
    }
    return found;
}

static bool has_effect(const struct context *context, enum tls_effect effect)
{
    const struct profile *profile = context->bound->class->profile;

    for (size_t i = 0; i < profile->n_tls_keys; i++) {
        if (profile->tls_keys[i].effect == effect &&
            applies(profile, &profile->tls_keys[i], context->inquiry->view))
            return true;
    }
    return false;
}

static struct listing listing_of(const struct context *context)
{
    const struct claims *claims = &context->claims;
    const struct view *view = context->inquiry->view;
    bool is_optional = context->bound->class->tls == TLS_SECRET_OPTIONAL ||
                       has_effect(context, TLS_NEEDS_NO_SECRET);
    struct listing listing = {0};

    listing.all = arena_alloc(context->inquiry->arena,
                              (claims->n_fields + 1) * sizeof *listing.all);
    for (size_t i = claims->n_served; i < claims->n_fields; i++) {
        const struct claim *claim = &claims->all[i];
        size_t entry = view->hosts[i].tls;

        if (claim->valid && claim->role == HOST_TLS)
            listing.all[listing.n++] = (struct listed){
                claim->text, entry, is_optional || view->tls[entry].secret_name.len > 0};
    }
    listing.first_bare = find_bare(view);
    if (listing.n > 1)
        qsort(listing.all, listing.n, sizeof *listing.all, listed_compare);
    return listing;
}

/* The first entry that lists prefix followed by rest; NULL: none. */
static const struct listed *find(const struct listing *listing, struct str prefix,
                                 struct str rest)
{
    size_t lo = 0;
    size_t hi = listing->n;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (key_compare(listing->all[middle].name, prefix, rest) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo < listing->n && key_is(listing->all[lo].name, prefix, rest))
        return &listing->all[lo];
    return NULL;
}

static struct str entry_text(const struct context *context, size_t entry)
{
    struct buf buf = buf_in(context->inquiry->arena);

    field_path_add(&buf, &context->inquiry->view->tls[entry].path);
    return buf_str(&buf);
}

static void add(const struct context *context, const struct listing *listing,
                const struct claim *claim, const struct listed *without_secret,
                struct violations *out)
{
    struct draft *draft =
        violations_add(out, RULE_TLS_REQUIRED, claim->path, claim->text);

    draft->what = TLS_NO_ENTRY;
    if (without_secret != NULL) {
        draft->what = TLS_NO_SECRET;
        draft->detail = entry_text(context, without_secret->entry);
        return;
    }
    if (listing->first_bare < context->inquiry->view->n_tls) {
        draft->what = TLS_NO_HOSTS;
        draft->detail = entry_text(context, listing->first_bare);
    }
}

static void check_host(const struct context *context, const struct listing *listing,
                       const struct claim *claim, struct violations *out)
{
    const struct listed *itself = find(listing, STR_NONE, claim->text);
    const struct listed *above = NULL;

    if (itself != NULL && itself->has_secret)
        return;
    if (!claim->name.is_wildcard)
        above = find(listing, STR("*."), name_parent(claim->text));
    if (above != NULL && above->has_secret)
        return;
    add(context, listing, claim, itself != NULL ? itself : above, out);
}

static void check(const struct context *context, struct violations *out)
{
    struct listing listing;

    if (context->bound == NULL || context->bound->class->tls == TLS_NOT_REQUIRED)
        return;
    if ((context->inquiry->view->kind->parts & KIND_LISTENERS) != 0) {
        tls_listeners_check(context, out);
        return;
    }
    if ((context->inquiry->view->kind->parts & KIND_TLS) == 0 ||
        context->claims.n_served == 0 || has_effect(context, TLS_IS_MET))
        return;
    listing = listing_of(context);
    for (size_t i = 0; i < context->claims.n_served; i++) {
        if (context->claims.all[i].valid)
            check_host(context, &listing, &context->claims.all[i], out);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if ((context->inquiry->view->kind->parts & KIND_LISTENERS) != 0) {
        tls_listeners_explain(draft, buf);
        return;
    }
    text_add_quoted(buf, draft->violation.value);
    switch (draft->what) {
    case TLS_NO_SECRET:
        buf_addf(buf, " is listed in %.*s, which has no secretName; set one",
                 STR_ARGS(draft->detail));
        break;
    case TLS_NO_HOSTS:
        buf_addf(buf, " is not listed in any tls entry: %.*s has no hosts; list it there",
                 STR_ARGS(draft->detail));
        break;
    default:
        buf_add_text(buf, context->inquiry->view->kind->nouns->tls_absent);
        break;
    }
}

const struct rule rule_tls_required = {
    .id = RULE_TLS_REQUIRED,
    .summary = "Every host has a tls entry if the class requires it.",
    .kinds = KIND_CLASS,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NOTHING,
    .check = check,
    .explain = explain,
};
