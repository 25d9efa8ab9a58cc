/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotation-forbidden: an annotation must not have a key or value that the policy
 * forbids, or a key that the class does not list, unless the policy itself writes this
 * value.
 */
#include "core/entries/trace.h"
#include "core/object/managed.h"
#include "core/policy/class_keys.h"
#include "core/rules/rules.h"
#include "core/values/key.h"

enum {
    FORBIDDEN_KEY,      /* detail: the reason */
    FORBIDDEN_VALUE,    /* the same */
    FORBIDDEN_OTHERS,   /* detail: the values that are permitted */
    FORBIDDEN_BY_CLASS, /* detail: the keys that are */
};

/* A key as written, and as controllers that fold case read it. */
struct read_key {
    struct str written;
    struct str folded; /* len 0: no controller folds it */
    char room[PROFILE_KEY_MAX];
};

static void read_key(const struct policy *policy, struct str key, struct read_key *ret)
{
    size_t n;
    const struct profile *const *profiles = policy_profiles_in_use(policy, &n);

    ret->written = key;
    ret->folded = STR_NONE;
    for (size_t i = 0; i < n && ret->folded.len == 0; i++) {
        if (profiles[i]->any_case && key.len <= PROFILE_KEY_MAX &&
            profile_owns_key(profiles[i], profile_read_key(profiles[i], key, ret->room)))
            ret->folded = (struct str){ret->room, key.len};
    }
}

static bool folded_matches(struct str folded, struct str glob)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];

    if (folded.len == 0 || glob.len > PROFILE_KEY_MAX)
        return false;
    for (size_t i = 0; i < glob.len; i++)
        room[i] = byte_lower(glob.ptr[i]);
    return key_matches(folded, (struct str){room, glob.len});
}

static bool some_glob_matches(const struct read_key *key, const struct str *globs,
                              size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (key_matches(key->written, globs[i]) || folded_matches(key->folded, globs[i]))
            return true;
    }
    return false;
}

static bool matches(const struct forbidden *forbidden, const struct read_key *key)
{
    struct str name = key->written;
    size_t slash;

    if (some_glob_matches(key, forbidden->globs, forbidden->n_globs))
        return true;
    if (str_find(name, '/', &slash))
        name = str_skip(name, slash + 1);
    return wanted_is_among(name, forbidden->names, forbidden->n_names);
}

static bool has_class(const struct context *context, const struct forbidden_lists *lists)
{
    const struct carriers *carriers = &context->carriers;

    for (size_t i = 0; i < lists->n_classes; i++) {
        for (size_t j = 0; j < carriers->n_classes; j++) {
            if (lists->classes[i] == carriers->classes[j])
                return true;
        }
    }
    return false;
}

static bool has_kind(const struct context *context, const struct forbidden_lists *lists)
{
    for (size_t i = 0; i < lists->n_kinds; i++) {
        if (str_equal(lists->kinds[i], context->inquiry->view->kind->name))
            return true;
    }
    return false;
}

static bool has_tenant(const struct context *context, const struct forbidden_lists *lists)
{
    for (size_t i = 0; i < lists->n_tenants; i++) {
        if (lists->tenants[i] == context->inquiry->tenant)
            return true;
    }
    return false;
}

static bool applies(const struct context *context, const struct forbidden *forbidden,
                    struct str value)
{
    const struct forbidden_lists *only = &forbidden->only;
    const struct forbidden_lists *except = &forbidden->except;

    if ((only->n_classes > 0 && !has_class(context, only)) ||
        (only->n_kinds > 0 && !has_kind(context, only)) ||
        (only->n_values > 0 && !wanted_is_among(value, only->values, only->n_values)))
        return false;
    return !has_tenant(context, except) && !has_class(context, except) &&
           !has_kind(context, except) &&
           !wanted_is_among(value, except->values, except->n_values);
}

/* The first entry that forbids the annotation; NULL: none. */
static const struct forbidden *find(const struct context *context,
                                    const struct read_key *key, struct str value)
{
    size_t n;
    const struct forbidden *all = policy_forbidden(context->inquiry->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (matches(&all[i], key) && applies(context, &all[i], value))
            return &all[i];
    }
    return NULL;
}

static struct str list_of(const struct context *context, const struct str *items,
                          size_t n)
{
    struct buf buf;

    buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
    text_add_list(&buf, items, n);
    return buf_str(&buf);
}

static struct draft *add(const struct annotation *at, struct violations *out)
{
    return violations_add(out, RULE_ANNOTATION_FORBIDDEN, field_path_annotation(at->key),
                          context_present(at->value));
}

static void add_forbidden(const struct context *context,
                          const struct forbidden *forbidden, const struct annotation *at,
                          struct violations *out)
{
    struct draft *draft = add(at, out);

    draft->detail = forbidden->reason;
    if (forbidden->except.n_values > 0) {
        draft->what = FORBIDDEN_OTHERS;
        draft->detail =
            list_of(context, forbidden->except.values, forbidden->except.n_values);
    } else if (forbidden->only.n_values > 0) {
        draft->what = FORBIDDEN_VALUE;
    }
}

static bool has_entry(const struct class *class, const struct read_key *key)
{
    for (size_t i = 0; i < class->n_annotations; i++) {
        if (str_equal(class->annotations[i].key, key->written))
            return true;
    }
    return false;
}

/* True if the class lists keys, and this key of its controller is not among them. */
static bool is_left_out(const struct policy *policy, const struct class *class,
                        const struct read_key *key)
{
    const struct profile *profile = class->profile;
    struct str read =
        profile->any_case && key->folded.len > 0 ? key->folded : key->written;

    return class->n_annotations_only > 0 && profile_owns_key(profile, read) &&
           !is_class_key(policy, key->written) && !profile_is_range_key(profile, read) &&
           !has_entry(class, key) &&
           !some_glob_matches(key, class->annotations_only, class->n_annotations_only);
}

static void check_classes(const struct context *context, const struct read_key *key,
                          const struct annotation *at, struct violations *out)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        const struct class *class = context->carriers.classes[i];
        struct draft *draft;

        if (!is_left_out(context->inquiry->policy, class, key))
            continue;
        draft = add(at, out);
        draft->what = FORBIDDEN_BY_CLASS;
        draft->needs_class = true;
        draft->class = class;
        draft->detail =
            list_of(context, class->annotations_only, class->n_annotations_only);
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct forbidden *forbidden;
        NOT_CLEARED struct read_key key;

        if (str_equal(at->key, MANAGED_KEY))
            continue;
        read_key(context->inquiry->policy, at->key, &key);
        forbidden = find(context, &key, at->value);
        if (forbidden != NULL && context->inquiry->trace != NULL)
            trace_add(context->inquiry->trace, (struct traced){.kind = ENTRY_FORBID,
                                                               .of = forbidden,
                                                               .subject = at->key});
        if (context_wants(context, at->key, at->value))
            continue;
        if (forbidden != NULL)
            add_forbidden(context, forbidden, at, out);
        else
            check_classes(context, &key, at, out);
    }
}

static void add_reason(struct buf *buf, const struct draft *draft)
{
    if (draft->detail.len == 0)
        return;
    buf_add_text(buf, ": ");
    text_add_escaped(buf, draft->detail, (size_t)4 * TEXT_QUOTED_MAX);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    switch (draft->what) {
    case FORBIDDEN_BY_CLASS:
        buf_add_text(buf, "this annotation is not allowed for class ");
        text_add_quoted(buf, draft->class->name);
        buf_addf(buf, "; allowed: %.*s", STR_ARGS(draft->detail));
        break;
    case FORBIDDEN_VALUE:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " is forbidden for this annotation");
        add_reason(buf, draft);
        break;
    case FORBIDDEN_OTHERS:
        text_add_quoted(buf, draft->violation.value);
        buf_addf(buf, " is not permitted for this annotation; permitted: %.*s",
                 STR_ARGS(draft->detail));
        break;
    default:
        buf_add_text(buf, "this annotation is forbidden");
        add_reason(buf, draft);
        buf_add_text(buf, "; remove it");
        break;
    }
}

const struct rule rule_annotation_forbidden = {
    .id = RULE_ANNOTATION_FORBIDDEN,
    .summary = "No annotation that the policy forbids.",
    .looks_at_plain = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
