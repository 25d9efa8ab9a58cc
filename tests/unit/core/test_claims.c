/*
 * Claims: every way in which an object asks for a name.
 */
#include "core/object/claims.h"

#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    const char *object;
    const char *want; /* "NAME" or "!TEXT" for what is no name, joined by blanks */
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

static void read_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct view view = deciding_view(&arena, rows[i].object);
        const struct inquiry inquiry =
            deciding_inquiry(policy, STAGE_VALIDATE, &view, &arena);
        struct carriers carriers;
        struct claims claims;

        carriers_of(policy, &view, &carriers);
        claims_of(&inquiry, &carriers, &claims);
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

static const struct row rows[] = {
    {"rule hosts, then tls hosts, then annotations",
     "@" GA "hostname=c.x\ntls=s b.x\nhost=a.x\n", "a.x b.x c.x"},
    {"a catch-all claims no name", "host=\ndefault-backend={}\n", ""},
    {"names are folded", "host=A.X.\n", "a.x"},
    {"an empty tls host is no name", "tls=s \n", "!"},
    {"every configured prefix, and every key that bears names",
     "@" GA "hostname=a.x\n@" ALPHA "internal-hostname=b.x\n@" PRIV
     "cloudflare-custom-hostname=c.x\n",
     "b.x a.x c.x"},
    {"switched off or not", "@" GA "controller=none\n@" GA "hostname=a.x\n", "a.x"},
    {"blanks go wherever they stand", "@" GA "hostname= a . x , b.x \n", "a.x b.x"},
    {"a tab does not", "@" GA "hostname=a.x,%09b.x\n", "a.x !\tb.x"},
    {"an empty item beside others is no name", "@" GA "hostname=a.x,\n", "a.x !"},
    {"a value of blanks claims nothing", "@" GA "hostname=  \n", ""},
    {"full-width letters are no letters", "@" GA "hostname=%EF%BD%85.x\n",
     "!\xef\xbd\x85.x"},
    {"other keys under the prefix bear none", "@" GA "target=a.x\n@" GA "hostnames=b.x\n",
     ""},
    {"cert-manager's names, always",
     "@cert-manager.io/common-name=a.x\n@cert-manager.io/alt-names=b.x ,\tc.x\n",
     "b.x c.x a.x"},
    {"blanks inside stay in other lists", "@cert-manager.io/alt-names=b .x\n", "!b .x"},
    {"the keys that the policy names", "@edge.example.net/also-serve=a.x\n", "a.x"},
    {"the class's profile", IN ALIAS "a.x, *.b.x,~^c$\n", "a.x *.b.x !~^c$"},
    {"not that of another", IN "@" HA "server-alias=a.x\n", ""},
    {"without a class all profiles in use",
     "class=gone\n" ALIAS "a.x\n@" HA "server-alias=b.x\n", "b.x a.x"},
    {"both prefixes of haproxy-ingress, patterns too",
     "class=retail\n@" HA "redirect-from=a.x\n@" HB "server-alias-regex=.*\n", "a.x !.*"},
    {"the twin of each host that is no wildcard",
     IN WWW "true\nhost=a.x\nhost=www.b.x\nhost=*.c.x\nhost=_\n",
     "a.x www.b.x *.c.x !_ www.a.x b.x"},
    {"any value but those that are off", IN WWW "yes\nhost=a.x\n", "a.x www.a.x"},
    {"off", IN WWW "FALSE\nhost=a.x\n", "a.x"},
    {"blank", IN WWW " \nhost=a.x\n", "a.x"},
    {"a class for the twin of a rule, not of a tls host", IN WWW "true\ntls=s a.x\n",
     "a.x"},
};

static void on_the_example(void **state)
{
    (void)state;
    read_rows(deciding_example, rows, ARRAY_LEN(rows));
}

static const struct row aws[] = {
    {"a condition over hosts",
     IN "@alb.ingress.kubernetes.io/conditions.web={\"field\":\"HOST-header\"}\n",
     "!{\"field\":\"HOST-header\"}"},
    {"one that spells it with escapes",
     IN "@alb.ingress.kubernetes.io/conditions.web=\\u0068ost\n", "!\\u0068ost"},
    {"one over paths", IN "@alb.ingress.kubernetes.io/conditions.web=path hos\n", ""},
    {"actions claim nothing", IN "@alb.ingress.kubernetes.io/actions.web=host\n", ""},
};

static void of_aws(void **state)
{
    char *yaml =
        deciding_replace(deciding_example, "  internal:\n    profile: ingress-nginx",
                         "  internal:\n    profile: aws-load-balancer-controller");

    (void)state;
    read_rows(yaml, aws, ARRAY_LEN(aws));
    free(yaml);
}

static void a_twin_may_be_too_long(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);
    struct arena arena = {0};
    struct buf text;
    struct view view;
    struct inquiry inquiry;
    struct carriers carriers;
    struct claims claims;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, IN WWW "true\nhost=aa");
    for (size_t i = 0; i < 125; i++)
        buf_add_text(&text, ".a");
    view = deciding_view(&arena, buf_text(&text));
    carriers_of(policy, &view, &carriers);
    inquiry = deciding_inquiry(policy, STAGE_VALIDATE, &view, &arena);
    claims_of(&inquiry, &carriers, &claims);
    check_true(claims.n == 2 && claims.all[0].valid && !claims.all[1].valid,
               "252 bytes and `www.` are no name, and are judged as none");
    arena_clear(&arena);
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_example),
        cmocka_unit_test(of_aws),
        cmocka_unit_test(a_twin_may_be_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
