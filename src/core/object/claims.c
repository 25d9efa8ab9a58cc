/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claims: reads fields one by one, and annotations by the grammar of their key.
 */
#include "core/object/claims.h"

#include <assert.h>

#include "core/object/conditions.h"
#include "core/object/key_case.h"
#include "core/policy/profile_keys.h"

struct reader {
    const struct policy *policy;
    const struct view *view;
    struct arena *arena;
    struct claims *claims;
    const struct profile *const *in_use;
    size_t n_in_use;
};

/* Numbered after those of profiles: ExternalDNS's own list, in which all spaces are
 * dropped; and a name that may instead be a subject in words. */
enum {
    GRAMMAR_DNS = HOST_PATH_MATCHER + 1,
    GRAMMAR_SUBJECT,
    GRAMMARS,
};
#define GRAMMAR_NONE 0U
static_assert(GRAMMARS <= 8 * sizeof(unsigned), "a bit for each grammar");

/* The number of earlier names that a name in a field is compared with. */
#define REPEATS_SOUGHT 4

#define ALT_NAMES   STR("cert-manager.io/alt-names")
#define COMMON_NAME STR("cert-manager.io/common-name")

static struct claim *add(struct reader *reader, struct field_path path)
{
    struct claims *claims = reader->claims;

    if (claims->n == claims->cap)
        claims->all =
            arena_grow(reader->arena, claims->all, &claims->cap, sizeof *claims->all);
    claims->all[claims->n] =
        (struct claim){.path = path, .role = HOST_ANNOTATED, .first = claims->n};
    return &claims->all[claims->n++];
}

typedef bool name_parser(struct arena *arena, struct str text, struct name *ret,
                         const char **ret_reason);

static void add_parsed(struct reader *reader, struct field_path path, struct str text,
                       name_parser *parse)
{
    struct claim *claim = add(reader, path);

    claim->text = text;
    claim->valid = parse(reader->arena, text, &claim->name, &claim->reason);
    if (!claim->valid)
        return;
    claim->text = claim->name.text;
    claim->name.is_deep =
        claim->name.is_wildcard && reader->view->kind->wildcards == WILDCARDS_ANY_DEPTH;
}

static void add_name(struct reader *reader, struct field_path path, struct str text)
{
    add_parsed(reader, path, text, name_parse);
}

static void add_unjudged(struct reader *reader, struct field_path path, struct str value,
                         enum claim_kind kind)
{
    struct claim *claim = add(reader, path);

    claim->text = value;
    claim->kind = kind;
}

static void add_field(struct reader *reader, const struct view_host *host)
{
    switch (host->reading) {
    case HOST_IS_NAME:
        add_name(reader, host->path, host->name);
        break;
    case HOST_IS_RECORD:
        add_parsed(reader, host->path, host->name, name_parse_record);
        break;
    case HOST_IS_UNREADABLE:
        add_unjudged(reader, host->path, host->name, CLAIM_UNJUDGEABLE);
        break;
    }
}

/* Add a claim of the same name as the claim at `at`. */
static void repeat_name(struct reader *reader, struct field_path path, size_t at)
{
    struct claim *claim = add(reader, path);

    *claim = reader->claims->all[at];
    claim->path = path;
}

/* The name of hosts[i] among earlier ones, from `from` on; i: it is not found. */
static size_t find_repeated(const struct view *view, size_t from, size_t i)
{
    for (size_t at = from; at < i && at < from + REPEATS_SOUGHT; at++) {
        if (str_equal(view->hosts[at].name, view->hosts[i].name) &&
            view->hosts[at].reading == view->hosts[i].reading)
            return at;
    }
    return i;
}

/* Fields often repeat the names of other fields in the same order, as tls entries repeat
 * the hosts of rules.  Such a name is parsed only once. */
static void read_fields(struct reader *reader)
{
    const struct view *view = reader->view;
    struct claims *claims = reader->claims;
    size_t next = 0; /* after the last repeated name */

    for (size_t i = 0; i < view->n_hosts; i++) {
        const struct view_host *host = &view->hosts[i];
        const size_t at = find_repeated(view, next, i);

        if (at < i) {
            repeat_name(reader, host->path, at);
            next = at + 1;
        } else {
            add_field(reader, host);
        }
        claims->all[i].role = host->role;
        if (host->role == HOST_SERVED)
            claims->n_served = i + 1;
    }
    claims->n_fields = claims->n;
}

/* True if one of the object's profiles, or of all profiles without a class, takes names
 * from certificates. */
static bool serves_certificates(const struct reader *reader,
                                const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n_classes; i++) {
        if (carriers->classes[i]->profile->certificate_hosts)
            return true;
    }
    for (size_t i = 0; i < reader->n_in_use && carriers->n_classes == 0; i++) {
        if (reader->in_use[i]->certificate_hosts)
            return true;
    }
    return false;
}

static void read_certificates(struct reader *reader, const struct carriers *carriers)
{
    const struct view *view = reader->view;

    if (!serves_certificates(reader, carriers))
        return;
    for (size_t i = 0; i < view->n_tls; i++) {
        const struct view_tls *tls = &view->tls[i];
        struct field_path path =
            field_path_at(FIELD_INGRESS_TLS_HOSTS, tls->path.index[0], 0);

        if (tls->n_hosts > 0)
            continue;
        add_unjudged(reader, path, tls->secret_name, CLAIM_CERTIFICATE);
        reader->claims->all[reader->claims->n - 1].role = HOST_TLS;
        reader->claims->n_certificates++;
    }
}

/* The number of names in annotations so far. */
static size_t count_annotated(const struct claims *claims)
{
    return claims->n - claims->n_fields - claims->n_certificates;
}

/* True if the list has too many names to be read. */
static bool is_too_long(struct reader *reader, struct field_path path, struct str value)
{
    size_t n = count_annotated(reader->claims) + 1;

    for (size_t i = 0; i < value.len && n <= CLAIMS_ANNOTATED_MAX; i++)
        n += value.ptr[i] == ',';
    if (n <= CLAIMS_ANNOTATED_MAX)
        return false;
    add_unjudged(reader, path, value, CLAIM_TOO_MANY);
    return true;
}

typedef struct str trimming(struct str text);

static void read_list(struct reader *reader, struct field_path path, struct str rest,
                      trimming *trim)
{
    struct str item;
    bool done = is_too_long(reader, path, rest);

    while (str_next_item(&rest, ',', &done, &item))
        add_name(reader, path, trim(item));
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

/* ingress-nginx also serves the `www.` twin of every host that is not a wildcard. */
static void read_twins(struct reader *reader, struct field_path path, struct str value)
{
    const struct str www = STR("www.");
    size_t n = reader->claims->n_served;

    if (profile_value_is_off(value) || reader->view->kind->reader != KIND_READS_INGRESS)
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

static void read_conditions(struct reader *reader, struct field_path path,
                            struct str value)
{
    const size_t max = CLAIMS_ANNOTATED_MAX - count_annotated(reader->claims);
    struct condition_hosts hosts;

    if (!conditions_read(reader->arena, value, max, &hosts)) {
        add_unjudged(reader, path, value, CLAIM_NO_JSON);
        return;
    }
    if (hosts.too_many) {
        add_unjudged(reader, path, value, CLAIM_TOO_MANY);
        return;
    }
    for (size_t i = 0; i < hosts.n; i++) {
        if (hosts.all[i].is_pattern)
            add_unjudged(reader, path, hosts.all[i].text, CLAIM_PATTERN);
        else
            add_name(reader, path, hosts.all[i].text);
    }
}

/* Old releases paste the value into the rule of the route, before the path. */
static void read_matcher(struct reader *reader, struct field_path path, struct str value)
{
    if (!str_equal(value, STR("Path")) && !str_equal(value, STR("PathPrefix")) &&
        !str_equal(value, STR("PathRegexp")))
        add_unjudged(reader, path, value, CLAIM_NO_MATCHER);
}

/* `ACME Ltd` is not a name and claims none. */
static void read_subject(struct reader *reader, struct field_path path, struct str value)
{
    struct str name = str_trim_blanks(value);
    size_t at;

    if (!str_find(name, ' ', &at) && !str_find(name, '\t', &at))
        add_name(reader, path, name);
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
    case GRAMMAR_SUBJECT:
        read_subject(reader, path, value);
        break;
    case HOST_LIST:
        read_list(reader, path, value, str_trim_blanks);
        break;
    case HOST_LIST_LINES:
        read_list(reader, path, value, str_trim_white);
        break;
    case HOST_ONE:
        add_name(reader, path, str_trim_blanks(value));
        break;
    case HOST_ONE_LINES:
        add_name(reader, path, str_trim_white(value));
        break;
    case HOST_WWW_TWIN:
        read_twins(reader, path, value);
        break;
    case HOST_CONDITION:
        read_conditions(reader, path, value);
        break;
    case HOST_PATH_MATCHER:
        read_matcher(reader, path, value);
        break;
    case HOST_UNJUDGEABLE:
    default:
        add_unjudged(reader, path, value, CLAIM_UNJUDGEABLE);
        break;
    }
}

static bool is_dns_key(const struct policy *policy, struct str key)
{
    const struct dns_prefix *prefix = policy_dns_prefix(policy, key);

    return prefix != NULL && dns_suffix_bears_names(str_skip(key, prefix->prefix.len));
}

/* True if the policy lists the key as one that contains names. */
static bool is_host_key(const struct policy *policy, struct str key)
{
    size_t n;
    const struct str *keys = policy_host_keys(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (key_case_same(policy, key, keys[i]))
            return true;
    }
    return false;
}

/* The grammars by which the profile reads the key. */
static unsigned grammars_of_profile(const struct profile *profile, struct str key)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];
    struct str read;
    unsigned grammars = GRAMMAR_NONE;

    if (profile_lacks_key(profile, key, COLUMN_HOSTS))
        return GRAMMAR_NONE;
    read = profile_read_key(profile, key, room);
    for (size_t i = 0; i < profile->n_host_keys; i++) {
        if (profile_key_is(&profile->host_keys[i], read))
            grammars |= 1U << profile->host_keys[i].grammar;
    }
    return grammars;
}

/* True for Services and Pods: they have addresses, which other controllers publish,
 * too. */
static bool is_address_kind(const struct kind *kind)
{
    return kind->group.len == 0 &&
           (str_equal(kind->kind, STR("Service")) || str_equal(kind->kind, STR("Pod")));
}

/* True for the keys of the dns-controller of kOps. */
static bool is_dns_controller_key(const struct reader *reader, struct str key)
{
    return is_address_kind(reader->view->kind) &&
           (str_equal(key, service_name_keys[SERVICE_NAME_KOPS_EXTERNAL]) ||
            str_equal(key, service_name_keys[SERVICE_NAME_KOPS_INTERNAL]));
}

/* A bit for each grammar by which some controller reads the key. */
static unsigned grammars_of(const struct reader *reader, struct str key)
{
    unsigned grammars = GRAMMAR_NONE;

    if (is_dns_key(reader->policy, key) || is_dns_controller_key(reader, key))
        grammars |= 1U << GRAMMAR_DNS;
    if (is_address_kind(reader->view->kind) &&
        str_equal(key, service_name_keys[SERVICE_NAME_ZALANDO]))
        grammars |= 1U << HOST_ONE;
    if (str_equal(key, ALT_NAMES) || is_host_key(reader->policy, key))
        grammars |= 1U << HOST_LIST;
    if (str_equal(key, COMMON_NAME))
        grammars |= 1U << GRAMMAR_SUBJECT;
    for (size_t i = 0; i < reader->n_in_use; i++) {
        grammars |= grammars_of_profile(reader->in_use[i], key);
    }
    return grammars;
}

static void read_annotations(struct reader *reader)
{
    for (size_t i = 0; i < reader->view->n_annotations; i++) {
        const struct annotation *annotation = &reader->view->annotations[i];
        unsigned grammars = grammars_of(reader, annotation->key);

        if (grammars == GRAMMAR_NONE || str_trim_white(annotation->value).len == 0)
            continue;
        for (unsigned grammar = 0; grammar < GRAMMARS; grammar++) {
            if ((grammars >> grammar & 1U) != 0)
                read_by(reader, grammar, annotation);
        }
    }
}

void claims_of(const struct inquiry *inquiry, const struct carriers *carriers,
               struct claims *ret)
{
    struct reader reader = {.policy = inquiry->policy,
                            .view = inquiry->view,
                            .arena = inquiry->arena,
                            .claims = ret};

    *ret = (struct claims){0};
    reader.in_use = policy_profiles_in_use(reader.policy, &reader.n_in_use);
    read_fields(&reader);
    read_certificates(&reader, carriers);
    read_annotations(&reader);
}
