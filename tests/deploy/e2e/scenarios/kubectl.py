# SPDX-License-Identifier: Apache-2.0
"""kubectl as people use it: what they read when an Ingress is accepted, accepted with a
warning, or refused.  terminal.py describes the golden texts and what is normalised in them."""

from live import extra
from live.objects import ingress, rule
from live.terminal import HOST, Terminal, ingress_file

LATER = {'tls-required': {'action': 'warn', 'then': 'deny', 'from': '2999-01-01'}}
MISTYPED = 'shop.exmaple.com'


def create(e):
    "The first command of every tutorial; a refusal must list every problem, each with its remedy."
    t = Terminal(e)
    e.policy(lambda policy: policy.update(rules=LATER))
    t.says('allowed')
    t.has('web.yaml', ingress_file())
    t.runs('kubectl', 'create', '-f', 'web.yaml')
    t.says('warned')
    t.has('shop.yaml', ingress_file('shop', 'shop.example.com', 'external'))
    t.runs('kubectl', 'create', '-f', 'shop.yaml')
    t.says('denied, one thing wrong')
    t.has('one.yaml', ingress_file('one', 'api.example.com', 'external'))
    t.runs('kubectl', 'create', '-f', 'one.yaml')
    t.says('denied, several')
    t.has('bad.yaml', ingress_file('bad', MISTYPED, 'public', tls=f'\n  tls:\n    - hosts: [{MISTYPED}]\n'
                            '      secretName: bad-tls'))
    t.runs('kubectl', 'create', '-f', 'bad.yaml')
    t.says('denied beside others: the good ones of the file are created')
    t.runs('kubectl', 'create', '-f', '-', stdin='---\n'.join((
        ingress_file('two'), ingress_file('three', MISTYPED), ingress_file('four'))))
    for name, status in (('web', 200), ('shop', 200), ('one', 404), ('bad', 404), ('three', 404), ('four', 200)):
        e.equal(e.get(t.namespace, name).status, status, name)
    t.golden()


def apply_new(e):
    "GitOps tools and CI jobs run this; the first line must make sense by itself, because logs are truncated."
    t = Terminal(e)
    e.policy(lambda policy: policy.update(rules=LATER))
    t.says('allowed')
    t.has('web.yaml', ingress_file())
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    t.says('warned')
    t.has('shop.yaml', ingress_file('shop', 'shop.example.com', 'external'))
    t.runs('kubectl', 'apply', '-f', 'shop.yaml')
    t.says('denied')
    t.has('bad.yaml', ingress_file('bad', MISTYPED))
    t.runs('kubectl', 'apply', '-f', 'bad.yaml')
    e.equal(e.get(t.namespace, 'bad').status, 404, 'bad')
    t.golden()


def apply_existing(e):
    "The daily command: the second apply of a file must change nothing, although the webhook added keys."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed: nothing changed, then a change')
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    t.has('web.yaml', ingress_file(host='www.shop.corp.example.net'))
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    t.says('warned: what was there before the policy stays')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '-f', 'old.yaml')
    t.says('denied')
    before = t.stored()
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    t.same(before)
    t.golden()


def apply_server_side(e):
    "Server-side apply takes another path through the API server; the messages must be the same."
    t = Terminal(e)
    t.legacy()
    t.says('allowed: new, unchanged, changed')
    t.has('web.yaml', ingress_file())
    t.runs('kubectl', 'apply', '--server-side', '-f', 'web.yaml')
    first = t.stored()
    t.runs('kubectl', 'apply', '--server-side', '-f', 'web.yaml')
    e.equal(t.stored()['metadata']['resourceVersion'], first['metadata']['resourceVersion'], 'resourceVersion')
    t.has('web.yaml', ingress_file(more='\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--server-side', '-f', 'web.yaml')
    t.says('warned')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--server-side', '-f', 'old.yaml')
    t.says('denied: new, existing, and whoever forces conflicts')
    t.has('bad.yaml', ingress_file('bad', MISTYPED))
    t.runs('kubectl', 'apply', '--server-side', '-f', 'bad.yaml')
    before = t.stored()
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'apply', '--server-side', '-f', 'web.yaml')
    t.runs('kubectl', 'apply', '--server-side', '--force-conflicts', '-f', 'web.yaml')
    t.same(before)
    t.golden()


def apply_force(e):
    "With --force kubectl deletes the live Ingress after some refusals; this must not happen after ours."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed')
    t.has('web.yaml', ingress_file(more='\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--force', '-f', 'web.yaml')
    t.says('warned')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--force', '-f', 'old.yaml')
    t.says('denied: the live Ingress is the one that was there')
    for text in (ingress_file(host=MISTYPED), ingress_file(klass='retail')):
        before = t.stored()
        t.has('web.yaml', text)
        t.runs('kubectl', 'apply', '--force', '-f', 'web.yaml')
        e.equal(t.stored()['metadata']['uid'], before['metadata']['uid'], 'uid')
        t.same(before)
    deletions = [event for event in e.audit(t.namespace) if event['verb'] == 'delete']
    e.equal(deletions, [], 'DELETE requests')
    t.golden()


def force_deletes_what_is_invalid(e):
    "Why the reason is Forbidden: where another webhook says Invalid, --force takes the live Ingress down."
    t = Terminal(e)
    t.applied()
    uid = t.stored()['metadata']['uid']

    def answer(review):
        if review['request']['operation'] == 'CREATE':
            return extra.allow()
        return {'allowed': False, 'status': {'code': 422, 'reason': 'Invalid', 'message': 'no', 'details': {
            'group': 'networking.k8s.io', 'kind': 'Ingress', 'name': 'web',
            'causes': [{'reason': 'host-permitted', 'message': 'no', 'field': 'spec.rules[0].host'}]}}}
    _, client = e.impostor(answer)
    e.configure(None, {'clientConfig': client})
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'apply', '--force', '-f', 'web.yaml')
    e.audit(t.namespace, verb='delete')
    e.check(t.stored()['metadata']['uid'] != uid, 'the live Ingress should have been replaced')


def apply_dry_run(e):
    "A dry run gives the same answer as the real write, and stores nothing."
    t = Terminal(e)
    t.applied()
    t.legacy()
    before = t.stored()
    t.says('allowed: new, existing')
    t.has('new.yaml', ingress_file('new'))
    t.runs('kubectl', 'apply', '--dry-run=server', '-f', 'new.yaml')
    t.has('web.yaml', ingress_file(more='\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--dry-run=server', '-f', 'web.yaml')
    t.runs('kubectl', 'create', '--dry-run=server', '-f', 'new.yaml', '-o', 'jsonpath={.metadata.annotations}{"\\n"}')
    t.says('warned')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'apply', '--dry-run=server', '-f', 'old.yaml')
    t.says('denied: new, existing')
    t.has('new.yaml', ingress_file('new', MISTYPED))
    t.runs('kubectl', 'apply', '--dry-run=server', '-f', 'new.yaml')
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'apply', '--dry-run=server', '-f', 'web.yaml')
    e.equal(e.get(t.namespace, 'new').status, 404, 'new')
    t.same(before)
    t.golden()


def replace(e):
    "Replacing with the developer's file drops the webhook's keys and the class; both come back without a warning."
    t = Terminal(e)
    t.applied()
    t.legacy()
    before = t.stored()
    t.says('allowed')
    t.runs('kubectl', 'replace', '-f', 'web.yaml')
    for key, value in before['metadata']['annotations'].items():
        if not key.startswith('kubectl.'):
            e.equal(t.stored()['metadata']['annotations'].get(key), value, key)
    e.equal(t.stored()['spec'], before['spec'], 'spec')
    t.says('warned')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'replace', '-f', 'old.yaml')
    t.says('denied')
    before = t.stored()
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'replace', '-f', 'web.yaml')
    t.same(before)
    t.golden()


def replace_force(e):
    "This command deletes the object before the new one is judged, with or without the webhook."
    t = Terminal(e)
    t.applied()
    t.says('denied, and the live Ingress is gone: `replace --force` deletes before it creates')
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'replace', '--force', '-f', 'web.yaml')
    e.equal(e.get(t.namespace).status, 404, 'status of the Ingress')
    e.note('kubectl replace --force deletes the live Ingress before anybody can refuse the new one')
    t.says('a dry run first would have told')
    t.runs('kubectl', 'create', '--dry-run=server', '-f', 'web.yaml')
    t.golden()


def patch(e):
    "Scripts patch; each of the three kinds of patch must read the same."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed')
    t.runs('kubectl', 'patch', 'ingress', 'web', '-p', '{"metadata":{"labels":{"team":"shop"}}}')
    t.says('warned')
    t.runs('kubectl', 'patch', 'ingress', 'old', '-p', '{"metadata":{"labels":{"team":"shop"}}}')
    t.says('denied')
    before = t.stored()
    t.runs('kubectl', 'patch', 'ingress', 'web', '-p', '{"spec":{"ingressClassName":"retail"}}')
    t.runs('kubectl', 'patch', 'ingress', 'web', '--type=merge', '-p',
           f'{{"spec":{{"rules":[{{"host":"{MISTYPED}"}}]}}}}')
    t.runs('kubectl', 'patch', 'ingress', 'web', '--type=json', '-p',
           f'[{{"op":"replace","path":"/spec/rules/0/host","value":"{MISTYPED}"}}]')
    t.same(before)
    t.golden()


def annotate(e):
    "Annotations can contain names and networks; these refusals name keys in place of fields."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed: a key of nobody, a narrower range, a time to live within the bounds')
    t.runs('kubectl', 'annotate', 'ingress', 'web', 'example.com/note=hello')
    t.runs('kubectl', 'annotate', '--overwrite', 'ingress', 'web',
           'nginx.ingress.kubernetes.io/whitelist-source-range=198.51.100.7/32')
    t.runs('kubectl', 'annotate', '--overwrite', 'ingress', 'web', 'internal-dns.example.net/ttl=120')
    t.says('allowed: taking a key of the platform off brings it back')
    t.runs('kubectl', 'annotate', 'ingress', 'web', 'internal-dns.example.net/target-')
    e.equal(t.stored()['metadata']['annotations'].get('internal-dns.example.net/target'), 'int-lb.corp.example.net')
    t.says('warned')
    t.runs('kubectl', 'annotate', 'ingress', 'old', 'example.com/note=hello')
    t.says('denied')
    before = t.stored()
    for pair in (f'internal-dns.example.net/hostname={MISTYPED},{HOST}', 'internal-dns.example.net/target=192.0.2.7',
                 'nginx.ingress.kubernetes.io/whitelist-source-range=198.51.100.7/32,192.0.2.0/24',
                 'nginx.ingress.kubernetes.io/server-snippet=return 200;', 'kubernetes.io/ingress.class=external'):
        t.runs('kubectl', 'annotate', '--overwrite', 'ingress', 'web', pair)
    t.same(before)
    t.golden()


def label(e):
    "Labels break no rule: only a strict policy refuses them, because of old violations."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed')
    t.runs('kubectl', 'label', 'ingress', 'web', 'team=shop')
    t.says('warned')
    t.runs('kubectl', 'label', 'ingress', 'old', 'team=shop')
    t.says('denied, where the policy says onUpdate: strict')
    before = t.stored('old')
    e.policy(lambda policy: policy.update(onUpdate='strict'))
    t.runs('kubectl', 'label', '--overwrite', 'ingress', 'old', 'team=other')
    t.same(before, 'old')
    t.golden()


def edit(e):
    "A user who edits an object must not lose the changes: kubectl keeps the file and prints its path."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed: nothing changed, then a change')
    t.runs('kubectl', 'edit', 'ingress', 'web', EDITOR='true')
    t.runs('kubectl', 'edit', 'ingress', 'web', EDITOR='sed -i s/web.shop.corp/api.shop.corp/')
    t.says('warned')
    t.runs('kubectl', 'edit', 'ingress', 'old', EDITOR='sed -i s/number:.80/number:\\ 8080/')
    t.says('denied')
    before = t.stored()
    t.runs('kubectl', 'edit', 'ingress', 'web', EDITOR=f'sed -i s/api.shop.corp.example.net/{MISTYPED}/')
    t.same(before)
    t.golden()


def diff(e):
    "CI shows with diff what an apply would do; it must include the webhook's additions."
    t = Terminal(e)
    t.applied()
    t.legacy()
    t.says('allowed: nothing to do, a change, a new Ingress')
    t.runs('kubectl', 'diff', '-f', 'web.yaml')
    t.has('web.yaml', ingress_file(host='api.shop.corp.example.net'))
    t.runs('kubectl', 'diff', '-f', 'web.yaml')
    t.has('new.yaml', ingress_file('new'))
    t.runs('kubectl', 'diff', '-f', 'new.yaml')
    t.says('warned')
    t.has('old.yaml', ingress_file('old', 'old.example.com', 'external', '\n  labels: {team: shop}'))
    t.runs('kubectl', 'diff', '-f', 'old.yaml')
    t.says('denied: existing, new')
    t.has('web.yaml', ingress_file(host=MISTYPED))
    t.runs('kubectl', 'diff', '-f', 'web.yaml')
    t.has('new.yaml', ingress_file('new', MISTYPED))
    t.runs('kubectl', 'diff', '-f', 'new.yaml')
    t.golden()


def create_ingress(e):
    "The imperative command prints only the message, without the reason, so the message must be complete."
    t = Terminal(e)
    e.policy(lambda policy: policy.update(rules=LATER))
    t.says('allowed')
    t.runs('kubectl', 'create', 'ingress', 'web', f'--rule={HOST}/*=web:80')
    t.says('warned')
    t.runs('kubectl', 'create', 'ingress', 'shop', '--class=external', '--rule=shop.example.com/*=web:80')
    t.says('denied')
    t.runs('kubectl', 'create', 'ingress', 'bad', '--class=internal', f'--rule={MISTYPED}/*=web:80,tls=bad-tls')
    t.runs('kubectl', 'create', 'ingress', 'all', '--class=internal', '--default-backend=web:80')
    t.golden()


def delete(e):
    "Deletions are not judged: they work for objects that break the policy, and without the webhook."
    t = Terminal(e)
    t.applied()
    t.applied('two')
    t.legacy()
    t.says('allowed')
    t.runs('kubectl', 'delete', 'ingress', 'web')
    t.says('allowed: what today\'s policy would refuse')
    t.runs('kubectl', 'delete', '-f', 'old.yaml')
    t.says('allowed: while the webhook is down')
    e.webhook_down()
    t.runs('kubectl', 'delete', 'ingress', '--all')
    t.golden()


def webhook_down(e):
    "If the webhook is down, the error must name it, so that the reader knows whom to call."
    t = Terminal(e)
    t.applied()
    e.webhook_down()
    t.says('the webhook is down')
    t.runs('kubectl', 'apply', '-f', 'web.yaml')
    t.has('new.yaml', ingress_file('new'))
    t.runs('kubectl', 'apply', '-f', 'new.yaml')
    t.runs('kubectl', 'label', 'ingress', 'web', 'team=shop')
    t.runs('kubectl', 'get', 'ingress', '-o', 'name')
    t.golden()


def long_denial(e):
    "With a hundred problems the message is truncated, and counts those that are left out."
    t = Terminal(e)
    wrong = ingress(t.namespace, hosts=[])
    wrong['spec']['rules'] = [rule(f'{name}{i}.example.org') for i in range(50) for name in ('a', 'b')]
    e.write('many.json', wrong)
    t.says('denied for a hundred names')
    t.runs('kubectl', 'create', '-f', 'many.json')
    t.golden()


def hostile_text(e):
    "kubectl prints a message unfiltered: no escape sequence may reach a terminal through the webhook."
    t = Terminal(e)
    t.says('denied; in the file are escape, bell, backspace, right-to-left override and line feeds')
    t.has('evil.yaml', ingress_file('evil', more='\n  annotations:\n    internal-dns.example.net/hostname: '
                             '"\\e[2Kgood.example.com\\a\\b\\u202e\\nallowed"\n'
                             '    nginx.ingress.kubernetes.io/server-alias: "a.shop.corp.example.net\\r\\nok"'))
    result = t.runs('kubectl', 'create', '-f', 'evil.yaml')
    for character in '\x1b\x07\x08\r\u202e':
        e.check(character not in result.err, f'{character!r} came through')
    t.golden()
