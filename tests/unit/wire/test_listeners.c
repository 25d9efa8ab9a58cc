/* SPDX-License-Identifier: Apache-2.0 */
/* listeners: of Gateways and ListenerSets, and what a Gateway demands of its load
 * balancer. */
#include "unit.h"
#include "viewed.h"

#define LISTENERS(text) "{'spec':{'listeners':[" text "]}}"

static const struct viewed_case hosts[] = {
    {"hostnames of listeners", "Gateway",
     LISTENERS(
         "{'protocol':'HTTP','hostname':'a.b'},{'protocol':'TLS','hostname':'*.c.d'}"),
     "spec.listeners[0].hostname=a.b spec.listeners[1].hostname=*.c.d"},
    {"E61: hostnames of a ListenerSet", "ListenerSet",
     LISTENERS("{'protocol':'HTTPS','hostname':'a.b'}"),
     "spec.listeners[0].hostname=a.b"},
    {"E63: a listener without a hostname", "Gateway",
     LISTENERS("{'protocol':'HTTP'},{'protocol':'HTTPS','hostname':'a.b'}"),
     "spec.listeners[1].hostname=a.b spec.listeners[0].hostname!"},
    {"E63: a listener whose hostname is null", "Gateway",
     LISTENERS("{'protocol':'HTTPS','hostname':null}"), "spec.listeners[0].hostname!"},
    {"E63: a listener with an empty hostname", "ListenerSet",
     LISTENERS("{'protocol':'TLS','hostname':''},{'protocol':'TLS','hostname':'a.b'}"),
     "spec.listeners[1].hostname=a.b spec.listeners[0].hostname!"},
    {"an asterisk alone is an invalid name", "Gateway",
     LISTENERS("{'protocol':'HTTP','hostname':'*'}"), "spec.listeners[0].hostname=*"},
    {"TCP and UDP have no hostnames", "Gateway",
     LISTENERS("{'protocol':'TCP'},{'protocol':'UDP'}"), ""},
    {"a hostname of a TCP listener is judged if present", "Gateway",
     LISTENERS("{'protocol':'TCP','hostname':'a.b'}"), "spec.listeners[0].hostname=a.b"},
    {"protocols are case-sensitive", "Gateway", LISTENERS("{'protocol':'tcp'}"),
     "spec.listeners[0].hostname!"},
    {"a protocol of an implementation", "Gateway",
     LISTENERS("{'protocol':'example.com/QUIC'}"), "spec.listeners[0].hostname!"},
    {"no protocol", "Gateway", LISTENERS("{}"), "spec.listeners[0].hostname!"},
    {"a listener of null", "Gateway", LISTENERS("null"), "spec.listeners[0].hostname!"},
    {"no listeners", "Gateway", "{'spec':{}}", ""},
    {"listeners that are null", "ListenerSet", "{'spec':{'listeners':null}}", ""},
    {"no spec", "Gateway", "{}", ""},

    {"listeners as an object", "Gateway", "{'spec':{'listeners':{}}}",
     "unjudgeable spec.listeners: is an object, it must be an array"},
    {"a listener as text", "Gateway", LISTENERS("{},'x'"),
     "unjudgeable spec.listeners[1]: is a string, it must be an object"},
    {"a hostname that is not text", "ListenerSet", LISTENERS("{'hostname':['a.b']}"),
     "unjudgeable spec.listeners[0].hostname: is an array, it must be a string"},
    {"a protocol that is not text", "Gateway", LISTENERS("{},{'protocol':6}"),
     "unjudgeable spec.listeners[1].protocol: is a number, it must be a string; write it "
     "in "
     "quotes"},
};

static void hostnames_are_read(void **state)
{
    (void)state;
    viewed_check(hosts, ARRAY_LEN(hosts), viewed_hosts);
}

static void listeners_are_routes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct viewed viewed;
    const struct view *view = &viewed.views.view;

    (void)state;
    viewed_read(&viewed, viewed_kind(&arena, "Gateway"),
                LISTENERS("{'protocol':'TCP'},{'hostname':'a.b'},{'hostname':'c.d'}"));
    check_true(view->n_listeners == 3 && view->n_routes == 3, "one for each listener");
    check_text(view->host, STR("a.b"), "{host} is the first hostname");
    check_text(view->listeners[0].protocol, STR("TCP"), "the protocol of a listener");
    check_true(view->listeners[2].protocol_path.index[0] == 2, "the place of a protocol");
    check_text(view->routes[2].host, STR("c.d"), "the host of a route is the hostname");
    check_true(!view->routes[2].is_every_host && view->routes[2].place.index[0] == 2,
               "each route belongs to its listener");
    check_text(view->routes[0].backend, STR("{\"protocol\":\"TCP\"}"),
               "the back end of a route is the listener");
    arena_clear(&viewed.arena);
}

#define GATEWAY "gateway.networking.k8s.io Gateway"

static const struct viewed_case carriers[] = {
    {"the GatewayClass", "Gateway", "{'spec':{'gatewayClassName':'c'}}",
     "spec.gatewayClassName->c"},
    {"none", "Gateway", "{'spec':{}}", ""},
    {"an empty name is not a GatewayClass", "Gateway", "{'spec':{'gatewayClassName':''}}",
     ""},
    {"nor is null", "Gateway", "{'spec':{'gatewayClassName':null}}", ""},
    {"a Gateway has no parent", "Gateway", "{'spec':{'parentRef':{'name':'g'}}}", ""},
    {"the parent of a ListenerSet", "ListenerSet", "{'spec':{'parentRef':{'name':'g'}}}",
     "spec.parentRef->" GATEWAY " shop/g"},
    {"E64: a parent in another namespace", "ListenerSet",
     "{'spec':{'parentRef':{'group':'','kind':'','namespace':'infra','name':'g'}}}",
     "spec.parentRef->" GATEWAY " infra/g"},
    {"E64: a parent of another kind", "ListenerSet",
     "{'spec':{'parentRef':{'kind':'ListenerSet','name':'g'}}}",
     "spec.parentRef->gateway.networking.k8s.io ListenerSet shop/g"},
    {"a ListenerSet is never in the mesh", "ListenerSet",
     "{'spec':{'parentRef':{'group':'','kind':'Service','name':'s'}}}",
     "spec.parentRef-> Service shop/s"},
    {"no parent", "ListenerSet", "{'spec':{'parentRef':null}}", ""},
    {"an empty parent is a parent", "ListenerSet", "{'spec':{'parentRef':{}}}",
     "spec.parentRef->" GATEWAY " shop/"},
    {"a ListenerSet has no GatewayClass", "ListenerSet",
     "{'spec':{'gatewayClassName':7}}", ""},

    {"a GatewayClass that is not text", "Gateway", "{'spec':{'gatewayClassName':7}}",
     "unjudgeable spec.gatewayClassName: is a number, it must be a string; write it in "
     "quotes"},
    {"a parent as text", "ListenerSet", "{'spec':{'parentRef':'g'}}",
     "unjudgeable spec.parentRef: is a string, it must be an object"},
    {"a part of a parent that is not text", "ListenerSet",
     "{'spec':{'parentRef':{'namespace':[]}}}",
     "unjudgeable spec.parentRef.namespace: is an array, it must be a string"},
};

static void classes_and_parents_are_read(void **state)
{
    (void)state;
    viewed_check(carriers, ARRAY_LEN(carriers), viewed_carriers);
}

#define GATEWAY_OF(text) "{'spec':{" text "}}"

/* KEY=VALUE for annotations, `parameters TEXT`, `address TYPE VALUE PLACE`, `scope
 * TEXT`. */
static const struct viewed_case infrastructure[] = {
    {"E67: annotations, sorted", "Gateway",
     GATEWAY_OF("'infrastructure':{'annotations':{'b':'2','a/c':'1'}}"), "a/c=1 b=2 "},
    {"E67: a null is the empty text", "Gateway",
     GATEWAY_OF("'infrastructure':{'annotations':{'a':null}}"), "a= "},
    {"labels are ignored", "Gateway", GATEWAY_OF("'infrastructure':{'labels':7}"), ""},
    {"E68: parameters", "Gateway",
     GATEWAY_OF(
         "'infrastructure':{'parametersRef':{'group':'gateway.envoyproxy.io','kind':"
         "'EnvoyProxy','name':'p'}}"),
     "parameters EnvoyProxy.gateway.envoyproxy.io/p "},
    {"E68: parameters of the core group", "Gateway",
     GATEWAY_OF(
         "'infrastructure':{'parametersRef':{'group':'','kind':'ConfigMap','name':'p'}}"),
     "parameters ConfigMap/p "},
    {"E68: empty parameters", "Gateway",
     GATEWAY_OF("'infrastructure':{'parametersRef':{}}"), "parameters / "},
    {"no parameters", "Gateway", GATEWAY_OF("'infrastructure':{'parametersRef':null}"),
     ""},
    {"no infrastructure", "Gateway", GATEWAY_OF("'infrastructure':null"), ""},
    {"E69: addresses", "Gateway",
     GATEWAY_OF("'addresses':[{'type':'Hostname','value':'a.b'},{'value':'192.0.2.1'}]"),
     "address Hostname a.b spec.addresses[0] address IPAddress 192.0.2.1 "
     "spec.addresses[1] "},
    {"E69: addresses without a value, of null, with an empty type", "Gateway",
     GATEWAY_OF("'addresses':[{},null,{'type':'','value':null}]"),
     "address IPAddress  spec.addresses[0] address IPAddress  spec.addresses[1] "
     "address IPAddress  spec.addresses[2] "},
    {"no addresses", "Gateway", GATEWAY_OF("'addresses':[]"), ""},
    {"addresses that are null", "Gateway", GATEWAY_OF("'addresses':null"), ""},
    {"E65: a scope", "Gateway", GATEWAY_OF("'defaultScope':'All'"), "scope All "},
    {"a scope that is null", "Gateway", GATEWAY_OF("'defaultScope':null"), ""},

    {"infrastructure as text", "Gateway", GATEWAY_OF("'infrastructure':'x'"),
     "unjudgeable spec.infrastructure: is a string, it must be an object"},
    {"annotations as a list", "Gateway",
     GATEWAY_OF("'infrastructure':{'annotations':[]}"),
     "unjudgeable spec.infrastructure.annotations: is an array, it must be an object"},
    {"an annotation that is not text", "Gateway",
     GATEWAY_OF("'infrastructure':{'annotations':{'a.b/c':1}}"),
     "unjudgeable spec.infrastructure.annotations[a.b/c]: is a number, it must be a "
     "string; "
     "write it in quotes"},
    {"parameters as a list", "Gateway",
     GATEWAY_OF("'infrastructure':{'parametersRef':[]}"),
     "unjudgeable spec.infrastructure.parametersRef: is an array, it must be an object"},
    {"a name that is not text", "Gateway",
     GATEWAY_OF("'infrastructure':{'parametersRef':{'name':1}}"),
     "unjudgeable spec.infrastructure.parametersRef.name: is a number, it must be a "
     "string; "
     "write it in quotes"},
    {"addresses as an object", "Gateway", GATEWAY_OF("'addresses':{}"),
     "unjudgeable spec.addresses: is an object, it must be an array"},
    {"an address as text", "Gateway", GATEWAY_OF("'addresses':[{},'192.0.2.1']"),
     "unjudgeable spec.addresses[1]: is a string, it must be an object"},
    {"a value that is not text", "Gateway", GATEWAY_OF("'addresses':[{'value':[]}]"),
     "unjudgeable spec.addresses[0].value: is an array, it must be a string"},
    {"a scope that is not text", "Gateway", GATEWAY_OF("'defaultScope':{}"),
     "unjudgeable spec.defaultScope: is an object, it must be a string"},
};

static struct str gateway_said(struct viewed *viewed)
{
    const struct view_gateway *gateway = viewed->views.view.gateway;
    struct buf buf = buf_in(&viewed->arena);

    if (!viewed->judgeable)
        return viewed_hosts(viewed);
    for (size_t i = 0; i < gateway->n_annotations; i++)
        buf_addf(&buf, "%.*s=%.*s ", STR_ARGS(gateway->annotations[i].key),
                 STR_ARGS(gateway->annotations[i].value));
    if (gateway->has_parameters)
        buf_addf(&buf, "parameters %.*s ", STR_ARGS(gateway->parameters));
    for (size_t i = 0; i < gateway->n_addresses; i++) {
        buf_addf(&buf, "address %.*s %.*s ", STR_ARGS(gateway->addresses[i].type),
                 STR_ARGS(gateway->addresses[i].value));
        field_path_add(&buf, &gateway->addresses[i].path);
        buf_add_byte(&buf, ' ');
    }
    if (gateway->default_scope.len > 0)
        buf_addf(&buf, "scope %.*s ", STR_ARGS(gateway->default_scope));
    return buf_str(&buf);
}

static void infrastructure_is_read(void **state)
{
    (void)state;
    viewed_check(infrastructure, ARRAY_LEN(infrastructure), gateway_said);
}

static void a_listener_set_has_no_infrastructure(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct viewed viewed;

    (void)state;
    viewed_read(&viewed, viewed_kind(&arena, "ListenerSet"),
                "{'spec':{'infrastructure':'x','addresses':7}}");
    check_true(viewed.judgeable && viewed.views.view.gateway == NULL,
               "infrastructure belongs to Gateways only");
    arena_clear(&viewed.arena);
}

static const struct viewed_limit limits[] = {
    {"the maximum number of listeners", "{'spec':{'listeners':[", "{}", "]}}", 1024,
     NULL},
    {"one more listener", "{'spec':{'listeners':[", "{}", "]}}", 1025,
     "spec.listeners: has 1025 entries, the limit is 1024"},
    {"one more address than the maximum", "{'spec':{'addresses':[", "{}", "]}}", 1025,
     "spec.addresses: has 1025 entries, the limit is 1024"},
    {"one more annotation than the maximum", "{'spec':{'infrastructure':{'annotations':{",
     "'k#':'v'", "}}}}", 1025,
     "spec.infrastructure.annotations: has 1025 entries, the limit is 1024"},
};

static void lists_are_limited(void **state)
{
    (void)state;
    viewed_check_limits(limits, ARRAY_LEN(limits), "Gateway");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostnames_are_read),
        cmocka_unit_test(listeners_are_routes),
        cmocka_unit_test(classes_and_parents_are_read),
        cmocka_unit_test(infrastructure_is_read),
        cmocka_unit_test(a_listener_set_has_no_infrastructure),
        cmocka_unit_test(lists_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
