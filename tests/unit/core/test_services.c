/* SPDX-License-Identifier: Apache-2.0 */
/*
 * services: how load balancers get their class, which Services are ignored, and what
 * tenants may write on the others.
 */
#include <stdlib.h>

#include "core/mutations/edit.h"
#include "deciding.h"
#include "json/json.h"
#include "unit.h"
#include "wire/kinds/kinds.h"

#define NLB    "service.beta.kubernetes.io/aws-load-balancer-"
#define AZURE  "service.beta.kubernetes.io/azure-"
#define RANGES "service.beta.kubernetes.io/load-balancer-source-ranges"
#define DNS    "internal-dns.example.net/"

static const char policy_text[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "networks:\n"
    "  office: [198.51.100.0/24, \"2001:db8:100::/48\"]\n"
    "  vpn: [203.0.113.64/26]\n"
    "  vips: [192.0.2.0/28]\n"
    "externalDNS:\n"
    "  private: {annotationPrefixes: [internal-dns.example.net/]}\n"
    "kinds: {Service: enforce}\n"
    "classes:\n"
    "  internal: {profile: haproxy-ingress, domains: [corp.example.net], "
    "sourceRanges: {mode: narrow, networks: [office]}}\n"
    "  nlb:\n"
    "    domains: [corp.example.net]\n"
    "    externalDNS: {instance: private, ttl: 300}\n"
    "    sourceRanges: {mode: narrow, networks: [office, vpn]}\n"
    "    service: {profile: aws-nlb, loadBalancerClass: service.k8s.aws/nlb, "
    "marks: {" NLB "scheme: internal}, families: [IPv4], nodePorts: deny}\n"
    "  outer:\n"
    "    service: {profile: aws-nlb, loadBalancerClass: service.k8s.aws/nlb, "
    "marks: {" NLB "scheme: internet-facing}}\n"
    "  azure:\n"
    "    sourceRanges: {mode: fixed, networks: [vpn]}\n"
    "    service: {profile: azure, marks: {" AZURE "load-balancer-internal: \"true\"}}\n"
    "  cut:\n"
    "    sourceRanges: {mode: intersect, networks: [office]}\n"
    "    service: {profile: gke, loadBalancerClass: example.net/cut}\n"
    "tenants:\n"
    "  - name: shop\n"
    "    namespaces: [shop]\n"
    "    classes: [internal, nlb, azure, cut]\n"
    "    domains: [shop.corp.example.net]\n"
    "    hosts: [db.corp.example.net]\n"
    "    services:\n"
    "      types: [ClusterIP, LoadBalancer, ExternalName]\n"
    "      defaultClass: nlb\n"
    "      classOf: {headless: internal}\n"
    "      externalNames: [db.example.net]\n"
    "      loadBalancerIPs: [vips]\n"
    "  - {name: ports, namespaces: [ports], classes: [outer], services: {types: "
    "[NodePort], "
    "nodePorts: [\"30080-30090\", \"32000\"]}}\n";

/* A Service in single quotes, which C need not escape. */
#define SERVICE(annotations, spec)                                                       \
    "{'metadata':{'name':'db','annotations':{" annotations "}},'spec':{" spec "}}"
#define LB     "'type':'LoadBalancer'"
#define CLASS  "'loadBalancerClass':'service.k8s.aws/nlb'"
#define SCHEME "'" NLB "scheme':'internal'"
#define CLOSED "'allocateLoadBalancerNodePorts':false"
#define LISTED "'loadBalancerSourceRanges':['198.51.100.0/24']"

struct row {
    const char *why;
    const char *namespace; /* NULL: shop */
    const char *object;
    const char *stored; /* NULL: CREATE */
    const char *want;
};

static struct str in_double_quotes(struct arena *arena, const char *text)
{
    struct str copy = arena_dup(arena, str_from(text));
    char *bytes = arena_alloc(arena, copy.len + 1);

    for (size_t i = 0; i < copy.len; i++)
        bytes[i] = (char)(copy.ptr[i] == '\'' ? '"' : copy.ptr[i]);
    return (struct str){bytes, copy.len};
}

static const struct json *object_of(struct arena *arena, const struct kind *kind,
                                    const char *text)
{
    struct json *object = NULL;
    struct err err;

    if (text == NULL)
        return NULL;
    if (!json_read(arena, in_double_quotes(arena, text), kind_object_shape(kind), &object,
                   &err))
        fail_msg("%s: %s", text, err.text);
    return object;
}

static struct inquiry *ask(const struct policy *policy, const struct row *row,
                           enum stage stage, struct arena *arena)
{
    const struct kind *kind = policy_kind_named(policy, STR("Service"));
    struct kind_objects objects = {.kind = kind, .namespace = STR("shop")};
    struct kind_views *views = ARENA_NEW(arena, struct kind_views, 1);
    struct inquiry *inquiry = ARENA_NEW(arena, struct inquiry, 1);
    struct unjudgeable why = {0};

    objects.object = object_of(arena, kind, row->object);
    objects.old_object = object_of(arena, kind, row->stored);
    if (!kind_read(&objects, arena, views, &why))
        fail_msg("%s: %.*s", row->why, STR_ARGS(why.why));
    *inquiry = deciding_inquiry(policy, stage, &views->view, arena);
    if (row->namespace != NULL)
        inquiry->namespace = str_from(row->namespace);
    if (row->stored != NULL) {
        inquiry->operation = OPERATION_UPDATE;
        inquiry->stored = &views->stored;
    }
    return inquiry;
}

/* Lines `/spec/NAME=VALUE` and `KEY=VALUE`; `-` before what is removed. */
static struct str edits_text(const struct decision *decision, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];

        if (buf.len > 0)
            buf_add_byte(&buf, '\n');
        if (edit->kind == EDIT_REMOVE)
            buf_add_byte(&buf, '-');
        if (edit->path.key.ptr != NULL)
            buf_add(&buf, edit->path.key);
        else
            field_path_add(&buf, &edit->path);
        if (edit->kind == EDIT_TEXT)
            buf_addf(&buf, "=%.*s", STR_ARGS(edit->text));
        if (edit->kind == EDIT_BOOL)
            buf_addf(&buf, "=%s", edit->flag ? "true" : "false");
        for (size_t k = 0; edit->kind == EDIT_LIST && k < edit->n_items; k++)
            buf_addf(&buf, "%s%.*s", k == 0 ? "=" : " ", STR_ARGS(edit->items[k]));
    }
    return buf_str(&buf);
}

static const struct row judged[] = {
    /* Services that are ignored. */
    {"a plain Service needs no tenant", "nobody", SERVICE("", "'clusterIP':'10.0.0.1'"),
     NULL, ""},
    {"nor does a headless one without names", "nobody", SERVICE("", "'clusterIP':'None'"),
     NULL, ""},
    {"the controller of a class reads these keys from the Service", "nobody",
     SERVICE("'haproxy-ingress.github.io/config-backend':'x'", ""), NULL,
     "deny source-ranges haproxy-ingress.github.io/config-backend"},
    {"and ignores its other keys", "nobody",
     SERVICE("'haproxy-ingress.github.io/balance-algorithm':'x'", ""), NULL, ""},
    {"this rule does not depend on others", "nobody",
     SERVICE("'ingress.kubernetes.io/whitelist-source-range':'0.0.0.0/0'",
             "'type':'NodePort'"),
     NULL,
     "deny tenant-known metadata.namespace\n"
     "deny source-ranges ingress.kubernetes.io/whitelist-source-range"},
    {"external addresses expose a Service", "nobody",
     SERVICE("", "'externalIPs':['192.0.2.1']"), NULL,
     "deny tenant-known metadata.namespace"},
    {"so does a key of ExternalDNS, even an empty one", "nobody",
     SERVICE("'" DNS "ttl':''", ""), NULL, "deny tenant-known metadata.namespace"},

    /* The class of a load balancer. */
    {"a class by loadBalancerClass and a mark", NULL,
     SERVICE(SCHEME, LB "," CLASS "," CLOSED "," LISTED), NULL, ""},
    {"a class that the tenant may not use", NULL,
     SERVICE("'" NLB "scheme':'internet-facing'", LB "," CLASS "," CLOSED), NULL,
     "deny class-permitted spec.loadBalancerClass"},
    {"a class without loadBalancerClass is recognised by its mark", "ports",
     SERVICE("'" AZURE "load-balancer-internal':'true'", LB), NULL,
     "deny class-permitted " AZURE "load-balancer-internal\n"
     "deny service-type spec.type"},
    {"no class matches", NULL, SERVICE(SCHEME, LB), NULL, "deny class-present spec.type"},
    {"the older spelling contradicts the class", NULL,
     SERVICE(SCHEME ",'" NLB "internal':'true'", LB "," CLASS "," CLOSED "," LISTED),
     NULL, "deny class-agrees " NLB "internal"},
    {"published names need a class, at each key that publishes", NULL,
     SERVICE("'" DNS "hostname':'a.shop.corp.example.net','zalando.org/dnsname':"
             "'a.shop.corp.example.net','" DNS "internal-hostname':' '",
             ""),
     NULL, "deny class-present priv/hostname zalando.org/dnsname"},

    /* What a tenant may write. */
    {"a type that is not permitted", NULL, SERVICE("", "'type':'NodePort'"), NULL,
     "deny service-type spec.type"},
    {"an unknown type", NULL, SERVICE("", "'type':'Other'"), NULL,
     "deny service-type spec.type"},
    {"a stored type stays", NULL, SERVICE("'a':'b'", "'type':'NodePort'"),
     SERVICE("", "'type':'NodePort'"), "held service-type spec.type"},
    {"but not with another port", NULL,
     SERVICE("", "'type':'NodePort','ports':[{'port':22}]"),
     SERVICE("", "'type':'NodePort'"), "deny service-type spec.type"},
    {"nor with the same port of another protocol", NULL,
     SERVICE("", "'type':'NodePort','ports':[{'port':53,'protocol':'UDP'}]"),
     SERVICE("", "'type':'NodePort','ports':[{'port':53}]"),
     "deny service-type spec.type"},
    {"node ports outside of the permitted ranges; 0 is not a port", "ports",
     SERVICE("", "'type':'NodePort','ports':[{'port':1,'nodePort':30090},"
                 "{'port':2,'nodePort':30091},{'port':3,'nodePort':0}]"),
     NULL, "deny service-port spec.ports[1].nodePort"},
    {"node ports of a load balancer whose class denies them", NULL,
     SERVICE(SCHEME, LB "," CLASS "," LISTED ",'ports':[{'port':1,'nodePort':30090}]"),
     NULL, "deny service-port spec.allocateLoadBalancerNodePorts spec.ports[0].nodePort"},
    {"if the class is denied, other rules are silent", NULL,
     SERVICE(SCHEME ",'" NLB "internal':'true'", LB "," CLASS), NULL,
     "deny class-agrees " NLB "internal"},
    {"addresses inside and outside of the networks", NULL,
     SERVICE(SCHEME ",'" NLB "private-ipv4-addresses':'192.0.2.4, 192.0.2.15','" NLB
                    "eip-allocations':'eipalloc-1'",
             LB "," CLASS "," CLOSED "," LISTED ",'loadBalancerIP':'192.0.2.16'"),
     NULL, "deny service-address spec.loadBalancerIP " NLB "eip-allocations"},
    {"external addresses are not permitted", NULL,
     SERVICE("", "'externalIPs':['192.0.2.1']"), NULL,
     "deny service-address spec.externalIPs[0]"},
    {"a network is not an address", NULL,
     SERVICE(SCHEME,
             LB "," CLASS "," CLOSED "," LISTED ",'loadBalancerIP':'192.0.2.0/29'"),
     NULL, "deny service-address spec.loadBalancerIP"},
    {"a target below a permitted name", NULL,
     SERVICE("", "'type':'ExternalName','externalName':'A.db.example.net.'"), NULL, ""},
    {"an address is not a target", NULL,
     SERVICE("", "'type':'ExternalName','externalName':'192.0.2.1'"), NULL,
     "deny service-target spec.externalName"},
    {"a wildcard is not a target", NULL,
     SERVICE("", "'type':'ExternalName','externalName':'*.db.example.net'"), NULL,
     "deny service-target spec.externalName"},

    /* Names. */
    {"the pods of a headless Service have names below", NULL,
     SERVICE("'" DNS "hostname':'db.corp.example.net'", "'clusterIP':'None'"), NULL,
     "deny host-permitted priv/hostname\n"
     "deny dns-annotations priv/controller"},
    {"which a domain entry covers", NULL,
     SERVICE("'" DNS "hostname':'db.shop.corp.example.net','" DNS "controller':"
             "'dns-controller'",
             "'clusterIP':'None'"),
     NULL, "deny dns-annotations priv/controller"},

    /* Source ranges. */
    {"outside the networks", NULL,
     SERVICE(SCHEME, LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['0.0.0.0/0']"),
     NULL, "deny source-ranges spec.loadBalancerSourceRanges"},
    {"a family that is not permitted", NULL,
     SERVICE(SCHEME,
             LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['2001:db8:100::/48']"),
     NULL, "deny source-ranges spec.loadBalancerSourceRanges"},
    {"blanks are trimmed, a length is needed", NULL,
     SERVICE(SCHEME,
             LB "," CLASS "," CLOSED
                ",'loadBalancerSourceRanges':[' 198.51.100.0/25 ','203.0.113.64']"),
     NULL, "deny source-ranges spec.loadBalancerSourceRanges"},
    {"a text with a comma is one entry", NULL,
     SERVICE(SCHEME,
             LB "," CLASS "," CLOSED
                ",'loadBalancerSourceRanges':['198.51.100.0/25,198.51.100.128/25']"),
     NULL, "deny source-ranges spec.loadBalancerSourceRanges"},
    {"the annotation must be equal", NULL,
     SERVICE(SCHEME ",'" RANGES "':'203.0.113.64/26'",
             LB "," CLASS "," CLOSED "," LISTED),
     NULL, "deny source-ranges spec.loadBalancerSourceRanges " RANGES},
    {"and does not replace the field", NULL,
     SERVICE(SCHEME ",'" RANGES "':'203.0.113.64/26'", LB "," CLASS "," CLOSED), NULL,
     "deny source-ranges spec.loadBalancerSourceRanges"},
    {"security groups of a user undo the list", NULL,
     SERVICE(SCHEME ",'" NLB "security-groups':'sg','" NLB "disable-nlb-sg':'false'",
             LB "," CLASS "," CLOSED "," LISTED),
     NULL, "deny source-ranges " NLB "security-groups"},
    {"an exclusive profile needs one spelling", NULL,
     SERVICE("'" AZURE "load-balancer-internal':'true','" AZURE
             "allowed-ip-ranges':'203.0.113.64/26'",
             LB),
     NULL, ""},
    {"and permits no second one", NULL,
     SERVICE("'" AZURE "load-balancer-internal':'true','" AZURE
             "allowed-ip-ranges':'203.0.113.64/26'",
             LB ",'loadBalancerSourceRanges':['203.0.113.64/26']"),
     NULL, "deny source-ranges " AZURE "allowed-ip-ranges"},
    {"a stored violation does not cover a new exposing key", NULL,
     SERVICE(SCHEME ",'" NLB "security-groups':'sg','" NLB "disable-nlb-sg':'true'",
             LB "," CLASS "," CLOSED "," LISTED),
     SERVICE(SCHEME ",'" NLB "security-groups':'sg'", LB "," CLASS "," CLOSED "," LISTED),
     "deny source-ranges " NLB "disable-nlb-sg " NLB "security-groups"},
    {"a stored violation stays if nothing is new", NULL,
     SERVICE(SCHEME ",'" NLB "security-groups':'sg','a':'b'",
             LB "," CLASS "," CLOSED "," LISTED),
     SERVICE(SCHEME ",'" NLB "security-groups':'sg'", LB "," CLASS "," CLOSED "," LISTED),
     "held source-ranges " NLB "security-groups"},
};

static void rules(void **state)
{
    struct policy *policy = deciding_policy(policy_text);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(judged); i++) {
        struct arena arena = {0};
        struct decision decision;

        decide(ask(policy, &judged[i], STAGE_VALIDATE, &arena), &decision);
        check_text(deciding_violations(&decision, &arena), str_from(judged[i].want),
                   judged[i].why);
        check_true(decision.n_edits == 0, "validation never patches");
        arena_clear(&arena);
    }
    policy_unref(policy);
}

#define MANAGED       "ingress-warden.dev/managed"
#define FIELD         "/spec/loadBalancerSourceRanges"
#define OWN           "'" MANAGED "':'" FIELD "'"
#define WANTED_RANGES "spec.loadBalancerSourceRanges=198.51.100.0/24 203.0.113.64/26"

static const struct row written[] = {
    {"the default class, its ranges, no node ports", NULL,
     SERVICE("", LB ",'allocateLoadBalancerNodePorts':true"), NULL,
     "spec.loadBalancerClass=service.k8s.aws/nlb\n"
     "spec.allocateLoadBalancerNodePorts=false\n" WANTED_RANGES "\n" MANAGED "=" FIELD
     "\n" NLB "scheme=internal"},
    {"what is missing for the default class", NULL,
     SERVICE("", LB "," CLASS "," CLOSED "," LISTED), NULL, NLB "scheme=internal"},
    {"nothing if a key contradicts the class", NULL,
     SERVICE("'" NLB "scheme':'internet-facing'", LB), NULL, ""},
    {"nothing if another class is named", NULL,
     SERVICE("", LB ",'loadBalancerClass':'x'"), NULL, ""},
    {"nothing if another spelling of the scheme is present", NULL,
     SERVICE("'" NLB "internal':'true'", LB), NULL, ""},
    {"a stored node port prevents the field", NULL,
     SERVICE(SCHEME, LB "," CLASS "," LISTED ",'ports':[{'port':1,'nodePort':30000}]"),
     NULL, ""},
    {"nothing on a Service without exposure", NULL, SERVICE("", ""), NULL, ""},
    {"nothing on another type without names", NULL, SERVICE("", "'type':'NodePort'"),
     NULL, ""},
    {"nothing if the tenant has no default", "ports", SERVICE("", LB), NULL, ""},
    {"a change of type is treated like a creation", NULL, SERVICE("", LB),
     SERVICE("", "'clusterIP':'10.0.0.1'"),
     "spec.loadBalancerClass=service.k8s.aws/nlb\n"
     "spec.allocateLoadBalancerNodePorts=false\n" WANTED_RANGES "\n" MANAGED "=" FIELD
     "\n" NLB "scheme=internal"},
    {"the stored class is restored, and node ports stay off", NULL, SERVICE("", LB),
     SERVICE(SCHEME, LB "," CLASS "," CLOSED "," LISTED),
     "spec.loadBalancerClass=service.k8s.aws/nlb\n"
     "spec.allocateLoadBalancerNodePorts=false\n" WANTED_RANGES "\n" MANAGED "=" FIELD
     "\n" NLB "scheme=internal"},
    {"the list of the annotation is copied to the field", NULL,
     SERVICE(SCHEME ",'" RANGES "':'203.0.113.64/28, 198.51.100.0/25'",
             LB "," CLASS "," CLOSED),
     NULL,
     "spec.loadBalancerSourceRanges=203.0.113.64/28 198.51.100.0/25\n" MANAGED "=" FIELD},
    {"an invalid list is not copied", NULL,
     SERVICE(SCHEME ",'" RANGES "':'0.0.0.0/0'", LB "," CLASS "," CLOSED), NULL, ""},
    {"an own list is recomputed", NULL,
     SERVICE(SCHEME "," OWN,
             LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['192.0.2.0/24']"),
     SERVICE(SCHEME "," OWN,
             LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['192.0.2.0/24']"),
     WANTED_RANGES},
    {"a list that the user changed is the user's", NULL,
     SERVICE(SCHEME "," OWN, LB "," CLASS "," CLOSED "," LISTED),
     SERVICE(SCHEME "," OWN,
             LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['192.0.2.0/24']"),
     "-" MANAGED},
    {"without a class an own list is removed", NULL,
     SERVICE(SCHEME "," OWN, "'type':'ClusterIP'," LISTED),
     SERVICE(SCHEME "," OWN, LB "," CLASS "," CLOSED "," LISTED),
     "-spec.loadBalancerSourceRanges\n-" MANAGED},
    {"and the user's list is kept", NULL,
     SERVICE(SCHEME "," OWN,
             "'type':'ClusterIP','loadBalancerSourceRanges':['10.0.0.0/8']"),
     SERVICE(SCHEME "," OWN, LB "," CLASS "," CLOSED "," LISTED), "-" MANAGED},
    {"the annotation of an exclusive profile is enough", NULL,
     SERVICE("'" AZURE "load-balancer-internal':'true','" AZURE
             "allowed-ip-ranges':'203.0.113.64/26'",
             LB),
     NULL, ""},
    {"and replaces an own field", NULL,
     SERVICE("'" AZURE "load-balancer-internal':'true','" AZURE
             "allowed-ip-ranges':'203.0.113.64/26'," OWN,
             LB ",'loadBalancerSourceRanges':['203.0.113.64/26']"),
     SERVICE("'" AZURE "load-balancer-internal':'true'," OWN,
             LB ",'loadBalancerSourceRanges':['203.0.113.64/26']"),
     "-spec.loadBalancerSourceRanges\n-" MANAGED},
    {"mode intersect replaces the field and the annotation", NULL,
     SERVICE("'" RANGES "':'198.51.0.0/16'",
             LB ",'loadBalancerClass':'example.net/cut',"
                "'loadBalancerSourceRanges':['198.51.0.0/16']"),
     NULL, "spec.loadBalancerSourceRanges=198.51.100.0/24\n" RANGES "=198.51.100.0/24"},
    {"names get a ttl", NULL,
     SERVICE(SCHEME ",'" DNS "hostname':'a.shop.corp.example.net'",
             LB "," CLASS "," CLOSED "," LISTED),
     NULL, MANAGED "=" DNS "ttl\n" DNS "ttl=300"},
};

static void mutations(void **state)
{
    struct policy *policy = deciding_policy(policy_text);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(written); i++) {
        struct arena arena = {0};
        struct inquiry *inquiry = ask(policy, &written[i], STAGE_MUTATE, &arena);
        struct decision decision;
        struct view patched;

        decide(inquiry, &decision);
        check_text(edits_text(&decision, &arena), str_from(written[i].want),
                   written[i].why);
        patched = edits_apply(decision.edits, decision.n_edits, inquiry->view, &arena);
        inquiry->view = &patched;
        decide(inquiry, &decision);
        check_text(edits_text(&decision, &arena), STR(""), written[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

static const struct row said[] = {
    {"what a class needs", NULL, SERVICE("", LB), NULL,
     "no class matches this load balancer; for class \"nlb\" set spec.loadBalancerClass: "
     "service.k8s.aws/nlb and the annotation " NLB "scheme: internal"},
    {"only what is missing or different", NULL, SERVICE("", LB "," CLASS), NULL,
     "no class matches this load balancer; for class \"nlb\" set the annotation " NLB
     "scheme: internal"},
    {"without a default class: the first class of the tenant", "ports", SERVICE("", LB),
     NULL,
     "no class matches this load balancer; for class \"outer\" set "
     "spec.loadBalancerClass: service.k8s.aws/nlb and the annotation " NLB
     "scheme: internet-facing\n"
     "type LoadBalancer is not permitted for tenant \"ports\"; permitted: NodePort. "
     "Ingresses and routes need type ClusterIP only"},
    {"names that are published without a class", NULL,
     SERVICE("'" DNS "hostname':'a.shop.corp.example.net'", ""), NULL,
     "a Service of type ClusterIP may not publish names; use an Ingress or a route, or "
     "remove the annotation"},
    {"an exposing key", NULL,
     SERVICE(SCHEME ",'" NLB "internal':'false'", LB "," CLASS "," CLOSED), NULL,
     "\"false\" contradicts class \"nlb\"; remove the annotation"},
    {"a node port", "ports",
     SERVICE("", "'type':'NodePort','ports':[{'port':1,'nodePort':31999}]"), NULL,
     "node port 31999 is not permitted for tenant \"ports\"; set one of 30080-30090, "
     "32000"},
    {"node ports of a class", NULL,
     SERVICE(SCHEME, LB "," CLASS "," LISTED ",'ports':[{'port':1,'nodePort':31999}]"),
     NULL,
     "class \"nlb\" does not permit node ports; set allocateLoadBalancerNodePorts: "
     "false\n"
     "class \"nlb\" does not permit node ports; remove nodePort"},
    {"addresses", NULL,
     SERVICE(SCHEME, LB "," CLASS "," CLOSED "," LISTED
                        ",'loadBalancerIP':'8.8.8.8','externalIPs':['8.8.8.8']"),
     NULL,
     "\"8.8.8.8\" is not in a network of tenant \"shop\"; permitted: vips "
     "(192.0.2.0/28)\n"
     "tenant \"shop\" may not choose addresses; remove it"},
    {"a target", NULL, SERVICE("", "'type':'ExternalName','externalName':'localhost'"),
     NULL,
     "\"localhost\" is not a permitted target for tenant \"shop\"; permitted: "
     "db.example.net"},
    {"names of pods", NULL,
     SERVICE("'" DNS "hostname':'db.corp.example.net','" DNS "controller':'none'",
             "'clusterIP':'None'"),
     NULL,
     "a headless Service also publishes POD.db.corp.example.net, which is not in a "
     "domain "
     "of namespace \"shop\" (tenant \"shop\"); permitted: shop.corp.example.net, "
     "db.corp.example.net"},
    {"a key that overrides the ranges of the Ingress", NULL,
     SERVICE("'haproxy-ingress.github.io/config-backend':'x'", ""), NULL,
     "\"x\" overrides the source ranges of the Ingress; remove the annotation"},
    {"a second list", NULL,
     SERVICE("'" AZURE "load-balancer-internal':'true','" AZURE
             "allowed-ip-ranges':'203.0.113.64/26'",
             LB ",'loadBalancerSourceRanges':['203.0.113.64/26']"),
     NULL,
     "the list is already set by spec.loadBalancerSourceRanges; remove one of the two"},
    {"a list outside of the networks of the Service", NULL,
     SERVICE(SCHEME, LB "," CLASS "," CLOSED ",'loadBalancerSourceRanges':['0.0.0.0/0']"),
     NULL,
     "0.0.0.0/0 is outside the networks of class \"nlb\" (office, vpn: "
     "198.51.100.0/24,203.0.113.64/26); list addresses inside them, or remove the field"},
    {"a missing list", NULL, SERVICE(SCHEME, LB "," CLASS "," CLOSED), NULL,
     "missing; set \"198.51.100.0/24,203.0.113.64/26\" (networks office, vpn), or leave "
     "the "
     "field out and it is added"},
};

static void sentences(void **state)
{
    struct policy *policy = deciding_policy(policy_text);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        struct arena arena = {0};
        struct decision decision;

        decide(ask(policy, &said[i], STAGE_VALIDATE, &arena), &decision);
        check_text(deciding_sentences(&decision, &arena), str_from(said[i].want),
                   said[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(mutations),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
