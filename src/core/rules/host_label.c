/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-label: the first label of a name must not be too long for its instance.
 * ExternalDNS writes a TXT record for each record, with a prefix in its first label.  It
 * drops a name for which the label would be too long, and reports this only in its log.
 */
#include "core/rules/rules.h"

/* The instance of the class with the lowest limit; NULL: none has a limit. */
static const struct dns_instance *tightest(const struct class *class)
{
    const struct dns_instance *found = NULL;

    for (size_t i = 0; i < class->n_dns; i++) {
        const struct dns_instance *instance = class->dns[i].instance;

        if (instance->max_first_label > 0 &&
            (found == NULL || instance->max_first_label < found->max_first_label))
            found = instance;
    }
    return found;
}

static size_t first_label_bytes(struct str name)
{
    size_t at = 0;

    return str_find(name, '.', &at) ? at : name.len;
}

static void check(const struct context *context, struct violations *out)
{
    const struct dns_instance *instance =
        context->bound == NULL ? NULL : tightest(context->bound->class);

    if (instance == NULL)
        return;
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (claim->valid && !claim->name.is_wildcard &&
            first_label_bytes(claim->text) > instance->max_first_label)
            violations_add(out, RULE_HOST_LABEL, claim->path, claim->text)->class =
                context->bound->class;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct dns_instance *instance = tightest(draft->class);

    (void)context;
    buf_addf(buf, "the first label has %zu bytes; ExternalDNS instance ",
             first_label_bytes(draft->violation.value));
    text_add_quoted(buf, instance->name);
    buf_addf(buf, " supports %u; use a shorter name", instance->max_first_label);
}

const struct rule rule_host_label = {
    .id = RULE_HOST_LABEL,
    .summary = "The first label of every host leaves room for ExternalDNS.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
