/* SPDX-License-Identifier: Apache-2.0 */
/* route: reads parents with their defaults, hosts, rules and their first filters. */
#include "unit.h"
#include "viewed.h"

#define GATEWAY "gateway.networking.k8s.io Gateway"

static const struct viewed_case carriers[] = {
    {"E64: the defaults of a parent", "HTTPRoute",
     "{'spec':{'parentRefs':[{'name':'g'}]}}", "spec.parentRefs[0]->" GATEWAY " shop/g"},
    {"E64: all parts of a parent", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'gateway.networking.k8s.io','kind':'Gateway',"
     "'namespace':'shop','name':'g','sectionName':'s','port':443}]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/g"},
    {"empty parts mean the defaults", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'','kind':'','namespace':'','name':'g'}]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/g"},
    {"so do nulls", "GRPCRoute",
     "{'spec':{'parentRefs':[{'group':null,'kind':null,'namespace':null,'name':'g'}]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/g"},
    {"E64: another namespace", "HTTPRoute",
     "{'spec':{'parentRefs':[{'namespace':'infra','name':'g'}]}}",
     "spec.parentRefs[0]->" GATEWAY " infra/g"},
    {"E61: a ListenerSet", "TLSRoute",
     "{'spec':{'parentRefs':[{'kind':'ListenerSet','name':'l'}]}}",
     "spec.parentRefs[0]->gateway.networking.k8s.io ListenerSet shop/l"},
    {"E64: a parent of another group", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'networking.istio.io','kind':'ServiceEntry',"
     "'name':'x'}]}}",
     "spec.parentRefs[0]->networking.istio.io ServiceEntry shop/x"},
    {"E90: a Gateway of another group", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'networking.istio.io','name':'x'}]}}",
     "spec.parentRefs[0]->networking.istio.io Gateway shop/x"},
    {"a parent without a name", "HTTPRoute", "{'spec':{'parentRefs':[{}]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/"},
    {"a parent that is null", "HTTPRoute", "{'spec':{'parentRefs':[null]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/"},
    {"several parents in their order", "TCPRoute",
     "{'spec':{'parentRefs':[{'name':'b'},{'name':'a'}]}}",
     "spec.parentRefs[0]->" GATEWAY " shop/b spec.parentRefs[1]->" GATEWAY " shop/a"},

    {"a Service of the core group is a parent in the mesh", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'','kind':'Service','name':'s'}]}}", "mesh"},
    {"E66: the group of a Service must be present", "HTTPRoute",
     "{'spec':{'parentRefs':[{'kind':'Service','name':'s'}]}}",
     "spec.parentRefs[0]->gateway.networking.k8s.io Service shop/s"},
    {"a group that is null does not count as present", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':null,'kind':'Service','name':'s'}]}}",
     "spec.parentRefs[0]->gateway.networking.k8s.io Service shop/s"},
    {"E66: a Service of another group", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'core','kind':'Service','name':'s'}]}}",
     "spec.parentRefs[0]->core Service shop/s"},
    {"names of kinds are case-sensitive", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'','kind':'service','name':'s'}]}}",
     "spec.parentRefs[0]->gateway.networking.k8s.io service shop/s"},
    {"E66: a Gateway beside the mesh; positions are those of the object", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'','kind':'Service','name':'s'},{'name':'g'}]}}",
     "spec.parentRefs[1]->" GATEWAY " shop/g"},

    {"no parents", "HTTPRoute", "{'spec':{}}", ""},
    {"parents that are null", "HTTPRoute", "{'spec':{'parentRefs':null}}", ""},
    {"an empty list of parents", "HTTPRoute", "{'spec':{'parentRefs':[]}}", ""},
    {"no spec", "HTTPRoute", "{}", ""},
    {"E65: default Gateways", "HTTPRoute", "{'spec':{'useDefaultGateways':'All'}}",
     "default"},
    {"no default Gateways", "HTTPRoute", "{'spec':{'useDefaultGateways':'None'}}", ""},
    {"an empty text", "HTTPRoute", "{'spec':{'useDefaultGateways':''}}", ""},
    {"E65: default Gateways beside the mesh", "HTTPRoute",
     "{'spec':{'useDefaultGateways':'All','parentRefs':[{'group':'','kind':'Service',"
     "'name':'s'}]}}",
     "default"},

    {"parents as an object", "HTTPRoute", "{'spec':{'parentRefs':{}}}",
     "unjudgeable spec.parentRefs: is an object, it must be an array"},
    {"a parent as text", "HTTPRoute", "{'spec':{'parentRefs':[{'name':'g'},'g']}}",
     "unjudgeable spec.parentRefs[1]: is a string, it must be an object"},
    {"a part that is not text", "UDPRoute", "{'spec':{'parentRefs':[{},{'name':7}]}}",
     "unjudgeable spec.parentRefs[1].name: is a number, it must be a string; write it in "
     "quotes"},
    {"a group that is not text", "HTTPRoute", "{'spec':{'parentRefs':[{'group':[]}]}}",
     "unjudgeable spec.parentRefs[0].group: is an array, it must be a string"},
    {"default Gateways as a boolean", "HTTPRoute", "{'spec':{'useDefaultGateways':true}}",
     "unjudgeable spec.useDefaultGateways: is a boolean, it must be a string; write it "
     "in "
     "quotes"},
    {"a spec that is not an object", "HTTPRoute", "{'spec':'x'}",
     "unjudgeable spec: is a string, it must be an object"},
};

static void parents_are_read(void **state)
{
    (void)state;
    viewed_check(carriers, ARRAY_LEN(carriers), viewed_carriers);
}

#define WITH_PARENT(text) "{'spec':{'parentRefs':[{'name':'g'}]," text "}}"
#define IN_MESH(text)                                                                    \
    "{'spec':{'parentRefs':[{'group':'','kind':'Service','name':'s'}]," text "}}"

static const struct viewed_case hosts[] = {
    {"hostnames", "HTTPRoute", WITH_PARENT("'hostnames':['a.b','*.c.d']"),
     "spec.hostnames[0]=a.b spec.hostnames[1]=*.c.d"},
    {"E61: hostnames of a GRPCRoute", "GRPCRoute", WITH_PARENT("'hostnames':['a.b']"),
     "spec.hostnames[0]=a.b"},
    {"E61: hostnames of a TLSRoute", "TLSRoute", WITH_PARENT("'hostnames':['a.b']"),
     "spec.hostnames[0]=a.b"},
    {"E61: a TCPRoute has no hostnames", "TCPRoute", WITH_PARENT("'hostnames':['a.b']"),
     ""},
    {"E61: a UDPRoute has no hostnames", "UDPRoute", WITH_PARENT("'rules':[]"), ""},
    {"E63: no hostnames", "HTTPRoute", WITH_PARENT("'rules':[]"), "spec.hostnames!"},
    {"E63: an empty list", "TLSRoute", WITH_PARENT("'hostnames':[]"), "spec.hostnames!"},
    {"E63: hostnames that are null", "HTTPRoute", WITH_PARENT("'hostnames':null"),
     "spec.hostnames!"},
    {"E63: an empty name alone", "GRPCRoute", WITH_PARENT("'hostnames':['']"),
     "spec.hostnames!"},
    {"E63: an empty name beside others", "HTTPRoute",
     WITH_PARENT("'hostnames':['a.b','']"), "spec.hostnames[0]=a.b spec.hostnames[1]="},
    {"E63: an asterisk alone is an invalid name", "HTTPRoute",
     WITH_PARENT("'hostnames':['*']"), "spec.hostnames[0]=*"},
    {"E65: default Gateways count as parents", "HTTPRoute",
     "{'spec':{'useDefaultGateways':'All'}}", "spec.hostnames!"},
    {"a route without parents needs no hostnames", "HTTPRoute", "{'spec':{}}", ""},
    {"nor does a route without a spec", "HTTPRoute", "{}", ""},
    {"but its hostnames are judged", "HTTPRoute", "{'spec':{'hostnames':['a.b']}}",
     "spec.hostnames[0]=a.b"},
    {"hostnames of the mesh claim nothing", "HTTPRoute", IN_MESH("'hostnames':['a.b']"),
     "mesh"},
    {"nor does the mesh need hostnames", "HTTPRoute", IN_MESH("'rules':[]"), "mesh"},
    {"E66: beside a Gateway they are claims", "HTTPRoute",
     "{'spec':{'parentRefs':[{'group':'','kind':'Service','name':'s'},{'name':'g'}],"
     "'hostnames':['a.b']}}",
     "spec.hostnames[0]=a.b"},
    {"hostnames that are not a list", "HTTPRoute", WITH_PARENT("'hostnames':'a.b'"),
     "unjudgeable spec.hostnames: is a string, it must be an array"},
    {"a hostname that is not text, also in the mesh", "HTTPRoute",
     IN_MESH("'hostnames':[7]"),
     "unjudgeable spec.hostnames[0]: is a number, it must be a string; write it in "
     "quotes"},
};

static struct str hosts_said(struct viewed *viewed)
{
    const struct view *view = &viewed->views.view;

    check_true(view->n_hosts == 0 || str_equal(view->host, view->hosts[0].name),
               "{host} is the first hostname");
    return viewed_hosts(viewed);
}

static void hostnames_are_read(void **state)
{
    (void)state;
    viewed_check(hosts, ARRAY_LEN(hosts), hosts_said);
}

#define RULES(text) "{'spec':{'rules':" text "}}"

/* PLACE of each rule's filters with TYPE GROUP/KIND/NAME of the first filter, or
 * `none`. */
static const struct viewed_case filters[] = {
    {"the first filter of each rule", "HTTPRoute",
     RULES(
         "[{'filters':[{'type':'ExtensionRef','extensionRef':{'group':'traefik.io','kind'"
         ":"
         "'Middleware','name':'office'}},{'type':'X'}]},{'filters':[{'type':'CORS'}]}]"),
     "spec.rules[0].filters ExtensionRef traefik.io/Middleware/office "
     "spec.rules[1].filters CORS //"},
    {"E71: only the first filter counts", "HTTPRoute",
     RULES("[{'filters':[{'type':'URLRewrite'},{'type':'ExtensionRef','extensionRef':"
           "{'name':'office'}}]}]"),
     "spec.rules[0].filters URLRewrite //"},
    {"no filters", "HTTPRoute", RULES("[{},{'filters':[]},{'filters':null}]"),
     "spec.rules[0].filters none spec.rules[1].filters none spec.rules[2].filters none"},
    {"an empty filter", "HTTPRoute", RULES("[{'filters':[{}]}]"),
     "spec.rules[0].filters none"},
    {"a filter that is null", "HTTPRoute", RULES("[{'filters':[null,{'type':'CORS'}]}]"),
     "spec.rules[0].filters none"},
    {"a reference without a type", "HTTPRoute",
     RULES("[{'filters':[{'extensionRef':{'name':'x'}}]}]"),
     "spec.rules[0].filters none"},
    {"a reference that is null", "HTTPRoute",
     RULES("[{'filters':[{'type':'ExtensionRef','extensionRef':null}]}]"),
     "spec.rules[0].filters ExtensionRef //"},
    {"a rule that is null", "HTTPRoute", RULES("[null]"), "spec.rules[0].filters none"},
    {"no rules", "HTTPRoute", RULES("[]"), ""},
    {"rules that are null", "HTTPRoute", RULES("null"), ""},

    {"rules as an object", "HTTPRoute", RULES("{}"),
     "unjudgeable spec.rules: is an object, it must be an array"},
    {"a rule as text", "HTTPRoute", RULES("[{},'x']"),
     "unjudgeable spec.rules[1]: is a string, it must be an object"},
    {"filters as an object", "HTTPRoute", RULES("[{'filters':{}}]"),
     "unjudgeable spec.rules[0].filters: is an object, it must be an array"},
    {"a filter as text", "HTTPRoute", RULES("[{},{'filters':['x']}]"),
     "unjudgeable spec.rules[1].filters[0]: is a string, it must be an object"},
    {"a type that is not text", "HTTPRoute", RULES("[{'filters':[{'type':[]}]}]"),
     "unjudgeable spec.rules[0].filters[0].type: is an array, it must be a string"},
    {"a reference as text", "HTTPRoute", RULES("[{'filters':[{'extensionRef':'x'}]}]"),
     "unjudgeable spec.rules[0].filters[0].extensionRef: is a string, it must be an "
     "object"},
    {"a name that is not text", "HTTPRoute",
     RULES("[{},{'filters':[{'extensionRef':{'name':{}}}]}]"),
     "unjudgeable spec.rules[1].filters[0].extensionRef.name: is an object, it must be a "
     "string"},
};

static struct str filters_said(struct viewed *viewed)
{
    const struct view *view = &viewed->views.view;
    struct buf buf = buf_in(&viewed->arena);

    if (!viewed->judgeable)
        return viewed_hosts(viewed);
    check_true(view->has_rules == (view->n_filters > 0), "a filter for each rule");
    check_true(view->n_routes == view->n_filters, "a route for each rule");
    for (size_t i = 0; i < view->n_filters; i++) {
        const struct view_filter *filter = &view->filters[i];

        buf_add_text(&buf, i > 0 ? " " : "");
        field_path_add(&buf, &filter->path);
        if (filter->type.len == 0)
            buf_add_text(&buf, " none");
        else
            buf_addf(&buf, " %.*s %.*s/%.*s/%.*s", STR_ARGS(filter->type),
                     STR_ARGS(filter->group), STR_ARGS(filter->kind),
                     STR_ARGS(filter->name));
    }
    return buf_str(&buf);
}

static void first_filters_are_read(void **state)
{
    (void)state;
    viewed_check(filters, ARRAY_LEN(filters), filters_said);
}

static void rules_are_routes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct viewed viewed;
    const struct view *view = &viewed.views.view;

    (void)state;
    viewed_read(&viewed, viewed_kind(&arena, "TCPRoute"), RULES("[{'a':1},{'b':[2]}]"));
    check_true(view->n_routes == 2 && view->routes[1].is_every_host,
               "a rule serves all hosts of the object");
    check_text(view->routes[1].backend, STR("{\"b\":[2]}"),
               "the back end of a route is its rule");
    check_true(view->routes[1].place.index[0] == 1, "a route has the place of its rule");
    arena_clear(&viewed.arena);
}

static const struct viewed_limit limits[] = {
    {"the maximum number of parents", "{'spec':{'parentRefs':[", "{'name':'g'}", "]}}",
     128, NULL},
    {"one more parent", "{'spec':{'parentRefs':[", "{'name':'g'}", "]}}", 129,
     "spec.parentRefs: has 129 entries, the limit is 128"},
    {"the maximum number of rules", "{'spec':{'rules':[", "{}", "]}}", 128, NULL},
    {"one more rule", "{'spec':{'rules':[", "{}", "]}}", 129,
     "spec.rules: has 129 entries, the limit is 128"},
};

static void lists_are_limited(void **state)
{
    (void)state;
    viewed_check_limits(limits, ARRAY_LEN(limits), "TCPRoute");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parents_are_read),       cmocka_unit_test(hostnames_are_read),
        cmocka_unit_test(first_filters_are_read), cmocka_unit_test(rules_are_routes),
        cmocka_unit_test(lists_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
