/*
 * annotations: what the policy adds for the class, and what it enforces.
 */
#include "base/text.h"
#include "core/mutations/mutations.h"

static void enforce(struct writing *writing, const struct wanted *wanted)
{
    const struct str *present = wanted_present(wanted, &writing->stripped);
    struct str key;
    struct buf buf = buf_in(writing->inquiry.arena);

    if (present == NULL || str_equal(*present, wanted->value))
        return;
    key = wanted_key(wanted, writing->inquiry.arena);
    writing_put(writing, key, wanted->value, RULE_ANNOTATION_REQUIRED);
    text_add_quoted(&buf, *present);
    buf_add_text(&buf, " was replaced by ");
    text_add_quoted(&buf, wanted->value);
    writing_warn(writing, RULE_ANNOTATION_REQUIRED, key, buf_str(&buf));
}

static void propose(struct writing *writing)
{
    if (dispositions_let_go(writing->dispositions, RULE_ANNOTATION_REQUIRED))
        return;
    for (size_t i = 0; i < writing->wanted.n; i++) {
        const struct wanted *wanted = &writing->wanted.all[i];

        if (wanted->rule == RULE_ANNOTATION_REQUIRED && wanted->mode == WANTED_ENFORCE)
            enforce(writing, wanted);
    }
    writing_add_absent(writing, RULE_ANNOTATION_REQUIRED);
    writing_remove_unwanted(writing, RULE_ANNOTATION_REQUIRED, NULL);
}

const struct mutation mutation_annotations = {
    .when = MUTATION_LAST,
    .propose = propose,
};
