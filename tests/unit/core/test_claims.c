/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claims: all fields and annotations through which an object claims names.
 */
#include "core/object/claims.h"

#include <stdio.h>
#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    const char *object;
    const char *want; /* "NAME", or "!TEXT" if the text is not a valid name; separated by
                         blanks */
};

static struct str claims_text(const struct claims *claims, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < claims->n; i++) {
        if (i > 0)
            buf_add_byte(&buf, ' ');
        if (!claims->all[i].valid)
            buf_add_byte(&buf, '!');
        buf_add(&buf, claims->all[i].text);
    }
    return buf_str(&buf);
}

static void read_claims(const struct policy *policy, const struct view *view,
                        struct arena *arena, struct claims *ret)
{
    const struct inquiry inquiry = deciding_inquiry(policy, STAGE_VALIDATE, view, arena);
    struct carriers carriers;

    carriers_of(&inquiry, view, &carriers);
    claims_of(&inquiry, &carriers, ret);
}

static void read_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct view view = deciding_view(&arena, rows[i].object);
        struct claims claims;

        read_claims(policy, &view, &arena, &claims);
        check_text(claims_text(&claims, &arena), str_from(rows[i].want), rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

#define IN    "class=internal\n"
#define ALIAS "@" NGINX "server-alias="
#define WWW   "@" NGINX "from-to-www-redirect="
#define HA    "haproxy-ingress.github.io/"
#define HB    "ingress.kubernetes.io/"
#define L8    "[[[[[[[["
#define R8    "]]]]]]]]"

static const struct row rows[] = {
    {"rule hosts, then tls hosts, then annotations",
     "@" GA "hostname=c.x\ntls=s b.x\nhost=a.x\n", "a.x b.x c.x"},
    {"a catch-all claims no name", "host=\ndefault-backend={}\n", ""},
    {"names are folded", "host=A.X.\n", "a.x"},
    {"an empty tls host is not a name", "tls=s \n", "!"},
    {"all configured prefixes, and all keys that contain names",
     "@" GA "hostname=a.x\n@" ALPHA "internal-hostname=b.x\n@" PRIV
     "cloudflare-custom-hostname=c.x\n",
     "b.x a.x c.x"},
    {"also if ExternalDNS is switched off",
     "@" GA "controller=none\n@" GA "hostname=a.x\n", "a.x"},
    {"blanks are ignored anywhere", "@" GA "hostname= a . x , b.x \n", "a.x b.x"},
    {"a tab is not", "@" GA "hostname=a.x,%09b.x\n", "a.x !\tb.x"},
    {"an empty item beside others is not a name", "@" GA "hostname=a.x,\n", "a.x !"},
    {"a value of blanks claims nothing", "@" GA "hostname=  \n", ""},
    {"full-width letters are not letters", "@" GA "hostname=%EF%BD%85.x\n",
     "!\xef\xbd\x85.x"},
    {"other keys under the prefix contain no names",
     "@" GA "target=a.x\n@" GA "hostnames=b.x\n", ""},
    {"cert-manager's names",
     "@cert-manager.io/common-name=a.x\n@cert-manager.io/alt-names=b.x ,\tc.x\n",
     "b.x c.x a.x"},
    {"a common name is a single name", "@cert-manager.io/common-name= a.x,b.x\n",
     "!a.x,b.x"},
    {"a common name with blanks claims nothing",
     "@cert-manager.io/common-name=ACME Ltd\nhost=a.x\n", "a.x"},
    {"nor does one with a tab", "@cert-manager.io/common-name=a.x%09b.x\n", ""},
    {"ExternalDNS reads all keys that begin like this one",
     "@" GA "cloudflare-custom-hostname-x=a.x\n", "a.x"},
    {"but no key that only contains it", "@" GA "x-cloudflare-custom-hostname=a.x\n", ""},
    {"a value of white space claims nothing", "@cert-manager.io/alt-names=%0A \n", ""},
    {"a line feed is not a blank in a profile of text values",
     "@" HA "server-alias=a.x,%0Ab.x\n", "a.x !\nb.x"},
    {"blanks inside a name count in other lists", "@cert-manager.io/alt-names=b .x\n",
     "!b .x"},
    {"the keys of annotations.hosts", "@edge.example.net/also-serve=a.x\n", "a.x"},
    {"the host keys of the class's profile", IN ALIAS "a.x, *.b.x,~^c$\n",
     "a.x *.b.x !~^c$"},
    {"and those of another class, whose controller may read them",
     IN "@" HA "server-alias=a.x\n", "a.x"},
    {"not the keys of a profile that no class uses", IN "@konghq.com/host-aliases=a.x\n",
     ""},
    {"without a class the keys of all profiles in use",
     "class=gone\n" ALIAS "a.x\n@" HA "server-alias=b.x\n", "b.x a.x"},
    {"both prefixes of haproxy-ingress, and patterns",
     "class=retail\n@" HA "redirect-from=a.x\n@" HB "server-alias-regex=.*\n", "a.x !.*"},
    {"the twin of each host that is not a wildcard",
     IN WWW "true\nhost=a.x\nhost=www.b.x\nhost=*.c.x\nhost=_\n",
     "a.x www.b.x *.c.x !_ www.a.x b.x"},
    {"any value except those that mean off", IN WWW "yes\nhost=a.x\n", "a.x www.a.x"},
    {"off", IN WWW "FALSE\nhost=a.x\n", "a.x"},
    {"blank", IN WWW " \nhost=a.x\n", "a.x"},
    {"the host of a tls entry has no twin", IN WWW "true\ntls=s a.x\n", "a.x"},
};

static void on_the_example(void **state)
{
    (void)state;
    read_rows(deciding_example, rows, ARRAY_LEN(rows));
}

#define AWS "@alb.ingress.kubernetes.io/"

static const struct row aws[] = {
    {"a host-header condition",
     AWS "conditions.web=[{\"field\":\"host-header\",\"hostHeaderConfig\":"
         "{\"values\":[\"A.x\",\"*.b.x\"]}}]\n",
     "a.x *.b.x"},
    {"letter case, escapes and the folding of Go do not matter",
     AWS "conditions.web={\"Fi\\u0065ld\":\"HOST-header\",\"Value\\u017f\":[\"a.x\"]}\n",
     "a.x"},
    {"the header Host in a http-header condition",
     AWS "conditions.web=[{\"field\":\"http-header\",\"httpHeaderConfig\":{"
         "\"httpHeaderName\":\"hOST\",\"values\":[\"a.x\"]}}]\n",
     "a.x"},
    {"a condition on another header",
     AWS "conditions.web=[{\"field\":\"http-header\",\"httpHeaderConfig\":{"
         "\"httpHeaderName\":\"X-Host\",\"values\":[\"a.x\"]}}]\n",
     ""},
    {"a path that contains the letters of host",
     AWS "conditions.web=[{\"field\":\"path-pattern\","
         "\"pathPatternConfig\":{\"values\":[\"/ghosts/*\"]}}]\n",
     ""},
    {"a text with a backslash",
     AWS "conditions.web=[{\"field\":\"path-pattern\",\"pathPatternConfig\":{"
         "\"regexValues\":[\"/v\\\\d+\"]}}]\n",
     ""},
    {"an asterisk or a question mark inside makes a pattern",
     AWS "conditions.web={\"field\":\"host-header\",\"values\":["
         "\"a*.x\",\"*.*.x\",\"b?.x\",\"c.x\"]}\n",
     "!a*.x !*.*.x !b?.x c.x"},
    {"a regular expression is a pattern",
     AWS "conditions.web={\"field\":\"host-header\",\"hostHeaderConfig\":{"
         "\"regexValues\":[\"^a$\"]}}\n",
     "!^a$"},
    {"an empty list of expressions is ignored",
     AWS "conditions.web={\"field\":\"host-header\","
         "\"regexValues\":[],\"values\":[\"a.x\"]}\n",
     "a.x"},
    {"a condition with a wrong type is claimed as a whole",
     AWS "conditions.web={\"field\":\"host-header\",\"regexValues\":7}\n",
     "!{\"field\":\"host-header\",\"regexValues\":7}"},
    {"a member that occurs twice counts twice",
     AWS
     "conditions.web={\"field\":\"host-header\",\"field\":\"path-pattern\",\"values\":"
     "[\"a.x\"],\"values\":[\"b.x\"]}\n",
     "a.x b.x"},
    {"conditions inside actions and transforms",
     AWS
     "actions.web={\"type\":\"redirect\",\"redirectConfig\":{\"host\":\"a.x\"},\"x\":[{"
     "\"field\":\"host-header\",\"values\":[\"b.x\"]}]}\n" AWS
     "transforms.web=[{\"type\":\"host-header-rewrite\"}]\n",
     "b.x"},
    {"invalid JSON", AWS "conditions.web=host\n", "!host"},
    {"two documents", AWS "conditions.web=[] []\n", "![] []"},
    {"JSON that is cut off", AWS "conditions.web=[{\n", "![{"},
    {"white space around it", AWS "conditions.web= [] %0A\n", ""},
    {"a number", AWS "conditions.web=5\n", ""},
    {"32 levels", AWS "conditions.web=" L8 L8 L8 L8 R8 R8 R8 R8 "\n", ""},
    {"33 levels", AWS "conditions.web=[" L8 L8 L8 L8 R8 R8 R8 R8 "]\n",
     "![" L8 L8 L8 L8 R8 R8 R8 R8 "]"},
    {"an empty value is not a name",
     AWS "conditions.web={\"field\":\"host-header\",\"values\":\"\"}\n", "!"},
};

static void of_profile(const char *profile, const struct row *list, size_t n)
{
    char line[100];
    char *yaml;

    (void)snprintf(line, sizeof line, "  external:\n    profile: %s", profile);
    yaml = deciding_replace(deciding_example, "  external:\n    profile: ingress-nginx",
                            line);
    read_rows(yaml, list, n);
    free(yaml);
}

static void of_aws(void **state)
{
    (void)state;
    of_profile("aws-load-balancer-controller", aws, ARRAY_LEN(aws));
}

#define TRAEFIK "@traefik.ingress.kubernetes.io/"

static const struct row traefik[] = {
    {"the known matchers",
     TRAEFIK "router.PathMatcher=PathRegexp\n" TRAEFIK "router.pathmatcher=PathPrefix\n",
     ""},
    {"any other value is pasted into the rule, whatever the case of the key",
     TRAEFIK "router.pathMatcher=Host(`a`) || PathPrefix\n", "!Host(`a`) || PathPrefix"},
    {"the matcher is case-sensitive", TRAEFIK "router.pathmatcher=path\n", "!path"},
    {"blanks count", TRAEFIK "router.pathmatcher= Path\n", "! Path"},
    {"white space around names is ignored",
     TRAEFIK "router.tls.domains.0.main=%0Aa.x\n" TRAEFIK
             "router.tls.domains.0.sans=b.x,%0D%0Ac.x%09\n",
     "a.x b.x c.x"},
};

static void of_traefik(void **state)
{
    (void)state;
    of_profile("traefik", traefik, ARRAY_LEN(traefik));
}

static const struct row apisix[] = {
    {"a tls entry without hosts claims the names in the certificate",
     "class=external\n"
     "tls=s\ntls=t a.x\nhost=a.x\n",
     "a.x a.x !s"},
    {"also if all hosts are empty", "class=external\ntls=s \n", "! !s"},
    {"other controllers do not read the certificate", "class=retail\ntls=s\n", ""},
    {"without a class any controller may read it", "class=gone\ntls=s\n", "!s"},
};

static void of_apisix(void **state)
{
    (void)state;
    of_profile("apisix", apisix, ARRAY_LEN(apisix));
}

static void a_twin_may_be_too_long(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);
    struct arena arena = {0};
    struct buf text;
    struct view view;
    struct claims claims;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, IN WWW "true\nhost=aa");
    for (size_t i = 0; i < 125; i++)
        buf_add_text(&text, ".a");
    view = deciding_view(&arena, buf_text(&text));
    read_claims(policy, &view, &arena, &claims);
    check_true(claims.n == 2 && claims.all[0].valid && !claims.all[1].valid,
               "252 bytes and `www.` make an invalid name, which is judged as such");
    arena_clear(&arena);
    policy_unref(policy);
}

/* expected: for each claim the index of the first claim with its name */
static const struct row repeats[] = {
    {"different names", "host=a.x\nhost=b.x\n", "0 1"},
    {"tls entries that repeat hosts", "host=a.x\nhost=b.x\ntls=s a.x b.x\n", "0 1 0 1"},
    {"tls entries that repeat some of the hosts",
     "host=a.x\nhost=b.x\nhost=c.x\ntls=s b.x c.x\n", "0 1 2 1 2"},
    {"hosts that repeat hosts", "host=a.x\nhost=a.x\nhost=a.x\n", "0 0 0"},
    {"invalid names are repeated, too", "host=a_x\ntls=s a_x\n", "0 0"},
    {"another spelling is a claim of its own", "host=a.x\ntls=s A.x\n", "0 1"},
    {"so is another name of the same length", "host=a.x\ntls=s b.x\n", "0 1"},
    {"the search starts after the last repeated claim",
     "host=a.x\nhost=b.x\ntls=s b.x a.x\n", "0 1 1 3"},
    {"the next four claims are compared",
     "host=a.x\nhost=b.x\nhost=c.x\nhost=d.x\nhost=e.x\ntls=s d.x\n", "0 1 2 3 4 3"},
    {"the fifth is not", "host=a.x\nhost=b.x\nhost=c.x\nhost=d.x\nhost=e.x\ntls=s e.x\n",
     "0 1 2 3 4 5"},
    {"annotations are not compared",
     "host=a.x\n@external-dns.alpha.kubernetes.io/hostname=a.x\n", "0 1"},
};

static struct str firsts_text(const struct claims *claims, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < claims->n; i++)
        buf_addf(&buf, i == 0 ? "%zu" : " %zu", claims->all[i].first);
    return buf_str(&buf);
}

/* Each claim has the same reading as the first claim of its name, but its own place. */
static bool are_alike(const struct claims *claims, const struct view *view)
{
    for (size_t i = 0; i < claims->n; i++) {
        const struct claim *claim = &claims->all[i];
        const struct claim *first = &claims->all[claim->first];
        const struct view_host *host = i < view->n_hosts ? &view->hosts[i] : NULL;

        if (claim->valid != first->valid || !str_equal(claim->text, first->text))
            return false;
        if (host != NULL && (claim->role != host->role ||
                             field_path_compare(&claim->path, &host->path) != 0))
            return false;
    }
    return true;
}

static void names_that_fields_repeat(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(repeats); i++) {
        struct arena arena = {0};
        struct view view = deciding_view(&arena, repeats[i].object);
        struct claims claims;

        read_claims(policy, &view, &arena, &claims);
        check_text(firsts_text(&claims, &arena), str_from(repeats[i].want),
                   repeats[i].why);
        check_true(are_alike(&claims, &view), repeats[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

static const struct row own[] = {
    {"a line feed is not a blank in a profile of text values",
     "@text.net/names=a.x,%0Ab.x\n", "a.x !\nb.x"},
    {"but is white space in a profile of parsed values", "@parsed.net/names=a.x,%0Ab.x\n",
     "a.x b.x"},
};

static void of_own_profiles(void **state)
{
    (void)state;
    read_rows(
        "apiVersion: ingress-warden.dev/v1\n"
        "kind: IngressPolicy\n"
        "profiles:\n"
        "  text: {keyPrefixes: [text.net/], hostKeys: [text.net/names]}\n"
        "  parsed: {keyPrefixes: [parsed.net/], values: parsed, hostKeys: "
        "[parsed.net/names]}\n"
        "classes: {text: {profile: text}, parsed: {profile: parsed}}\n"
        "tenants: [{name: shop, namespaces: [shop], classes: ['*'], domains: [a.x]}]\n",
        own, ARRAY_LEN(own));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_example),
        cmocka_unit_test(of_aws),
        cmocka_unit_test(of_traefik),
        cmocka_unit_test(of_apisix),
        cmocka_unit_test(of_own_profiles),
        cmocka_unit_test(a_twin_may_be_too_long),
        cmocka_unit_test(names_that_fields_repeat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
