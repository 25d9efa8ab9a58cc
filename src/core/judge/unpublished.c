/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpublished: compares the names in hostname annotations with the hosts in fields.
 */
#include "core/judge/unpublished.h"

#include "base/text.h"
#include "core/judge/facts.h"
#include "core/values/key.h"

/* True if dns-annotations runs on this object and its violations are shown. */
static bool is_shown(const struct judgement *judgement)
{
    const struct dispositions *dispositions = judgement->dispositions;
    enum action action = dispositions->action[RULE_DNS_ANNOTATIONS];

    return !judgement->inquiry.is_status && !judgement->tenant_denied &&
           !judgement->class_denied && !judgement->kind_denied &&
           dispositions->excused[RULE_DNS_ANNOTATIONS] == NULL &&
           (action == ACTION_WARN || action == ACTION_DENY);
}

/* The class whose instance reads the key but does not publish its names; NULL if there is
 * none. */
static const struct class *find_ignoring_class(const struct carriers *carriers,
                                               struct str key)
{
    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class *class = carriers->classes[i];

        for (size_t j = 0; j < class->n_dns; j++) {
            const struct class_dns *dns = &class->dns[j];

            for (size_t k = 0; k < dns->instance->n_prefixes; k++) {
                if (dns->names == DNS_NAMES_HOSTS &&
                    key_is(key, dns->instance->prefixes[k], DNS_SUFFIX_HOSTNAME))
                    return class;
            }
        }
    }
    return NULL;
}

static struct facts hosts_of(const struct claims *claims, struct arena *arena)
{
    struct facts hosts;

    facts_init(&hosts, arena, claims->n_fields);
    for (size_t i = 0; i < claims->n_fields; i++)
        facts_add(&hosts, (struct fact){.parts = {claims->all[i].text}});
    facts_finish(&hosts);
    return hosts;
}

static void warn(const struct claim *claim, const struct class *class,
                 struct warnings *warnings)
{
    struct warning warning = {.rule = RULE_DNS_ANNOTATIONS, .is_remark = true};
    struct warning *added;
    struct buf buf;

    if (!warnings_are_full(warnings)) {
        buf_init(&buf, warnings->arena, BUF_MAX_BYTES);
        text_add_quoted(&buf, claim->text);
        buf_add_text(&buf, " is not published: class ");
        text_add_quoted(&buf, class->name);
        buf_add_text(&buf, " publishes the hosts of the rules");
        warning.sentence = buf_str(&buf);
    }
    added = warnings_find(warnings, warning.rule, warning.sentence);
    if (added == NULL || warnings_are_full(warnings))
        added = warnings_add(warnings, warning);
    if (added != NULL)
        warning_add_place(added, claim->path, warnings->arena);
}

/* True if the platform tells ExternalDNS which names of the object to publish.  That is
 * not possible for other kinds, and not done for a route without host names. */
static bool has_sources(const struct view *view)
{
    return view->kind->dns == KIND_DNS_INGRESS ||
           (view->kind->dns == KIND_DNS_ROUTE && view->host.len > 0);
}

void unpublished_warn(const struct judgement *judgement, struct warnings *warnings)
{
    const struct claims *claims = &judgement->context.claims;
    struct facts hosts = {0};

    if (!is_shown(judgement) || !has_sources(judgement->inquiry.view))
        return;
    for (size_t i = claims->n_fields; i < claims->n; i++) {
        const struct claim *claim = &claims->all[i];
        const struct fact fact = {.parts = {claim->text}};
        const struct class *class =
            claim->valid
                ? find_ignoring_class(&judgement->context.carriers, claim->path.key)
                : NULL;

        if (class == NULL)
            continue;
        if (hosts.arena == NULL)
            hosts = hosts_of(claims, judgement->inquiry.arena);
        if (!facts_have(&hosts, &fact))
            warn(claim, class, warnings);
    }
}
