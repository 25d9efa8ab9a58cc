# SPDX-License-Identifier: Apache-2.0
"""The chain itself."""

from live.objects import ingress


def good_is_completed(e):
    "An Ingress of a developer is stored with the platform's additions."
    ns = e.namespace('shop')
    answer = e.allowed(e.create(ingress(ns, klass=None)))
    e.equal(answer.body['spec']['ingressClassName'], 'internal')


def bad_is_refused(e):
    "An object that the policy forbids is not stored."
    ns = e.namespace('shop')
    e.denied(e.create(ingress(ns, hosts=['evil.example.org'])), 'host-permitted', 'host-in-class')
