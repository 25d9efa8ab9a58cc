/* SPDX-License-Identifier: Apache-2.0 */
/* policy_kinds: what the sections kinds and fields become. */
#include "changed_policy.h"

#include "core/kinds/kind.h"

#define TENANTS "tenants:\n  - name: shop\n"

static void make(struct changed *made, const char *sections)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct str text = arena_format(&arena, "%s" TENANTS, sections);
    const struct change changes[] = {{TENANTS, text.ptr}};

    changed_read(made, changes, ARRAY_LEN(changes));
    if (made->policy == NULL)
        changed_print(made);
    assert_non_null(made->policy);
}

static const struct kind *kind_of(const struct changed *made, const char *name)
{
    const struct kind *kind = policy_kind_named(made->policy, str_from(name));

    assert_non_null(kind);
    return kind;
}

static void ingress_is_judged(void **state)
{
    AUTO(changed_clear) struct changed without = {0};
    AUTO(changed_clear) struct changed with = {0};
    size_t n = 0;

    (void)state;
    make(&without, "");
    (void)policy_kinds(without.policy, &n);
    check_true(n == 1, "without kinds, one kind is judged");
    check_text(policy_kinds(without.policy, &n)[0].name, STR("Ingress"), "it is Ingress");
    make(&with, "kinds: {Service: enforce, Pod: preview}\n");
    check_text(policy_kinds(with.policy, &n)[0].name, STR("Ingress"),
               "Ingress comes first, even if not listed");
    check_true(n == 3, "the listed kinds follow");
    check_true(kind_of(&with, "Pod")->is_preview, "a kind in preview");
    check_true(!kind_of(&with, "Service")->is_preview, "for that kind only");
    check_true(policy_kind(with.policy, STR(""), STR("Pod")) == kind_of(&with, "Pod"),
               "found by group and kind");
    check_true(policy_kind(with.policy, STR("x"), STR("Pod")) == NULL,
               "not found in another group");
}

static void ingress_is_ignored(void **state)
{
    AUTO(changed_clear) struct changed made = {0};

    (void)state;
    make(&made,
         "kinds: {Ingress: {mode: ignore}, Pod: {rules: {annotation-safe: warn}}}\n");
    check_true(policy_kind_named(made.policy, STR("Ingress")) == NULL,
               "Ingress is not judged");
    check_true(kind_of(&made, "Pod")->index == 0, "indexes have no gap");
    check_true(kind_of(&made, "Pod")->rules[RULE_ANNOTATION_SAFE]->action == ACTION_WARN,
               "the action of a rule");
    check_true(kind_of(&made, "Pod")->rules[RULE_TLS_HOSTS] == NULL,
               "other rules have no entry");
}

#define SITE                                                                             \
    "kinds:\n"                                                                           \
    "  Site.web.example.net:\n"                                                          \
    "    plural: sites\n"                                                                \
    "    grant: listed\n"                                                                \
    "    hosts: [{path: \"spec.sites[].domain\", absent: all, unless: spec.parent},\n"   \
    "            {path: \"spec.names[]\", as: list}]\n"                                  \
    "    class: {paths: [spec.entry, spec.other], annotations: [example.net/class]}\n"   \
    "    references: [{path: spec.secret, form: namespace/name}]\n"                      \
    "    forbid: [{path: spec.raw}]\n"                                                   \
    "    wildcards: one\n"                                                               \
    "    sourceRanges: profile\n"

static void row_of_the_policy(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct kind *site = NULL;

    (void)state;
    make(&made, SITE);
    site = kind_of(&made, "Site.web.example.net");
    check_text(site->plural, STR("sites"), "the plural");
    check_true(site->has_row && site->is_listed, "a listed row");
    check_true(site->parts == (KIND_HOSTS | KIND_CLASS | KIND_SOURCE_RANGES),
               "the parts of the row");
    check_true(site->n_hosts == 2 && site->hosts[0].absent_all, "two host paths");
    check_text(site->hosts[0].absent_field->text, STR("spec.sites[].domain"),
               "the place of an absent host");
    check_text(site->hosts[0].unless->field->text, STR("spec.parent"),
               "the path that makes the absence harmless");
    check_true(site->hosts[1].as == TEXT_LIST && !site->hosts[1].absent_all,
               "a list of names");
    check_text(site->hosts[1].absent_field->text, STR("spec.names"),
               "its place has no brackets");
    check_true(site->class_from == CLASS_FROM_ROW && site->n_class_paths == 2 &&
                   site->n_class_keys == 1,
               "the sources of the class");
    check_text(site->class_field->text, STR("spec.entry"),
               "the place of a class is the first path");
    check_true(site->references[0].form == ROW_REFERENCE_PAIR, "a reference");
    check_true(site->n_demands == 1 && site->demands[0].demand->n_values == 0,
               "a forbidden field");
    check_true(site->wildcards == WILDCARDS_ONE_LABEL, "wildcards over one label");
    check_true(site->dns == KIND_DNS_ALL, "ExternalDNS reads annotations");
    check_true(site->ranges == KIND_RANGES_PROFILE, "lists are in annotations");
    check_true(site->builtin == KIND_NOT_BUILTIN && site->shape != NULL,
               "the kind is not built in");
}

static void class_of_a_row(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct kind *kind = NULL;

    (void)state;
    make(
        &made,
        "kinds:\n"
        "  A.example.net: {plural: as, class: {annotations: [example.net/class]}}\n"
        "  B.example.net: {plural: bs, class: {fixed: internal}, sourceRanges: profile}\n"
        "  C.example.net: {plural: cs, class: {gateways: {path: \"spec.in[]\",\n"
        "    mesh: [mesh], absent: mesh}}, sourceRanges: profile}\n"
        "  D.example.net: {plural: ds, class: {gateways: {self: true}}}\n"
        "  E.example.net: {plural: es, hosts: [{path: spec.host}], externalDNS: none}\n");
    kind = kind_of(&made, "A.example.net");
    check_true(kind->class_from == CLASS_FROM_ROW &&
                   kind->class_field == &builtin_fields[FIELD_ANNOTATION],
               "the place is the annotation");
    kind = kind_of(&made, "B.example.net");
    check_true(kind->class_from == CLASS_FIXED, "the class is fixed");
    check_text(kind->fixed_class->name, STR("internal"), "with this name");
    check_true(kind->ranges == KIND_RANGES_PROFILE, "the ranges are as written");
    kind = kind_of(&made, "C.example.net");
    check_true(kind->class_from == CLASS_FROM_PARENTS && kind->absent_is_mesh &&
                   kind->n_mesh == 1,
               "the class comes from parents");
    check_text(kind->class_field->text, STR("spec.in"), "its place has no brackets");
    check_true(kind->ranges == KIND_RANGES_NONE, "the gateways restrict the sources");
    kind = kind_of(&made, "D.example.net");
    check_true(kind->class_from == CLASS_FROM_SELF,
               "the class comes from the object itself");
    check_true(kind->class_field == &builtin_fields[FIELD_NAME], "its place is the name");
    kind = kind_of(&made, "E.example.net");
    check_true(kind->class_from == CLASS_FROM_NOTHING && kind->parts == KIND_HOSTS,
               "there is no class");
    check_true(kind->dns == KIND_DNS_NONE, "ExternalDNS does not read the kind");
}

static void builtin_row_is_changed(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct kind *kind = NULL;

    (void)state;
    make(&made, "kinds:\n"
                "  Route.route.openshift.io: {class: {fixed: internal}}\n"
                "  VirtualService.networking.istio.io: {class: {paths: [spec.entry]}}\n"
                "  IngressRoute.traefik.containo.us: {like: IngressRoute.traefik.io}\n"
                "  Secret: {plural: secrets}\n");
    kind = kind_of(&made, "Route.route.openshift.io");
    check_true(kind->parts == (KIND_HOSTS | KIND_CLASS | KIND_SOURCE_RANGES) &&
                   kind->n_hosts == 2 && kind->n_demands == 1,
               "a class is added to the row");
    kind = kind_of(&made, "VirtualService.networking.istio.io");
    check_true(kind->class_from == CLASS_FROM_ROW && kind->parents == NULL &&
                   kind->n_mesh == 0 && !kind->absent_is_mesh,
               "a class replaces that of the row");
    kind = kind_of(&made, "IngressRoute.traefik.containo.us");
    check_text(kind->group, STR("traefik.containo.us"), "the group is the new one");
    check_text(kind->plural, STR("ingressroutes"), "the plural is that of the row");
    check_true(kind->n_hosts == 3 && kind->builtin == KIND_NOT_BUILTIN,
               "the hosts are those of the row");
    check_true(!kind_of(&made, "Secret")->has_row, "a plural makes no row");
}

static void demands_of_kinds(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct kind *kind = NULL;
    const struct field_demand *demand = NULL;

    (void)state;
    make(&made,
         "kinds: {Pod: enforce, Route.route.openshift.io: enforce}\n"
         "fields:\n"
         "  forbid:\n"
         "    - {kinds: [Ingress, Pod, Pod], paths: [spec.a, \"spec.b[]\", spec.a],\n"
         "       reason: why, except: {tenants: [shop]}}\n"
         "  allow:\n"
         "    - {kinds: [Route.route.openshift.io], paths: [spec.c], values: [x, 22]}\n");
    kind = kind_of(&made, "Ingress");
    check_true(kind->n_demands == 2, "each path is there once");
    demand = kind->demands[1].demand;
    check_text(kind->demands[1].path.field->text, STR("spec.b[]"),
               "in the order of the policy");
    check_true(!demand->is_allow && demand->n_values == 0, "any value is refused");
    check_text(demand->reason, STR("why"), "the reason is known");
    check_true(demand->n_except == 1, "one tenant is excepted");
    check_text(demand->except[0]->name, STR("shop"), "by its name");
    check_true(kind_of(&made, "Pod")->n_demands == 2, "a repeated kind counts once");
    kind = kind_of(&made, "Route.route.openshift.io");
    check_true(kind->n_demands == 2 && !kind->demands[0].demand->is_allow,
               "the demand of the row comes first");
    check_true(kind->demands[1].demand->is_allow &&
                   kind->demands[1].demand->n_values == 2,
               "that of the policy follows");
}

/* Lists n kinds besides Ingress. */
static void make_many(struct changed *made, size_t n)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct buf text = buf_in(&arena);
    struct change change = {TENANTS, NULL};

    buf_addf(&text, "kinds:\n");
    for (size_t i = 0; i < n; i++)
        buf_addf(&text, "  K%zu.example.net: enforce\n", i);
    buf_addf(&text, "%s", TENANTS);
    change.to = buf_text(&text);
    changed_read(made, &change, 1);
}

static void the_number_of_kinds_is_limited(void **state)
{
    AUTO(changed_clear) struct changed most = {0};
    AUTO(changed_clear) struct changed more = {0};

    (void)state;
    make_many(&most, 1023);
    check_true(most.policy != NULL, "1024 kinds are accepted");
    make_many(&more, 1024);
    check_true(more.policy == NULL && more.problems.n_errors == 1, "one more is refused");
}

static void entries_of_kinds(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"classes:\n", "kinds: {HTTPRoute: enforce, GRPCRoute: enforce}\n"
                       "classes:\n"
                       "  routes:\n"
                       "    profile: ingress-nginx\n"
                       "    annotations:\n"
                       "      - {key: a, value: \"1\", kinds: [HTTPRoute]}\n"
                       "      - {key: a, value: \"2\"}\n"},
        {"annotations:\n  add:\n",
         "annotations:\n"
         "  add:\n"
         "    - {key: a, value: \"3\", kinds: [Ingress, HTTPRoute, GRPCRoute]}\n"
         "    - {key: b, value: \"4\", kinds: [HTTPRoute]}\n"},
    };
    const struct annotation_entry *entry = NULL;
    const struct class *class = NULL;

    (void)state;
    changed_read(&made, changes, ARRAY_LEN(changes));
    assert_non_null(made.policy);
    class = policy_class(made.policy, STR("routes"));
    check_true(class->n_annotations == 5,
               "two entries of the class, three for all classes");
    entry = class->annotations;
    check_true(entry[0].n_kinds == 1 && entry[1].n_kinds == 0,
               "the entries of the class are unchanged");
    check_true(entry[2].n_kinds == 1,
               "an entry for all loses the kinds with an entry in the class");
    check_text(entry[2].kinds[0], STR("GRPCRoute"), "one kind is left");
    check_text(entry[3].key, STR("b"), "an entry with another key is not hidden");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ingress_is_judged),
        cmocka_unit_test(ingress_is_ignored),
        cmocka_unit_test(row_of_the_policy),
        cmocka_unit_test(class_of_a_row),
        cmocka_unit_test(builtin_row_is_changed),
        cmocka_unit_test(demands_of_kinds),
        cmocka_unit_test(entries_of_kinds),
        cmocka_unit_test(the_number_of_kinds_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
