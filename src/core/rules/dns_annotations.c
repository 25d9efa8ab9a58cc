/*
 * dns-annotations: ExternalDNS publishes the object as the policy says, and nothing that
 * a user writes under its prefixes moves the records.
 */
#include "core/rules/rules.h"
#include "core/values/key.h"

enum {
    DNS_ABSENT,
    DNS_ALTERED,
    DNS_TTL,        /* detail: "60 to 3600" */
    DNS_CONTROLLER, /* what the key may hold: detail */
    DNS_NOT_FOR_USERS,
};

struct prefix_use {
    const struct dns_prefix *prefix;
    bool is_dead; /* nobody listens: switched off by its controller key */
};

static const struct str *under(const struct view *view, struct str prefix,
                               struct str suffix)
{
    struct wanted key = {.prefix = prefix, .suffix = suffix};

    return wanted_present(&key, view);
}

static struct draft *add(struct violations *out, struct str key, const struct str *value,
                         unsigned what)
{
    struct draft *draft =
        violations_add(out, RULE_DNS_ANNOTATIONS, field_path_annotation(key),
                       value == NULL ? STR_NONE : context_present(*value));

    draft->what = what;
    return draft;
}

static void add_ttl(const struct context *context, struct str key,
                    const struct str *value, uint32_t min, uint32_t max,
                    struct violations *out)
{
    struct draft *draft = add(out, key, value, DNS_TTL);

    draft->detail = min == max
                        ? arena_format(context->inquiry->arena, "\"%u\"", min)
                        : arena_format(context->inquiry->arena, "%u to %u", min, max);
}

static void check_wanted(const struct context *context, const struct wanted *wanted,
                         struct violations *out)
{
    const struct str *value = wanted_present(wanted, context->inquiry->view);
    struct str key;

    if (value != NULL && wanted_accepts(wanted, *value))
        return;
    key = wanted_key(wanted, context->inquiry->arena);
    if (value != NULL && wanted->ttl_min > 0) {
        add_ttl(context, key, value, wanted->ttl_min, wanted->ttl_max, out);
        return;
    }
    add(out, key, value, value == NULL ? DNS_ABSENT : DNS_ALTERED)->detail =
        wanted->value;
}

static bool is_among(struct str text, const struct str *globs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (key_matches(text, globs[i]))
            return true;
    }
    return false;
}

static bool some_class_allows(const struct policy *policy, struct str suffix)
{
    size_t n;
    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (is_among(suffix, classes[i].dns.allow, classes[i].dns.n_allow))
            return true;
    }
    return false;
}

/* Without a class only keys count that no class lets anybody write. */
static void check_classless_key(const struct context *context, struct str suffix,
                                const struct annotation *at, struct violations *out)
{
    if (!str_equal(suffix, DNS_SUFFIX_TTL) && !str_equal(suffix, DNS_SUFFIX_CONTROLLER) &&
        !some_class_allows(context->inquiry->policy, suffix))
        add(out, at->key, &at->value, DNS_NOT_FOR_USERS);
}

static void check_controller(const struct class_dns *dns, const struct annotation *at,
                             struct violations *out)
{
    if (str_equal(at->value, DNS_CONTROLLER_ON) ||
        (dns->opt_out && str_equal(at->value, DNS_CONTROLLER_OFF)))
        return;
    add(out, at->key, &at->value, DNS_CONTROLLER)->detail =
        dns->opt_out ? STR("dns-controller, none") : STR("dns-controller");
}

/* A key that the policy does not want: may a user write it? */
static void check_key(const struct context *context, const struct prefix_use *use,
                      const struct annotation *at, struct violations *out)
{
    struct str suffix = str_skip(at->key, use->prefix->prefix.len);
    const struct class_dns *dns;

    if (dns_suffix_bears_names(suffix))
        return;
    if (context->bound == NULL) {
        check_classless_key(context, suffix, at, out);
        return;
    }
    dns = &context->bound->class->dns;
    if (is_among(suffix, dns->allow, dns->n_allow))
        return;
    if (str_equal(suffix, DNS_SUFFIX_CONTROLLER)) {
        check_controller(dns, at, out);
    } else if (!str_equal(suffix, DNS_SUFFIX_TTL)) {
        add(out, at->key, &at->value, DNS_NOT_FOR_USERS)->class = context->bound->class;
    } else if (!wanted_is_ttl(at->value, TTL_MIN, TTL_MAX)) {
        add_ttl(context, at->key, &at->value, TTL_MIN, TTL_MAX, out);
    }
}

static struct prefix_use use_of(const struct context *context,
                                const struct dns_prefix *prefix)
{
    const struct str *controller =
        under(context->inquiry->view, prefix->prefix, DNS_SUFFIX_CONTROLLER);
    bool is_switched_off =
        controller != NULL && !str_equal(*controller, DNS_CONTROLLER_ON);
    struct prefix_use use = {.prefix = prefix};

    if (context->bound == NULL) {
        use.is_dead = is_switched_off;
        return use;
    }
    use.is_dead = is_switched_off && prefix->instance != NULL &&
                  prefix->instance != context->bound->class->dns.instance;
    return use;
}

static void check_keys(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    struct prefix_use use = {0};
    size_t n;
    const struct dns_prefix *prefixes = policy_dns_prefixes(context->inquiry->policy, &n);

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct dns_prefix *prefix = dns_prefix_of(prefixes, n, at->key);

        if (prefix == NULL)
            continue;
        if (prefix != use.prefix)
            use = use_of(context, prefix);
        if (use.is_dead ||
            (context->bound != NULL && wanted_find(context->bound, at->key) != NULL))
            continue;
        check_key(context, &use, at, out);
    }
}

static void check(const struct context *context, struct violations *out)
{
    size_t n_instances;

    (void)policy_instances(context->inquiry->policy, &n_instances);
    if (n_instances == 0)
        return;
    for (size_t i = 0; context->bound != NULL && i < context->bound->n; i++) {
        if (context->bound->all[i].rule == RULE_DNS_ANNOTATIONS)
            check_wanted(context, &context->bound->all[i], out);
    }
    check_keys(context, out);
}

static void explain_not_for_users(const struct draft *draft, struct buf *buf)
{
    buf_add_text(buf, "this annotation is not allowed");
    if (draft->class != NULL) {
        buf_add_text(buf, " for class ");
        text_add_quoted(buf, draft->class->name);
    }
    buf_add_text(buf, "; remove it, or ask for the key to be allowed");
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    if (draft->what == DNS_ABSENT) {
        buf_add_text(buf, "missing; set ");
        text_add_quoted(buf, draft->detail);
        return;
    }
    if (draft->what == DNS_NOT_FOR_USERS) {
        explain_not_for_users(draft, buf);
        return;
    }
    text_add_quoted(buf, draft->violation.value);
    switch (draft->what) {
    case DNS_ALTERED:
        buf_add_text(buf, " must be ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, "; remove the annotation and it is set");
        break;
    case DNS_TTL:
        buf_addf(buf, " is not a permitted ttl; use %.*s (seconds)",
                 STR_ARGS(draft->detail));
        break;
    default:
        buf_addf(buf, " is not permitted here; set %.*s or remove the annotation",
                 STR_ARGS(draft->detail));
        break;
    }
}

const struct rule rule_dns_annotations = {
    .id = RULE_DNS_ANNOTATIONS,
    .summary = "The annotations for ExternalDNS are the platform's.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_ROUTES,
    .check = check,
    .explain = explain,
};
