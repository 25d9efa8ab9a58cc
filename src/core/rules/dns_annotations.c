/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns-annotations: ExternalDNS must publish the object as the policy says.  Nothing that
 * a user writes under its prefixes may change the records.
 */
#include "core/rules/rules.h"
#include "core/wanted/dns_use.h"
#include "core/wanted/wanted_dns.h"

enum {
    DNS_ABSENT,
    DNS_COPY_ABSENT, /* detail: what is missing, and under which prefix it is */
    DNS_USERS_ABSENT,
    DNS_ALTERED,
    DNS_NOT_AMONG,  /* detail: what is permitted */
    DNS_TTL,        /* detail: "60 to 3600" */
    DNS_CONTROLLER, /* detail: what the key may contain */
    DNS_NOT_FOR_USERS,
};

struct prefix_use {
    const struct dns_prefix *prefix;
    bool is_dead; /* no instance reads it: the controller key switches it off */
    const struct class_dns *maps; /* the entries that apply under it */
    size_t n;
};

static const struct str *under(const struct view *view, struct str prefix,
                               struct str suffix)
{
    struct wanted key = {.prefix = prefix, .suffix = suffix};

    return wanted_present(&key, view);
}

static struct draft *add(struct violations *out, struct str key, const struct str *value)
{
    return violations_add(out, RULE_DNS_ANNOTATIONS, field_path_annotation(key),
                          value == NULL ? STR_NONE : context_present(*value));
}

/* The fault for this class; `detail` is what the class permits. */
static void set_for_class(const struct context *context, struct draft *draft,
                          unsigned what, struct str detail)
{
    draft->what = what;
    draft->class = context->bound == NULL ? NULL : context->bound->class;
    draft->detail = detail;
}

static void add_ttl(const struct context *context, struct draft *draft, uint32_t min,
                    uint32_t max)
{
    draft->what = DNS_TTL;
    draft->detail = min == max
                        ? arena_format(context->inquiry->arena, "\"%u\"", min)
                        : arena_format(context->inquiry->arena, "%u to %u", min, max);
}

/* The values that users may write besides the entry's own. */
static struct str permitted(const struct context *context, const struct wanted *wanted)
{
    struct buf buf;

    buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
    if (dns_mode_writes(wanted->mode)) {
        text_add_escaped(&buf, wanted->own, TEXT_QUOTED_MAX);
        if (wanted->n_values > 0 || wanted->form == FORM_TARGET)
            buf_add_text(&buf, ", ");
    }
    if (wanted->n_values > 0)
        text_add_list(&buf, wanted->values, wanted->n_values);
    else if (wanted->form == FORM_TARGET)
        buf_add_text(&buf, "a host name, or addresses separated by commas");
    return buf_str(&buf);
}

static void add_absent(const struct context *context, const struct wanted *wanted,
                       struct draft *draft)
{
    draft->what = DNS_ABSENT;
    draft->detail = wanted->value;
    if (wanted->is_written && wanted->copied.len > 0) {
        struct buf buf;

        draft->what = DNS_COPY_ABSENT;
        buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
        text_add_quoted(&buf, wanted->value);
        buf_add_text(&buf, ", as under ");
        text_add_escaped(&buf, wanted->copied, NAME_MAX_BYTES);
        draft->detail = buf_str(&buf);
    } else if (!wanted->is_written) {
        draft->what = DNS_USERS_ABSENT;
        draft->detail = wanted->n_values == 0 ? STR_NONE : permitted(context, wanted);
    }
}

static void add_unacceptable(const struct context *context, const struct wanted *wanted,
                             struct draft *draft)
{
    uint32_t own;

    if (wanted->form == FORM_TTL && wanted->n_values == 0) {
        if (dns_mode_writes(wanted->mode) && wanted->mode != WANTED_DEFAULT &&
            dns_is_ttl(wanted->own, &own))
            add_ttl(context, draft, own, own);
        else
            add_ttl(context, draft, wanted->ttl_min, wanted->ttl_max);
    } else if (wanted->mode == WANTED_REQUIRE || wanted->mode == WANTED_ENFORCE) {
        draft->what = DNS_ALTERED;
        draft->detail = wanted->own;
    } else {
        set_for_class(context, draft, DNS_NOT_AMONG, permitted(context, wanted));
    }
}

static void check_wanted(const struct context *context, const struct wanted *wanted,
                         struct violations *out)
{
    const struct str *value = wanted_present(wanted, context->inquiry->view);
    struct str key;

    if (value == NULL && !wanted->is_written && wanted->mode != WANTED_PRESENT)
        return;
    if (value != NULL && (!wanted->has_entry || wanted_accepts(wanted, *value)))
        return;
    key = wanted_key(wanted, context->inquiry->arena);
    if (value == NULL)
        add_absent(context, wanted, add(out, key, value));
    else
        add_unacceptable(context, wanted, add(out, key, value));
}

static void check_with_maps(const struct context *context, const struct prefix_use *use,
                            const struct annotation *at, struct violations *out)
{
    struct str suffix = str_skip(at->key, use->prefix->prefix.len);
    bool opts_out = dns_use_opts_out(use->maps, use->n);
    enum dns_use found =
        dns_use_of(use->maps, use->n, context->inquiry, suffix, at->value);
    struct draft *draft;

    if (found == DNS_USE_FINE)
        return;
    draft = add(out, at->key, &at->value);
    if (found == DNS_USE_TTL) {
        add_ttl(context, draft, TTL_MIN, TTL_MAX);
    } else if (found == DNS_USE_CONTROLLER) {
        draft->what = DNS_CONTROLLER;
        draft->detail = opts_out ? STR("dns-controller, none") : STR("dns-controller");
    } else if (found == DNS_USE_TARGET) {
        set_for_class(context, draft, DNS_NOT_AMONG,
                      STR("a host name, or addresses separated by commas"));
    } else {
        set_for_class(context, draft, DNS_NOT_FOR_USERS, STR_NONE);
    }
}

/* If false, keys are judged as on an object without a class. */
static bool is_of_class(const struct context *context)
{
    return context->bound != NULL && dns_applies(context->inquiry);
}

/* Check a key without an entry in the policy: whether users may write it. */
static void check_key(const struct context *context, const struct prefix_use *use,
                      const struct annotation *at, struct violations *out)
{
    struct str suffix = str_skip(at->key, use->prefix->prefix.len);

    if (is_of_class(context))
        check_with_maps(context, use, at, out);
    else if (!dns_use_without_class(context->inquiry, use->prefix->instance, suffix))
        set_for_class(context, add(out, at->key, &at->value), DNS_NOT_FOR_USERS,
                      STR_NONE);
}

static struct prefix_use use_of(const struct context *context,
                                const struct dns_prefix *prefix)
{
    const struct str *controller =
        under(context->inquiry->view, prefix->prefix, DNS_SUFFIX_CONTROLLER);
    bool is_switched_off =
        controller != NULL && !str_equal(*controller, DNS_CONTROLLER_ON);
    struct prefix_use use = {.prefix = prefix};
    const struct class_dns *own = NULL;

    if (!is_of_class(context)) {
        use.is_dead = is_switched_off;
        return use;
    }
    if (prefix->instance != NULL)
        own = class_dns_of(context->bound->class, prefix->instance);
    use.is_dead = is_switched_off && prefix->instance != NULL && own == NULL;
    use.maps = own != NULL ? own : context->bound->class->dns;
    use.n = own != NULL ? 1 : context->bound->class->n_dns;
    return use;
}

static bool has_entry(const struct context *context, struct str key)
{
    const struct wanted *wanted =
        context->bound == NULL ? NULL : wanted_find(context->bound, key);

    return wanted != NULL && wanted->has_entry;
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
        if (use.is_dead || has_entry(context, at->key))
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

static void explain_absent(const struct draft *draft, struct buf *buf)
{
    buf_add_text(buf, "missing; set ");
    if (draft->what == DNS_ABSENT)
        text_add_quoted(buf, draft->detail);
    else if (draft->what == DNS_COPY_ABSENT)
        buf_add(buf, draft->detail);
    else if (draft->detail.len == 0)
        buf_add_text(buf, "a value");
    else
        buf_addf(buf, "one of: %.*s", STR_ARGS(draft->detail));
}

static void add_for_class(struct buf *buf, const struct draft *draft)
{
    if (draft->class == NULL)
        return;
    buf_add_text(buf, " for class ");
    text_add_quoted(buf, draft->class->name);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    switch (draft->what) {
    case DNS_ABSENT:
    case DNS_COPY_ABSENT:
    case DNS_USERS_ABSENT:
        explain_absent(draft, buf);
        return;
    case DNS_NOT_FOR_USERS:
        buf_add_text(buf, "this annotation is not allowed");
        add_for_class(buf, draft);
        buf_add_text(buf, "; remove it, or ask for the key to be allowed");
        return;
    default:
        break;
    }
    text_add_quoted(buf, draft->violation.value);
    switch (draft->what) {
    case DNS_ALTERED:
        buf_add_text(buf, " must be ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, "; remove the annotation and it is set");
        break;
    case DNS_NOT_AMONG:
        buf_add_text(buf, " is not permitted");
        add_for_class(buf, draft);
        buf_addf(buf, "; permitted: %.*s", STR_ARGS(draft->detail));
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
    .growth = GROWTH_NOTHING,
    .check = check,
    .explain = explain,
};
