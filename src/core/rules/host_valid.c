/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-valid: every claimed name must be a valid host name, wherever it is claimed.
 * Values that claim names without spelling them out cannot be judged and are refused.
 */
#include "core/rules/name_fault.h"
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (!claim->valid)
            violations_add(out, RULE_HOST_VALID, claim->path,
                           context_present(claim->text))
                ->what = claim->kind;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    if (draft->what == CLAIM_CERTIFICATE) {
        buf_add_text(buf, "without hosts the controller serves every name in the "
                          "certificate; list the rule hosts here");
        return;
    }
    if (draft->what == CLAIM_NAME) {
        name_fault_add_sentence(buf, draft->violation.value);
        return;
    }
    text_add_quoted(buf, draft->violation.value);
    switch ((enum claim_kind)draft->what) {
    case CLAIM_UNJUDGEABLE:
        buf_add_text(buf, " may claim any name and cannot be judged; list plain host "
                          "names in fields or lists instead");
        break;
    case CLAIM_TOO_MANY:
        buf_addf(buf, " lists too many names; annotations may contain %d names together",
                 CLAIMS_ANNOTATED_MAX);
        break;
    case CLAIM_NO_JSON:
        buf_add_text(buf, " is not JSON");
        break;
    case CLAIM_PATTERN:
        buf_add_text(buf, " is a pattern that cannot be judged; write plain host names");
        break;
    case CLAIM_NO_MATCHER:
        buf_add_text(buf, " is not a path matcher; write Path, PathPrefix or PathRegexp");
        break;
    case CLAIM_NAME:
    case CLAIM_CERTIFICATE:
        break;
    }
}

const struct rule rule_host_valid = {
    .id = RULE_HOST_VALID,
    .summary = "Every host is a DNS name.",
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_NO_ROUTES,
    .check = check,
    .explain = explain,
};
