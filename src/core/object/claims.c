/*
 * claims: fields one by one, annotations by the grammar of their key.
 */
#include "core/object/claims.h"

#include <assert.h>

#include "core/values/key.h"

struct reader {
    const struct policy *policy;
    const struct view *view;
    struct arena *arena;
    struct claims *claims;
    const struct profile *profiles[CARRIERS_MAX]; /* of the classes named */
    const struct profile *const *in_use;          /* those, or all of the policy's */
    size_t n_in_use;
};

/* ExternalDNS's own list: blanks are dropped wherever they stand. */
#define GRAMMAR_DNS  (HOST_CONDITION + 1)
#define GRAMMAR_NONE 0U
static_assert(GRAMMAR_DNS < 8 * sizeof(unsigned), "a bit for each grammar");

static const struct str always[] = {
    STR_INIT("cert-manager.io/alt-names"),
    STR_INIT("cert-manager.io/common-name"),
};

static struct claim *add(struct reader *reader, struct field_path path)
{
    struct claims *claims = reader->claims;

    if (claims->n == claims->cap)
        claims->all =
            arena_grow(reader->arena, claims->all, &claims->cap, sizeof *claims->all);
    claims->all[claims->n] = (struct claim){.path = path, .role = HOST_ANNOTATED};
    return &claims->all[claims->n++];
}

static void add_name(struct reader *reader, struct field_path path, struct str text)
{
    struct claim *claim = add(reader, path);

    claim->text = text;
    claim->valid = name_parse(reader->arena, text, &claim->name, &claim->reason);
    if (claim->valid)
        claim->text = claim->name.text;
}

static void add_unjudged(struct reader *reader, struct field_path path, struct str value,
                         enum claim_kind kind)
{
    struct claim *claim = add(reader, path);

    claim->text = value;
    claim->kind = kind;
}

static void read_fields(struct reader *reader)
{
    const struct view *view = reader->view;
    struct claims *claims = reader->claims;

    for (size_t i = 0; i < view->n_hosts; i++) {
        const struct view_host *host = &view->hosts[i];

        add_name(reader, host->path, host->name);
        claims->all[i].role = host->role;
        if (host->role == HOST_SERVED)
            claims->n_served = i + 1;
    }
    claims->n_fields = claims->n;
}

/* The list is not to be read: its names would be too many. */
static bool is_too_long(struct reader *reader, struct field_path path, struct str value)
{
    size_t n = reader->claims->n - reader->claims->n_fields + 1;

    for (size_t i = 0; i < value.len && n <= CLAIMS_ANNOTATED_MAX; i++)
        n += value.ptr[i] == ',';
    if (n <= CLAIMS_ANNOTATED_MAX)
        return false;
    add_unjudged(reader, path, value, CLAIM_TOO_MANY);
    return true;
}

static void read_list(struct reader *reader, struct field_path path, struct str rest)
{
    struct str item;
    bool done = is_too_long(reader, path, rest);

    while (str_next_item(&rest, ',', &done, &item))
        add_name(reader, path, str_trim_blanks(item));
}

struct str claims_without_spaces(struct arena *arena, struct str value)
{
    size_t at;
    char *text;

    if (!str_find(value, ' ', &at))
        return value;
    text = arena_alloc(arena, value.len);
    memcpy(text, value.ptr, at);
    for (size_t i = at; i < value.len; i++) {
        if (value.ptr[i] != ' ')
            text[at++] = value.ptr[i];
    }
    return (struct str){text, at};
}

static void read_dns_list(struct reader *reader, struct field_path path, struct str value)
{
    struct str rest = claims_without_spaces(reader->arena, value);
    struct str item;
    bool done = is_too_long(reader, path, value);

    while (str_next_item(&rest, ',', &done, &item))
        add_name(reader, path, item);
}

/* ingress-nginx serves the `www.` twin of every host that is no wildcard. */
static void read_twins(struct reader *reader, struct field_path path, struct str value)
{
    const struct str www = STR("www.");
    size_t n = reader->claims->n_served;

    if (profile_value_is_off(value))
        return;
    for (size_t i = 0; i < n; i++) {
        const struct claim *host = &reader->claims->all[i];
        struct str twin;

        if (!host->valid || host->name.is_wildcard)
            continue;
        if (str_has_prefix(host->text, www))
            twin = str_skip(host->text, www.len);
        else
            twin = arena_format(reader->arena, "www.%.*s", STR_ARGS(host->text));
        add_name(reader, path, twin);
    }
}

static bool is_condition_over_hosts(struct str value)
{
    static const char word[] = "host";
    size_t at;

    if (str_find(value, '\\', &at))
        return true;
    for (size_t i = 0; i + 4 <= value.len; i++) {
        size_t same = 0;

        while (same < 4 && byte_lower(value.ptr[i + same]) == word[same])
            same++;
        if (same == 4)
            return true;
    }
    return false;
}

static void read_by(struct reader *reader, unsigned grammar,
                    const struct annotation *annotation)
{
    struct field_path path = field_path_annotation(annotation->key);
    struct str value = annotation->value;

    switch (grammar) {
    case GRAMMAR_DNS:
        read_dns_list(reader, path, value);
        break;
    case HOST_LIST:
        read_list(reader, path, value);
        break;
    case HOST_ONE:
        add_name(reader, path, str_trim_blanks(value));
        break;
    case HOST_WWW_TWIN:
        read_twins(reader, path, value);
        break;
    case HOST_CONDITION:
        if (is_condition_over_hosts(value))
            add_unjudged(reader, path, value, CLAIM_CONDITION);
        break;
    case HOST_UNJUDGEABLE:
    default:
        add_unjudged(reader, path, value, CLAIM_UNJUDGEABLE);
        break;
    }
}

static bool is_dns_key(const struct policy *policy, struct str key)
{
    size_t n;
    const struct dns_prefix *prefixes = policy_dns_prefixes(policy, &n);
    const struct dns_prefix *prefix = dns_prefix_of(prefixes, n, key);

    return prefix != NULL && dns_suffix_bears_names(str_skip(key, prefix->prefix.len));
}

static bool is_among(struct str key, const struct str *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(key, keys[i]))
            return true;
    }
    return false;
}

/* A bit for each grammar by which somebody reads the key. */
static unsigned grammars_of(const struct reader *reader, struct str key)
{
    size_t n;
    const struct str *host_keys = policy_host_keys(reader->policy, &n);
    unsigned grammars = GRAMMAR_NONE;

    if (is_dns_key(reader->policy, key))
        grammars |= 1U << GRAMMAR_DNS;
    if (is_among(key, always, ARRAY_LEN(always)) || is_among(key, host_keys, n))
        grammars |= 1U << HOST_LIST;
    for (size_t i = 0; i < reader->n_in_use; i++) {
        const struct profile *profile = reader->in_use[i];
        char room[PROFILE_KEY_MAX];
        struct str read = profile_read_key(profile, key, room);

        for (size_t j = 0; j < profile->n_host_keys; j++) {
            if (key_matches(read, profile->host_keys[j].glob))
                grammars |= 1U << profile->host_keys[j].grammar;
        }
    }
    return grammars;
}

static void read_annotations(struct reader *reader)
{
    for (size_t i = 0; i < reader->view->n_annotations; i++) {
        const struct annotation *annotation = &reader->view->annotations[i];
        unsigned grammars = grammars_of(reader, annotation->key);

        if (grammars == GRAMMAR_NONE || str_is_blank(annotation->value))
            continue;
        for (unsigned grammar = 0; grammar <= GRAMMAR_DNS; grammar++) {
            if ((grammars >> grammar & 1U) != 0)
                read_by(reader, grammar, annotation);
        }
    }
}

static void choose_profiles(struct reader *reader, const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n_classes; i++)
        reader->profiles[i] = carriers->classes[i]->profile;
    reader->in_use = reader->profiles;
    reader->n_in_use = carriers->n_classes;
    if (carriers->n_classes == 0)
        reader->in_use = policy_profiles_in_use(reader->policy, &reader->n_in_use);
}

void claims_of(const struct inquiry *inquiry, const struct carriers *carriers,
               struct claims *ret)
{
    struct reader reader = {.policy = inquiry->policy,
                            .view = inquiry->view,
                            .arena = inquiry->arena,
                            .claims = ret};

    *ret = (struct claims){0};
    choose_profiles(&reader, carriers);
    read_fields(&reader);
    read_annotations(&reader);
}
