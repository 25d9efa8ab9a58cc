/* SPDX-License-Identifier: Apache-2.0 */
/* dns: compares external-dns instances, and how classes are published by them. */
#include "cmd/diff/pairs.h"

/* One instance of one class, in both policies. */
struct published {
    struct differences *differences;
    struct str class;
    const struct class_dns *old, *new;
};

static const struct entry *dns_place(const struct published *published, const char *field)
{
    const struct entry *entry =
        diff_place(published->differences, "classes[%.*s].externalDNS%s",
                   STR_ARGS(published->class), field);

    for (unsigned i = 0; entry == NULL && i < 100; i++) {
        const struct entry *item =
            diff_place(published->differences, "classes[%.*s].externalDNS[%u]%s",
                       STR_ARGS(published->class), i, "");

        if (item == NULL)
            break;
        entry = diff_place(published->differences, "classes[%.*s].externalDNS[%u]%s",
                           STR_ARGS(published->class), i, field);
    }
    if (entry == NULL)
        entry = diff_place(published->differences, "classes[%.*s].externalDNS",
                           STR_ARGS(published->class));
    return entry;
}

static void add(const struct published *published, enum diff_mark mark, const char *field,
                struct str text)
{
    diff_addf(published->differences, DIFF_DNS, mark, dns_place(published, field),
              "%.*s: %.*s", STR_ARGS(published->class), STR_ARGS(text));
}

static const char *const mode_words[] = {
    [WANTED_DEFAULT] = "default",   [WANTED_ENFORCE] = "enforce",
    [WANTED_REQUIRE] = "require",   [WANTED_PRESENT] = "present",
    [WANTED_OPTIONAL] = "optional",
};

static bool has_own_range(const struct dns_entry *entry)
{
    return entry->form == FORM_TTL && entry->mode != WANTED_REQUIRE &&
           entry->mode != WANTED_ENFORCE;
}

/* An entry as text, without the range of a ttl. */
static struct str entry_text(struct arena *arena, const struct dns_entry *entry)
{
    struct buf text = buf_in(arena);

    if (entry == NULL)
        return STR("none");
    buf_add(&text, entry->value.len > 0 ? entry->value : STR("any"));
    if (entry->mode != WANTED_REQUIRE &&
        (entry->form != FORM_TTL || entry->mode != WANTED_DEFAULT))
        buf_addf(&text, ", %s", mode_words[entry->mode]);
    if (entry->n_values > 0) {
        buf_add_text(&text, " (");
        buf_add(&text, diff_join(arena, entry->values, entry->n_values, ""));
        buf_add_byte(&text, ')');
    }
    return buf_str(&text);
}

static void compare_range(const struct published *published, const struct dns_entry *old,
                          const struct dns_entry *new)
{
    const bool had = has_own_range(old);
    const bool has = has_own_range(new);
    enum diff_mark mark = DIFF_OTHER;

    if (had != has) {
        add(published, has ? DIFF_WIDER : DIFF_NARROWER, ".ttl",
            has ? arena_format(published->differences->arena, "ttl %u to %u may be set",
                               new->ttl_min, new->ttl_max)
                : STR("ttl may no longer be set"));
        return;
    }
    if (!has || (old->ttl_min == new->ttl_min && old->ttl_max == new->ttl_max))
        return;
    if (new->ttl_min <= old->ttl_min &&new->ttl_max >= old->ttl_max)
        mark = DIFF_WIDER;
    else if (new->ttl_min >= old->ttl_min &&new->ttl_max <= old->ttl_max)
        mark = DIFF_NARROWER;
    add(published, mark, ".ttl",
        arena_format(published->differences->arena, "ttl range %u to %u -> %u to %u",
                     old->ttl_min, old->ttl_max, new->ttl_min, new->ttl_max));
}

/* suffix: that of target, of ttl, or of a key of `set`. */
static void compare_entry(const struct published *published, struct str suffix)
{
    struct arena *arena = published->differences->arena;
    const struct dns_entry *old = class_dns_entry(published->old, suffix);
    const struct dns_entry *new = class_dns_entry(published->new, suffix);
    const struct str before = entry_text(arena, old);
    const struct str after = entry_text(arena, new);
    const bool is_own =
        str_equal(suffix, DNS_SUFFIX_TTL) || str_equal(suffix, DNS_SUFFIX_TARGET);
    const struct str field =
        arena_format(arena, is_own ? ".%.*s" : ".set[%.*s]", STR_ARGS(suffix));

    if (!str_equal(before, after))
        add(published, DIFF_OTHER, field.ptr,
            arena_format(arena, "%s%.*s %.*s -> %.*s", is_own ? "" : "set ",
                         STR_ARGS(suffix), STR_ARGS(before), STR_ARGS(after)));
    if (old != NULL && new != NULL && old->form == FORM_TTL &&new->form == FORM_TTL)
        compare_range(published, old, new);
}

static void compare_entries(const struct published *published)
{
    compare_entry(published, DNS_SUFFIX_TARGET);
    compare_entry(published, DNS_SUFFIX_TTL);
    for (int side = 0; side < REACH_SIDES; side++) {
        const struct class_dns *dns = side == REACH_NEW ? published->new : published->old;

        for (size_t i = 0; i < dns->n_entries; i++) {
            const struct str suffix = dns->entries[i].suffix;

            if (str_equal(suffix, DNS_SUFFIX_TARGET) ||
                str_equal(suffix, DNS_SUFFIX_TTL) ||
                str_equal(suffix, DNS_SUFFIX_HOSTNAME_SOURCE) ||
                (side == REACH_NEW && class_dns_entry(published->old, suffix) != NULL))
                continue;
            compare_entry(published, suffix);
        }
    }
}

/* The tenants that may write keys of the glob, from all entries with this glob.  Returns
 * false if there is no such entry.  *ret_all: every tenant may. */
static bool allowed(struct arena *arena, const struct class_dns *dns, struct str glob,
                    bool *ret_all, struct str **ret_tenants, size_t *ret_n)
{
    size_t n = 0;
    bool found = false;
    struct str *names;

    *ret_all = false;
    for (size_t i = 0; i < dns->n_allow; i++)
        n += dns->allow[i].n_tenants;
    names = ARENA_NEW(arena, struct str, n);
    n = 0;
    for (size_t i = 0; i < dns->n_allow; i++) {
        const struct dns_allow *allow = &dns->allow[i];

        if (!str_equal(allow->glob, glob))
            continue;
        found = true;
        *ret_all = *ret_all || allow->n_tenants == 0;
        for (size_t k = 0; k < allow->n_tenants; k++)
            names[n++] = allow->tenants[k]->name;
    }
    *ret_tenants = names;
    *ret_n = n;
    return found;
}

static void add_allow(const struct published *published, enum reach_side only,
                      struct str glob, struct str tenants)
{
    add(published, diff_mark_of(only), ".allow",
        arena_format(published->differences->arena, "%.*s may %sbe set%s%.*s",
                     STR_ARGS(glob), only == REACH_NEW ? "" : "no longer ",
                     tenants.len > 0 ? " by " : "", STR_ARGS(tenants)));
}

static void compare_glob(const struct published *published, struct str glob)
{
    struct arena *arena = published->differences->arena;
    struct diff_sets sets = {0};
    bool all[REACH_SIDES];
    bool found[REACH_SIDES];

    for (size_t s = 0; s < REACH_SIDES; s++) {
        struct str *names;

        found[s] = allowed(arena, s == REACH_OLD ? published->old : published->new, glob,
                           &all[s], &names, &sets.n[s]);
        sets.lists[s] = names;
    }
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        const enum reach_side other = side == REACH_NEW ? REACH_OLD : REACH_NEW;
        size_t n;
        const struct str *only = diff_sets_only(arena, &sets, (enum reach_side)side, &n);

        if (all[side] && !all[other])
            add_allow(published, (enum reach_side)side, glob,
                      found[other] ? STR("all tenants") : STR_NONE);
        else if (!all[side] && !all[other] && n > 0)
            add_allow(published, (enum reach_side)side, glob,
                      side == REACH_OLD && !found[REACH_NEW]
                          ? STR_NONE
                          : diff_join(arena, only, n, ""));
    }
}

static void compare_allow(const struct published *published)
{
    for (int side = 0; side < REACH_SIDES; side++) {
        const struct class_dns *dns = side == REACH_NEW ? published->new : published->old;

        for (size_t i = 0; i < dns->n_allow; i++) {
            bool is_reported = false;

            for (size_t k = 0; k < i; k++)
                is_reported =
                    is_reported || str_equal(dns->allow[k].glob, dns->allow[i].glob);
            for (size_t k = 0; side == REACH_NEW && k < published->old->n_allow; k++)
                is_reported = is_reported || str_equal(published->old->allow[k].glob,
                                                       dns->allow[i].glob);
            if (!is_reported)
                compare_glob(published, dns->allow[i].glob);
        }
    }
}

static const char *const names_words[] = {
    [DNS_NAMES_HOSTS] = "hosts",
    [DNS_NAMES_ANNOTATION] = "annotation",
    [DNS_NAMES_HOSTS_AND_ANNOTATION] = "hosts-and-annotation",
};

static void compare_instance(const struct published *published)
{
    compare_entries(published);
    if (published->old->names != published->new->names)
        add(published, DIFF_OTHER, ".names",
            arena_format(published->differences->arena, "names %s -> %s",
                         names_words[published->old->names],
                         names_words[published->new->names]));
    compare_allow(published);
    if (published->old->opt_out != published->new->opt_out)
        add(published, published->new->opt_out ? DIFF_WIDER : DIFF_NARROWER, ".optOut",
            published->new->opt_out ? STR("opting out is permitted")
                                    : STR("opting out is no longer permitted"));
}

static const struct class_dns *find_dns(const struct class *class, struct str instance)
{
    for (size_t i = 0; i < class->n_dns; i++) {
        if (str_equal(class->dns[i].instance->name, instance))
            return &class->dns[i];
    }
    return NULL;
}

static void compare_class(struct differences *differences, const struct class *old,
                          const struct class *new)
{
    struct published published = {.differences = differences, .class = new->name};

    for (size_t i = 0; i < new->n_dns; i++) {
        const struct str instance = new->dns[i].instance->name;

        published.new = &new->dns[i];
        published.old = find_dns(old, instance);
        if (published.old != NULL)
            compare_instance(&published);
        else
            add(&published, DIFF_OTHER, "",
                arena_format(differences->arena, "published by %.*s",
                             STR_ARGS(instance)));
    }
    for (size_t i = 0; i < old->n_dns; i++) {
        const struct str instance = old->dns[i].instance->name;

        if (find_dns(new, instance) == NULL)
            add(&published, DIFF_OTHER, "",
                arena_format(differences->arena, "no longer published by %.*s",
                             STR_ARGS(instance)));
    }
}

static void compare_prefixes(struct differences *differences,
                             const struct diff_pair *pair)
{
    const struct dns_instance *old = pair->of[REACH_OLD];
    const struct dns_instance *new = pair->of[REACH_NEW];
    const struct entry *place =
        diff_place(differences, "externalDNS[%.*s]", STR_ARGS(pair->name));

    if (old == NULL || new == NULL) {
        diff_addf(differences, DIFF_DNS, DIFF_OTHER, place, "instance %.*s: %s",
                  STR_ARGS(pair->name), old == NULL ? "new" : "removed");
        return;
    }
    const struct diff_sets sets = {{old->prefixes, new->prefixes},
                                   {old->n_prefixes, new->n_prefixes}};

    if (!diff_sets_equal(&sets))
        diff_addf(differences, DIFF_DNS, DIFF_OTHER, place,
                  "instance %.*s: prefixes %.*s -> %.*s", STR_ARGS(pair->name),
                  STR_ARGS(diff_join(differences->arena, old->prefixes, old->n_prefixes,
                                     "none")),
                  STR_ARGS(diff_join(differences->arena, new->prefixes, new->n_prefixes,
                                     "none")));
}

void diff_dns(struct differences *differences)
{
    struct diff_list instances = {.size = sizeof(struct dns_instance),
                                  .name_at = offsetof(struct dns_instance, name)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        instances.all[s] = policy_instances(diff_policy(differences, (enum reach_side)s),
                                            &instances.n[s]);
    pairs = diff_pairs_of(differences->arena, &instances);
    for (size_t i = 0; i < pairs.n; i++)
        compare_prefixes(differences, &pairs.all[i]);
    pairs = diff_pairs_of_classes(differences);
    for (size_t i = 0; i < pairs.n; i++) {
        if (pairs.all[i].of[REACH_OLD] != NULL && pairs.all[i].of[REACH_NEW] != NULL)
            compare_class(differences, pairs.all[i].of[REACH_OLD],
                          pairs.all[i].of[REACH_NEW]);
    }
}
