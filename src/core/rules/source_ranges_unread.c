/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source-ranges-unread: a list must not be under a key of another controller, or under a
 * key without its prefix: such a list restricts nothing.
 */
#include "core/policy/profile_keys.h"
#include "core/rules/rules.h"

enum {
    UNREAD_LIST,      /* detail: the key that is read */
    UNREAD_REFERENCE, /* detail: the key that refers to objects */
    UNREAD_ALL,       /* no annotation is read */
};

static bool is_read(const struct context *context, struct str key)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        if (profile_is_list_key(context->carriers.classes[i]->profile, key))
            return true;
    }
    return false;
}

static void add(const struct context *context, const struct annotation *at,
                struct violations *out)
{
    const struct class *class = context->bound->class;
    const struct profile *profile = class->profile;
    struct draft *draft =
        violations_add(out, RULE_SOURCE_RANGES_UNREAD, field_path_annotation(at->key),
                       context_present(at->value));

    draft->class = class;
    draft->what = UNREAD_ALL;
    if (profile->n_list_keys > 0) {
        draft->what = UNREAD_LIST;
        draft->detail = profile->list_keys[0];
    } else if (profile->reference_key.len > 0) {
        draft->what = UNREAD_REFERENCE;
        draft->detail = profile->reference_key;
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; context->bound != NULL && i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (policy_knows_list_name(context->inquiry->policy, at->key) &&
            !is_read(context, at->key) && !context_wants(context, at->key, at->value))
            add(context, at, out);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    struct str noun = draft->class->profile->reference_noun;

    (void)context;
    buf_add_text(buf, "the controller of class ");
    text_add_quoted(buf, draft->class->name);
    switch (draft->what) {
    case UNREAD_LIST:
        buf_add_text(buf, " does not read this annotation; use ");
        text_add_escaped(buf, draft->detail, NAME_MAX_BYTES);
        break;
    case UNREAD_REFERENCE:
        buf_add_text(buf,
                     " does not read this annotation; its source ranges are set by ");
        buf_add(buf, noun.len > 0 ? noun : STR("objects"));
        buf_add_text(buf, " in ");
        text_add_escaped(buf, draft->detail, NAME_MAX_BYTES);
        break;
    default:
        buf_add_text(buf, " reads no source ranges from annotations");
        break;
    }
}

const struct rule rule_source_ranges_unread = {
    .id = RULE_SOURCE_RANGES_UNREAD,
    .summary = "No source ranges under keys that the controller does not read.",
    .kinds = KIND_CONTROLLER,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
