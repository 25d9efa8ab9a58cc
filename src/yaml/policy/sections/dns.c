/*
 * classes, externalDNS: what a class says to ExternalDNS.
 */
#include "yaml/policy/sections/sections.h"

struct pair {
    struct text_at key, value;
};

struct dns_fields {
    struct text_at instance, opt_out, ttl, ttl_min, ttl_max;
    struct texts_at target, allow;
    const struct node *ttl_node, *set_node;
    struct pair *set;
    size_t n_set;
};
#define ROW(member, name, ...) FIELD(struct dns_fields, member, name, __VA_ARGS__)
static const struct field_row dns_fields[] = {
    ROW(instance, "instance", FIELD_WORD),   ROW(target, "target", FIELD_WORD_OR_WORDS),
    ROW(ttl_node, "ttl", FIELD_WORD_OR_MAP), ROW(allow, "allow", FIELD_TEXTS),
    ROW(set_node, "set", FIELD_MAP),         ROW(opt_out, "optOut", FIELD_WORD),
};
static const struct field_row ttl_fields[] = {
    ROW(ttl, "value", FIELD_WORD),
    ROW(ttl_min, "min", FIELD_WORD),
    ROW(ttl_max, "max", FIELD_WORD),
};

struct targets {
    struct buf text;
    size_t n_names;
    size_t n_addresses;
};

/* One name or address; true when it may be written. */
static bool add_target(struct reader *reader, struct targets *targets,
                       struct text_at target)
{
    const char *reason = NULL;
    struct name name;
    bool is_v6;

    if (ip_parse(target.text, &is_v6)) {
        targets->n_addresses++;
    } else if (name_parse(&reader->arena, target.text, &name, &reason) &&
               !name.is_wildcard) {
        targets->n_names++;
    } else {
        REFUSE(reader, "bad-target", target.place,
               "target %s is neither a name nor an address",
               reader_quoted(reader, target.text));
        return false;
    }
    if (targets->text.len > 0)
        buf_add_byte(&targets->text, ',');
    buf_add(&targets->text, target.text);
    return true;
}

static void set_target(struct reader *reader, const struct texts_at *given,
                       struct class_dns *dns)
{
    struct targets targets = {.n_names = 0};

    buf_init(&targets.text, &reader->policy->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < given->n; i++) {
        struct str rest = given->items[i].text;
        struct str item;
        bool done = false;

        while (str_next_item(&rest, ',', &done, &item)) {
            const struct text_at target = {str_trim_blanks(item), given->items[i].place};

            if (!add_target(reader, &targets, target))
                break;
        }
    }
    if (targets.n_names > 1 || (targets.n_names == 1 && targets.n_addresses > 0))
        REFUSE(reader, "bad-target", given->place,
               "a target is one name, or a list of addresses only");
    dns->target = buf_str(&targets.text);
}

/* 1 to TTL_MAX, without leading zeros: the digits are written as they are. */
static bool read_ttl(struct reader *reader, const struct text_at *ttl, uint32_t *ret)
{
    uint64_t value = 0;

    if (!text_at_given(ttl))
        return true;
    if (!str_to_u64(ttl->text, TTL_MAX, &value) || value < TTL_MIN ||
        ttl->text.ptr[0] == '0') {
        REFUSE(reader, "bad-ttl", ttl->place,
               "ttl %s is no whole number of seconds from %u to %u",
               reader_quoted(reader, ttl->text), TTL_MIN, TTL_MAX);
        return false;
    }
    *ret = (uint32_t)value;
    return true;
}

static void set_ttl(struct reader *reader, const struct dns_fields *given,
                    struct class_dns *dns)
{
    const bool has_min = text_at_given(&given->ttl_min);
    const bool has_range = has_min || text_at_given(&given->ttl_max);
    uint32_t value = TTL_MIN;
    bool good = true;

    if (!text_at_given(&given->ttl)) {
        if (has_range)
            REFUSE(reader, "missing-field",
                   has_min ? given->ttl_min.place : given->ttl_max.place,
                   "a ttl with a range needs \"value\", what is written by default");
        return;
    }
    dns->has_ttl = true;
    dns->ttl = given->ttl.text;
    good = read_ttl(reader, &given->ttl, &value);
    good = read_ttl(reader, &given->ttl_min, &dns->ttl_min) && good;
    good = read_ttl(reader, &given->ttl_max, &dns->ttl_max) && good;
    if (!has_range)
        dns->ttl_min = dns->ttl_max = value;
    if (good && dns->ttl_min > dns->ttl_max)
        REFUSE(reader, "ttl-range", given->ttl_min.place, "min %u is above max %u",
               (unsigned)dns->ttl_min, (unsigned)dns->ttl_max);
    else if (good && (value < dns->ttl_min || value > dns->ttl_max))
        REFUSE(reader, "ttl-range", given->ttl.place,
               "ttl %u is not between min %u and max %u", (unsigned)value,
               (unsigned)dns->ttl_min, (unsigned)dns->ttl_max);
}

static void check_suffix(struct reader *reader, const struct text_at *suffix)
{
    const char *quoted = reader_quoted(reader, suffix->text);
    size_t slash;

    if (str_find(suffix->text, '/', &slash))
        REFUSE(reader, "bad-key", suffix->place,
               "%s: only the part behind the prefix stands here", quoted);
    else if (dns_suffix_is_reserved(suffix->text))
        REFUSE(reader, "reserved-dns-key", suffix->place,
               "%s cannot be set here: it has a field of its own, or is judged as a name",
               quoted);
    else
        (void)key_check(reader, suffix);
}

static void set_pairs(struct reader *reader, const struct dns_fields *given,
                      struct class_dns *dns)
{
    struct key_value *set =
        ARENA_NEW(&reader->policy->arena, struct key_value, given->n_set);

    for (size_t i = 0; i < given->n_set; i++) {
        const struct pair *pair = &given->set[i];

        set[i] = (struct key_value){pair->key.text, pair->value.text};
        check_suffix(reader, &pair->key);
        (void)reader_is_printable(reader, "value", &pair->value);
    }
    dns->set = set;
    dns->n_set = given->n_set;
}

static void set_allow(struct reader *reader, const struct texts_at *given,
                      struct class_dns *dns)
{
    dns->allow = key_globs_read(reader, given, "glob", &dns->n_allow);
    for (size_t i = 0; i < given->n; i++) {
        size_t slash;

        if (str_find(given->items[i].text, '/', &slash))
            REFUSE(reader, "bad-key", given->items[i].place,
                   "glob %s: only the part behind the prefix stands here",
                   reader_quoted(reader, given->items[i].text));
    }
}

/* The first field that says something about DNS; line 0 when there is none. */
static struct place first_field(const struct dns_fields *given)
{
    const struct place places[] = {
        given->target.n > 0 ? given->target.items[0].place : given->target.place,
        given->ttl.place,
        given->ttl_min.place,
        given->ttl_max.place,
        given->opt_out.place,
        given->allow.place,
        given->n_set > 0 ? given->set[0].key.place : given->ttl.place,
    };

    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (places[i].line != 0)
            return places[i];
    }
    return (struct place){NULL, 0, 0};
}

/* Suffix -> literal value; an empty value is one. */
static void read_set(struct reader *reader, const struct node *map,
                     struct dns_fields *given)
{
    given->set = ARENA_NEW(&reader->arena, struct pair, map->n);
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        const struct pair pair = {
            fields_key(reader, key),
            fields_text(reader, key->next, key->text, FIELD_TEXT, FIELD_MAY_BE_EMPTY)};

        if (text_at_given(&pair.key) && text_at_given(&pair.value))
            given->set[given->n_set++] = pair;
    }
}

/* `none`, or a map. */
static void read_fields(struct reader *reader, const struct node *node, struct spot spot,
                        struct dns_fields *given)
{
    if (node == NULL)
        return;
    if (node->kind == NODE_SCALAR) {
        if (!str_equal(node->text, STR("none")))
            REFUSE(reader, "wrong-type", reader_place(reader, node),
                   "\"externalDNS\" must be none or a map with an \"instance\", not %s",
                   reader_quoted(reader, node->text));
        return;
    }
    (void)fields_read(reader, node, spot_below(spot, "externalDNS"), FIELDS(dns_fields),
                      given);
    if (given->ttl_node != NULL && given->ttl_node->kind == NODE_SCALAR)
        given->ttl =
            fields_text(reader, given->ttl_node, STR("ttl"), FIELD_WORD, FIELD_OPTIONAL);
    else
        (void)fields_read(reader, given->ttl_node, spot_below(spot, "externalDNS.ttl"),
                          FIELDS(ttl_fields), given);
    if (given->set_node != NULL)
        read_set(reader, given->set_node, given);
}

void class_dns_read(struct reader *reader, const struct node *node, struct spot spot,
                    struct class *class)
{
    struct class_dns *dns = &class->dns;
    struct dns_fields given = {0};
    uint32_t index = 0;

    dns->ttl_min = TTL_MIN;
    dns->ttl_max = TTL_MAX;
    read_fields(reader, node, spot, &given);

    const struct place field = first_field(&given);

    if (!text_at_given(&given.instance)) {
        if (field.line != 0)
            REFUSE(reader, "missing-field", field,
                   "externalDNS of class %s needs \"instance\"",
                   reader_quoted(reader, class->name));
    } else if (names_find(reader, &reader->instances, &given.instance, &index)) {
        dns->instance = &reader->policy->instances[index];
    }
    set_target(reader, &given.target, dns);
    set_ttl(reader, &given, dns);
    set_pairs(reader, &given, dns);
    set_allow(reader, &given.allow, dns);
    (void)reader_bool(reader, &given.opt_out, &dns->opt_out);
}
