/* SPDX-License-Identifier: Apache-2.0 */
/* row: the class of a custom resource by its row, and the built-in rows. */
#include "unit.h"
#include "viewed.h"

#define ISTIO     "VirtualService.networking.istio.io"
#define INGRESS   "IngressRoute.traefik.io"
#define TCP       "IngressRouteTCP.traefik.io"
#define HTTPPROXY "HTTPProxy.projectcontour.io"

static const struct viewed_case carriers[] = {
    {"the field of the class", INGRESS, "{'spec':{'ingressClassName':'c'}}",
     "spec.ingressClassName->c"},
    {"an empty class is absent", INGRESS, "{'spec':{'ingressClassName':''}}", ""},
    {"so is a null", INGRESS, "{'spec':{'ingressClassName':null}}", ""},
    {"no spec", HTTPPROXY, "{}", ""},
    {"a class that is not text", HTTPPROXY, "{'spec':{'ingressClassName':7}}",
     "unjudgeable spec.ingressClassName: is a number, it must be a string; write it in "
     "quotes"},

    {"E83: a Gateway in the object's namespace", ISTIO, "{'spec':{'gateways':['g']}}",
     "spec.gateways[0]->shop/g"},
    {"E83: a Gateway in another namespace", ISTIO, "{'spec':{'gateways':['infra/g']}}",
     "spec.gateways[0]->infra/g"},
    {"E83: a Gateway by a short domain name", ISTIO, "{'spec':{'gateways':['g.infra']}}",
     "spec.gateways[0]->infra/g"},
    {"E83: a Gateway by its full domain name", ISTIO,
     "{'spec':{'gateways':['int-g.infra.svc.cluster.local']}}",
     "spec.gateways[0]->infra/int-g"},
    {"after a namespace a dot is part of the name", ISTIO,
     "{'spec':{'gateways':['infra/g.x']}}", "spec.gateways[0]->infra/g.x"},
    {"only the first slash separates", ISTIO, "{'spec':{'gateways':['infra/g/x']}}",
     "spec.gateways[0]->infra/g/x"},
    {"an empty text is a parent that nothing lists", ISTIO, "{'spec':{'gateways':['']}}",
     "spec.gateways[0]->shop/"},
    {"the mesh is not a parent", ISTIO, "{'spec':{'gateways':['mesh']}}", "mesh"},
    {"E66: a Gateway beside the mesh", ISTIO, "{'spec':{'gateways':['mesh','g']}}",
     "spec.gateways[1]->shop/g"},
    {"a Gateway with the name mesh", ISTIO, "{'spec':{'gateways':['shop/mesh']}}",
     "spec.gateways[0]->shop/mesh"},
    {"the word is case-sensitive", ISTIO, "{'spec':{'gateways':['Mesh']}}",
     "spec.gateways[0]->shop/Mesh"},
    {"without gateways the object is for the mesh", ISTIO, "{'spec':{}}", "mesh"},
    {"with an empty list, too", ISTIO, "{'spec':{'gateways':[]}}", "mesh"},
    {"with null, too", ISTIO, "{'spec':{'gateways':null}}", "mesh"},
    {"gateways as text", ISTIO, "{'spec':{'gateways':'g'}}",
     "unjudgeable spec.gateways: is a string, it must be an array"},
    {"a Gateway that is not text", ISTIO, "{'spec':{'gateways':['g',{}]}}",
     "unjudgeable spec.gateways[1]: is an object, it must be a string"},
};

static void classes_and_parents_are_read(void **state)
{
    (void)state;
    viewed_check(carriers, ARRAY_LEN(carriers), viewed_carriers);
}

static void rows_of_a_policy_name_classes(void **state)
{
    static const struct viewed_row row = {
        .hosts = {{.path = "spec.a"}},
        .class_paths = {"spec.c", "metadata.labels[class]"},
        .parents = "spec.entry",
    };
    AUTO(arena_clear) struct arena arena = {0};
    struct viewed viewed;
    const struct view *view = &viewed.views.view;

    (void)state;
    viewed_read(
        &viewed, viewed_site(&arena, &row),
        "{'metadata':{'labels':{'class':'l'}},'spec':{'c':'x','entry':'my.gate'}}");
    check_true(view->n_carriers == 2 && view->n_parents == 1,
               "fields come before parents");
    check_text(view->carriers[1].value, STR("l"), "in their order");
    check_text(view->parents[0].text, STR("shop/my.gate"),
               "a name may contain a dot here");
    check_true(!view->is_mesh, "the object is not for the mesh");
    arena_clear(&viewed.arena);

    viewed_read(&viewed, viewed_site(&arena, &row), "{'spec':{'a':'x'}}");
    check_true(view->n_parents == 0 && !view->is_mesh,
               "absence means the mesh only if the row says so");
    arena_clear(&viewed.arena);
}

static const struct viewed_case hosts[] = {
    {"E82: rules and certificates", INGRESS,
     "{'spec':{'routes':[{'match':'Host(`a.b`) || "
     "Host(`c.d`)'},{'match':'!Host(`e.f`)'}],"
     "'tls':{'domains':[{'main':'g.h','sans':['i.j']}]}}}",
     "spec.routes[0].match=a.b spec.routes[0].match=c.d spec.routes[1].match=e.f "
     "spec.tls.domains[0].main=g.h spec.tls.domains[0].sans[0]=i.j "
     "spec.routes[1].match=*"},
    {"E82: a route without a rule", INGRESS, "{'spec':{'routes':[{},{'match':''}]}}",
     "spec.routes[0].match! spec.routes[1].match!"},
    {"E82: a child takes the hosts of its parent", INGRESS,
     "{'spec':{'parentRefs':[{'name':'p'}],'routes':[{'match':'Path(`/`)'},{}]}}", ""},
    {"E82: a TCP route takes none", TCP,
     "{'spec':{'parentRefs':[{'name':'p'}],'routes':[{'match':'ClientIP(`192.0.2.1`)'}]}"
     "}",
     "spec.routes[0].match=*"},
    {"E82: HostRegexp", INGRESS, "{'spec':{'routes':[{'match':'HostRegexp(`.`)'}]}}",
     "spec.routes[0].match?HostRegexp(`.`)"},
    {"a virtual host", HTTPPROXY, "{'spec':{'virtualhost':{'fqdn':'a.b'}}}",
     "spec.virtualhost.fqdn=a.b"},
    {"a child has no virtual host", HTTPPROXY, "{'spec':{'routes':[]}}", ""},
    {"an asterisk claims every name", HTTPPROXY, "{'spec':{'virtualhost':{'fqdn':'*'}}}",
     "spec.virtualhost.fqdn=*"},
    {"E83: hosts, names in TLS, and matches of the authority", ISTIO,
     "{'spec':{'gateways':['g'],'hosts':['x/"
     "a.b'],'tls':[{'match':[{'sniHosts':['c.d']}]}],"
     "'http':[{'match':[{'authority':{'exact':'e.f'}},{'authority':{'prefix':'g'}},"
     "{'authority':{'regex':'.*'}}]}]}}",
     "spec.hosts[0]=a.b spec.tls[0].match[0].sniHosts[0]=c.d "
     "spec.http[0].match[0].authority.exact=e.f "
     "spec.http[0].match[1].authority.prefix?g spec.http[0].match[2].authority.regex?.*"},
    {"E83: no hosts", ISTIO, "{'spec':{'gateways':['g']}}", "spec.hosts!"},
    {"E83: every host", ISTIO, "{'spec':{'gateways':['g'],'hosts':['*/*']}}",
     "spec.hosts[0]=*"},
    {"E85: an OpenShift subdomain", "Route.route.openshift.io",
     "{'spec':{'host':'a.b','subdomain':'pay'}}", "spec.host=a.b spec.subdomain?pay"},
    {"E85: no host", "Route.route.openshift.io", "{'spec':{}}", ""},
    {"hosts of TCP rules", "TCPIngress.configuration.konghq.com",
     "{'spec':{'rules':[{'host':'a.b'},{}],'tls':[{'hosts':['c.d']}]}}",
     "spec.rules[0].host=a.b spec.tls[0].hosts[0]=c.d spec.rules[1].host!"},
    {"E86: records", "DNSEndpoint.externaldns.k8s.io",
     "{'spec':{'endpoints':[{'dnsName':'_a.b'},{},{'dnsName':'*'}]}}",
     "spec.endpoints[0].dnsName~_a.b spec.endpoints[1].dnsName! "
     "spec.endpoints[2].dnsName=*"},
    {"names of a certificate", "Certificate.cert-manager.io",
     "{'spec':{'dnsNames':['a.b'],'commonName':'c.d'}}",
     "spec.dnsNames[0]=a.b spec.commonName=c.d"},

    {"E83: in the mesh, names of the object's namespace claim nothing", ISTIO,
     "{'spec':{'hosts':['reviews','x.shop','x.shop.svc','*.shop.svc.cluster.local']}}",
     "mesh"},
    {"E83: names of other namespaces are claims", ISTIO,
     "{'spec':{'hosts':['x.bank','x.bank.svc.cluster.local','xshop.svc','a.shop.svc."
     "local',"
     "'x.shop.','X.SHOP','a.b']}}",
     "spec.hosts[0]=x.bank spec.hosts[1]=x.bank.svc.cluster.local "
     "spec.hosts[2]=xshop.svc "
     "spec.hosts[3]=a.shop.svc.local spec.hosts[6]=a.b mesh"},
    {"E83: at every path", ISTIO,
     "{'spec':{'hosts':['x'],'http':[{'match':[{'authority':{'exact':'a.b'}},{'authority'"
     ":"
     "{'exact':'x.shop'}}]}]}}",
     "spec.http[0].match[0].authority.exact=a.b mesh"},
    {"E83: an unreadable text is not a name of the namespace", ISTIO,
     "{'spec':{'hosts':['x'],'http':[{'match':[{'authority':{'regex':'[^x]+'}},{'"
     "authority':"
     "{'prefix':'x.shop'}}]}]}}",
     "spec.http[0].match[1].authority.prefix?x.shop "
     "spec.http[0].match[0].authority.regex?[^x]+ mesh"},
    {"E83: an asterisk is a catch-all in the mesh, too", ISTIO,
     "{'spec':{'hosts':['*','x']}}", "spec.hosts[0]=* mesh"},
    {"in the mesh, no hosts claim nothing", ISTIO, "{'spec':{'gateways':['mesh']}}",
     "mesh"},
    {"an empty name beside others is invalid", ISTIO, "{'spec':{'hosts':['x','']}}",
     "spec.hosts[1]= mesh"},
    {"E83: with a Gateway, such names are judged", ISTIO,
     "{'spec':{'gateways':['mesh','g'],'hosts':['x']}}", "spec.hosts[0]=x"},
};

static void names_are_read_by_built_in_rows(void **state)
{
    (void)state;
    viewed_check(hosts, ARRAY_LEN(hosts), viewed_hosts);
}

static const struct viewed_case firsts[] = {
    {"the first name as written", HTTPPROXY, "{'spec':{'virtualhost':{'fqdn':'A.b.'}}}",
     "A.b."},
    {"an unreadable text is not a name", INGRESS,
     "{'spec':{'routes':[{'match':'HostRegexp(`.`)'},{'match':'Host(`a.b`)'}]}}", "a.b"},
    {"an empty text is not a name", "HTTPRoute", "{'spec':{'hostnames':['','a.b']}}",
     "a.b"},
    {"nor in a row", ISTIO, "{'spec':{'gateways':['g'],'hosts':['','a.b']}}", "a.b"},
    {"a name inside the cluster does not count", ISTIO, "{'spec':{'hosts':['x','a.b']}}",
     "a.b"},
    {"none", ISTIO, "{'spec':{'hosts':['*']}}", ""},
};

static struct str first_name(struct viewed *viewed)
{
    return viewed->views.view.host;
}

static void the_first_name_is_known(void **state)
{
    (void)state;
    viewed_check(firsts, ARRAY_LEN(firsts), first_name);
}

/* Pairs of objects whose only route is equal, or different. */
static const struct {
    const char *why;
    const char *object;
    const char *stored;
    bool want;
} routes[] = {
    {"the order and the spelling of members do not matter",
     "{'spec':{'a':1,'b':['x']},'data':{}}",
     "{'data':{},'spec':{ 'b':['\\u0078'],'a':1}}", true},
    {"metadata, status, kind and version do not matter",
     "{'apiVersion':'v1','kind':'A','metadata':{'name':'x'},'status':{'a':1},'spec':{}}",
     "{'apiVersion':'v2','kind':'B','metadata':{'name':'x','labels':{'a':'b'}},'spec':{}"
     "}",
     true},
    {"another value", "{'spec':{'a':1}}", "{'spec':{'a':2}}", false},
    {"a member beside the spec", "{'spec':{},'data':{'a':'b'}}", "{'spec':{}}", false},
    {"the order of a list", "{'spec':{'a':[1,2]}}", "{'spec':{'a':[2,1]}}", false},
    {"a nested member with the name metadata matters", "{'spec':{'metadata':1}}",
     "{'spec':{'metadata':2}}", false},
};

static struct json *object_of(struct arena *arena, const struct kind *kind,
                              const char *text)
{
    const struct str copy = arena_dup(arena, str_from(text));
    char *bytes = arena_alloc(arena, copy.len);
    struct json *object = NULL;
    struct err err;

    for (size_t i = 0; i < copy.len; i++)
        bytes[i] = copy.ptr[i] == '\'' ? '"' : copy.ptr[i];
    if (!json_read(arena, (struct str){bytes, copy.len}, kind_object_shape(kind), &object,
                   &err))
        fail_msg("%s: %s", text, err.text);
    return object;
}

static void an_object_is_one_route(void **state)
{
    static const struct viewed_row row = {.hosts = {{.path = "x"}}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct kind *kind = viewed_site(&arena, &row);
        const struct kind_objects objects = {
            .kind = kind,
            .namespace = STR("shop"),
            .object = object_of(&arena, kind, routes[i].object),
            .old_object = object_of(&arena, kind, routes[i].stored)};
        struct kind_views views;
        struct unjudgeable why;

        check_true(kind_read(&objects, &arena, &views, &why), routes[i].why);
        check_true(views.view.n_routes == 1 && views.view.routes[0].is_every_host,
                   routes[i].why);
        check_true(str_equal(views.view.routes[0].backend,
                             views.stored.routes[0].backend) == routes[i].want,
                   routes[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_and_parents_are_read),
        cmocka_unit_test(rows_of_a_policy_name_classes),
        cmocka_unit_test(names_are_read_by_built_in_rows),
        cmocka_unit_test(the_first_name_is_known),
        cmocka_unit_test(an_object_is_one_route),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
