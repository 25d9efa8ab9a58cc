/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes, externalDNS: the annotations by which a class controls instances of
 * ExternalDNS.
 */
#include "yaml/policy/sections/sections.h"

struct dns_fields {
    struct text_at instance, names, opt_out;
    struct dns_keys keys;
    const struct node *allow;
};
#define ROW(member, name, ...) FIELD(struct dns_fields, member, name, __VA_ARGS__)
static const struct field_row dns_fields[] = {
    ROW(instance, "instance", FIELD_WORD), ROW(keys.target, "target", FIELD_ANY),
    ROW(keys.ttl, "ttl", FIELD_ANY),       ROW(names, "names", FIELD_WORD),
    ROW(keys.set, "set", FIELD_MAP),       ROW(allow, "allow", FIELD_LIST),
    ROW(opt_out, "optOut", FIELD_WORD),
};
#undef ROW

struct allow_fields {
    struct text_at key;
    struct texts_at tenants;
};
static const struct field_row allow_fields[] = {
    FIELD(struct allow_fields, key, "key", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct allow_fields, tenants, "tenants", FIELD_TEXTS, FIELD_REQUIRED),
};

/* An entry of `allow` whose tenants are not known yet. */
struct allow_tenants {
    struct dns_allow *allow;
    struct texts_at names;
    struct allow_tenants *next;
};

/* In the order of enum dns_names. */
static const struct words names_choice =
    WORDS("unknown-mode", "names", STR_INIT("hosts"), STR_INIT("annotation"),
          STR_INIT("hosts-and-annotation"));

/* Only the class may write the annotation. */
static bool is_closed(const struct class_dns *dns, struct str suffix)
{
    const struct dns_entry *entry = class_dns_entry(dns, suffix);

    if (entry == NULL)
        return str_equal(suffix, DNS_SUFFIX_HOSTNAME_SOURCE);
    return entry->mode == WANTED_REQUIRE || entry->mode == WANTED_ENFORCE;
}

static void check_allowed(struct reader *reader, const struct text_at *key,
                          const struct class_dns *dns)
{
    const struct texts_at one = {key, 1, key->place};
    size_t unused;

    (void)key_globs_read(reader, &one, "glob", &unused);
    if (str_find(key->text, '/', &unused))
        REFUSE(reader, "bad-key", key->place,
               "glob %s: write only the part after the prefix",
               reader_quoted(reader, key->text));
    else if (is_closed(dns, key->text))
        WARN(reader, "allow-without-effect", key->place, "users may not write %s: %s",
             reader_quoted(reader, key->text),
             str_equal(key->text, DNS_SUFFIX_HOSTNAME_SOURCE)
                 ? "it follows from \"names\"; remove this"
                 : "the class writes it; to let them, give the entry mode default in "
                   "place of this");
}

static void note_tenants(struct reader *reader, struct dns_allow *allow,
                         const struct texts_at *names)
{
    struct allow_tenants *pending = ARENA_NEW(&reader->arena, struct allow_tenants, 1);

    *pending = (struct allow_tenants){allow, *names, reader->allow_tenants};
    reader->allow_tenants = pending;
}

/* Each item is a pattern, or a map with a pattern and the tenants that may use it. */
static void read_allow(struct reader *reader, const struct node *list, struct spot spot,
                       struct class_dns *dns)
{
    const size_t max = list == NULL ? 0 : list->n;
    struct dns_allow *all = ARENA_NEW(&reader->policy->arena, struct dns_allow, max);

    for (const struct node *at = max > 0 ? list->first : NULL; at != NULL;
         at = at->next) {
        struct allow_fields given = {0};

        if (at->kind == NODE_MAP)
            (void)fields_read(reader, at, spot_below(spot, "externalDNS.allow"),
                              FIELDS(allow_fields), &given);
        else
            given.key =
                fields_text(reader, at, STR("allow[]"), FIELD_TEXT, FIELD_REQUIRED);
        if (!text_at_given(&given.key))
            continue;
        all[dns->n_allow].glob = given.key.text;
        check_allowed(reader, &given.key, dns);
        if (given.tenants.n > 0)
            note_tenants(reader, &all[dns->n_allow], &given.tenants);
        dns->n_allow++;
    }
    dns->allow = all;
}

void class_dns_finish(struct reader *reader)
{
    for (const struct allow_tenants *at = reader->allow_tenants; at != NULL;
         at = at->next) {
        const struct tenant **tenants =
            ARENA_NEW(&reader->policy->arena, const struct tenant *, at->names.n);

        at->allow->tenants = tenants;
        for (size_t i = 0; i < at->names.n; i++) {
            uint32_t index = 0;

            if (names_find(reader, &reader->tenants, &at->names.items[i], &index))
                tenants[at->allow->n_tenants++] = &reader->policy->tenants[index];
        }
    }
}

static bool set_instance(struct reader *reader, const struct node *map,
                         const struct text_at *given, const struct class *class,
                         struct class_dns *dns)
{
    uint32_t index = 0;

    if (!text_at_given(given)) {
        REFUSE(reader, "missing-field", reader_place(reader, map),
               "externalDNS of class %s needs \"instance\"",
               reader_quoted(reader, class->name));
        return false;
    }
    if (!names_find(reader, &reader->instances, given, &index))
        return false;
    dns->instance = &reader->policy->instances[index];
    if (class_dns_of(class, dns->instance) == NULL)
        return true;
    REFUSE(reader, "duplicate-instance", given->place,
           "class %s lists instance %s twice; merge the two maps",
           reader_quoted(reader, class->name), reader_quoted(reader, given->text));
    return false;
}

/* True: *dns is a new element of the class's list.  False: it is unfit, and the problem
 * is noted. */
static bool read_map(struct reader *reader, const struct node *map, struct spot spot,
                     const struct class *class, struct class_dns *dns)
{
    struct dns_fields given = {0};
    size_t names = DNS_NAMES_HOSTS;
    bool good;

    if (!fields_read(reader, map, spot_below(spot, "externalDNS"), FIELDS(dns_fields),
                     &given))
        return false;
    good = set_instance(reader, map, &given.instance, class, dns);
    (void)reader_word(reader, &names_choice, &given.names, &names);
    dns->names = (enum dns_names)names;
    dns_entries_read(reader, &given.keys, spot, dns);
    read_allow(reader, given.allow, spot, dns);
    (void)reader_bool(reader, &given.opt_out, &dns->opt_out);
    return good;
}

/* The value is `none`, a map or a list of maps. */
void class_dns_read(struct reader *reader, const struct node *node, struct spot spot,
                    struct class *class)
{
    const bool is_list = node != NULL && node->kind == NODE_LIST;
    const struct node *map = is_list ? node->first : node;
    struct class_dns *maps;

    if (node == NULL)
        return;
    if (node->kind == NODE_SCALAR) {
        if (!str_equal(node->text, STR("none")))
            REFUSE(reader, "wrong-type", reader_place(reader, node),
                   "\"externalDNS\" must be none or a map with an \"instance\", not %s",
                   reader_quoted(reader, node->text));
        return;
    }
    if (node->n == 0) {
        REFUSE(reader, "empty", reader_place(reader, node),
               "\"externalDNS\" is an empty %s; leave it out, or fill it",
               is_list ? "list" : "map");
        return;
    }
    if (!reader_has_room(reader, node->n * sizeof(struct class_dns)))
        return;
    maps = ARENA_NEW(&reader->policy->arena, struct class_dns, is_list ? node->n : 1);
    class->dns = maps;
    for (; map != NULL; map = is_list ? map->next : NULL)
        class->n_dns += read_map(reader, map, spot, class, &maps[class->n_dns]);
}
