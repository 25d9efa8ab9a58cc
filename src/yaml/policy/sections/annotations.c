/*
 * policy_build_annotations: what classes add besides DNS and source ranges.
 *
 * An effective list is the class's own entries, then those of annotations.add that none
 * of them hides.
 */
#include "yaml/policy/sections/say.h"

/* In the order of enum wanted_mode. */
static const struct str mode_words[] = {STR_INIT("default"), STR_INIT("enforce"),
                                        STR_INIT("require")};
static const struct words mode_choice = {"unknown-mode", "mode", mode_words,
                                         ARRAY_LEN(mode_words)};

static const struct str placeholder_words[] = {STR_INIT("namespace"), STR_INIT("name"),
                                               STR_INIT("tenant"), STR_INIT("class"),
                                               STR_INIT("host")};
static const struct words placeholders = {"unknown-placeholder", "placeholder",
                                          placeholder_words,
                                          ARRAY_LEN(placeholder_words)};

static const struct {
    struct str key;
    const char *problem;
    const char *why;
} reserved[] = {
    {STR_INIT("kubernetes.io/ingress.class"), "carrier-key", "it names the class"},
    {STR_INIT("projectcontour.io/ingress.class"), "carrier-key", "it names the class"},
    {STR_INIT("ingress-warden.dev/managed"), "managed-key",
     "it is the webhook's own list of what it wrote"},
};

/* One list of entries; profiles: whose source-range keys may not stand in it. */
struct entry_list {
    const struct build_annotation *parts;
    size_t n;
    const struct profile *const *profiles;
    size_t n_profiles;
};

static bool is_range_key(const struct entry_list *list, struct str key,
                         const struct profile **ret)
{
    for (size_t i = 0; i < list->n_profiles; i++) {
        const struct profile *profile = list->profiles[i];

        if (profile != NULL && (profile_is_list_key(profile, key) ||
                                (profile->reference_key.len > 0 &&
                                 str_equal(profile->reference_key, key)))) {
            *ret = profile;
            return true;
        }
    }
    return false;
}

static bool is_dns_key(const struct policy *policy, struct str key)
{
    for (size_t i = 0; i < policy->n_dns_prefixes; i++) {
        if (str_has_prefix(key, policy->dns_prefixes[i].prefix))
            return true;
    }
    return false;
}

static void check_key(struct policy_builder *builder, const struct entry_list *list,
                      const struct text_at *key)
{
    const struct profile *profile = NULL;
    const char *quoted = builder_quoted(builder, key->text);

    for (size_t i = 0; i < ARRAY_LEN(reserved); i++) {
        if (str_equal(reserved[i].key, key->text)) {
            BUILD_ERROR(builder, reserved[i].problem, key->place,
                        "%s cannot be added: %s", quoted, reserved[i].why);
            return;
        }
    }
    if (is_dns_key(builder->policy, key->text))
        BUILD_ERROR(builder, "dns-key", key->place,
                    "%s belongs to ExternalDNS: write it under externalDNS of the class",
                    quoted);
    else if (is_range_key(list, key->text, &profile))
        BUILD_ERROR(builder, "range-key", key->place,
                    "%s holds the source ranges of profile %s: write sourceRanges of the "
                    "class",
                    quoted, builder_quoted(builder, profile->name));
    else
        (void)builder_key(builder, key);
}

/* *rest begins behind a `{`; true when a known placeholder was taken off it. */
static bool take_placeholder(struct policy_builder *builder, const struct text_at *value,
                             struct str *rest)
{
    struct text_at name = {STR_NONE, value->place};
    size_t end = 0;
    size_t index = 0;

    if (!str_find(*rest, '}', &end)) {
        BUILD_ERROR(builder, "stray-brace", value->place,
                    "value %s has a \"{\" without \"}\"; only placeholders have braces",
                    builder_quoted(builder, value->text));
        return false;
    }
    name.text = str_head(*rest, end);
    *rest = str_skip(*rest, end + 1);
    return builder_word(builder, &placeholders, &name, &index);
}

static void check_placeholders(struct policy_builder *builder,
                               const struct text_at *value)
{
    struct str rest = value->text;

    while (rest.len > 0) {
        const char c = rest.ptr[0];

        rest = str_skip(rest, 1);
        if (c == '}') {
            BUILD_ERROR(
                builder, "stray-brace", value->place,
                "value %s has a \"}\" without \"{\"; only placeholders have braces",
                builder_quoted(builder, value->text));
            return;
        }
        if (c == '{' && !take_placeholder(builder, value, &rest))
            return;
    }
}

/* Some controllers document values of several lines, so a line feed may stand. */
static void check_value(struct policy_builder *builder, const struct text_at *value)
{
    struct str rest = value->text;
    struct str line;
    bool done = false;

    while (str_next_item(&rest, '\n', &done, &line)) {
        const struct text_at part = {line, value->place};

        if (!builder_is_printable(builder, "value", &part))
            return;
    }
    check_placeholders(builder, value);
}

static void build_entry(struct policy_builder *builder, const struct entry_list *list,
                        const struct build_annotation *part, struct annotation_entry *ret)
{
    struct str *unless = ARENA_NEW(&builder->policy->arena, struct str, part->unless.n);
    size_t index = WANTED_DEFAULT;

    if (text_at_given(&part->mode))
        (void)builder_word(builder, &mode_choice, &part->mode, &index);
    if (text_at_given(&part->value))
        check_value(builder, &part->value);
    else
        BUILD_ERROR(builder, "missing-field", part->key.place, "%s has no value",
                    builder_quoted(builder, part->key.text));
    check_key(builder, list, &part->key);
    for (size_t i = 0; i < part->unless.n; i++) {
        unless[i] = part->unless.items[i].text;
        (void)builder_key(builder, &part->unless.items[i]);
    }
    *ret = (struct annotation_entry){.key = part->key.text,
                                     .value = part->value.text,
                                     .mode = (enum wanted_mode)index,
                                     .unless = unless,
                                     .n_unless = part->unless.n};
}

/* *keys: the list's keys, each with its number. */
static struct annotation_entry *build_list(struct policy_builder *builder,
                                           const struct entry_list *list,
                                           struct map *keys)
{
    struct annotation_entry *entries =
        ARENA_NEW(&builder->scratch, struct annotation_entry, list->n);

    for (size_t i = 0; i < list->n; i++) {
        const struct text_at *key = &list->parts[i].key;

        build_entry(builder, list, &list->parts[i], &entries[i]);
        if (*map_put(keys, key->text, (uint32_t)i) != i)
            BUILD_ERROR(builder, "duplicate-key", key->place, "key %s is listed twice",
                        builder_quoted(builder, key->text));
    }
    return entries;
}

static bool dns_writes(const struct class_dns *dns, const struct dns_prefix *prefix,
                       struct str suffix)
{
    if (prefix->instance == NULL)
        return false;
    if (prefix->instance != dns->instance)
        return str_equal(suffix, STR("controller"));
    for (size_t i = 0; i < dns->n_set; i++) {
        if (str_equal(dns->set[i].key, suffix))
            return true;
    }
    return (dns->target.len > 0 && str_equal(suffix, STR("target"))) ||
           (dns->has_ttl && str_equal(suffix, STR("ttl"))) ||
           str_equal(suffix, STR("ingress-hostname-source"));
}

static bool class_writes(const struct policy *policy, const struct class *class,
                         struct str key)
{
    const struct profile *profile = class->profile;
    const enum range_mode mode = class->ranges.mode;

    for (size_t i = 0; i < policy->n_dns_prefixes; i++) {
        const struct dns_prefix *prefix = &policy->dns_prefixes[i];

        if (str_has_prefix(key, prefix->prefix) &&
            dns_writes(&class->dns, prefix, str_skip(key, prefix->prefix.len)))
            return true;
    }
    if (profile == NULL || mode == RANGE_OPEN || mode == RANGE_ELSEWHERE)
        return false;
    if (mode == RANGE_REFERENCE)
        return str_equal(profile->reference_key, key);
    return profile->n_list_keys > 0 && str_equal(profile->list_keys[0], key);
}

/* keys: what the class writes by its effective list.  True when all is well. */
static bool check_unless(struct policy_builder *builder, const struct class *class,
                         const struct map *keys, const struct build_annotation *part)
{
    bool good = true;

    for (size_t i = 0; i < part->unless.n; i++) {
        const struct text_at *key = &part->unless.items[i];
        uint32_t index;

        if (!map_get(keys, key->text, &index) &&
            !class_writes(builder->policy, class, key->text))
            continue;
        BUILD_ERROR(builder, "unless-own-key", key->place,
                    "class %s writes %s itself, so this entry would undo itself",
                    builder_quoted(builder, class->name),
                    builder_quoted(builder, key->text));
        good = false;
    }
    return good;
}

/* The entries of annotations.add, built once for all classes. */
struct shared {
    const struct annotation_entry *entries;
    bool *refused; /* said once is enough */
    size_t n;
};

static void join_lists(struct policy_builder *builder, uint32_t index,
                       const struct shared *shared)
{
    const struct build_class *part = &builder->classes.all[index];
    struct class *class = &builder->policy->classes[index];
    const struct entry_list list = {part->annotations, part->n_annotations,
                                    &class->profile, 1};
    struct annotation_entry *all =
        ARENA_NEW(&builder->policy->arena, struct annotation_entry, list.n + shared->n);
    bool *joined = ARENA_NEW(&builder->scratch, bool, shared->n);
    struct map keys;
    size_t n = list.n;

    map_init(&keys);
    struct annotation_entry *own = build_list(builder, &list, &keys);

    for (size_t i = 0; i < list.n; i++)
        all[i] = own[i];
    for (size_t i = 0; i < shared->n; i++) {
        const size_t n_before = keys.n;

        (void)map_put(&keys, shared->entries[i].key, (uint32_t)n);
        joined[i] = keys.n > n_before;
        if (joined[i])
            all[n++] = shared->entries[i];
    }
    for (size_t i = 0; i < list.n; i++)
        (void)check_unless(builder, class, &keys, &part->annotations[i]);
    for (size_t i = 0; i < shared->n; i++) {
        if (joined[i] && !shared->refused[i])
            shared->refused[i] =
                !check_unless(builder, class, &keys, &builder->annotations.all[i]);
    }
    class->annotations = all;
    class->n_annotations = n;
    map_clear(&keys);
}

void builder_class_annotations(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const struct entry_list list = {builder->annotations.all, builder->annotations.n,
                                    policy->profiles_in_use, policy->n_profiles_in_use};
    struct shared shared = {NULL, ARENA_NEW(&builder->scratch, bool, list.n), list.n};
    struct map keys;

    map_init(&keys);
    shared.entries = build_list(builder, &list, &keys);
    map_clear(&keys);
    for (size_t i = 0; i < policy->n_classes; i++)
        join_lists(builder, (uint32_t)i, &shared);
}
