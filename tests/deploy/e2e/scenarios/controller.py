# SPDX-License-Identifier: Apache-2.0
"""Two real ingress controllers side by side, class external and class internal, that read
ingress-nginx annotations: who is let in, and who is not, as seen from several addresses.

The networks of the policy are loopback networks here, so that requests can come from inside
and outside of them.  The tricks of the table are tried under the webhook, and then where
nobody judges them; there each must change what the controller answers (but for those that
only other controllers obey), or it would prove nothing.
"""

from typing import NamedTuple

from live.controllers import Controllers
from live.merge import merged, named, notes, spec
from live.objects import external, ingress, rule

NGINX = 'nginx.ingress.kubernetes.io/'
WHITE, ALLOW = 'whitelist-source-range', 'allowlist-source-range'
MANAGED = 'ingress-warden.dev/managed'
OFFICE, VPN = '127.0.1.0/24', '127.0.2.0/25'
V6 = '2001:db8:100::/48'
POLICY_RANGES = f'{OFFICE},{V6},{VPN}'
SOURCES = ('127.0.1.7', '127.0.2.9', '127.0.2.200', '127.0.9.9', '127.0.0.1')  # office, vpn, and three other addresses
INSIDE = [200, 200, 403, 403, 403]
OPEN, NOBODY = [200] * 5, [404] * 5
HOST, SITE = 'web.shop.corp.example.net', 'web.shop.example.com'
RANGES, OTHERS_NAME = {'source-ranges'}, {'host-permitted', 'host-in-class'}
SNIPPET = {'source-ranges', 'annotation-forbidden'}
OUTSIDE_CLASS = {'host-in-class', 'tls-required'}
DONE = set()


def _loopback(policy):
    policy['networks'].update(office=[OFFICE, V6], vpn=[VPN])


def _controllers(e, ns, *more):
    places = {'internal': (ns, 'shop.corp.example.net'), 'external': (ns, 'shop.example.com')}
    return Controllers(e, places, [ns, *more], 'allowsnippetannotations=true')


def _begin(e, policy=_loopback):
    """Sets up the policy on loopback networks, a namespace and two controllers."""
    e.policy(policy)
    ns = e.namespace('shop')
    return ns, _controllers(e, ns)


def _served(e, controllers, host, what, internal=None, external=None, **request):
    """The answers of the controllers to SOURCES, after all writes took effect; None: not served."""
    controllers.settle()
    e.equal(controllers.answers(host, SOURCES, **request),
            {'internal': internal or NOBODY, 'external': external or NOBODY}, f'{host}: {what}')


def inside_only(e):
    "An internal class answers 200 to the networks of the policy, and 403 to everyone else."
    ns, controllers = _begin(e)
    e.allowed(e.create(ingress(ns)))
    _served(e, controllers, HOST, 'plain', internal=INSIDE)
    _served(e, controllers, HOST, 'by TLS', internal=INSIDE, tls=True)
    for header in ('X-Forwarded-For', 'X-Real-Ip', 'Forwarded'):
        forged = {header: 'for=127.0.1.7' if header == 'Forwarded' else '127.0.1.7'}
        e.equal(controllers.ask('internal', HOST, '127.0.9.9', headers=forged), 403, f'with a forged {header}')
    e.configure(mutate=None, validate=None)
    e.must(e.create(ingress(ns, 'bare', hosts=['bare.' + HOST])))
    _served(e, controllers, 'bare.' + HOST, 'without the webhook', internal=OPEN)


def external_is_open(e):
    "Everyone may use a public site, with TLS; a tenant may still restrict it."
    ns, controllers = _begin(e)
    e.allowed(e.create(external(ns, host=SITE)))
    _served(e, controllers, SITE, 'by TLS', external=OPEN, tls=True)
    _served(e, controllers, SITE, 'plain: sent on to TLS', external=[308] * 5)
    e.must(e.patch(ns, 'web', notes(NGINX, WHITE, '127.0.9.0/24')))
    _served(e, controllers, SITE, 'kept for few', external=[403, 403, 403, 200, 403], tls=True)


def nobody_is_served_by_both(e):
    "Every Ingress has one entry point; a second one would bypass the first."
    ns, controllers = _begin(e)
    e.allowed(e.create(ingress(ns, 'default', klass=None, hosts=['a.' + HOST])))
    legacy = ingress(ns, 'legacy', klass=None, hosts=['b.' + HOST],
                     annotations={'kubernetes.io/ingress.class': 'internal'})
    e.must(e.create(legacy))  # the API server itself warns of the annotation
    e.allowed(e.create(ingress(ns, 'many', hosts=['c.' + HOST, 'd.' + HOST])))
    e.allowed(e.create(external(ns, 'site', host=SITE)))
    outside = external(ns, 'old-site', host='old.' + SITE, annotations={'kubernetes.io/ingress.class': 'external'})
    del outside['spec']['ingressClassName']
    e.must(e.create(outside))
    hosts = {'internal': [f'{letter}.{HOST}' for letter in 'abcd'], 'external': [SITE, 'old.' + SITE]}
    e.denied(e.patch(ns, 'default', notes('kubernetes.io/', 'ingress.class', 'external')), 'class-agrees')
    e.denied(e.patch(ns, 'legacy', spec(ingressClassName='external')), 'class-agrees')
    for klass, names in hosts.items():
        for host in names:
            _served(e, controllers, host, 'one controller only', tls=True,
                    **{klass: INSIDE if klass == 'internal' else OPEN})


def moved_between_classes(e):
    "An Ingress that goes public must not keep the internal ranges, and one that comes in must get them."
    ns, controllers = _begin(e)
    inside, outside = ingress(ns, hosts=[HOST]), external(ns, host=SITE)
    e.allowed(e.create(inside))
    _served(e, controllers, HOST, 'internal', internal=INSIDE)

    e.must(e.update(outside))
    _served(e, controllers, HOST, 'gone after PUT')
    _served(e, controllers, SITE, 'external after PUT', external=OPEN, tls=True)

    e.must(e.update(inside))
    _served(e, controllers, SITE, 'gone after it came back', tls=True)
    _served(e, controllers, HOST, 'internal again', internal=INSIDE)

    e.must(e.patch(ns, 'web', {'spec': outside['spec']}))
    _served(e, controllers, SITE, 'external after a patch that leaves the annotations alone', external=OPEN, tls=True)
    e.must(e.patch(ns, 'web', {'spec': {**inside['spec'], 'tls': None}}))
    _served(e, controllers, HOST, 'internal after such a patch', internal=INSIDE)

    copied = e.get(ns).body
    copied['spec'] = outside['spec']
    e.must(e.update(copied))
    _served(e, controllers, SITE, 'external after `kubectl edit`, ours in the text', external=OPEN, tls=True)


def moved_under_one_name(e):
    "If both classes serve the domain, changing the class opens or closes a site, at once and completely."
    def both(policy):
        _loopback(policy)
        policy['classes']['internal']['domains'].append('example.com')
    ns, controllers = _begin(e, policy=both)
    e.allowed(e.create(external(ns, host=SITE)))
    _served(e, controllers, SITE, 'external', external=OPEN, tls=True)
    answer = e.must(e.patch(ns, 'web', spec(ingressClassName='internal')))
    e.check(any('source-ranges' in w for w in answer.warnings), f'no word about who is shut out: {answer.warnings}')
    _served(e, controllers, SITE, 'internal', internal=INSIDE, tls=True)
    e.must(e.patch(ns, 'web', spec(ingressClassName='external')))
    _served(e, controllers, SITE, 'external again', external=OPEN, tls=True)


def narrower_is_the_tenants_choice(e):
    "A tenant may narrow the list, in either spelling, and the controller applies the narrower list."
    ns, controllers = _begin(e)
    half = {'internal': [200, 403, 403, 403, 403]}
    for number, annotations in enumerate((
            {NGINX + WHITE: '127.0.1.0/25'}, {NGINX + ALLOW: '127.0.1.7'},
            {NGINX + WHITE: '127.0.1.0/28', NGINX + ALLOW: '127.0.1.0/29,127.0.1.8/29'})):
        host = f'n{number}.{HOST}'
        e.allowed(e.create(ingress(ns, f'n{number}', hosts=[host], annotations=annotations)))
        _served(e, controllers, host, str(annotations), **half)


def intersection(e):
    "In mode intersect a list that is too wide is cut, in each spelling, before the controller sees it."
    def intersect(policy):
        _loopback(policy)
        policy['classes']['internal']['sourceRanges']['mode'] = 'intersect'
    ns, controllers = _begin(e, policy=intersect)
    for number, key in enumerate((WHITE, ALLOW)):
        host = f'i{number}.{HOST}'
        e.must(e.create(ingress(ns, f'i{number}', hosts=[host], annotations={
            NGINX + key: '127.0.1.0/24,127.0.2.128/25,127.0.9.9'})))
        _served(e, controllers, host, key, internal=[200, 403, 403, 403, 403])
    e.denied(e.create(ingress(ns, 'none', annotations={NGINX + WHITE: '127.0.9.9'})), *RANGES)


def ranges_follow_the_policy(e):
    "A network that is added to the policy has access after the next write, and a removed one has not."
    ns, controllers = _begin(e)
    e.allowed(e.create(ingress(ns)))
    _served(e, controllers, HOST, 'before', internal=INSIDE)

    def change(policy):
        policy['networks'].update(office=['127.0.9.0/24', V6], vpn=[VPN])
    e.policy(change)
    e.must(e.patch(ns, 'web', {'metadata': {'labels': {'touched': 'yes'}}}))
    _served(e, controllers, HOST, 'after', internal=[403, 200, 403, 200, 403])


def second_ingress_of_the_same_host(e):
    "Ranges apply to one Ingress: a second one for the same host must not leave a path open."
    ns, controllers = _begin(e)
    e.allowed(e.create(ingress(ns)))
    second = merged(ingress(ns, 'second'), spec(rules=[rule(HOST, '/open')]))
    e.allowed(e.create(second))
    _served(e, controllers, HOST, 'the path of the second', internal=INSIDE, route='/open')
    e.must(e.delete(ns, 'second'))
    e.configure(mutate=None, validate=None)
    e.must(e.create(second))
    _served(e, controllers, HOST, 'without the webhook: that path', internal=OPEN, route='/open')
    _served(e, controllers, HOST, 'without the webhook: the other', internal=INSIDE)


def error_pages(e):
    "The back end of error pages would answer refused clients, so an error page for 403 undoes the ranges."
    ns, controllers = _begin(e)
    pair = notes(NGINX, 'custom-http-errors', '404,403', NGINX, 'default-backend', 'web')
    e.denied(e.create(merged(ingress(ns), pair)), 'source-ranges')
    e.allowed(e.create(ingress(ns)))
    e.denied(e.patch(ns, 'web', pair), 'source-ranges')
    _served(e, controllers, HOST, 'with the webhook', internal=INSIDE)
    e.configure(mutate=None, validate=None)
    e.must(e.patch(ns, 'web', pair))
    _served(e, controllers, HOST, 'without the webhook', internal=OPEN)


def canary_without_a_primary(e):
    "A canary needs a primary Ingress; without one, ingress-nginx serves it for every unclaimed name."
    ns, controllers = _begin(e)
    canary, spare = notes(NGINX, 'canary', 'true', NGINX, 'canary-weight', '100'), 'spare.shop.corp.example.net'
    e.allowed(e.create(ingress(ns)))
    for value in ('true', 'True', 'TRUE', 't', 'T', '1'):
        e.denied(e.create(merged(ingress(ns, 'canary', hosts=[spare]), notes(NGINX, 'canary', value))), 'canary-host')
    e.denied(e.patch(ns, 'web', canary), 'canary-host')
    _served(e, controllers, HOST, 'with the webhook', internal=INSIDE)
    _served(e, controllers, spare, 'with the webhook: nobody has it')
    e.policy(lambda policy: (_loopback(policy), policy['classes']['internal'].update(rules={'canary-host': 'allow'})))
    e.allowed(e.create(merged(ingress(ns, 'canary'), canary)))
    _served(e, controllers, HOST, 'with its primary, where the policy allows canaries', internal=INSIDE)
    e.must(e.delete(ns, 'canary'))
    e.configure(mutate=None, validate=None)
    e.must(e.patch(ns, 'web', canary))
    _served(e, controllers, HOST, 'without the webhook: the site is a canary of nothing')
    e.note('this controller drops a canary without a primary; ingress-nginx serves it for every unclaimed name')


class Trick(NamedTuple):
    """change is a merge patch in which @ stands for the object's name; rules are those that it
    breaks on CREATE, rules_on_update where UPDATE differs.  obeyed: by this controller."""
    why: str
    change: dict
    rules: set
    rules_on_update: set = None
    obeyed: bool = True


TRICKS = [
    Trick('The other spelling beside ours wins.', notes(NGINX, ALLOW, '0.0.0.0/0'), RANGES),
    Trick('The other spelling, empty, switches ours off.', notes(NGINX, ALLOW, ''), RANGES),
    Trick('The other spelling alone.', notes(NGINX, ALLOW, '0.0.0.0/0,::/0', NGINX, WHITE, None), RANGES),
    Trick('An empty list is no list.', notes(NGINX, WHITE, ''), RANGES),
    Trick('Everybody.', notes(NGINX, WHITE, '0.0.0.0/0,::/0'), RANGES),
    Trick('One address more than the policy has.', notes(NGINX, WHITE, OFFICE + ',127.0.9.9'), RANGES),
    Trick('A larger network around those of the policy.', notes(NGINX, WHITE, '127.0.0.0/8'), RANGES),
    Trick('Two halves of everything, neither of which looks like everything.',
          notes(NGINX, WHITE, '0.0.0.0/1,128.0.0.0/1'), RANGES),
    Trick('A list that the controller cannot read takes the site away.',
          notes(NGINX, WHITE, '127.0.1.0/24 127.0.2.0/25'), RANGES),
    Trick('A trailing comma does, too.', notes(NGINX, WHITE, OFFICE + ','), RANGES),
    Trick('Taking the list away.', notes(NGINX, WHITE, None), DONE),
    Trick('Taking every annotation away.', {'metadata': {'annotations': None}}, DONE),
    Trick('Claiming that the platform wrote it.',
          notes(NGINX, WHITE, '0.0.0.0/0', '', MANAGED, NGINX + WHITE), DONE, RANGES),
    Trick('Connections that are passed through are not looked at.', notes(NGINX, 'ssl-passthrough', 'true'), RANGES),
    Trick('In capitals the controller reads it as well.', notes(NGINX, 'ssl-passthrough', 'TRUE'), RANGES),
    Trick('A password in place of the address.', notes(NGINX, 'satisfy', 'any'), RANGES, obeyed=False),
    Trick('The same word in a snippet.',
          notes(NGINX, 'configuration-snippet', 'allow all'), SNIPPET, obeyed=False),
    Trick('And in a snippet of the server.', notes(NGINX, 'server-snippet', 'satisfy any'), SNIPPET, obeyed=False),
    Trick('The open controller, with ranges that it need not keep.',
          notes(NGINX, WHITE, None, spec={'ingressClassName': 'external'}), OUTSIDE_CLASS),
    Trick('The open controller, by the old annotation.',
          notes('kubernetes.io/', 'ingress.class', 'external', NGINX, WHITE, None, spec={'ingressClassName': None}),
          OUTSIDE_CLASS),
    Trick('Another tenant\'s name, served by the way.',
          notes(NGINX, 'server-alias', '@.bank.corp.example.net'), {'host-permitted'}),
]
BY_HAND = notes(NGINX, WHITE, POLICY_RANGES)


LOOKS = [  # where a trick could have an effect: host, plain or TLS, source, and the expected answer
    ('@.shop.corp.example.net', False, SOURCES, INSIDE),
    ('@.shop.corp.example.net', True, (SOURCES[0], SOURCES[3]), [200, 403]),
    ('@.bank.corp.example.net', False, (SOURCES[0],), [404]),
]


def _seen(controllers, name):
    """What the internal controller answers in each look, and the external one in each."""
    return [[controllers.answers(host.replace('@', name), sources, tls=tls)[klass] for host, tls, sources, _ in LOOKS]
            for klass in ('internal', 'external')]


def _meant(present):
    nobody = [[404] * len(sources) for _, _, sources, _ in LOOKS]
    return [[meant for *_, meant in LOOKS] if present else nobody, nobody]


def _judged(e, namespace):
    """Make all tricks under the webhook; returns whether each object then exists."""
    present = {}
    for number, trick in enumerate(TRICKS):
        for way, rules in (('c', trick.rules),
                           ('u', trick.rules if trick.rules_on_update is None else trick.rules_on_update)):
            name = f'{way}{number:02}'
            base, change = ingress(namespace, name, hosts=[f'{name}.shop.corp.example.net']), named(trick.change, name)
            if way == 'c':
                answer = e.create(merged(base, change))
            else:
                e.allowed(e.create(base))
                answer = e.patch(namespace, name, change)
            present[name] = way == 'u' or not rules
            if rules:
                e.denied(answer, *rules)
            else:
                e.must(answer)
    return present


def _unjudged(e, namespace):
    for number, trick in enumerate(TRICKS):
        for way in 'cu':
            name = f'{way}{number:02}'
            base = merged(ingress(namespace, name, hosts=[f'{name}.shop.corp.example.net']), BY_HAND)
            change = named(trick.change, name)
            e.must(e.create(merged(base, change) if way == 'c' else base))
            if way == 'u':
                e.must(e.patch(namespace, name, change))
    e.must(e.create(merged(ingress(namespace, 'control', hosts=['control.shop.corp.example.net']), BY_HAND)))


def tricks(e):
    "Whatever a tenant writes on an internal Ingress, an address outside the policy's networks stays outside."
    e.policy(_loopback)
    open_to_all = e.namespace('shop', name='shop-tricks-open')
    guarded = e.namespace('shop')
    present = _judged(e, guarded)
    controllers = _controllers(e, guarded, open_to_all)
    for name, there in present.items():
        e.equal(_seen(controllers, name), _meant(there), f'{name}: {TRICKS[int(name[1:])].why}')
        if there:
            e.must(e.delete(guarded, name))
    e.configure(mutate=None, validate=None)
    _unjudged(e, open_to_all)
    controllers.settle()
    e.equal(_seen(controllers, 'control'), _meant(True), 'the control')
    for number, trick in enumerate(TRICKS):
        for name in (f'c{number:02}', f'u{number:02}'):
            harm = _seen(controllers, name) != _meant(True)
            e.check(harm or not trick.obeyed, f'without the webhook the trick ({name}) changes nothing: {trick.why}')
        if not trick.obeyed:
            e.note(f'this controller does not obey it, others do: {trick.why}')
