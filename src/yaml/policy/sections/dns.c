/*
 * policy_build_dns: what a class says to ExternalDNS.
 */
#include "yaml/policy/sections/say.h"

#define TTL_MAX 2147483647U

/* What the webhook writes itself, and what is judged as a name. */
static const struct str reserved[] = {
    STR_INIT("target"),
    STR_INIT("ttl"),
    STR_INIT("controller"),
    STR_INIT("ingress-hostname-source"),
    STR_INIT("hostname"),
    STR_INIT("internal-hostname"),
    STR_INIT("cloudflare-custom-hostname"),
};

static void set_instance(struct policy_builder *builder, const struct build_class *part,
                         struct class_dns *dns)
{
    const struct words words = {"unknown-instance", "ExternalDNS instance",
                                builder->instance_names, builder->instances.n};
    uint32_t index = 0;

    if (map_get(&builder->instance_by_name, part->dns_instance.text, &index))
        dns->instance = &builder->policy->instances[index];
    else
        builder_unknown(builder, &words, &part->dns_instance);
}

struct targets {
    struct buf text;
    size_t n_names;
    size_t n_addresses;
};

/* One name or address; true when it may be written. */
static bool add_target(struct policy_builder *builder, struct targets *targets,
                       struct text_at target)
{
    const char *reason = NULL;
    struct name name;
    bool is_v6;

    if (ip_parse(target.text, &is_v6)) {
        targets->n_addresses++;
    } else if (name_parse(&builder->scratch, target.text, &name, &reason) &&
               !name.is_wildcard) {
        targets->n_names++;
    } else {
        BUILD_ERROR(builder, "bad-target", target.place,
                    "target %s is neither a name nor an address",
                    builder_quoted(builder, target.text));
        return false;
    }
    if (targets->text.len > 0)
        buf_add_byte(&targets->text, ',');
    buf_add(&targets->text, target.text);
    return true;
}

static void set_target(struct policy_builder *builder, const struct texts_at *given,
                       struct class_dns *dns)
{
    struct targets targets = {.n_names = 0};

    buf_init(&targets.text, &builder->policy->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < given->n; i++) {
        struct str rest = given->items[i].text;
        struct str item;
        bool done = false;

        while (str_next_item(&rest, ',', &done, &item)) {
            const struct text_at target = {str_trim_blanks(item), given->items[i].place};

            if (!add_target(builder, &targets, target))
                break;
        }
    }
    if (targets.n_names > 1 || (targets.n_names == 1 && targets.n_addresses > 0))
        BUILD_ERROR(builder, "bad-target", given->place,
                    "a target is one name, or a list of addresses only");
    dns->target = buf_str(&targets.text);
}

/* 1 to TTL_MAX, without leading zeros: the digits are written as they are. */
static bool read_ttl(struct policy_builder *builder, const struct text_at *ttl,
                     uint32_t *ret)
{
    uint64_t value = 0;

    if (!str_to_u64(ttl->text, TTL_MAX, &value) || value == 0 ||
        ttl->text.ptr[0] == '0') {
        BUILD_ERROR(builder, "bad-ttl", ttl->place,
                    "ttl %s is no whole number of seconds from 1 to 2147483647",
                    builder_quoted(builder, ttl->text));
        return false;
    }
    *ret = (uint32_t)value;
    return true;
}

static void set_ttl(struct policy_builder *builder, const struct build_class *part,
                    struct class_dns *dns)
{
    const bool has_min = text_at_given(&part->dns_ttl_min);
    const bool has_max = text_at_given(&part->dns_ttl_max);
    uint32_t value = 1;
    uint32_t min = 1;
    uint32_t max = TTL_MAX;
    bool good = true;

    if (!text_at_given(&part->dns_ttl)) {
        const struct place place =
            has_min ? part->dns_ttl_min.place : part->dns_ttl_max.place;

        if (has_min || has_max)
            BUILD_ERROR(builder, "missing-field", place,
                        "a ttl with a range needs \"value\", what is written by default");
        return;
    }
    good = read_ttl(builder, &part->dns_ttl, &value);
    if (has_min)
        good = read_ttl(builder, &part->dns_ttl_min, &min) && good;
    if (has_max)
        good = read_ttl(builder, &part->dns_ttl_max, &max) && good;
    if (!has_min && !has_max)
        min = max = value;
    if (good && min > max)
        BUILD_ERROR(builder, "ttl-range", part->dns_ttl_min.place,
                    "min %u is above max %u", (unsigned)min, (unsigned)max);
    else if (good && (value < min || value > max))
        BUILD_ERROR(builder, "ttl-range", part->dns_ttl.place,
                    "ttl %u is not between min %u and max %u", (unsigned)value,
                    (unsigned)min, (unsigned)max);
    dns->has_ttl = true;
    dns->ttl = part->dns_ttl.text;
    dns->ttl_min = min;
    dns->ttl_max = max;
}

static bool is_reserved(struct str suffix)
{
    for (size_t i = 0; i < ARRAY_LEN(reserved); i++) {
        if (str_equal(reserved[i], suffix))
            return true;
    }
    return false;
}

static void check_suffix(struct policy_builder *builder, const struct text_at *suffix)
{
    size_t slash;

    if (str_find(suffix->text, '/', &slash)) {
        BUILD_ERROR(builder, "bad-key", suffix->place,
                    "%s: only the part behind the prefix stands here",
                    builder_quoted(builder, suffix->text));
    } else if (is_reserved(suffix->text)) {
        BUILD_ERROR(builder, "reserved-dns-key", suffix->place,
                    "%s cannot be set here: it has a field of its own, or is judged as a "
                    "name",
                    builder_quoted(builder, suffix->text));
    } else {
        (void)builder_key(builder, suffix);
    }
}

static void set_pairs(struct policy_builder *builder, const struct build_class *part,
                      struct class_dns *dns)
{
    struct key_value *set =
        ARENA_NEW(&builder->policy->arena, struct key_value, part->n_dns_set);
    struct map seen;

    map_init(&seen);
    for (size_t i = 0; i < part->n_dns_set; i++) {
        const struct build_pair *pair = &part->dns_set[i];

        set[i] = (struct key_value){pair->key.text, pair->value.text};
        check_suffix(builder, &pair->key);
        (void)builder_is_printable(builder, "value", &pair->value);
        if (*map_put(&seen, pair->key.text, (uint32_t)i) != i)
            BUILD_ERROR(builder, "duplicate-key", pair->key.place, "key %s is set twice",
                        builder_quoted(builder, pair->key.text));
    }
    map_clear(&seen);
    dns->set = set;
    dns->n_set = part->n_dns_set;
}

static void set_allow(struct policy_builder *builder, const struct texts_at *given,
                      struct class_dns *dns)
{
    dns->allow = builder_globs(builder, given, "glob", &dns->n_allow);
    for (size_t i = 0; i < given->n; i++) {
        size_t slash;

        if (str_find(given->items[i].text, '/', &slash))
            BUILD_ERROR(builder, "bad-key", given->items[i].place,
                        "glob %s: only the part behind the prefix stands here",
                        builder_quoted(builder, given->items[i].text));
    }
}

/* The first field that says something about DNS; line 0 when there is none. */
static struct place first_field(const struct build_class *part)
{
    const struct place places[] = {
        part->dns_target.n > 0 ? part->dns_target.items[0].place : part->dns_target.place,
        part->dns_ttl.place,
        part->dns_ttl_min.place,
        part->dns_ttl_max.place,
        part->dns_opt_out.place,
        part->dns_allow.place,
        part->n_dns_set > 0 ? part->dns_set[0].key.place : part->dns_ttl.place,
    };

    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (places[i].line != 0)
            return places[i];
    }
    return (struct place){NULL, 0, 0};
}

void builder_class_dns(struct policy_builder *builder, const struct build_class *part,
                       struct class *class)
{
    struct class_dns *dns = &class->dns;
    const struct place field = first_field(part);

    dns->ttl_min = 1;
    dns->ttl_max = TTL_MAX;
    if (text_at_given(&part->dns_instance))
        set_instance(builder, part, dns);
    else if (field.line != 0)
        BUILD_ERROR(builder, "missing-field", field,
                    "externalDNS of class %s needs \"instance\"",
                    builder_quoted(builder, class->name));
    set_target(builder, &part->dns_target, dns);
    set_ttl(builder, part, dns);
    set_pairs(builder, part, dns);
    set_allow(builder, &part->dns_allow, dns);
    if (text_at_given(&part->dns_opt_out))
        (void)builder_bool(builder, &part->dns_opt_out, &dns->opt_out);
}
